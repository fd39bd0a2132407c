"""Golden values of the bijectors of numbers: images, inverses and log-derivatives from both sides.

    pip install -r requirements.txt && python bijectors.py > bijectors.json

Everything is mpmath in 60 digits of the float64 inputs, rounded once; TFP is not asked, whose SinhArcsinh has another scale.
"""
import json
import math

import mpmath as mp

mp.mp.dps = 60


def num(v):
    v = float(v)
    return v if math.isfinite(v) else str(v)


def sinharcsinh(s, t):
    return (lambda x: mp.sinh(t * (mp.asinh(x) + s)), lambda y: mp.sinh(mp.asinh(y) / t - s),
            lambda x: mp.log(t) + mp.log(mp.cosh(t * (mp.asinh(x) + s))) - mp.log(1 + x * x) / 2)


def power(p):
    return lambda x: mp.mpf(x) ** p, lambda y: mp.mpf(y) ** (1 / p), lambda x: mp.log(abs(p)) + (p - 1) * mp.log(x)


def softplus_inverse(y):
    with mp.workdps(800):
        return +mp.log(mp.expm1(mp.mpf(y)))


def softplus(x):
    return mp.log1p(mp.exp(x))


def tanh_slope(x):
    return -2 * (abs(x) + mp.log1p(mp.exp(-2 * abs(x)))) + 2 * mp.log(2)


WIDE = [-700, -300, -40, -20.5, -3, -1, -1e-9, 0, 1e-9, .3, 1, 5, 20.5, 40, 300, 700]
POSITIVE = [1e-300, 1e-40, 1e-9, .1, .5, 1, 1 + 1e-12, 3, 40, 800, 1e40, 1e300]
UNIT = [1e-300, 1e-20, 1e-9, .1, .25, .4, .5, .5 + 1e-12, .7, .9, 1 - 1e-9, 1 - 2**-53]
BALL = [-1 + 2**-53, -.999, -.3, -1e-12, 1e-300, 1e-12, .4, .8, 1 - 1e-9, 1 - 2**-53]
LINE = [-1e300, -1e154, -1e20, -80, -3, -1e-12, 1e-300, .5, 2, 7, 1e9, 1e160, 1e300]
F = mp.mpf
CASES = {  # forward, inverse and log-derivative at x; x; y
    "exp": (mp.exp, mp.log, lambda x: x, WIDE, POSITIVE),
    "log": (mp.log, mp.exp, lambda x: -mp.log(x), POSITIVE, WIDE),
    "softplus": (softplus, softplus_inverse, lambda x: -softplus(-x), WIDE, POSITIVE),
    "sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), lambda y: mp.log(y) - mp.log1p(-y), lambda x: -softplus(x) - softplus(-x), WIDE, UNIT),
    "logit": (lambda x: mp.log(x) - mp.log1p(-x), lambda y: 1 / (1 + mp.exp(-y)), lambda x: -mp.log(x) - mp.log1p(-x), UNIT, WIDE),
    "tanh": (mp.tanh, mp.atanh, tanh_slope, WIDE, BALL),
    "affine 3, -1e-8": (lambda x: F(3) - F(1e-8) * x, lambda y: (y - F(3)) / -F(1e-8), lambda x: mp.log(F(1e-8)), LINE, LINE),
    "power 2.5": (*power(F(2.5)), [1e-100, .1, 1, 3, 1e100], [1e-100, .1, 1, 3, 1e100]),
    "power -0.5": (*power(F(-.5)), POSITIVE, [1e-100, .1, 1, 3, 1e100]),
    "sinh-arcsinh 0.7, 0.5": (*sinharcsinh(F(.7), F(.5)), LINE, [-1e100, -80, -3, -1e-12, 1e-300, .5, 1e100]),
    "sinh-arcsinh -2, 1.5": (*sinharcsinh(F(-2), F(1.5)), [-1e100, -80, -3, -1e-12, 1e-300, .5, 1e100], LINE),
}
out = {}
for name, (f, inverse, slope, xs, ys) in CASES.items():
    back = [inverse(F(y)) for y in ys]
    out[name] = dict(x=xs, y=[num(f(F(x))) for x in xs], slope=[num(slope(F(x))) for x in xs],
                     ofY=ys, inverse=[num(x) for x in back], inverseSlope=[num(-slope(x)) for x in back])
print(json.dumps(out, indent=1))
