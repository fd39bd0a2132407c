"""Writes special.json: special functions at exact float64 arguments, from mpmath at 60 digits.

Run: python special.py (see requirements.txt), about a minute. Values are the float64 nearest to the exact value at
the float64 argument; a value outside the range of float64 is left out (the Go tests state those limits).
"""
import json
import math
import os
import random

from mpmath import mp, mpf

mp.dps = 60
SQRT2 = mp.sqrt(2)

SMALL = [5e-324, 1e-310, 1e-300, 1e-154, 1e-100, 1e-30, 1e-16, 1e-10, 1e-8, 1e-5, 1e-3, 0.01]
MIDDLE = [0.1, 0.25, 0.3, 0.5, 0.62, 0.7, 0.99, 1.0, 1.001, 1.3, 1.5, 1.9, 2.0, 2.3, 2.5, 2.9, 3.0, 4.4, 5.5, 7.0, 9.9,
          10.0, 12.5, 17.0, 20.3, 26.0, 30.0, 36.6, 37.5, 38.4, 50.0, 88.7, 100.1, 300.0, 700.0, 709.0, 744.0]
LARGE = [1e3, 1e4, 1e5, 1e8, 1e15, 1e100, 1e200, 1e300]
POSITIVE = SMALL + MIDDLE + LARGE


def signed(values):
    return [-v for v in reversed(values)] + [0.0] + values


def near(points):
    """Points on both sides of each point, from one ulp to 1e-2 away."""
    out = []
    for p in points:
        out += [math.nextafter(p, -math.inf), math.nextafter(p, math.inf)]
        out += [p + s * d for d in (1e-12, 1e-8, 1e-4, 1e-2) for s in (-1, 1)]
    return out


def log_normal_cdf(x):
    """log Phi(x): by its asymptotic series below -40, where erfc is left to underflow."""
    if x > 0:
        return mp.log1p(-mp.erfc(x / SQRT2) / 2)
    if x > -40:
        return mp.log(mp.erfc(-x / SQRT2) / 2)
    term, total = mpf(1), mpf(1)
    for k in range(1, 25):
        term *= -(2 * k - 1) / (x * x)
        total += term
    return -x * x / 2 - mp.log(-x * mp.sqrt(2 * mp.pi)) + mp.log(total)


def softplus(x):
    return mp.log1p(mp.exp(x)) if x < 800 else x


def log_bessel(x):
    """log(e^-|x| I0(x)): by the asymptotic series of I0 from 1000 on."""
    x = abs(x)
    if x < 1000:
        return mp.log(mp.besseli(0, x)) - x
    term, total = mpf(1), mpf(1)
    for k in range(1, 25):
        term *= (2 * k - 1) ** 2 / (8 * k * x)
        total += term
    return mp.log(total) - mp.log(2 * mp.pi * x) / 2


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def cdf(x):
    return mp.erfc(-x / SQRT2) / 2


def density(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def lgamma(x):
    return mp.re(mp.loggamma(x))


def stirling(f, direct):
    """f for x > 1e20 by its leading asymptotic terms: the next is below 1e-40 of them."""
    return lambda x: f(x) if x > mpf(10) ** 20 else direct(x)


def lbeta(a, b):
    """log B(a, b) with as many digits as the cancellation of the three terms may take."""
    with mp.workdps(700):
        a, b = mpf(a), mpf(b)
        return +(mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b))


def quantile(p):
    """The x with Phi(x) = p, by Newton on log Phi from an asymptotic start."""
    p = mpf(p)
    if p > 0.5:
        return -quantile(1 - p)
    if p == 0.5:
        return mpf(0)
    x, target = -mp.sqrt(max(-2 * mp.log(2 * p), mpf(10) ** -40)) * mpf("0.9"), mp.log(p)
    for _ in range(60):
        step = (log_normal_cdf(x) - target) * mp.exp(log_normal_cdf(x)) / density(x)
        x -= step
        if abs(step) < abs(x) * mpf(10) ** -45:
            break
    return x


def series(a, b, x):
    """I_x(a, b) = x^a (1-x)^b / (a B(a, b)) sum (a+b)_n / (a+1)_n x^n (DLMF 8.17.8): all terms are positive."""
    term, total, n = mpf(1), mpf(1), 0
    while True:
        ratio = (a + b + n) / (a + 1 + n) * x
        term *= ratio
        total += term
        n += 1
        if ratio < 1 and term * ratio / (1 - ratio) < total * mpf(10) ** (5 - mp.dps):
            break
    lb = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    return total * mp.exp(a * mp.log(x) + b * mp.log1p(-x) - lb) / a


def reg_inc_beta(a, b, x):
    a, b, x = mpf(a), mpf(b), mpf(x)
    if x <= 0.5:
        return series(a, b, x)
    upper = series(b, a, 1 - x)
    if 1 - upper > mpf(10) ** -20:
        return 1 - upper
    with mp.workdps(420):
        return 1 - series(b, a, 1 - x)


def beta_cases():
    rng = random.Random(7)
    shapes = [1e-3, 0.01, 0.3, 0.5, 1.0, 1.5, 2.0, 3.7, 12.0, 60.0, 300.0, 1e3, 1e4, 1e5]
    for a in shapes:
        for b in shapes:
            m = a / (a + b)
            sd = math.sqrt(m * (1 - m) / (a + b + 1))
            xs = [m + z * sd for z in (-36, -20, -8, -3, -1, -0.1, 0, 0.5, 2, 6)] + [m * 0.01, 1e-10, 1e-200, 0.37, 1 - 1e-6, 1 - 2**-53]
            xs = [x for x in xs if 0 < x < 1]
            for x in rng.sample(xs, min(len(xs), 6)):
                yield a, b, x


def rows(f, points):
    out = []
    for x in points:
        y = f(mpf(x)) if not isinstance(x, tuple) else f(*x)
        if abs(y) < mpf(1.7e308):
            out.append([*(x if isinstance(x, tuple) else (x,)), float(y)])
    return out


def main():
    bounded = [x for x in signed(SMALL + MIDDLE) if abs(x) <= 750] + [-745.0, -720.0, -710.0, 745.0, 710.0]
    unbounded = signed(POSITIVE)
    gamma_points = POSITIVE + near([1.0, 2.0]) + [float(x) for x in (0.05, 3.3, 6.6, 13.0, 171.6, 1e6)]
    negative = [-1e-300, -1e-100, -1e-10, -0.1, -0.5, -0.9, -1.1, -1.5, -2.2, -2.7, -3.3, -7.6, -15.5, -50.3, -170.4, -1000.75, -1e6 + 0.3]
    root = [1.4616321449683622] + near([1.4616321449683622])
    tail = [x for x in unbounded if -1e100 < x < 1e100]
    pairs = [(a, b) for i, a in enumerate(SMALL[1::2] + MIDDLE[::4] + LARGE) for b in (SMALL[1::2] + MIDDLE[::4] + LARGE)[i:]]
    probabilities = [5e-324, 1e-310, 1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-12, 1e-9, 1e-6, 1e-3, 0.01, 0.0749, 0.0751, 0.1, 0.3,
                     0.4999999, 0.5, 0.5000001, 0.6, 0.9, 0.93, 0.99, 0.999999, 1 - 1e-12, 1 - 2**-53]
    big = stirling(lambda x: mp.log(x) - 1 / (2 * x), mp.digamma)
    data = {
        "Exp": rows(mp.exp, bounded), "Expm1": rows(mp.expm1, bounded),
        "Log": rows(mp.log, POSITIVE + near([1.0])),
        "Log1p": rows(mp.log1p, POSITIVE + [0.0] + [-x for x in SMALL] + [-0.3, -0.5, -0.9, -0.99999]),
        "Sin": rows(mp.sin, [x for x in unbounded if abs(x) < 1e9]), "Cos": rows(mp.cos, [x for x in unbounded if abs(x) < 1e9]),
        "Tanh": rows(mp.tanh, bounded), "Sigmoid": rows(sigmoid, bounded), "Softplus": rows(softplus, unbounded),
        "LogSigmoid": rows(lambda x: -softplus(-x), unbounded),
        "Erf": rows(mp.erf, bounded), "Erfc": rows(mp.erfc, [x for x in bounded if abs(x) < 40] + [27.0, 27.2]),
        "NormalCDF": rows(cdf, [x for x in bounded if abs(x) < 40] + [-38.0, -38.2, -0.7071, -1.7]),
        "LogNormalCDF": rows(log_normal_cdf, [x for x in tail if x < 40] + [-38.0, -19.9, -20.1, 38.0]),
        "Lgamma": rows(stirling(lambda x: (x - 0.5) * mp.log(x) - x + mp.log(2 * mp.pi) / 2, lgamma), gamma_points)
        + rows(lgamma, negative),
        "Digamma": rows(big, gamma_points + root) + rows(mp.digamma, negative),
        "Trigamma": rows(stirling(lambda x: 1 / x + 1 / (2 * x * x), lambda x: mp.polygamma(1, x)), gamma_points)
        + rows(lambda x: mp.polygamma(1, x), negative),
        "LogBesselI0e": rows(log_bessel, unbounded + near([8.0, 20.0])),
        "GELU": rows(lambda x: x * cdf(x), [x for x in unbounded if x > -37]),
        "SiLU": rows(lambda x: x * sigmoid(x), [x for x in unbounded if x > -745]),
        "GELUGrad": rows(lambda x: cdf(x) + x * density(x), [x for x in unbounded if x > -37]),
        "SiLUGrad": rows(lambda x: sigmoid(x) * (1 + x * sigmoid(-x)), [x for x in unbounded if -745 < x < 1e5]),
        "NormalQuantile": rows(quantile, probabilities),
        "LBeta": rows(lbeta, pairs),
        "RegIncBeta": rows(reg_inc_beta, beta_cases()),
    }
    with open(os.path.join(os.path.dirname(__file__), "special.json"), "w") as file:
        body = ",\n".join(f'"{k}": [\n' + ",\n".join(json.dumps(r) for r in v) + "\n]" for k, v in data.items())
        file.write("{\n" + body + "\n}\n")


if __name__ == "__main__":
    main()
