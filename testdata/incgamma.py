"""Writes incgamma.json: rows [a, x, log P, log Q, d log P/da, d log Q/da, log density, log x - psi(a)] of the incomplete gamma
function, from mpmath.

Run: python incgamma.py (see requirements.txt), about a minute. The smaller tail is a quadrature of the density in units of its own
decay, as its derivative for a, whose integrand has one more factor log t - psi(a); the other tail is its complement. Where a
factor changes its sign inside the tail, the integral of the other side is taken, as both sum to 0. scipy's gammaincc and TFP's are
off by 1e-5 at a = 2e6 and by 4e-9 beyond.
"""
import json
import os
import sys

from mpmath import mp, mpf

SHAPES = [1e-10, 1e-5, 1e-3, 0.1, 0.5, 0.999, 1, 1.5, 3, 7.5, 8.5, 13, 19.9, 20.1, 50, 300, 1e4, 1e6, 1e10, 1e15, 1e18]
SIGMAS = [-36, -20, -8, -3, -1, -0.3, -1e-3, 1e-3, 0.4, 1, 3, 8, 20, 38]
RATIOS = [1e-300, 1e-20, 1e-5, 0.01, 0.1, 0.25, 0.3, 0.5, 0.7, 0.9, 1, 1.2, 1.5, 1.7, 2.2, 2.5, 4, 10, 100, 1000, 1e5]


def quad(f, a, b, panels):
    return mp.quad(f, [a + (b - a) * mpf(i) / panels for i in range(panels + 1)], method="gauss-legendre", maxdegree=4)


def row(a, x):
    mp.dps = 40 + int(max(0, 2 * mp.log10(mpf(a)), 2 * mp.log10(mpf(x))) if a > 100 else 20)
    A, X = mpf(a), mpf(x)
    log_density = lambda t: (A - 1) * mp.log(t) - t - mp.loggamma(A)
    psi = mp.digamma(A)
    top = log_density(X)
    lower = X < A
    # t = X e^w: density t dw, whose log falls with slope A - t from w = 0
    g = lambda w: mp.exp(A * w - X * mp.expm1(w))
    if lower:
        if a < 100:  # power series, and term by term
            mp.dps = 60
            term, s, ds, n = 1 / A, 1 / A, -1 / A**2, 0
            term = mpf(1)
            s, ds, h = mpf(1), mpf(0), mpf(0)
            while term > mpf(10) ** -55 * s:
                n += 1
                term *= X / (A + n)
                h += 1 / (A + n)
                s += term
                ds += term * h
            factor = mp.exp(A * mp.log(X) - X - mp.loggamma(A + 1))
            p = factor * s
            dp = p * (mp.log(X) - mp.digamma(A + 1)) - factor * ds
            q, dq = 1 - p, -dp
            logs = [mp.log(p), mp.log1p(-p)]
            return finish(a, x, logs, dp / p, dq / q, top, X, psi)
    if a < 100:  # Q by quadrature in t = X + u
        mp.dps = 40
        f = lambda u: mp.exp((A - 1) * mp.log1p(u / X) - u)
        ends = [0] + [X * mpf(2) ** k for k in range(0, 12) if X * mpf(2) ** k < 150] + [150, 300, 700]
        ends = sorted(set([mpf(e) for e in ends if e < 700] + [mpf(700)]))
        cut = [mpf(0)] + [e for e in ends if e > 0]
        if X < 1:
            cut = [mpf(0)] + [X * mpf(4) ** k for k in range(-1, 40) if X * mpf(4) ** k < 10] + [mpf(10), mpf(40), mpf(150)]
        qs = mp.quad(f, cut)
        dqs = mp.quad(lambda u: f(u) * (mp.log(X + u) - psi), cut)
        logq = top + mp.log(qs)
        q = mp.exp(logq)
        dlogq = dqs / qs
        p = 1 - q
        return finish(a, x, [mp.log1p(-q), logq], -dlogq * q / p, dlogq, top, X, psi)
    # large shapes: in w, panels of the scale of the decay
    sd = 1 / mp.sqrt(A)
    slope = abs(A - X)
    end = min(90 / slope if slope > 0 else mp.inf, 14 * sd) * (-1 if lower else 1)
    if X / A > 2:
        end = 90 / slope
    if X / A < 0.5:
        end = -90 / slope
    s = abs(quad(g, mpf(0), end, 16))
    change = psi - mp.log(X)  # where log t = psi
    weight = lambda w: g(w) * (w - change)
    if lower and change < 0 or not lower and change > 0:  # changes sign inside: take the other side
        ds = -quad(weight, mpf(0), 14 * sd if lower else -14 * sd, 16) * (1 if lower else -1)
    else:
        ds = quad(weight, mpf(0), end, 16) * (-1 if lower else 1)
    logt = top + mp.log(X) + mp.log(s)
    tail = mp.exp(logt)
    dlog = ds / s
    rest = 1 - tail
    logs = [logt, mp.log1p(-tail)] if lower else [mp.log1p(-tail), logt]
    d = [dlog, -dlog * tail / rest] if lower else [-dlog * tail / rest, dlog]
    return finish(a, x, logs, d[0], d[1], top, X, psi)


def finish(a, x, logs, dp, dq, top, X, psi):
    return [a, x] + [float(v) for v in (logs[0], logs[1], dp, dq, top, mp.log(X) - psi)]


def main():
    rows = []
    for a in SHAPES:
        points = [r * max(a, 0.5) for r in RATIOS]
        if a >= 300:
            points = [float(mpf(a) + z * mp.sqrt(mpf(a))) for z in SIGMAS] + [r * a for r in (0.01, 0.2, 0.3, 0.7, 1.5, 2.3, 2.4, 30)]
            points = [x for x in points if x > 0]
        rows += [row(a, x) for x in points]
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "incgamma.json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")


if __name__ == "__main__":
    main()
