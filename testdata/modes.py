"""Golden modes of densities that have none in closed form, and their derivatives by the parameters.

    pip install -r requirements.txt && python modes.py > modes.json

mpmath in 40 digits: the best of a grid, then in 80 a root of the slope of the log-density; derivatives are differences of such roots for
parameters 1e-25 of themselves apart. The file is a list of cases: params is a list of numbers for each parameter, grad has the same
shape, and width is that of the top, one standard deviation of a normal, or 0 if the mode is an end or a kink.
"""
import json

import mpmath as mp

mp.mp.dps = 40


def weights(logits):
    top = max(logits)
    e = [mp.exp(l - top) for l in logits]
    return [v / mp.fsum(e) for v in e]


def normal(y, loc, scale):
    return mp.exp(-((y - loc) / scale) ** 2 / 2) / scale / mp.sqrt(2 * mp.pi)


def laplace(y, loc, scale):
    return mp.exp(-abs(y - loc) / scale) / (2 * scale)


def gamma(y, a, rate):
    return rate**a * y ** (a - 1) * mp.exp(-rate * y) / mp.gamma(a)


def mixed(component):
    return lambda y, logits, a, b: mp.fsum(w * component(y, *p) for w, *p in zip(weights(logits), a, b))


def two_families(y, logits, loc, scale, rate):
    w = weights(logits)
    return w[0] * normal(y, loc[0], scale[0]) + w[1] * rate[0] * mp.exp(-rate[0] * y)


def logit_normal(y, loc, scale):
    return normal(mp.log(y / (1 - y)), loc[0], scale[0]) / (y * (1 - y))


def softplus_normal(y, loc, scale):
    return normal(mp.log(mp.expm1(y)), loc[0], scale[0]) / -mp.expm1(-y)


CASES = [
    ("normals", mixed(normal), (-60, 90), [([0, 1], [-1, 1], [1, 1]), ([0, 0.5], [-1, 1], [0.7, 1.2]), ([1, -1], [-50, 80], [1e-3, 2]), ([-1, 0.5], [0, 5], [1, 0.2]),
                                           ([0, 0.01], [-1, 1], [1, 1.001]), ([-3, 2], [10.1, 10], [1e-6, 1]), ([0, -0.1, 0.2], [-1, 0, 1.1], [0.6, 0.5, 0.7])]),
    ("gammas", mixed(gamma), (1e-9, 60), [([0, 1], [3, 5], [1, 2]), ([2, -1], [1.5, 40], [0.5, 9])]),
    ("laplaces", mixed(laplace), (-20, 20), [([0, 0], [-1, 2], [1, 1.5]), ([1, -2], [0.3, 0.7], [2, 0.1])]),
    ("truncated", mixed(normal), (0.5, 90), [([0, 1], [-1, 1], [1, 1]), ([0.3, -1], [0.2, 3], [1, 0.4])]),
    ("normal and exponential", two_families, (0, 30), [([1, -1], [2], [0.5], [0.7]), ([0, 0], [3], [0.4], [0.2])]),
    ("sigmoid", logit_normal, (1e-9, 1 - 1e-9), [([0.3], [0.5]), ([-1], [1.2]), ([2], [2.5])]),
    ("softplus", softplus_normal, (1e-9, 60), [([0.3], [0.5]), ([-1], [1.2]), ([2], [0.3])]),
]


def top(f, lo, hi, grid):
    ys = sorted({lo + (hi - lo) * mp.mpf(i) / grid for i in range(grid + 1)})
    best = max(ys, key=f)
    step = (hi - lo) / mp.mpf(grid)
    a, b = max(lo, best - step), min(hi, best + step)
    for _ in range(300):  # of thirds: one top is left
        c, d = a + (b - a) / 3, b - (b - a) / 3
        a, b = (a, d) if f(c) >= f(d) else (c, b)
    return (a + b) / 2


def case(name, p, ends, params):
    at = [[mp.mpf(v) for v in q] for q in params]
    # beside the grid, the places of normals narrower than it
    f = lambda y: mp.log(p(y, *at))
    lo, hi = map(mp.mpf, ends)
    m = top(f, lo, hi, 3000)
    for k in range(len(at[1]) if name in ("normals", "laplaces") else 0):
        w = at[2][k]
        m = max(m, top(f, max(lo, at[1][k] - 4 * w), min(hi, at[1][k] + 4 * w), 200), key=f)
    width = mp.inf
    grad = [[mp.mpf(0)] * len(q) for q in at]
    kink = [k for k in range(len(at[1])) if abs(at[1][k] - m) < mp.mpf(10) ** -15] if name == "laplaces" else []
    if kink:
        m, grad[1][kink[0]] = at[1][kink[0]], mp.mpf(1)
    elif name == "truncated" and m - lo < mp.mpf(10) ** -15:
        m = lo
    else:
        with mp.workdps(80):
            root = lambda at: mp.findroot(lambda y: mp.diff(lambda y: mp.log(p(y, *at)), y), (m, m * (1 + mp.mpf(10) ** -18)), tol=mp.mpf(10) ** -110)
            moved = lambda j, k, h: [[x + h * ((a, b) == (j, k)) for b, x in enumerate(r)] for a, r in enumerate(at)]
            m = root(at)
            width = 1 / mp.sqrt(-mp.diff(f, m, 2))
            for j, q in enumerate(at):
                for k in range(len(q)):
                    h = mp.mpf(10) ** -25 * max(1, abs(q[k]))
                    grad[j][k] = (root(moved(j, k, h)) - root(moved(j, k, -h))) / (2 * h)
    return dict(name=name, params=params, mode=float(m), width=0 if mp.isinf(width) else float(width), grad=[[float(v) for v in q] for q in grad])


out = [case(name, p, ends, params) for name, p, ends, sets in CASES for params in sets]
print("[\n" + ",\n".join(json.dumps(c) for c in out) + "\n]")
