"""Writes derivatives.json: rows [x, f', f'', f'''] of special functions at float32 arguments, from mpmath at 250 digits.

Run: python derivatives.py (see requirements.txt), a few seconds. Values are the float64 nearest to the exact ones; rows with one
that is out of the range of normal float64 are left out.
"""
import json
import os
import struct

from mpmath import mp, mpf

mp.dps = 250  # log Phi at -1e10 loses 40 of them in r + x, LogExpE1 as many

SIZES = [1e-20, 1e-10, 1e-5, 1e-3, 0.01, 0.1, 0.3, 0.7, 1, 1.1, 1.5, 1.9, 2, 2.1, 2.5, 3, 4, 5, 6.7, 8.3, 10, 11.9, 15, 20, 25, 30, 31,
         50, 80, 100, 300, 800, 1e3, 1e4, 1e6, 1e10]


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


POSITIVE = [single(x) for x in SIZES]
ALL = [-x for x in reversed(POSITIVE)] + [0.0] + POSITIVE
NEGATIVE = [-0.25, -1.5, -2.75, -50.25, -1000.75, -20000.25]
MODERATE = [x for x in ALL if abs(x) <= 300]


def density(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def erf(x, sign=1):
    e = sign * 2 / mp.sqrt(mp.pi) * mp.exp(-x * x)
    return [e, -2 * x * e, (4 * x * x - 2) * e]


def normal_cdf(x):
    p = density(x)
    return [p, -x * p, (x * x - 1) * p]


def log_normal_cdf(x):
    r = density(x) / (mp.erfc(-x / mp.sqrt(2)) / 2)
    first = -r * (x + r)
    return [r, first, -first * (x + r) - r * (1 + first)]


def sigmoids(x):
    """s and its first three derivatives."""
    s, t = 1 / (1 + mp.exp(-x)), 1 / (1 + mp.exp(x))
    return [s, s * t, s * t * (t - s), s * t * ((t - s) ** 2 - 2 * s * t)]


def silu(x):
    s = sigmoids(x)
    return [s[0] + x * s[1], 2 * s[1] + x * s[2], 3 * s[2] + x * s[3]]


def gelu(x):
    p = density(x)
    return [mp.erfc(-x / mp.sqrt(2)) / 2 + x * p, p * (2 - x * x), p * (x**3 - 4 * x)]


def log_sigmoid(x):
    s = sigmoids(-x)
    return [s[0], -s[1], s[2]]


def log_exp_e1(x):
    g = 1 / (x * mp.exp(x) * mp.e1(x)) if x < 300 else 1 / mp.hyp2f0(1, 1, -1 / x)
    second = g * (1 / x + 1 - g)
    return [1 - g, second, -second * (1 / x + 1 - g) + g * (second - 1 / (x * x))]


FUNCTIONS = {
    "log_gap": (lambda x: [x / (1 + x), (1 + x) ** -2, -2 * (1 + x) ** -3], [-single(x) for x in (0.1, 0.5, 0.9, 0.999)] + POSITIVE),
    "erf": (erf, MODERATE),
    "erfc": (lambda x: erf(x, -1), MODERATE),
    "normal_cdf": (normal_cdf, MODERATE),
    "log_normal_cdf": (log_normal_cdf, [x for x in ALL if x < 300]),
    "log_sigmoid": (log_sigmoid, MODERATE),
    "softplus": (lambda x: sigmoids(x)[:3], MODERATE),
    "silu": (silu, MODERATE),
    "gelu": (gelu, MODERATE),
    "lgamma": (lambda x: [mp.polygamma(k, x) for k in range(3)], [x for x in POSITIVE if x > 1e-6]),
    "digamma": (lambda x: [mp.polygamma(k, x) for k in range(1, 4)], [x for x in POSITIVE if x > 1e-6] + NEGATIVE),
    "log_exp_e1": (log_exp_e1, POSITIVE),
}


def main():
    data = {}
    for name, (f, points) in FUNCTIONS.items():
        rows = [[x] + [float(v) for v in f(mpf(x))] for x in points]
        data[name] = [r for r in rows if all(v == 0 or 1e-300 < abs(v) < 1e300 for v in r[1:])]
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "derivatives.json"), "w") as file:
        body = ",\n".join(f'"{k}": [\n' + ",\n".join(json.dumps(r) for r in v) + "\n]" for k, v in data.items())
        file.write("{\n" + body + "\n}\n")


if __name__ == "__main__":
    main()
