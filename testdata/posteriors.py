"""Golden values of mixtures of Betas as numbers: entropies and modes of densities that vanish or are infinite at an end.

    pip install -r requirements.txt && python posteriors.py > posteriors.json

Everything is computed with mpmath in 40 digits from the float64 inputs. Entropies are integrals over x = logit y, in which a
Beta has exponential tails however steep it is in y; those of one component are asked to agree with the closed form. Modes are
the roots of the derivative of the log-density in x, less that of dy/dx, between the points of a grid in x where it changes its
sign, and the ends at which the smallest exponent is negative, or 0 and the density falls from there.
"""
import json

import mpmath as mp

mp.mp.dps = 40

ROWS = [  # weight, a, b
    [(1, 4, 0.3)], [(1, 4, 0.1)], [(1, 0.1, 0.1)], [(1, 0.01, 4)], [(1, 0.005, 4)], [(1, 0.001, 1e6)], [(1, 1e4, 0.02)],
    [(0.5, 4, 0.1), (0.5, 2, 2)],
    [(0.25, 0.3, 7), (0.25, 0.9, 2.5), (0.5, 30, 1.2)],
    [(0.125, 0.05, 0.07), (0.875, 100, 0.9)],
    [(0.85, 1.83, 1.15), (0.07, 1.18, 1.01), (0.22, 2.26, 1.28)],
    [(0.19, 1.77, 0.98), (0.8, 1.63, 1.02), (0.3, 1.44, 1.87)],
    [(1, 1.01, 5)], [(1, 1.25, 1.0009765625)], [(0.5, 1, 4), (0.5, 1.3, 5)],
    [(0.5, 1.5, 40), (0.25, 3, 3), (0.25, 60, 1.125)],
]


def parts(row):
    total = mp.fsum(mp.mpf(w) for w, _, _ in row)
    return [(mp.mpf(w) / total, mp.mpf(a), mp.mpf(b)) for w, a, b in row]


def logs(x):
    """log y and log(1-y)."""
    return -mp.log1p(mp.exp(-x)), -mp.log1p(mp.exp(x))


def density(row, x):
    u, v = logs(x)
    return mp.fsum(w * mp.exp((a - 1) * u + (b - 1) * v) / mp.beta(a, b) for w, a, b in row)


def slope(row, x):
    """y (1-y) d log p / dy."""
    u, v = logs(x)
    y, z = mp.exp(u), mp.exp(v)
    terms = [(w * mp.exp((a - 1) * u + (b - 1) * v) / mp.beta(a, b), (a - 1) * z - (b - 1) * y) for w, a, b in row]
    return mp.fsum(p * s for p, s in terms) / mp.fsum(p for p, _ in terms)


def entropy(row):
    cuts = set()
    for _, a, b in row:
        centre, width = mp.log(a / b), min(mp.sqrt(1 / a + 1 / b), mp.mpf(1))
        left, right = 90 / a + 60 * width, 90 / b + 60 * width
        d = width / 2
        cuts.add(centre)
        while d < max(left, right):
            if d < left:
                cuts.add(centre - d)
            if d < right:
                cuts.add(centre + d)
            d *= 2
    def f(x):
        u, v = logs(x)
        p = density(row, x)
        return -p * mp.log(p) * mp.exp(u + v)
    cuts = sorted(cuts)
    h = mp.fsum(mp.quad(f, [lo, hi], maxdegree=6) for lo, hi in zip(cuts, cuts[1:]))
    if len(row) == 1:
        _, a, b = row[0]
        exact = mp.log(mp.beta(a, b)) - (a - 1) * mp.digamma(a) - (b - 1) * mp.digamma(b) + (a + b - 2) * mp.digamma(a + b)
        assert abs(h - exact) < 1e-18 * max(1, abs(exact)), (row, h, exact)
        return exact
    return h


def modes(row):
    found = []
    xs = [mp.mpf(k) / 8 for k in range(-560, 561)]
    s = [slope(row, x) for x in xs]
    for k in range(len(xs) - 1):
        if s[k] > 0 >= s[k + 1]:
            x = mp.findroot(lambda x: slope(row, x), (xs[k], xs[k + 1]), solver="anderson", tol=1e-60)
            found.append((density(row, x), mp.exp(logs(x)[0])))
    for end, power, way in ((0, min(a for _, a, _ in row), -s[0]), (1, min(b for _, _, b in row), s[-1])):
        if power < 1:
            found.append((mp.inf, end))
        elif power == 1 and way > 0:
            found.append((density(row, xs[0] if end == 0 else xs[-1]), end))
    found.sort(key=lambda m: (-m[0], m[1]))
    return [float(y) for _, y in found]


out = []
for row in ROWS:
    mixture = parts(row)
    out.append({"row": [float(v) for part in row for v in part], "entropy": float(entropy(mixture)), "modes": modes(mixture)})
print("[\n" + ",\n".join(json.dumps(r) for r in out) + "\n]")
