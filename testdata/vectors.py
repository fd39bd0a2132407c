"""Golden values of the distributions of vectors as nodes: log-densities, their gradients, moments, entropies, conditionals.

    pip install -r requirements.txt && python vectors.py > vectors.json

Everything is computed with mpmath in 60 digits from the float64 inputs and rounded once: densities by inverse and determinant of the
covariance, not by factors, conditionals by the Schur complement, gradients by differences of relative steps of 1e-25. scipy is only asked to agree
on plain cases.
"""
import json

import mpmath as mp
import numpy as np
import scipy.stats as st

mp.mp.dps = 60
STEP = mp.mpf(10) ** -25


def num(v):
    v = float(v)
    return v if np.isfinite(v) else str(v)


def tril(flat, d):
    return mp.matrix([[flat[i * d + j] if j <= i else 0 for j in range(d)] for i in range(d)])


def full(flat, d, r):
    return mp.matrix([[flat[i * r + j] for j in range(r)] for i in range(d)])


def diag(v):
    return mp.diag(list(v))


def quad(cov, off):
    d = mp.matrix(off)
    return (d.T * (cov ** -1) * d)[0]


def normal(cov, loc, y):
    d = len(loc)
    return -quad(cov, [a - b for a, b in zip(y, loc)]) / 2 - mp.log(mp.det(cov)) / 2 - d * mp.log(2 * mp.pi) / 2


def cov_of(family, p, d):
    if family == "diag":
        return diag([s ** 2 for s in p["scale"]])
    if family == "lowrank":
        f = full(p["factor"], d, len(p["factor"]) // d)
        return f * f.T + diag([s ** 2 for s in p["scale"]])
    l = tril(p["tril"], d)
    return l * l.T


def softmax(l):
    e = [mp.exp(v) for v in l]
    return [v / mp.fsum(e) for v in e]


def log_prob(family, p, y):
    d = len(y)
    if family in ("diag", "tril", "lowrank"):
        return normal(cov_of(family, p, d), p["loc"], y)
    if family == "student":
        v, cov = p["df"][0], cov_of(family, p, d)
        q = quad(cov, [a - b for a, b in zip(y, p["loc"])])
        return (mp.loggamma((v + d) / 2) - mp.loggamma(v / 2) - mp.mpf(d) / 2 * mp.log(v * mp.pi) - mp.log(mp.det(cov)) / 2
                - (v + d) / 2 * mp.log1p(q / v))
    if family == "dirichlet":
        a = p["concentration"]
        return mp.fsum((ai - 1) * mp.log(yi) for ai, yi in zip(a, y) if ai != 1) - mp.fsum(map(mp.loggamma, a)) + mp.loggamma(mp.fsum(a))
    logp = [mp.log(v) for v in softmax(p["logits"])]
    if family == "onehot":
        return mp.fsum(yi * l for yi, l in zip(y, logp))
    if family == "multinomial":
        return mp.loggamma(p["total"][0] + 1) + mp.fsum(yi * l - mp.loggamma(yi + 1) for yi, l in zip(y, logp))
    k = len(p["logits"])
    parts = [normal(tril(p["tril"][c * d * d:], d) * tril(p["tril"][c * d * d:], d).T, p["loc"][c * d:(c + 1) * d], y) for c in range(k)]
    return mp.log(mp.fsum(w * mp.exp(l) for w, l in zip(softmax(p["logits"]), parts)))


def moments(family, p, d):
    """Mean, covariance, entropy and mode; None where there is none in closed form."""
    if family in ("diag", "tril", "lowrank"):
        cov = cov_of(family, p, d)
        return p["loc"], cov, mp.log(mp.det(cov)) / 2 + d * (1 + mp.log(2 * mp.pi)) / 2, p["loc"]
    if family == "student":
        v, cov = p["df"][0], cov_of(family, p, d)
        h = (mp.log(mp.det(cov)) / 2 + mp.mpf(d) / 2 * mp.log(v * mp.pi) + mp.loggamma(v / 2) - mp.loggamma((v + d) / 2)
             + (v + d) / 2 * (mp.digamma((v + d) / 2) - mp.digamma(v / 2)))
        return (p["loc"] if v > 1 else None), (cov * (v / (v - 2)) if v > 2 else None), h, p["loc"]
    if family == "dirichlet":
        a = p["concentration"]
        t = mp.fsum(a)
        m = [v / t for v in a]
        cov = mp.matrix([[((m[i] if i == j else 0) - m[i] * m[j]) / (t + 1) for j in range(d)] for i in range(d)])
        h = mp.fsum(map(mp.loggamma, a)) - mp.loggamma(t) + (t - d) * mp.digamma(t) - mp.fsum((v - 1) * mp.digamma(v) for v in a)
        mode = [(v - 1) / (t - d) for v in a] if all(v > 1 for v in a) else None
        return m, cov, h, mode
    if family in ("onehot", "multinomial"):
        n = p["total"][0] if family == "multinomial" else 1
        q = softmax(p["logits"])
        cov = mp.matrix([[n * ((q[i] if i == j else 0) - q[i] * q[j]) for j in range(d)] for i in range(d)])
        h = -mp.fsum(v * mp.log(v) for v in q) if family == "onehot" else None
        return [n * v for v in q], cov, h, None
    k, w = len(p["logits"]), softmax(p["logits"])
    locs = [p["loc"][c * d:(c + 1) * d] for c in range(k)]
    m = [mp.fsum(w[c] * locs[c][i] for c in range(k)) for i in range(d)]
    cov = mp.matrix(d, d)
    for c in range(k):
        l = tril(p["tril"][c * d * d:], d)
        off = mp.matrix([locs[c][i] - m[i] for i in range(d)])
        cov += w[c] * (l * l.T + off * off.T)
    return m, cov, None, None


def marginal(family, p, d, j, v):
    """The log-density of number j at v."""
    if family in ("diag", "tril", "lowrank", "student"):
        cov, loc = cov_of(family, p, d), p["loc"][j]
        if family == "student":
            return log_prob("student", {"df": p["df"], "loc": [loc], "tril": [mp.sqrt(cov[j, j])]}, [v])
        return normal(mp.matrix([[cov[j, j]]]), [loc], [v])
    if family == "dirichlet":
        a = p["concentration"]
        t = mp.fsum(a)
        return (a[j] - 1) * mp.log(v) + (t - a[j] - 1) * mp.log1p(-v) - mp.log(mp.beta(a[j], t - a[j]))
    if family == "mixture":
        k = len(p["logits"])
        logs = []
        for c in range(k):
            one = {"loc": p["loc"][c * d:(c + 1) * d], "tril": p["tril"][c * d * d:(c + 1) * d * d]}
            logs.append(marginal("tril", one, d, j, v))
        return mp.log(mp.fsum(w * mp.exp(l) for w, l in zip(softmax(p["logits"]), logs)))
    return None


def gradient(family, p, y, still):
    out = {}
    for name in [*p, "y"]:
        if name in still:
            continue
        values = y if name == "y" else p[name]
        grads = []
        for i in range(len(values)):
            sides, step = [], STEP * (abs(values[i]) or 1)
            for s in (1, -1):
                moved = list(values)
                moved[i] = moved[i] + s * step
                sides.append(log_prob(family, p if name == "y" else {**p, name: moved}, moved if name == "y" else y))
            grads.append((sides[0] - sides[1]) / (2 * step))
        out[name] = [num(g) for g in grads]
    return out


rng = np.random.default_rng(7)


def factor(d, low=.3, scale=1.):
    l = np.tril(rng.normal(size=(d, d)))
    np.fill_diagonal(l, rng.uniform(low, 2, d))
    return [float(v) for v in (scale * l).ravel()]


def vec(d, scale=1.):
    return [float(v) for v in scale * rng.normal(size=d)]


def cases():
    for d in (1, 2, 3, 5):
        yield "diag", {"loc": vec(d), "scale": [float(v) for v in rng.uniform(.2, 3, d)]}, vec(d, 2)
        yield "tril", {"loc": vec(d), "tril": factor(d)}, vec(d, 2)
        yield "student", {"df": [float(rng.uniform(2.1, 9))], "loc": vec(d), "tril": factor(d)}, vec(d, 3)
        if d > 1:
            for r in (1, 2):
                yield "lowrank", {"loc": vec(d), "factor": vec(d * r), "scale": [float(v) for v in rng.uniform(.2, 2, d)]}, vec(d, 2)
            a = [float(v) for v in rng.uniform(.3, 4, d)]
            yield "dirichlet", {"concentration": a}, [float(v) for v in rng.dirichlet(a)]
            a = [float(v) for v in rng.uniform(1.1, 9, d)]
            yield "dirichlet", {"concentration": a}, [float(v) for v in rng.dirichlet(a)]
            logits = vec(d, 2)
            yield "onehot", {"logits": logits}, [float(i == d // 2) for i in range(d)]
            n = int(rng.integers(1, 40))
            yield "multinomial", {"total": [float(n)], "logits": logits}, [float(v) for v in rng.multinomial(n, [1 / d] * d)]
        yield "mixture", {"logits": vec(3), "loc": vec(3 * d, 2), "tril": factor(d) + factor(d) + factor(d)}, vec(d, 2)
    # far out, narrow, badly conditioned, heavy and light tails, large shapes
    yield "tril", {"loc": [-3.0, 5.0], "tril": [1e-8, 0.0, 2e-8, 1e-8]}, [-3.00000003, 5.00000001]
    yield "tril", {"loc": [0.0, 0.0, 0.0], "tril": [1.0, 0.0, 0.0, 1.0, 1e-6, 0.0, -1.0, 1e-6, 1e-7]}, [1.0, 1.000002, -1.0000001]
    yield "tril", {"loc": [1.0, 2.0], "tril": [2.0, 0.0, 1.5, 0.5]}, [61.0, 2.0]
    yield "lowrank", {"loc": [0.0, 1.0, 2.0], "factor": [1.0, 1.0, 1.0], "scale": [1e-5, 1e-5, 1e-5]}, [0.5, 1.50001, 2.5]
    yield "lowrank", {"loc": [0.0, 0.0], "factor": [3e4, 1.0, 2e4, -1.0], "scale": [.01, .02]}, [1.0, 2.0]
    for df in (.5, 1.5, 30.5, 1e4, 1e8, 1e12):
        yield "student", {"df": [df], "loc": [1.0, -1.0, 0.0], "tril": [2.0, 0.0, 0.0, 1.5, 0.5, 0.0, .1, .2, .3]}, [4.0, 2.0, 1.0]
    yield "student", {"df": [3.0], "loc": [0.0, 0.0], "tril": [1.0, 0.0, .5, 1.0]}, [1e120, -3e119]
    yield "dirichlet", {"concentration": [.01, .02, .5]}, [1e-30, .25, .75]
    yield "dirichlet", {"concentration": [1e6, 2e6, 3.5]}, [.333, .666, .001]
    yield "dirichlet", {"concentration": [1e9, 1e9]}, [.5, .5]
    yield "onehot", {"logits": [800.0, 0.0, -800.0]}, [0.0, 0.0, 1.0]
    yield "multinomial", {"total": [1e6], "logits": [0.0, 1.0, -1.0]}, [245000.0, 665000.0, 90000.0]
    yield "mixture", {"logits": [0.0, -40.0], "loc": [0.0, 0.0, 30.0, 30.0], "tril": [1.0, 0.0, .9, .1, .1, 0.0, 0.0, .1]}, [30.0, 30.0]


def check(family, p, y, want):
    d = len(y)
    if family == "tril" and max(map(abs, y)) < 5 and min(abs(p["tril"][i * d + i]) for i in range(d)) > .2:
        cov = np.array(cov_of(family, p, d).tolist(), dtype=float)
        assert abs(st.multivariate_normal(np.array(p["loc"]), cov).logpdf(y) - float(want)) < 1e-8 * max(1, abs(float(want)))
    if family == "student" and 2 < p["df"][0] < 10 and max(map(abs, y)) < 9:
        cov = np.array(cov_of(family, p, d).tolist(), dtype=float)
        assert abs(st.multivariate_t(np.array(p["loc"]), cov, df=p["df"][0]).logpdf(y) - float(want)) < 1e-8 * max(1, abs(float(want)))


out = []
for family, params, y in cases():
    p = {k: [mp.mpf(v) for v in vs] for k, vs in params.items()}
    ym = [mp.mpf(v) for v in y]
    d = len(y)
    lp = log_prob(family, p, ym)
    check(family, params, y, lp)
    mean, cov, h, mode = moments(family, p, d)
    still = {"onehot": ["y"], "multinomial": ["y", "total"]}.get(family, [])
    case = {"Family": family, "Params": {k: [num(v) for v in vs] for k, vs in params.items()}, "Y": y, "LogProb": num(lp), "Grad": gradient(family, p, ym, still)}
    for k, v in (("Mean", mean), ("Mode", mode)):
        if v is not None:
            case[k] = [num(x) for x in v]
    if cov is not None:
        case["Covariance"] = [num(cov[i, j]) for i in range(d) for j in range(d)]
    if h is not None:
        case["Entropy"] = num(h)
    if d > 1 and family not in ("onehot", "multinomial"):
        marg = [marginal(family, p, d, j, ym[j]) for j in range(d)]
        case["Marginal"] = [num(v) for v in marg]
        case["Conditional"] = [num(lp - v) for v in marg]
    out.append(case)
print("[")
print(",\n".join(json.dumps(c) for c in out))
print("]")
