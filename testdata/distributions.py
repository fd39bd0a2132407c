"""Golden values of the distributions as nodes: log-densities, cdfs, moments, entropies and gradients.

    pip install -r requirements.txt && python distributions.py > distributions.json

Everything is computed with mpmath in 60 digits from the float64 inputs and rounded once. Gradients are written out by
the chain rule: mpmath's diff of a whole mixture returns noise near 1e-65. scipy and TFP are only asked to agree where
they are right; they are not the source, because TFP's Normal.log_prob cancels, its mixtures inherit that, and scipy's
norm.cdf(-38) is 0.
"""
import itertools
import json
import os

os.environ["JAX_ENABLE_X64"] = "1"
import mpmath as mp
import numpy as np
import scipy.stats as st
from tensorflow_probability.substrates import jax as tfp

tfd = tfp.distributions
mp.mp.dps = 60
INF = mp.inf


def num(v):
    """A float64 as JSON can carry it."""
    v = float(v)
    return v if np.isfinite(v) else str(v)


def log0(v):
    return mp.log(v) if v > 0 else -INF


def softmax(logits):
    top = max(logits)
    e = [mp.exp(l - top) for l in logits]
    return [v / mp.fsum(e) for v in e]


def normal(loc, scale, y):
    loc, scale, y = map(mp.mpf, (loc, scale, y))
    z = (y - loc) / scale
    return dict(
        logprob=-z * z / 2 - mp.log(scale) - mp.log(2 * mp.pi) / 2,
        cdf=mp.erfc(-z / mp.sqrt(2)) / 2,
        mean=loc, variance=scale**2, entropy=mp.log(scale) + (1 + mp.log(2 * mp.pi)) / 2,
        grad=dict(loc=z / scale, scale=(z * z - 1) / scale, y=-z / scale),
    )


def lbeta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def power(x, y):
    """x log y with its limits at y = 0."""
    if y > 0:
        return x * mp.log(y)
    return mp.mpf(0) if x == 0 else (-INF if x > 0 else INF)


def incbeta(a, b, x):
    """I_x(a, b) by the series of positive terms, DLMF 8.17.8; mp.betainc takes minutes at a = 1e4."""
    if x > a / (a + b) or x > 0.9:
        lost = 0 if x > a / (a + b) else int(-a * mp.log10(x)) + 10
        with mp.workdps(mp.mp.dps + lost):
            return 1 - lower(b, a, 1 - x)
    return lower(a, b, x)


def lower(a, b, x):
    term = mp.exp(a * mp.log(x) + b * mp.log(1 - x) - lbeta(a, b)) / a
    total, n = mp.mpf(0), 0
    while term > total * mp.eps:
        total += term
        term *= x * (a + b + n) / (a + 1 + n)
        n += 1
    return total


def beta(alpha, beta, y):
    a, b, y = map(mp.mpf, (alpha, beta, y))
    inside = 0 < y < 1
    lb, t = lbeta(a, b), a + b
    m = a / t
    psi = mp.digamma
    out = dict(
        logprob=power(a - 1, y) + power(b - 1, 1 - y) - lb if 0 <= y <= 1 else -INF,
        mean=m, variance=m * (b / t) / (t + 1),
        entropy=lb - (a - 1) * psi(a) - (b - 1) * psi(b) + (t - 2) * psi(t),
        grad=None,
    )
    if inside:
        out["grad"] = dict(alpha=mp.log(y) - psi(a) + psi(t), beta=mp.log(1 - y) - psi(b) + psi(t), y=(a - 1) / y - (b - 1) / (1 - y))
    out["cdf"] = incbeta(a, b, y) if inside else mp.mpf(y >= 1)
    return out


def bernoulli(logits, y):
    l = mp.mpf(logits)
    p, q = 1 / (1 + mp.exp(-l)), 1 / (1 + mp.exp(l))
    ok = y in (0, 1)
    return dict(
        logprob=-mp.log1p(mp.exp(-l if y == 1 else l)) if ok else -INF,
        cdf=0 if y < 0 else (q if y < 1 else 1),
        mean=p, variance=p * q, entropy=-p * mp.log(p) - q * mp.log(q),
        grad=dict(logits=q if y == 1 else -p) if ok else None,
    )


def categorical(logits, y):
    w = softmax([mp.mpf(l) for l in logits])
    k = len(w)
    ok = y in range(k)
    mean = mp.fsum(c * p for c, p in enumerate(w))
    return dict(
        logprob=log0(w[int(y)]) if ok else -INF,
        cdf=mp.fsum(p for c, p in enumerate(w) if c <= y),
        mean=mean, variance=mp.fsum(p * (c - mean) ** 2 for c, p in enumerate(w)),
        entropy=-mp.fsum(p * mp.log(p) for p in w if p > 0),
        grad=dict(logits=[(1 if c == y else 0) - p for c, p in enumerate(w)]) if ok and w[int(y)] > 0 else None,
    )


def mixture(component, names, logits, params, y):
    """component(*params_k, y) for each k, mixed."""
    w = softmax([mp.mpf(l) for l in logits])
    each = [component(*p, y) for p in zip(*params)]
    mean = mp.fsum(p * e["mean"] for p, e in zip(w, each))
    out = dict(
        cdf=mp.fsum(p * e["cdf"] for p, e in zip(w, each)),
        mean=mean,
        variance=mp.fsum(p * (e["variance"] + (e["mean"] - mean) ** 2) for p, e in zip(w, each)),
        entropy=None, grad=None,
    )
    if any(e["logprob"] == INF for e in each):
        out["logprob"] = INF
        return out
    density = [p * mp.exp(e["logprob"]) for p, e in zip(w, each)]
    total = mp.fsum(density)
    out["logprob"] = log0(total)
    if total > 0 and all(e["grad"] for e in each):
        r = [d / total for d in density]
        out["grad"] = dict(logits=[a - b for a, b in zip(r, w)], y=mp.fsum(a * e["grad"]["y"] for a, e in zip(r, each)))
        for n in names:
            out["grad"][n] = [a * e["grad"][n] for a, e in zip(r, each)]
    return out


def table(fn, names, cases):
    """Columns over cases, each a tuple of the parameters named and y."""
    rows = [fn(*c) for c in cases]
    flat = lambda v: [num(x) for x in (v if isinstance(v, (list, tuple)) else [v])]
    out = {"params": {n: [flat(c[i]) for c in cases] for i, n in enumerate(names)}, "y": [num(c[-1]) for c in cases]}
    for q in ("logprob", "cdf", "mean", "variance", "entropy"):
        if rows[0][q] is not None:
            out[q] = [num(r[q]) for r in rows]
    keys = sorted({k for r in rows if r["grad"] for k in r["grad"]})
    out["grad"] = {k: [flat(r["grad"][k]) if r["grad"] else None for r in rows] for k in keys}
    return out


def normal_cases():
    z = [-37, -20, -8.25, -3, -1e-3, 0, 0.5, 1, 5.5, 12, 37]
    cases = [(0.0, 1.0, float(v)) for v in z]
    for loc, scale in [(-3.0, 1e-8), (1e6, 1e-3), (0.1, 1e12), (2.5, 0.03)]:
        cases += [(loc, scale, loc + scale * v) for v in z]
    return cases


def beta_cases():
    shape = [1e-3, 0.5, 1.0, 1.0 + 2.0**-52, 1.5, 2.0, 30.0, 1e4]
    y = [-0.5, 0.0, 1e-300, 1e-5, 0.01, 0.3, 0.75, 1 - 1e-5, 1 - 2.0**-53, 1.0, 1.5]
    cases = [(a, b, v) for a, b, v in itertools.product(shape, shape, y)]
    return cases + [(a, b, v) for a, b in [(1e6, 1e6), (1e6, 30.0)] for v in (0.3, 0.5, 0.9999)]


def beta_mixture_cases():
    near = ([0.3, -1.2, 0.0], [2.5, 30.0, 1.0], [4.0, 11.5, 1.0])
    edge = ([1.0, 0.0, 2.0], [1.0, 3.0, 1.0], [5.0, 1.0, 2.5])
    far = ([0.0, 40.0, -700.0], [3e3, 2.0, 1.5], [2.0, 3e3, 1.5])
    open_ = ([0.5, 0.1, -2.0], [0.5, 2.0, 1.5], [3.0, 0.25, 4.0])
    y = [-1e-3, 0.0, 1e-12, 1e-5, 0.02, 0.4, 0.97, 1 - 1e-5, 1.0, 1.001]
    return [(*p, v) for p in (near, edge, far, open_) for v in y]


def normal_mixture_cases():
    near = ([0.3, -1.2, 0.0], [0.0, 1.5, -0.7], [1.0, 0.3, 0.05])
    far = ([0.0, 800.0, -800.0], [-1e3, 0.0, 1e3], [1e-2, 1.0, 30.0])
    tied = ([5.0, 5.0, 5.0], [0.25, 0.25, 0.25], [0.1, 0.1, 0.1])
    y = [-1050.0, -1000.0, -36.0, -1.0, 0.0, 0.2501, 7.0, 1e3]
    return [(*p, v) for p in (near, far, tied) for v in y]


def bernoulli_cases():
    return [(l, y) for l in (-800.0, -80.0, -36.5, -1.0, 0.0, 1e-9, 0.7, 80.0, 800.0) for y in (-1.0, 0.0, 0.5, 1.0, 2.0)]


def categorical_cases():
    logits = [[0.0, 0.0, 0.0, 0.0], [1.0, -2.0, 0.5, 3.0], [800.0, -800.0, 0.0, 799.0], [-1e4, 5.0, 5.0, -3.0]]
    return [(l, y) for l in logits for y in (-1.0, 0.0, 1.0, 1.5, 3.0, 4.0)]


def agree(name, ours, theirs, rtol):
    ours = np.array([float(v) for v in ours])
    np.testing.assert_allclose(ours, np.asarray(theirs), rtol=rtol, atol=1e-300, err_msg=name)


def cross_check(t):
    """Compares with scipy and TFP on the cases where they are right."""
    n = {k: np.array(v, float)[:, 0] for k, v in t["normal"]["params"].items()}
    y = np.array(t["normal"]["y"], float)
    agree("normal", t["normal"]["logprob"], st.norm.logpdf(y, n["loc"], n["scale"]), 1e-12)
    agree("normal cdf", t["normal"]["cdf"], st.norm.cdf(y, n["loc"], n["scale"]), 1e-12)

    b = t["beta"]
    a_, b_, y = (np.array(v, float).reshape(-1) for v in (b["params"]["alpha"], b["params"]["beta"], b["y"]))
    mid = (a_ < 1e3) & (b_ < 1e3) & (y > 1e-6) & (y < 1 - 1e-6) & (np.minimum(a_, b_) >= 0.5)
    pick = lambda q: [v for v, m in zip(b[q], mid) if m]
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(np.array(pick("logprob"), float), st.beta.logpdf(y, a_, b_)[mid], rtol=1e-10, atol=1e-11)
        np.testing.assert_allclose(np.array(pick("logprob"), float), tfd.Beta(a_[mid], b_[mid]).log_prob(y[mid]), rtol=1e-10, atol=1e-11)
        agree("beta cdf", pick("cdf"), st.beta.cdf(y, a_, b_)[mid], 1e-10)

    for name, make in [("normal_mixture", lambda p: tfd.Normal(p["loc"], p["scale"])), ("beta_mixture", lambda p: tfd.Beta(p["alpha"], p["beta"]))]:
        m = t[name]
        p = {k: np.array(v, float) for k, v in m["params"].items()}
        d = tfd.MixtureSameFamily(tfd.Categorical(logits=p["logits"]), make(p))
        theirs, y = np.asarray(d.log_prob(np.array(m["y"], float))), np.array(m["y"], float)
        ok = np.isfinite(theirs) & (np.abs(theirs) < 1e3) & ((name[0] == "n") | (y > 1e-6) & (y < 1))
        assert ok.sum() > 10
        np.testing.assert_allclose(np.array(m["logprob"], float)[ok], theirs[ok], rtol=1e-9, atol=1e-9)


if __name__ == "__main__":
    tables = {
        "normal": table(normal, ["loc", "scale"], normal_cases()),
        "beta": table(beta, ["alpha", "beta"], beta_cases()),
        "bernoulli": table(bernoulli, ["logits"], bernoulli_cases()),
        "categorical": table(categorical, ["logits"], categorical_cases()),
        "normal_mixture": table(lambda l, a, b, y: mixture(normal, ["loc", "scale"], l, (a, b), y), ["logits", "loc", "scale"], normal_mixture_cases()),
        "beta_mixture": table(lambda l, a, b, y: mixture(beta, ["alpha", "beta"], l, (a, b), y), ["logits", "alpha", "beta"], beta_mixture_cases()),
    }
    cross_check(tables)
    print("{\n" + ",\n".join(json.dumps(k) + ": " + json.dumps(v, separators=(",", ":")) for k, v in tables.items()) + "\n}")
