"""Writes counts.json: log-masses of counts and their derivatives from mpmath at 100 digits.

poisson: [y, r, log-mass, d/dr]; negative_binomial: [y, r, mu, log-mass, d/dr, d/dmu]; binomial: [k, n, logit, log-mass, d/dlogit,
log C(n, k), d/dn log C, d/dk log C].

Run: python counts.py (see requirements.txt), some seconds. Values are the float64 nearest to the exact ones at these float64 arguments.
"""
import json
import os

from mpmath import mp, mpf

mp.dps = 100


def poisson(y, r):
    Y, R = mpf(y), mpf(r)
    return [y, r, float(Y * mp.log(R) - R - mp.loggamma(Y + 1)), float(Y / R - 1)]


def negative_binomial(y, r, mu):
    Y, R, M = mpf(y), mpf(r), mpf(mu)
    t = R + M
    log = mp.loggamma(Y + R) - mp.loggamma(R) - mp.loggamma(Y + 1) + R * mp.log(R / t) + Y * mp.log(M / t)
    slope = mp.digamma(Y + R) - mp.digamma(R) + mp.log(R / t) + (M - Y) / t
    return [y, r, mu, float(log), float(slope), float(Y / M - (Y + R) / t)]


def binomial(k, n, l):
    K, N, L = mpf(k), mpf(n), mpf(l)
    p = 1 / (1 + mp.exp(-L))
    c = mp.loggamma(N + 1) - mp.loggamma(K + 1) - mp.loggamma(N - K + 1)
    log = c + K * mp.log(p) - (N - K) * mp.log(1 + mp.exp(L))
    psi = mp.digamma
    slopes = [psi(N + 1) - psi(N - K + 1), psi(N - K + 1) - psi(K + 1)]
    return [k, n, l, float(log), float(K - N * p), float(c)] + [float(s) for s in slopes]


def near(mean, sd):
    """Whole numbers about a mean."""
    return sorted({max(0.0, float(round(mean + z * sd))) for z in (-30, -3, -0.5, 0, 0.01, 1, 5, 40)})


def main():
    rates = [1e-300, 1e-5, 0.3, 1, 7.9, 30.5, 1e3, 1e6, 1e10, 1e15, 1e18]
    data = {
        "poisson": [poisson(y, r) for r in rates for y in near(r, r**0.5) + [1.0, 3.0, 7.0, 8.0, 20.0, 1e5]],
        "negative_binomial": [
            negative_binomial(y, r, mu) for r in (1e-5, 0.3, 2, 7.5, 9, 1e3, 1e8, 1e15) for mu in (1e-3, 0.7, 6, 40, 1e4, 1e10, 1e15)
            for y in near(mu, (mu + mu * mu / r) ** 0.5)[:4] + [0.0, 1.0, 5.0, 12.0, 1e4]
        ],
        "binomial": [
            binomial(k, n, l) for n in (1.0, 5.0, 9.0, 40.0, 1e4, 1e9, 1e15, 1e18) for l in (-30.5, -3, 0, 0.7, 20)
            for k in near(n / (1 + float(mp.exp(-l))), (n / (1 + float(mp.exp(-l))) / (1 + float(mp.exp(l)))) ** 0.5) + [0.0, 1.0, 3.0, 7.0, n // 2, n - 1, n]
            if k <= n
        ],
    }
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "counts.json"), "w") as file:
        body = ",\n".join(f'"{k}": [\n' + ",\n".join(json.dumps(r) for r in v) + "\n]" for k, v in data.items())
        file.write("{\n" + body + "\n}\n")


if __name__ == "__main__":
    main()
