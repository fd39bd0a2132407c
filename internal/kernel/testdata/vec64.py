"""Writes vec64.json: values of the functions of float64 loops, rounded to float64, and what rounding left, in ulps.

Run: python vec64.py (mpmath 1.3.0). A row is [x, y, r] with f(x) = y + r ulp(y).
"""
import json
import math
import os
import random

from mpmath import mp, mpf

mp.dps = 60


def softplus(x):
    return mp.log1p(mp.exp(x))


def normal_cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def log_bessel(x):
    return mp.log(mp.besseli(0, x)) - abs(x)


FUNCTIONS = {  # name: function, lowest and highest x, points around which more are taken
    "Exp": (mp.exp, -744, 709.7, [0]),
    "Expm1": (mp.expm1, -40, 709.7, [0, math.log(1.5), -math.log(1.5)]),
    "Log": (mp.log, 5e-324, 1.7e308, [1, 0.7071, 1.4142]),
    "Log1p": (mp.log1p, -0.9999999999, 1.7e308, [0, -0.2929, 0.4142]),
    "Tanh": (mp.tanh, -23, 23, [0, 0.625, -0.625]),
    "Sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), -708, 60, [0]),
    "LogSigmoid": (lambda x: -softplus(-x), -1000, 708, [0, -1, 1]),
    "Softplus": (softplus, -708, 1000, [0, -1, 1]),
    "SiLU": (lambda x: x / (1 + mp.exp(-x)), -708, 1000, [0, -1.2785]),
    "Erf": (mp.erf, -6.5, 6.5, [0, -1, 1]),
    "Erfc": (mp.erfc, -6.5, 27.2, [0, -1, 1, 3]),
    "NormalCDF": (normal_cdf, -38.4, 9, [0, -1, 1, -3]),
    "LogNormalCDF": (lambda x: mp.log1p(-normal_cdf(-x)) if x > 0 else mp.log(normal_cdf(x)), -60, 37, [0, -1, 1, -3, 5, -29]),
    "LogBesselI0e": (log_bessel, -1e3, 1e3, [0, 1, 8, 20, -8]),
    "GELU": (lambda x: x * normal_cdf(x), -38.4, 1000, [0, -1, 1, -3]),
    "Lgamma": (mp.loggamma, 1e-290, 1e290, [0.5, 1, 1.2, 1.46, 1.5, 2, 2.5, 3, 7, 8, 9]),
    "Digamma": (mp.digamma, 1e-290, 1e290, [0.5, 1, 1.4616321449683622, 2, 3, 5, 9.9, 10, 11]),
}


def points(name, lo, hi, near):
    rng = random.Random(name)
    xs = []
    for c in near:
        xs += [c + s * 10 ** rng.uniform(-9, 0) * max(0.4, abs(c) / 4) for s in (-1, 1) for _ in range(12)]
    for _ in range(50):
        a = max(lo, 1e-300) if lo > 0 else 1e-20
        e = 10 ** rng.uniform(math.log10(a), math.log10(hi))
        xs += [e, -(10 ** rng.uniform(-20, math.log10(-lo)))] if lo < 0 else [e]
        xs.append(rng.uniform(max(lo, -50), min(hi, 50)))
    return sorted(x for x in xs if lo <= x <= hi)


def row(f, x):
    exact = f(mpf(x))
    y = float(exact)
    return [x, y, round(float((exact - mpf(y)) / mpf(math.ulp(y))), 4)]


def main():
    rows = {name: [row(f, x) for x in points(name, lo, hi, near)] for name, (f, lo, hi, near) in FUNCTIONS.items()}
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "vec64.json"), "w") as file:
        file.write("{" + ",\n".join(f'"{k}": [' + ",\n".join(json.dumps(r) for r in v) + "]" for k, v in rows.items()) + "}\n")


if __name__ == "__main__":
    main()
