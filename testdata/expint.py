"""Writes expint.json: rows [x, log(e^x E1(x)), its derivative 1 - 1/(x e^x E1(x))], from mpmath at 60 digits.

Run: python expint.py (see requirements.txt). Values are the float64 nearest to the exact value at the float64 nearest to x.
"""
import json
import os

from mpmath import mp, mpf

mp.dps = 60


def row(x):
    scaled = mp.exp(mpf(x)) * mp.e1(mpf(x)) if x < 1e4 else mp.hyp2f0(1, 1, -1 / mpf(x)) / mpf(x)
    return [x, float(mp.log(scaled)), float(1 - 1 / (mpf(x) * scaled))]


def main():
    points = [m * 10.0**k for k in range(-20, 4) for m in (1, 2.3, 4.7)] + [0.99, 0.999, 1.001, 1.5, 1.9, 2.5, 7.0, 40.0, 1e4, 1e6, 1e10, 1e20]
    with open(os.path.join(os.path.dirname(__file__), "expint.json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(row(x)) for x in sorted(points)) + "\n]\n")


if __name__ == "__main__":
    main()
