"""Writes shapes.json: rows [a, b, log B, its derivatives for a and for aa, ab, the entropy of Beta(a, b), its derivative for a], at
float32 arguments, from mpmath at 120 digits.

Run: python shapes.py (see requirements.txt), a few seconds. Values are the float64 nearest to the exact ones.
"""
import json
import os
import struct

from mpmath import mp, mpf

mp.dps = 120  # of which shapes of 1e20 take 45

SHAPES = [1e-6, 1e-3, 0.1, 0.5, 0.999, 1, 1.5, 2, 2.6, 4.4, 7.9, 9.9, 10, 16, 33, 120, 1e3, 1e5, 1e6, 3e9, 1e20, 1e30]


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def row(a, b):
    x, y = mpf(a), mpf(b)
    t = x + y
    psi = mp.polygamma
    log = mp.loggamma(x) + mp.loggamma(y) - mp.loggamma(t)
    entropy = log - (x - 1) * psi(0, x) - (y - 1) * psi(0, y) + (t - 2) * psi(0, t)
    slope = (t - 2) * psi(1, t) - (x - 1) * psi(1, x)
    return [a, b] + [float(v) for v in (log, psi(0, x) - psi(0, t), psi(1, x) - psi(1, t), -psi(1, t), entropy, slope)]


def main():
    shapes = [single(x) for x in SHAPES]
    rows = [row(a, b) for a in shapes for b in shapes]
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "shapes.json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")


if __name__ == "__main__":
    main()
