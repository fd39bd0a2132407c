"""Writes studentdraw.json: rows [v, e, t, dt/dv, dt/de]: the draw t of StudentT(v) for normal noise e, Phi(e) = F(t; v), and its
derivatives at constant e and v, from mpmath at 150 digits.

Run: python studentdraw.py (see requirements.txt), some seconds. t is chosen, e is the float64 nearest to the normal quantile of its
tail, and t then moved by what e was rounded by.
"""
import json
import os

from mpmath import mp, mpf

mp.dps = 150


def tail(v, t):
    """1 - F(t; v) for t > 0 by the series of the incomplete beta function, or of its other end."""
    u = v / (v + t * t)
    if u < 0.5:
        return mp.betainc(v / 2, mpf(1) / 2, 0, u, regularized=True) / 2
    return (1 - mp.betainc(mpf(1) / 2, v / 2, 0, 1 - u, regularized=True)) / 2


def density(v, t):
    return mp.gamma((v + 1) / 2) / mp.gamma(v / 2) / mp.sqrt(v * mp.pi) * (1 + t * t / v) ** (-(v + 1) / 2)


def normal(log):
    """The e with log(1 - Phi(e)) = log."""
    f = lambda e: mp.log(mp.erfc(e / mp.sqrt(2)) / 2)
    e = mp.sqrt(-2 * log) if log < -3 else mpf(0)
    for _ in range(100):  # Newton's method, from the left of the root of a concave function or not far from it
        step = (f(e) - log) * (mp.erfc(e / mp.sqrt(2)) / 2) / (mp.exp(-e * e / 2) / mp.sqrt(2 * mp.pi))
        step = max(min(step, mpf(1)), mpf(-1))
        e += step
        if abs(step) < mpf(10) ** -50 * max(e, 1):
            return e


def row(v, t):
    v, t = mpf(v), mpf(t)
    p = tail(v, t)
    exact = normal(mp.log(p))
    e = float(exact)
    slope = mp.exp(-exact * exact / 2) / mp.sqrt(2 * mp.pi) / density(v, t)
    h = v * mpf(10) ** -20
    by_v = (tail(v + h, t) - tail(v - h, t)) / (2 * h) / density(v, t)
    return [float(v), e, float(t + slope * (e - exact)), float(by_v), float(slope)]


def main():
    rows = []
    for v in (0.01, 0.3, 1, 2.5, 7, 30, 200, 2000):
        for t in (1e-6, 0.01, 0.3, 0.6, 0.8, 1.5, 3, 6, 20, 100, 1e6, 1e30):
            if t < 40 or (v + 1) * mp.log(t) < 900:
                try:
                    rows.append(row(v, t))
                except mp.NoConvergence:
                    pass
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "studentdraw.json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")


if __name__ == "__main__":
    main()
