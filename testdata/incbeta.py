"""Writes incbeta.json: rows [a, b, x, log I, log(1-I), and the derivatives of log I for a and b, of log(1-I) for a and b] of the
regularized incomplete beta function, from mpmath.

Run: python incbeta.py (see requirements.txt), a minute. For shapes up to 1e3 the series in positive terms of the smaller tail, which is
differentiated term by term; for larger ones quadrature of the density of logit x in units of its decay.
"""
import json
import os

from mpmath import mp, mpf


def series(a, b, x):
    """I for x up to about the mean, and its derivatives, as logarithm and ratios."""
    n = a + b
    term, s, sa, sb, ha, hb, k = mpf(1), mpf(1), mpf(0), mpf(0), mpf(0), mpf(0), 0
    while term > mpf(10) ** -45 * s:
        term *= x * (n + k) / (a + 1 + k)
        hb += 1 / (n + k)
        ha += 1 / (n + k) - 1 / (a + 1 + k)
        s += term
        sa += term * ha
        sb += term * hb
        k += 1
    psi = mp.digamma
    log = a * mp.log(x) + b * mp.log1p(-x) - mp.log(a) + mp.log(s) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(n)
    return log, mp.log(x) - psi(a) + psi(n) - 1 / a + sa / s, mp.log1p(-x) - psi(b) + psi(n) + sb / s


def panels(f, end, count=10):
    return mp.quad(f, [end * mpf(i) / count for i in range(count + 1)], method="gauss-legendre", maxdegree=4)


def large(a, b, x):
    """I by quadrature to the left of logit x, in t = logit x + w."""
    n = a + b
    y = 1 - x
    fall = lambda w: n * mp.log1p(x * mp.expm1(w)) - a * w  # of the log-density
    g = lambda w: mp.exp(-fall(w))
    reach = 1 / a
    while fall(-reach) < 100:
        reach *= 1.5
    psi = mp.digamma
    ca, cb = mp.log(x) - psi(a) + psi(n), mp.log(y) - psi(b) + psi(n)
    rise = lambda w: mp.log1p(x * mp.expm1(w))
    s = panels(g, -reach)
    sa, sb = panels(lambda w: g(w) * (ca + w - rise(w)), -reach), panels(lambda w: g(w) * (cb - rise(w)), -reach)
    log = a * mp.log(x) + b * mp.log(y) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(n) + mp.log(-s)
    return log, sa / s, sb / s


def row(a, b, x):
    mp.dps = 60 + int(2 * max(0, mp.log10(mpf(a) + mpf(b))))
    A, B, X = mpf(a), mpf(b), mpf(x)
    lower = X * (A + B) <= A
    if not lower:
        A, B, X = B, A, 1 - X
    if A + B < 3000 and X < 0.99:
        log, da, db = series(A, B, X)
    elif A + B < 3000 and X > 0.995:  # the other side, with digits enough
        other, ob, oa = series(B, A, 1 - X)
        o = mp.exp(other)
        log, da, db = mp.log1p(-o), -oa * o / (1 - o), -ob * o / (1 - o)
    elif A >= 3:
        log, da, db = large(A, B, X)
    else:
        return None
    p = mp.exp(log)
    rest, ra, rb = mp.log1p(-p), -da * p / (1 - p), -db * p / (1 - p)
    if lower:
        return [a, b, x] + [float(v) for v in (log, rest, da, db, ra, rb)]
    return [a, b, x] + [float(v) for v in (rest, log, rb, ra, db, da)]


def main():
    shapes = [1e-10, 1e-3, 0.5, 1, 4, 12, 80, 1e3, 3e5, 1e12]
    rows = []
    for a in shapes:
        for b in shapes:
            m, n = a * b / (a + b), a + b
            mean, sd = a / n, (m / n / (n + 1)) ** 0.5
            points = [mean + z * sd for z in (-30, -0.1, 2, 30)] + [mean * 1e-200, mean * 0.5, 1 - (1 - mean) * 0.03]
            for x in points:
                if not 0 < x < 1 or 1 - x == 1 and b > 1e4 and x > 1e-100:
                    continue
                r = row(a, b, x)
                if r and all(abs(v) < 1e12 or j > 2 for j, v in enumerate(r[3:])):
                    rows.append(r)
    rows.sort()
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "incbeta.json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")


if __name__ == "__main__":
    main()
