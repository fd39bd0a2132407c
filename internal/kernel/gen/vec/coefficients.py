"""Writes coefficients.go, and ../../draw_coefficients.go for plain Go: polynomials through Chebyshev points, at 50 digits.

Run: python coefficients.py (mpmath 1.3.0). Each row states the largest error of its polynomial, relative to its function.
"""
import os

from mpmath import mp, mpf

mp.dps = 50
LN2 = mp.log(2)
ROOT = mp.findroot(mp.digamma, mpf("1.4616"))


def fit(f, lo, hi, n):
    """Coefficients, lowest first, of the polynomial of degree n through f at the n+1 Chebyshev points of [lo, hi]."""
    xs = [(lo + hi) / 2 + (hi - lo) / 2 * mp.cos(mp.pi * (2 * k + 1) / (2 * (n + 1))) for k in range(n + 1)]
    vandermonde = mp.matrix([[x**j for j in range(n + 1)] for x in xs])
    return list(mp.lu_solve(vandermonde, mp.matrix([f(x) for x in xs])))


def error(c, f, lo, hi):
    xs = [lo + (hi - lo) * k / 399 for k in range(400)]
    return float(max(abs(mp.polyval(c[::-1], x) / f(x) - 1) for x in xs))


def near(x, limit, f):
    """f, or its limit where it is 0/0."""
    return f() if abs(x) > mpf(10) ** -12 else mpf(limit)


def exp_tail(r):
    return near(r, 0.5, lambda: (mp.expm1(r) - r) / r**2)


def exp2(r):
    return mpf(2) ** r


def log_tail(f):
    return near(f, mpf(1) / 3, lambda: (mp.log1p(f) - f + f * f / 2) / f**3)


def log1p_tail(u):
    return near(u, -0.5, lambda: (mp.log1p(u) - u) / u**2)


def atanh_tail(z):
    s = mp.sqrt(z)
    return near(s, mpf(2) / 3, lambda: 2 * (mp.atanh(s) / s - 1) / z)


def tanh_tail(z):
    s = mp.sqrt(z)
    return near(s, -mpf(1) / 3, lambda: (mp.tanh(s) / s - 1) / z)


def gamma_near_two(h):
    return near(h, 1 - mp.euler, lambda: mp.loggamma(2 + h) / h)


def stirling(w):
    x = 1 / mp.sqrt(w)
    return (mp.loggamma(x) - (x - mpf(1) / 2) * mp.log(x) + x - mp.log(2 * mp.pi) / 2) * x


def digamma_tail(w):
    x = 1 / mp.sqrt(w)
    return (mp.log(x) - 1 / (2 * x) - mp.digamma(x)) * x * x


def digamma_near_root(h):
    x = mpf(3) / 2 + h
    return mp.digamma(x) / (x - ROOT) if abs(x - ROOT) > mpf(10) ** -20 else mp.zeta(2, ROOT)


def mills(t):
    """(1 + sqrt(pi/2) a) Phi(-a) e^(a^2/2) as a function of t = (a-K)/(a+K)."""
    a = K * (1 + t) / (1 - t)
    return (1 + mp.sqrt(mp.pi / 2) * a) * mp.erfc(a / mp.sqrt(2)) / 2 * mp.exp(a * a / 2)


def normal_tail(k):
    """Phi(-a) e^(a^2/2) (a + k) as a function of t = (a-k)/(a+k)."""
    def f(t):
        a = k * (1 + t) / (1 - t)
        return mp.erfc(a / mp.sqrt(2)) / 2 * mp.exp(a * a / 2) * (a + k)
    return f


def erfc_tail(k):
    """(1 - erf(a)) e^(a^2) (a + k) as a function of t = (a-k)/(a+k)."""
    def f(t):
        a = k * (1 + t) / (1 - t)
        return mp.erfc(a) * mp.exp(a * a) * (a + k)
    return f


def erf_excess(z):
    x = mp.sqrt(z)
    return near(x, 2 / mp.sqrt(mp.pi) - 1, lambda: mp.erf(x) / x - 1)


def log_erfc(a):
    return mp.log(mp.erfc(a))


def sin_tail(z):
    x = mp.sqrt(z)
    return near(x, -mpf(1) / 6, lambda: (mp.sin(x) / x - 1) / z)


def cos_tail(z):
    x = mp.sqrt(z)
    return near(x, mpf(1) / 24, lambda: (mp.cos(x) - 1 + z / 2) / z**2)


def sin_turn(z):
    x = mp.sqrt(z)
    return near(x, mp.pi / 2, lambda: mp.sin(mp.pi / 2 * x) / x)


def cos_turn(z):
    return near(z, -mp.pi**2 / 8, lambda: (mp.cos(mp.pi / 2 * mp.sqrt(z)) - 1) / z)


def bessel_near(w):
    """(I0(x) - 1)/w as a function of w = x^2/4."""
    return near(w, 1, lambda: (mp.hyp0f1(1, w) - 1) / w)


def bessel_far(t):
    """x log(e^-x I0(x) sqrt(2 pi x)) as a function of t = 16/x - 1."""
    x = 16 / (1 + t)
    return x * (mp.log(mp.besseli(0, x)) - x + mp.log(2 * mp.pi * x) / 2)


K = mpf(3)
Q = (mp.pi / 4 * mpf("1.001")) ** 2
TINY = mpf(10) ** -12
FAR = mpf(10) ** -9
HALF = mpf(1) / 2
H = LN2 / 2 * mpf("1.001")
S1 = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)
Z = (S1 * mpf("1.001")) ** 2
ROWS = [
    ("expTail32", "(e^r - 1 - r)/r^2 on |r| <= log(2)/2", exp_tail, -H, H, 4),
    ("expTailMixed", "the same, for float32 results from float64", exp_tail, -H, H, 6),
    ("expTail64", "the same, for float64", exp_tail, -H, H, 10),
    ("exp2Poly", "2^r on |r| <= 1/2, for float64", exp2, -HALF, HALF, 10),
    ("logTail32", "(log(1+f) - f + f^2/2)/f^3 on [sqrt(1/2)-1, sqrt(2)-1]", log_tail, mp.sqrt(0.5) - 1, mp.sqrt(2) - 1, 8),
    ("logNear32", "(log(1+f) - f)/f^2 on [sqrt(1/2)-1, sqrt(2)-1]", log1p_tail, mp.sqrt(0.5) - 1, mp.sqrt(2) - 1, 8),
    ("log1pTail32", "(log(1+u) - u)/u^2 on [0, 1]", log1p_tail, mpf(0), mpf(1), 10),
    ("atanhTailMixed", "2 (atanh(s)/s - 1)/s^2 in s^2 for (1+s)/(1-s) in [sqrt(1/2), sqrt(2)], for float32 results from float64", atanh_tail, mpf(0), Z, 3),
    ("atanhTail64", "2 (atanh(s)/s - 1)/s^2 in s^2 for (1+s)/(1-s) in [sqrt(1/2), sqrt(2)], for float64", atanh_tail, mpf(0), Z, 7),
    ("tanhTail32", "(tanh(s)/s - 1)/s^2 in s^2 for s <= 0.625", tanh_tail, mpf(0), mpf("0.625") ** 2, 5),
    ("tanhTail64", "the same, for float64", tanh_tail, mpf(0), mpf("0.625") ** 2, 12),
    ("atanhTailWide", "2 (atanh(s)/s - 1)/s^2 in s^2 for s^2 <= 1/9, for float64", atanh_tail, mpf(0), mpf(1) / 9, 12),
    ("gammaNearTwoMixed", "lgamma(2+h)/h on |h| <= 1/2, for float32 results from float64", gamma_near_two, -HALF, HALF, 9),
    ("gammaNearTwo64", "the same, for float64", gamma_near_two, -HALF, HALF, 18),
    ("stirlingMixed", "x (lgamma(x) - (x-1/2) log x + x - log(2 pi)/2) in 1/x^2 for x >= 5/2, for float32 results from float64", stirling, TINY, mpf(4) / 25, 4),
    ("stirling64", "the same for x >= 8, for float64", stirling, TINY, mpf(1) / 64, 6),
    ("digammaTailMixed", "x^2 (log x - 1/(2x) - psi(x)) in 1/x^2 for x >= 3, for float32 results from float64", digamma_tail, TINY, mpf(1) / 9, 4),
    ("digammaTail64", "the same for x >= 10, for float64", digamma_tail, TINY, mpf(1) / 100, 6),
    ("digammaNearRootMixed", "psi(x)/(x - root) in x - 3/2 on [1, 2], for float32 results from float64", digamma_near_root, -HALF, HALF, 12),
    ("digammaNearRoot64", "the same, for float64", digamma_near_root, -HALF, HALF, 21),
    ("millsPoly", "(1 + sqrt(pi/2) a) Phi(-a) e^(a^2/2) in (a-3)/(a+3) for a >= 0", mills, mpf(-1), 1 - mpf(10) ** -9, 26),
    ("millsMixed", "the same, for float32 results from float64", mills, mpf(-1), 1 - mpf(10) ** -9, 14),
    ("normalTail32", "Phi(-a) e^(a^2/2) (a + 3/2) in (a-3/2)/(a+3/2) for 0 <= a <= 15", normal_tail(mpf(3) / 2), mpf(-1), mpf(27) / 33, 11),
    ("normalTail64", "Phi(-a) e^(a^2/2) (a + 3) in (a-3)/(a+3) for 0 <= a <= 39, for float64", normal_tail(mpf(3)), mpf(-1), mpf(36) / 42, 25),
    ("erfcTail32", "(1 - erf(a)) e^(a^2) (a + 3/2) in (a-3/2)/(a+3/2) for 0 <= a <= 11", erfc_tail(mpf(3) / 2), mpf(-1), mpf(19) / 25, 11),
    ("erfcTail64", "(1 - erf(a)) e^(a^2) (a + 3) in (a-3)/(a+3) for 0 <= a <= 28, for float64", erfc_tail(mpf(3)), mpf(-1), mpf(25) / 31, 24),
    ("erfNear32", "erf(x)/x - 1 in x^2 on [0, 1], for float32", erf_excess, mpf(0), mpf(1), 6),
    ("erfNear64", "the same, for float64", erf_excess, mpf(0), mpf(1), 11),
    ("logErfc32", "log(1 - erf(x)) on [1, 4], for float32", log_erfc, mpf(1), mpf(4), 8),
    ("sinTail", "(sin(x)/x - 1)/x^2 in x^2 on |x| <= pi/4, for float32 results from float64", sin_tail, mpf(0), Q, 4),
    ("cosTail", "(cos(x) - 1 + x^2/2)/x^4 in x^2 on |x| <= pi/4, for float32 results from float64", cos_tail, mpf(0), Q, 4),
    ("sinTail64", "(sin(x)/x - 1)/x^2 in x^2 on |x| <= pi/4, for float64", sin_tail, mpf(0), Q, 5),
    ("cosTail64", "(cos(x) - 1 + x^2/2)/x^4 in x^2 on |x| <= pi/4, for float64", cos_tail, mpf(0), Q, 5),
    ("besselNearMixed", "(I0(x) - 1)/(x^2/4) in x^2/4 for x <= 8, for float32 results from float64", bessel_near, mpf(0), mpf(16), 10),
    ("besselNear64", "the same, for float64", bessel_near, mpf(0), mpf(16), 14),
    ("besselFarMixed", "x log(e^-x I0(x) sqrt(2 pi x)) in 16/x - 1 for x >= 8, for float32 results from float64", bessel_far, FAR - 1, mpf(1), 6),
    ("besselFar64", "the same, for float64", bessel_far, FAR - 1, mpf(1), 24),
    ("sinTurn32", "sin(pi x/2)/x in x^2 on |x| <= 1/2", sin_turn, mpf(0), mpf(1) / 4, 3),
    ("cosTurn32", "(cos(pi x/2) - 1)/x^2 in x^2 on |x| <= 1/2", cos_turn, mpf(0), mpf(1) / 4, 3),
    ("sinTurn64", "sin(pi x/2)/x, for float64", sin_turn, mpf(0), mpf(1) / 4, 6),
    ("cosTurn64", "(cos(pi x/2) - 1)/x^2, for float64", cos_turn, mpf(0), mpf(1) / 4, 6),
]
DRAWN = ["logTail32", "atanhTail64", "sinTurn32", "cosTurn32", "sinTurn64", "cosTurn64"]


def write(path, lines):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), path), "w") as file:
        file.write("\n".join(["// Code generated by coefficients.py; DO NOT EDIT.", ""] + lines) + "\n")


def main():
    high = mpf(float(ROOT))
    out = ["package main", "",
           "// digammaRoot + digammaRootLow is the positive root of psi.", "const (",
           f"\tdigammaRoot    = {float(ROOT)!r}", f"\tdigammaRootLow = {float(ROOT - high)!r}", ")"]
    plain = ["package kernel"]
    for name, doc, f, lo, hi, n in ROWS:
        c = fit(f, lo, hi, n)
        doc = f"// {name} is {doc}; relative error {error(c, f, lo, hi):.1e}."
        table = [f"\t{float(t)!r}," for t in c] + ["}"]
        out += ["", doc, f"var {name} = []float64{{"] + table
        if name in DRAWN:
            plain += ["", doc, f"var {name} = [...]float{name[-2:]}{{"] + table
    write("coefficients.go", out)
    write("../../draw_coefficients.go", plain)


if __name__ == "__main__":
    main()
