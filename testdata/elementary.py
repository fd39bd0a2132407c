"""Writes elementary.json: rows [x, f, f', f'', f'''] of functions of one number at float32 arguments, from mpmath at 350 digits.

Run: python elementary.py (see requirements.txt), a few seconds. Values are the float64 nearest to the exact ones; rows with one
that is out of the range of normal float64 are left out.
"""
import json
import os
import struct

from mpmath import mp, mpf

mp.dps = 350


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


SIZES = [1e-20, 1e-10, 1e-5, 1e-3, 0.01, 0.1, 0.3, 0.69, 0.7, 1, 1.5, 2, 3, 4, 5, 8.3, 15, 25, 37, 50, 80, 300, 650, 800, 1e3, 1e4, 1e6, 1e10, 1e20, 1e30]
POSITIVE = [single(x) for x in SIZES]
NEGATIVE = [-x for x in reversed(POSITIVE)]
ALL = NEGATIVE + [0.0] + POSITIVE


def density(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def quantile(x, g):
    """Derivatives of the normal quantile x, g = 1/density."""
    return [x, g, x * g**2, (1 + 2 * x * x) * g**3]


def normal_quantile(p):
    x = mp.sqrt(2) * mp.erfinv(2 * p - 1) if 0.01 < p < 0.99 else log_root(mp.log(p))
    return quantile(x, 1 / density(x))


def log_cdf(x):
    if x > 0:
        return mp.log1p(-mp.erfc(x / mp.sqrt(2)) / 2)
    return mp.log(mp.erfc(-x / mp.sqrt(2)) / 2)


def log_root(l):
    """The x with log Phi(x) = l, by Newton's method from asymptotic forms."""
    if l > mpf(-0.5):
        q = -mp.expm1(l)
        if q < 0.4:
            x = mp.sqrt(-2 * mp.log(q)) if q < 1e-3 else mpf(2)
            return -log_root(mp.log(q))
        x = mpf(0)
    else:
        x = -mp.sqrt(-2 * l) if l < -3 else mpf(-1)
    if l < -1e14:  # log Phi = -x^2/2 - log(-x sqrt(2 pi)) - 1/x^2 + 5/(2x^4) - 37/(3x^6) + ...: 1/x^8 is 1e-60
        f = lambda x: -x * x / 2 - mp.log(-x * mp.sqrt(2 * mp.pi)) - 1 / x**2 + mpf(5) / 2 / x**4 - mpf(37) / 3 / x**6
        for _ in range(40):
            x -= (f(x) - l) / (-x - 1 / x)
        return x
    for _ in range(60):
        step = (log_cdf(x) - l) * mp.exp(log_cdf(x)) / density(x)
        x -= step
        if abs(step) < abs(x) * mpf(10) ** -120:
            break
    return x


def log_normal_quantile(l):
    x = log_root(l)
    if l < -1e14:
        m = -(1 / x) * (1 - 1 / x**2 + 3 / x**4 - 15 / x**6 + 105 / x**8)  # Phi/phi
    else:
        m = mp.exp(log_cdf(x)) / density(x)
    d = 1 + x * m  # m' in x
    if l < -1e14:
        d = 1 / x**2 - 3 / x**4 + 15 / x**6 - 105 / x**8
    second = m * d
    return [x, m, second, m * (d * d + m * (m + x * d))]  # d(m d)/dx = d^2 + m d', d' = m + x d


def log1m_exp(x):
    u = 1 / mp.expm1(-x)
    return [mp.log(-mp.expm1(x)), -u, -u - u * u, -(u + u * u) * (1 + 2 * u)]


def atan(x):
    g = 1 / (1 + x * x)
    return [mp.atan(x), g, -2 * x * g**2, (6 * x * x - 2) * g**3]


def asinh(x):
    g = 1 / mp.sqrt(1 + x * x)
    return [mp.asinh(x), g, -x * g**3, (2 * x * x - 1) * g**5]


def log_bessel_i0(k):
    if k > 5000:  # log I0 = k - log(2 pi k)/2 + log(1 + 1/(8k) + 9/(128 k^2) + ...)
        f = lambda k: sum(mp.fac2(2 * n - 1) ** 2 / (mp.factorial(n) * (8 * k) ** n) for n in range(1, 40))
        value = k - mp.log(2 * mp.pi * k) / 2 + mp.log1p(f(k))
        a = lambda n: mp.fac2(2 * n - 1) ** 2 / (mp.factorial(n) * mpf(8) ** n)
        s = [sum(a(n) * mp.rf(n, j) * (-1) ** j / k ** (n + j) for n in range(0, 40)) for j in range(4)]
        r = s[1] / s[0]
        return [value, 1 - 1 / (2 * k) + r, 1 / (2 * k * k) + s[2] / s[0] - r * r, -1 / k**3 + s[3] / s[0] - 3 * s[2] * s[1] / s[0] ** 2 + 2 * r**3]
    i0, i1 = mp.besseli(0, k), mp.besseli(1, k)
    r = i1 / i0
    second = 1 - r / k - r * r
    return [mp.log(i0), r, second, -second / k + r / k**2 - 2 * r * second]


FUNCTIONS = {
    "atan": (atan, ALL),
    "asinh": (asinh, ALL),
    "sinh": (lambda x: [mp.sinh(x), mp.cosh(x), mp.sinh(x), mp.cosh(x)], ALL),
    "cosh": (lambda x: [mp.cosh(x), mp.sinh(x), mp.cosh(x), mp.sinh(x)], ALL),
    "log1m_exp": (log1m_exp, NEGATIVE),
    "normal_quantile": (normal_quantile, [single(x) for x in (1e-35, 1e-20, 1e-10, 1e-5, 0.001, 0.02, 0.1, 0.3, 0.45, 0.55, 0.8, 0.9, 0.99, 0.9999)] + [0.5]),
    "log_normal_quantile": (log_normal_quantile, NEGATIVE + [-1e-300, -745.0, -699.0, -1e100, -1e300]),
    "log_bessel_i0": (log_bessel_i0, POSITIVE),
}


def main():
    data = {}
    for name, (f, points) in FUNCTIONS.items():
        rows = [[x] + [float(v) if abs(v) < mpf(10) ** 300 else None for v in f(mpf(x))] for x in points]
        data[name] = [r for r in rows if None not in r and all(v == 0 or abs(v) > 1e-300 or name == "log_normal_quantile" for v in r[1:])]
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "elementary.json"), "w") as file:
        body = ",\n".join(f'"{k}": [\n' + ",\n".join(json.dumps(r) for r in v) + "\n]" for k, v in data.items())
        file.write("{\n" + body + "\n}\n")


if __name__ == "__main__":
    main()
