"""Golden entropies of counts and their gradients.

    pip install -r requirements.txt && python entropies.py > entropies.json

Sums of -p log p by mpmath in 40 digits, over all counts of more than e^-90, with masses by recurrence from the mode; gradients are sums
of -score p log p. Vectors are summed over all there are. scipy is wrong here: 2.77 for Poisson(1e6).
"""
import itertools
import json

import mpmath as mp

mp.mp.dps = 40


def outward(log, score, mode, lo, hi):
    """Entropy and gradient by the log-mass and the score at k, from the mode until nothing is left."""
    h, grad = mp.mpf(0), None
    for step in (1, -1):
        k = mode if step > 0 else mode - 1
        while lo <= k and (hi is None or k <= hi):
            l = log(k)
            if l < -90 and abs(k - mode) > 5:
                break
            p = mp.exp(l)
            h -= p * l
            g = [-p * l * s for s in score(k)]
            grad = g if grad is None else [a + b for a, b in zip(grad, g)]
            k += step
    return float(h), [float(g) for g in grad]


def poisson(r):
    r = mp.mpf(r)
    return outward(lambda k: k * mp.log(r) - r - mp.loggamma(k + 1), lambda k: [k / r - 1], int(r), 0, None)


def binomial(n, l):
    p = 1 / (1 + mp.exp(-mp.mpf(l)))
    log = lambda k: mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) + k * mp.log(p) + (n - k) * mp.log1p(-p)
    return outward(log, lambda k: [k - n * p], int(n * p), 0, n)


def negative_binomial(m, r):
    m, r = mp.mpf(m), mp.mpf(r)
    log = lambda k: mp.loggamma(k + r) - mp.loggamma(r) - mp.loggamma(k + 1) - r * mp.log1p(m / r) - k * mp.log1p(r / m)
    score = lambda k: [(k - m) * r / (m * (r + m)), mp.digamma(k + r) - mp.digamma(r) - mp.log1p(m / r) + (m - k) / (r + m)]
    return outward(log, score, int(max(m - m / r, 0)), 0, None)


def multinomial(n, *logits):
    e = [mp.exp(mp.mpf(l)) for l in logits]
    p = [v / mp.fsum(e) for v in e]
    h, grad = mp.mpf(0), [mp.mpf(0)] * len(p)
    for y in itertools.product(range(n + 1), repeat=len(p) - 1):
        if sum(y) > n:
            continue
        y = list(y) + [n - sum(y)]
        l = mp.loggamma(n + 1) + mp.fsum(k * mp.log(q) - mp.loggamma(k + 1) for k, q in zip(y, p))
        w = mp.exp(l) * l
        h -= w
        grad = [g - w * (k - n * q) for g, k, q in zip(grad, y, p)]
    return float(h), [float(g) for g in grad]


CASES = {
    "poisson": (poisson, [(1e-8,), (1e-3,), (.7,), (3,), (40,), (150,), (1000.5,), (1e6,)]),
    "binomial": (binomial, [(1, .3), (2, 0), (9, -3), (40, 5), (300, .2), (100000, -9), (100000, 1), (7, 40), (0, 1), (1000000, -12)]),
    "negativebinomial": (negative_binomial, [(3, 2), (1e-6, .5), (.3, 1), (20, .3), (40, .05), (5, 63), (5, 65), (50, 1000), (3, 1e8), (400, 70), (400, 30)]),
    "multinomial": (multinomial, [(1, 0, 1, -1), (6, .3, 2, -1), (20, 0, 0, 0), (30, 4, -2, -1), (12, 1, 0, -1, .5), (0, 1, 2)]),
}
out = []
for name, (f, cases) in CASES.items():
    for c in cases:
        h, g = f(*c)
        out.append(dict(name=name, params=c, entropy=h, grad=g))
print(json.dumps(out, separators=(",", ":")).replace("},{", "},\n{"))
