"""Draws of mixtures of two normals by the inverse cdf at Phi(noise), and their derivatives at fixed noise.

    pip install -r requirements.txt && python implicit.py > implicit.json

mpmath in 60 digits: 250 bisections of the logarithm of the smaller tail, then dz/dtheta = -(dF/dtheta)/p(z), summed from the tail
in which z lies, so that nothing cancels. TFP has no implicit gradients of mixtures of different weights far out to compare with.
"""
import json

import mpmath as mp

mp.mp.dps = 60
NOISE = [-37, -20, -5, -2.5, -1, -1e-3, 0, .1, 1, 2.5, 5, 20, 37]
CASES = {
    "overlapping": ([0, .5], [-1, 1], [.7, 1.2]),
    "far apart": ([1, -1], [-50, 80], [1e-3, 2]),
    "a light one": ([0, -30], [0, 5], [1, 3]),
    "weight 0": ([0, "-inf"], [2, 5], [.5, 1]),
    "narrow on wide": ([-3, 2], [10.1, 10], [1e-6, 1]),
}


def tail(x):
    return mp.erfc(x / mp.sqrt(2)) / 2


def pdf(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def draw(logits, loc, scale, e):
    sign = 1 if e > 0 else -1  # reflect, so that the smaller tail is the upper one
    top = max(logits)
    w = [mp.exp(l - top) for l in logits]
    w = [v / mp.fsum(w) for v in w]
    loc = [sign * v for v in loc]
    goal = mp.log(tail(abs(mp.mpf(e))))
    s = lambda z: mp.fsum(w[k] * tail((z - loc[k]) / scale[k]) for k in range(2))
    lo = min(loc[k] - 60 * scale[k] for k in range(2))
    hi = max(loc[k] + 60 * scale[k] for k in range(2))
    for _ in range(250):
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if mp.log(s(mid)) > goal else (lo, mid)
    z = lo
    x = [(z - loc[k]) / scale[k] for k in range(2)]
    p = mp.fsum(w[k] * pdf(x[k]) / scale[k] for k in range(2))
    total = s(z)
    return dict(z=sign * z, noise=pdf(mp.mpf(e)) / p,
                logits=[sign * w[k] * (tail(x[k]) - total) / p for k in range(2)],
                loc=[w[k] * pdf(x[k]) / scale[k] / p for k in range(2)],
                scale=[sign * w[k] * pdf(x[k]) * x[k] / scale[k] / p for k in range(2)])


def numbers(v):
    return [numbers(x) for x in v] if isinstance(v, list) else float(v)


out = {}
for name, (logits, loc, scale) in CASES.items():
    params = [[mp.mpf(v) for v in p] for p in (logits, loc, scale)]
    each = [draw(*params, e) for e in NOISE]
    out[name] = dict(params=dict(logits=logits, loc=loc, scale=scale), noise=NOISE, z=[float(d["z"]) for d in each],
                     grad={k: [numbers(d[k]) for d in each] for k in ("noise", "logits", "loc", "scale")})
print(json.dumps(out, indent=1))
