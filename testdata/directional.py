"""Writes vonmises.json: rows [kappa, t, log F, d log F/dkappa] of the von Mises cdf at t in (-pi, pi), and skewnormal.json: rows
[x, c, log F] of the skew normal cdf, from mpmath at 40 digits; and vonmisesmoments.json, see moments.

Run: python directional.py (see requirements.txt), a minute. Each is a quadrature of the density outward from the point, in units of the
density there. scipy's skewnorm.cdf and vonmises.cdf are right to absolute 1e-15 only.
"""
import json
import os

from mpmath import mp, mpf

mp.dps = 40
HERE = os.path.dirname(os.path.abspath(__file__))


def outward(log_ratio, weight, scale, end):
    """The integrals of e^log_ratio(u) and times weight, for u from 0 to where it is below 1e-36, at most end."""
    cuts, step = [mpf(0)], scale
    while cuts[-1] < end and log_ratio(cuts[-1]) > -84:
        cuts.append(min(end, cuts[-1] + step))
        step *= mpf(1.3)
    f = lambda u: mp.exp(log_ratio(u))
    s = mp.quad(f, cuts, method="gauss-legendre", maxdegree=4)
    return s, mp.quad(lambda u: f(u) * weight(u), cuts, method="gauss-legendre", maxdegree=4) if weight else None


def vonmises(k, t):
    K, T = mpf(k), -abs(mpf(t))
    scale = 1 / (K * abs(mp.sin(T)) + mp.sqrt(K) + 1)
    i0, i1 = (mp.besseli(n, K) for n in (0, 1)) if K < 2000 else (None, None)
    if i0 is None:
        a = lambda nu: mp.hyp2f0(mpf(1) / 2 - nu, mpf(1) / 2 + nu, 1 / (2 * K))
        ratio, log_i0 = a(1) / a(0), K - mp.log(2 * mp.pi * K) / 2 + mp.log(a(0))
    else:
        ratio, log_i0 = i1 / i0, mp.log(i0)
    s, d = outward(lambda u: K * (mp.cos(T - u) - mp.cos(T)), lambda u: mp.cos(T - u) - ratio, scale, T + mp.pi)
    log = mp.log(s) + K * mp.cos(T) - mp.log(2 * mp.pi) - log_i0
    slope = d / s
    if t > 0:
        p = mp.exp(log)
        log, slope = mp.log1p(-p), -slope * p / (1 - p)
    return [k, t, float(log), float(slope)]


def moments(loc, k):
    """[loc, kappa, mean, variance, and their derivatives: dm/dloc, dm/dkappa, dv/dloc, dv/dkappa] of y in [-pi, pi], by the series in A_n = In/I0:
    E y = 2 sum (-1)^(n+1) A_n sin(n loc)/n, E y^2 = pi^2/3 + 4 sum (-1)^n A_n cos(n loc)/n^2, with dA_n/dk = (A_{n-1} + A_{n+1})/2 - A_1 A_n."""
    L, K = mpf(loc), mpf(k)
    most = int(mp.sqrt(2 * K * 90)) + 60  # A_n falls below as e^(-n^2/(2 k)), for small k faster
    ratio, r = [mpf(0)] * (most + 2), mpf(0)
    for n in range(most + 100, 0, -1):  # I_n/I_(n-1), backwards
        r = 1 / (2 * n / K + r)
        if n < len(ratio):
            ratio[n] = r
    A = [mpf(1)]
    for n in range(1, most + 2):
        A.append(A[-1] * ratio[n])
    dA = [(A[n - 1] + A[n + 1]) / 2 - A[1] * A[n] if n else mpf(0) for n in range(most + 1)]
    N = range(1, most + 1)
    s = lambda f: mp.fsum((-1) ** n * f(n) for n in N)
    m, ml, mk = (-2 * s(f) for f in (lambda n: A[n] * mp.sin(n * L) / n, lambda n: A[n] * mp.cos(n * L), lambda n: dA[n] * mp.sin(n * L) / n))
    q, ql, qk = (4 * s(f) for f in (lambda n: A[n] * mp.cos(n * L) / n**2, lambda n: -A[n] * mp.sin(n * L) / n, lambda n: dA[n] * mp.cos(n * L) / n**2))
    q += mp.pi**2 / 3
    return [loc, k] + [float(v) for v in (m, q - m * m, ml, mk, ql - 2 * m * ml, qk - 2 * m * mk)]


def skewnormal(x, c):
    X, C = mpf(x), mpf(c)
    half = lambda z: mp.log(mp.erfc(-z / mp.sqrt(2)) / 2)
    density = lambda t: mp.log(2) - t * t / 2 - mp.log(2 * mp.pi) / 2 + half(C * t)
    at = density(X)
    scale = 1 / (1 + abs(X) * (1 + C * C if C * X > 0 or X < 0 < C else 1) + abs(C)) / 2
    s, _ = outward(lambda u: density(X - u) - at, None, scale, mpf(100))
    return [x, c, float(at + mp.log(s))]


def main():
    rows = [vonmises(k, t) for k in (0, 1e-8, 0.3, 2, 11, 19, 21, 150, 1e4, 1e10) for t in (-3.1415, -2.5, -1.2, -0.5, -0.1, -1e-3, 1e-5, 0.02, 0.7, 2, 3.1)
            if k < 1e4 or abs(t) * k**0.5 < 400]
    write("vonmises.json", rows)
    write("vonmisesmoments.json", [moments(l, k) for k in (1e-8, 1e-3, 0.5, 2, 9, 19, 21, 60, 1e3, 1e4) for l in (-3, -0.4, 0, 1e-3, 0.3, 1.7, 3.0, 3.14, 9)])
    # an upper tail is the lower one of -x and -c
    rows = [skewnormal(x, c) for c in (-100, -6, -1.3, -0.5, -1e-3, 0, 1e-3, 0.2, 0.9, 1.1, 4, 30, 1e4) for x in (-37, -9, -3, -1.5, -0.8, -0.2, -0.01)
            if c > 0 or x * c < 800]
    write("skewnormal.json", rows)


def write(name, rows):
    with open(os.path.join(HERE, name), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")


if __name__ == "__main__":
    main()
