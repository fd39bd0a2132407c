"""Golden values of divergences and distances between distributions, and of fits.

    pip install -r requirements.txt && python between.py > between.json

KL and cross-entropy are integrals and sums of the densities by mpmath, not closed forms; Wasserstein-1 and the energy distance those of
the cdfs. Vectors: inverses and determinants. Fits: scipy.stats starts, with its CensoredData, and Newton's method on the score of the
log-likelihood in 30 digits ends; the standard errors are those of the observed information.
"""
import json
import sys

import mpmath as mp
import numpy as np
import scipy.stats as st

mp.mp.dps = 22
INF = mp.inf


def num(v):
    v = float(v)
    return v if np.isfinite(v) else str(v)


def sigmoid(l):
    return 1 / (1 + mp.exp(-l))


def far_exp(x):
    """e^x, but 1e9 beyond x = 20, where what it is the exponent of is nothing: mpmath would take hours over e^-e^1000."""
    return mp.exp(x) if x < 20 else mp.mpf(10) ** 9 * (1 + abs(x))


def integral(f, grid):
    """Over the grid, by the logarithm of the distance from a finite end, where f may be infinite."""
    lo, hi = grid[0], grid[-1]
    sum = mp.mpf(0)
    if mp.isfinite(lo):
        sum += mp.quad(lambda x: f(lo + mp.exp(x)) * mp.exp(x), [-250, -100, -40, -15, -5, mp.log(grid[1] - lo)])
        grid = grid[1:]
    if mp.isfinite(hi):
        sum += mp.quad(lambda x: f(hi - mp.exp(x)) * mp.exp(x), [-130, -60, -25, -10, -4, mp.log(hi - grid[-2])])
        grid = grid[:-1]
    return sum + mp.quad(f, grid, maxdegree=9)


def gamma_pdf(a, r):
    return lambda y: a * mp.log(r) + (a - 1) * mp.log(y) - r * y - mp.loggamma(a)


# log-density, support, and the cdf or None
CONTINUOUS = {
    "normal": lambda m, s: (lambda y: -((y - m) / s) ** 2 / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2, (-INF, INF), lambda y: mp.ncdf((y - m) / s), [m, m - 8 * s, m + 8 * s]),
    "lognormal": lambda m, s: (lambda y: -((mp.log(y) - m) / s) ** 2 / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2 - mp.log(y), (0, INF), lambda y: mp.ncdf((mp.log(y) - m) / s), [mp.exp(m + k * s) for k in range(-6, 7, 2)]),
    "laplace": lambda m, s: (lambda y: -abs(y - m) / s - mp.log(2 * s), (-INF, INF), lambda y: mp.exp((y - m) / s) / 2 if y < m else 1 - mp.exp(-(y - m) / s) / 2, [m, m - 30 * s, m + 30 * s]),
    "cauchy": lambda m, s: (lambda y: -mp.log(mp.pi * s) - mp.log(1 + ((y - m) / s) ** 2), (-INF, INF), lambda y: mp.atan((y - m) / s) / mp.pi + mp.mpf(1) / 2, [m, m - 100 * s, m + 100 * s]),
    "gumbel": lambda m, s: (lambda y: -(y - m) / s - far_exp(-(y - m) / s) - mp.log(s), (-INF, INF), lambda y: mp.exp(-far_exp(-(y - m) / s)), [m, m - 5 * s, m + 5 * s, m + 40 * s]),
    "exponential": lambda r: (lambda y: mp.log(r) - r * y, (0, INF), lambda y: 1 - mp.exp(-r * y), [1 / r, 40 / r]),
    "halfnormal": lambda s: (lambda y: mp.log(2) - (y / s) ** 2 / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2, (0, INF), lambda y: mp.erf(y / s / mp.sqrt(2)), [s, 8 * s]),
    "halfcauchy": lambda s: (lambda y: mp.log(2 / mp.pi / s) - mp.log(1 + (y / s) ** 2), (0, INF), lambda y: 2 / mp.pi * mp.atan(y / s), [s, 100 * s]),
    "gamma": lambda a, r: (gamma_pdf(a, r), (0, INF), lambda y: mp.gammainc(a, 0, r * y, regularized=True), [a / r, (a + 8 * mp.sqrt(a)) / r, (a + 60) / r]),
    "inversegamma": lambda a, s: (lambda y: a * mp.log(s) - (a + 1) * mp.log(y) - s / y - mp.loggamma(a), (0, INF), lambda y: mp.gammainc(a, s / y, INF, regularized=True), [s / a / 20, s / a / 3, s / a, 4 * s / a, 100 * s / a]),
    "beta": lambda a, b: (lambda y: (a - 1) * mp.log(y) + (b - 1) * mp.log1p(-y) - mp.log(mp.beta(a, b)), (0, 1), lambda y: mp.betainc(a, b, 0, y, regularized=True), [mp.mpf(1) / 4, mp.mpf(1) / 2, mp.mpf(3) / 4]),
    "weibull": lambda k, s: (lambda y: mp.log(k / s) + (k - 1) * mp.log(y / s) - (y / s) ** k, (0, INF), lambda y: 1 - mp.exp(-(y / s) ** k), [s / 4, s, 3 * s, 10 * s]),
    "pareto": lambda a, s: (lambda y: mp.log(a / s) - (a + 1) * mp.log(y / s), (s, INF), lambda y: 1 - (s / y) ** a, [2 * s, 10 * s, 1000 * s]),
    "uniform": lambda a, b: (lambda y: -mp.log(b - a), (a, b), lambda y: (y - a) / (b - a), []),
    "logistic": lambda m, s: (lambda y: -(y - m) / s - mp.log(s) - 2 * mp.log1p(mp.exp(-(y - m) / s)), (-INF, INF), lambda y: sigmoid((y - m) / s), [m, m - 30 * s, m + 30 * s]),
}
DISCRETE = {
    "poisson": lambda r: (lambda k: k * mp.log(r) - r - mp.loggamma(k + 1), 400),
    "geometric": lambda l: (lambda k: k * mp.log(1 - sigmoid(l)) + mp.log(sigmoid(l)), 4000),
    "bernoulli": lambda l: (lambda k: mp.log(sigmoid(l if k else -l)), 2),
    "binomial": lambda n, l: (lambda k: mp.log(mp.binomial(n, k)) + k * mp.log(sigmoid(l)) + (n - k) * mp.log(sigmoid(-l)), int(n) + 1),
    "negativebinomial": lambda m, r: (lambda k: mp.loggamma(k + r) - mp.loggamma(k + 1) - mp.loggamma(r) + r * mp.log(r / (r + m)) + k * mp.log(m / (r + m)), 2000),
    "categorical": lambda *l: (lambda k: l[k] - mp.log(mp.fsum(mp.exp(v) for v in l)), len(l)),
}
PAIRS = [
    ("normal", (1, 2), "normal", (-1, 3)), ("normal", (0, 1), "normal", (0.001, 1.001)), ("normal", (0, 1e-4), "normal", (1, 1)),
    ("lognormal", (0, 0.5), "lognormal", (0.3, 0.7)), ("laplace", (0, 1), "laplace", (1.5, 2)), ("laplace", (0, 1), "laplace", (1e-3, 1)),
    ("cauchy", (0, 1), "cauchy", (3, 2)), ("gumbel", (0, 1), "gumbel", (0.5, 1.5)), ("gumbel", (0, 2), "gumbel", (0, 1.9)),
    ("exponential", (2,), "exponential", (0.7,)), ("halfnormal", (2,), "halfnormal", (3,)), ("halfcauchy", (2,), "halfcauchy", (3,)),
    ("gamma", (2.5, 1), "gamma", (4, 2)), ("gamma", (0.3, 1), "gamma", (0.4, 0.5)), ("gamma", (500, 10), "gamma", (510, 10.1)), ("inversegamma", (3, 2), "inversegamma", (2, 1)),
    ("exponential", (2,), "gamma", (3, 2)), ("gamma", (3, 2), "exponential", (1,)),
    ("beta", (2, 3), "beta", (1.5, 4)), ("beta", (0.5, 0.5), "beta", (1, 1)), ("beta", (0.4, 5), "beta", (0.5, 5)),
    ("weibull", (1.5, 2), "weibull", (2, 3)), ("weibull", (0.8, 1), "weibull", (0.9, 1.1)), ("pareto", (3, 2), "pareto", (2, 1)), ("uniform", (0, 1), "uniform", (-1, 3)),
    ("logistic", (0, 1), "logistic", (1, 2)), ("normal", (0, 1), "laplace", (0.5, 1)), ("logistic", (0, 1), "normal", (0, 2)), ("uniform", (0, 1), "normal", (0, 1)),
    ("poisson", (3,), "poisson", (4.5,)), ("poisson", (100,), "poisson", (101,)), ("geometric", (0.2,), "geometric", (-0.5,)), ("bernoulli", (0.3,), "bernoulli", (-1,)),
    ("bernoulli", (30,), "bernoulli", (-20,)), ("binomial", (12, 0.3), "binomial", (12, -0.2)), ("negativebinomial", (3, 2), "negativebinomial", (5, 2)),
    ("categorical", (0, 1, -1), "categorical", (0.5, 0, 0.2)), ("poisson", (3,), "negativebinomial", (3, 2)),
]


def crossing(gap, u, v):
    """By halving: quicker ways stop early where the gap is small."""
    low = gap(u)
    for _ in range(90):
        m = (u + v) / 2
        u, v = (m, v) if low * gap(m) > 0 else (u, m)
    return (u + v) / 2


def refined(grid):
    """Four parts of each finite piece of the grid."""
    out = [grid[0]]
    for u, v in zip(grid, grid[1:]):
        if mp.isfinite(u) and mp.isfinite(v):
            out += [u + (v - u) * k / 4 for k in (1, 2, 3)]
        out.append(v)
    return out


def pair(p, a, q, b):
    mp.mp.dps = 65 if p == "beta" else 25  # 1 - y down to e^-130
    a, b = [mp.mpf(v) for v in a], [mp.mpf(v) for v in b]
    if p in DISCRETE:
        (f, n), (g, m) = DISCRETE[p](*a), DISCRETE[q](*b)
        logs = [(f(k), g(k)) for k in range(min(n, m))]
        kl = mp.fsum(mp.exp(x) * (x - y) for x, y in logs)
        cross = -mp.fsum(mp.exp(x) * y for x, y in logs)
        w = e = cum = mp.mpf(0)
        for x, y in logs[:-1]:
            cum += mp.exp(x) - mp.exp(y)
            w, e = w + abs(cum), e + 2 * cum ** 2
        return kl, cross, w, e
    f, (lo, hi), cf, cuts = CONTINUOUS[p](*a)
    g, (lo2, hi2), cg, cuts2 = CONTINUOUS[q](*b)
    points = lambda lo, hi: [lo] + sorted(c for c in set(cuts + cuts2) if lo < c < hi) + [hi]

    def density(h):
        def at(y):
            x = f(y)
            return mp.exp(x) * h(x, g(y)) if x > -1e4 else mp.mpf(0)
        return integral(at, refined(points(lo, hi)))

    kl, cross = density(lambda x, y: x - y), density(lambda x, y: -y)

    def gap(y):
        F = mp.mpf(0) if y <= lo else mp.mpf(1) if y >= hi else cf(y)
        G = mp.mpf(0) if y <= lo2 else mp.mpf(1) if y >= hi2 else cg(y)
        return F - G

    l, h = min(lo, lo2), max(hi, hi2)
    grid = points(l, h)
    inner = [c for c in grid if mp.isfinite(c)]
    dense = [inner[0] + (inner[-1] - inner[0]) * k / 40 for k in range(41)] if len(inner) > 1 else inner
    if mp.isfinite(l):
        dense += [l + mp.exp(x) for x in range(-60, 0, 2) if l + mp.exp(x) < inner[-1]]
    dense = sorted(set(inner + dense))
    zeros = []
    for u, v in zip(dense, dense[1:]):
        if gap(v) == 0:
            zeros.append(v)
        elif gap(u) * gap(v) < 0:
            zeros.append(mp.findroot(gap, (u, v), solver="anderson", tol=1e-30, verify=False))
    extra = [c for c in (lo, hi, lo2, hi2) if mp.isfinite(c)]
    grid = sorted(set(grid + zeros + extra))
    grid = refined(grid)
    w, e = integral(lambda y: abs(gap(y)), grid), integral(lambda y: 2 * gap(y) ** 2, grid)
    return kl, cross, w, e


def pairs():
    out = []
    for p, a, q, b in PAIRS:
        kl, cross, w, e = pair(p, a, q, b)
        if "cauchy" in p:  # of two scales there is no such mean
            w = INF
        if p == "cauchy" or p == "halfcauchy":
            e = None
        out.append({"p": p, "a": list(a), "q": q, "b": list(b), "kl": num(kl), "cross": num(cross), "w1": num(w), "energy": None if e is None else num(e)})
        print(p, q, float(kl), float(w), file=sys.stderr)
    return out


def vectors():
    out = []
    rng = np.random.default_rng(5)
    d = 3

    def cov(kind):
        if kind == "diag":
            s = rng.uniform(0.5, 2, d)
            return {"scale": s.tolist()}, mp.diag([mp.mpf(v) ** 2 for v in s])
        if kind == "tril":
            l = np.tril(rng.normal(size=(d, d))) + np.diag([1.5] * d)
            l[np.diag_indices(d)] = np.abs(l[np.diag_indices(d)]) + 0.3
            m = mp.matrix(l.tolist())
            return {"tril": l.ravel().tolist()}, m * m.T
        f, s = rng.normal(size=(d, 2)), rng.uniform(0.5, 2, d)
        m = mp.matrix(f.tolist())
        return {"factor": f.ravel().tolist(), "scale": s.tolist()}, m * m.T + mp.diag([mp.mpf(v) ** 2 for v in s])

    for p in ("diag", "tril", "lowrank"):
        for q in ("diag", "tril", "lowrank"):
            (a, s), (b, t) = cov(p), cov(q)
            m, n = rng.normal(size=d), rng.normal(size=d)
            off = mp.matrix([mp.mpf(x) - mp.mpf(y) for x, y in zip(m, n)])
            inv = t ** -1
            tr = mp.fsum((inv * s)[i, i] for i in range(d))
            kl = (tr + (off.T * inv * off)[0] - d + mp.log(mp.det(t) / mp.det(s))) / 2
            out.append({"p": p, "a": {**a, "loc": m.tolist()}, "q": q, "b": {**b, "loc": n.tolist()}, "kl": num(kl)})
    a, b = [0.5, 2, 3.5], [1, 1, 2.5]
    logb = lambda v: mp.fsum(mp.loggamma(x) for x in v) - mp.loggamma(mp.fsum(v))
    kl = logb(b) - logb(a) + mp.fsum((x - y) * (mp.digamma(x) - mp.digamma(mp.fsum(a))) for x, y in zip(a, b))
    out.append({"p": "dirichlet", "a": {"concentration": a}, "q": "dirichlet", "b": {"concentration": b}, "kl": num(kl)})
    return out


if __name__ == "__main__":
    import between_fits
    print(json.dumps({"pairs": pairs(), "vectors": vectors(), "fits": between_fits.fits() + between_fits.shapes()}, indent=0, separators=(",", ":")))
