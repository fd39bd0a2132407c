"""Golden values of increasing maps of numbers: rational-quadratic splines and Bernstein polynomials.

    pip install -r flows_requirements.txt && python univariate.py > univariate.json

The truth is mpmath's, in 60 digits of the float64 parameters, rounded once: values, log-slopes, inverses, and the derivatives of
values and log-slopes for every parameter. Beside it are the float64 answers of zuko, nflows and TFP, of these parameters moved over
to theirs:

  spline:     nflows' slopes are ours + log(e^.999 - 1); TFP takes widths, heights and slopes; zuko's are found by undoing its bounds
  polynomial: zuko's first coefficient is ours + P log(2)/2 - bound, its others give softplus as large as our rises

zuko's polynomial goes on straight from 1e-6 of the interval, and its inverse is a bisection down to 1e-6 of a unit interval.
"""
import json
import math

import jax
import mpmath as mp
import numpy as np
import torch
from nflows.transforms.splines.rational_quadratic import unconstrained_rational_quadratic_spline
from zuko.transforms import BernsteinTransform, MonotonicRQSTransform

jax.config.update("jax_enable_x64", True)
from tensorflow_probability.substrates.jax import bijectors as tfb  # noqa: E402

mp.mp.dps = 60
F, FLOOR = mp.mpf, mp.mpf(1e-3)


def num(v):
    v = float(v)
    return v if math.isfinite(v) else str(v)


def softplus(u):
    return mp.log1p(mp.exp(u))


def softmax(v):
    e = [mp.exp(u) for u in v]
    return [u / mp.fsum(e) for u in e]


class Spline:
    def __init__(self, bound, params):
        self.bound = F(bound)
        k = (len(params) + 1) // 3
        floor = min(FLOOR, F(1) / (2 * k))
        self.w = [floor + (1 - k * floor) * p for p in softmax(params[:k])]
        self.h = [floor + (1 - k * floor) * p for p in softmax(params[k:2 * k])]
        shift = mp.log(mp.expm1(1 - FLOOR))
        self.d = [F(1)] + [FLOOR + softplus(u + shift) for u in params[2 * k:]] + [F(1)]
        self.x, self.y = self.knots(self.w), self.knots(self.h)

    def knots(self, w):
        at = [-self.bound + 2 * self.bound * mp.fsum(w[:j]) for j in range(len(w))]
        return at + [self.bound]

    def bin(self, knots, v):
        j = sum(1 for k in knots[1:-1] if k <= v)
        w, h = self.x[j + 1] - self.x[j], self.y[j + 1] - self.y[j]
        return j, w, h, h / w, self.d[j], self.d[j + 1]

    def forward(self, x):
        if abs(x) >= self.bound:
            return x, F(0)
        j, w, h, s, a, b = self.bin(self.x, x)
        t = (x - self.x[j]) / w
        den = s + (a + b - 2 * s) * t * (1 - t)
        y = self.y[j] + h * (s * t * t + a * t * (1 - t)) / den
        return y, mp.log(s * s * (b * t * t + 2 * s * t * (1 - t) + a * (1 - t) ** 2) / den ** 2)

    def inverse(self, y):
        if abs(y) >= self.bound:
            return y
        j, w, h, s, a, b = self.bin(self.y, y)
        v, c = y - self.y[j], a + b - 2 * s
        p, q, r = h * (s - a) + v * c, h * a - v * c, -s * v
        return self.x[j] + w * 2 * r / (-q - mp.sqrt(q * q - 4 * p * r))


class Polynomial:
    def __init__(self, bound, params):
        self.bound, self.n = F(bound), len(params) + 1
        g = [FLOOR + (1 - FLOOR) * softplus(u) / mp.log(2) for u in params[1:]]
        self.g = g[:1] + g + g[-1:]
        self.at = [params[0] - self.bound]
        for v in self.g:
            self.at.append(self.at[-1] + 2 * self.bound / self.n * v)

    def mean(self, values, t):
        m = len(values) - 1
        return mp.fsum(mp.binomial(m, k) * t ** k * (1 - t) ** (m - k) * v for k, v in enumerate(values))

    def forward(self, x):
        t = (x + self.bound) / (2 * self.bound)
        if t < 0:
            return self.at[0] + self.g[0] * (x + self.bound), mp.log(self.g[0])
        if t > 1:
            return self.at[-1] + self.g[-1] * (x - self.bound), mp.log(self.g[-1])
        return self.mean(self.at, t), mp.log(self.mean(self.g, t))

    def inverse(self, y):
        if y < self.at[0]:
            return -self.bound + (y - self.at[0]) / self.g[0]
        if y > self.at[-1]:
            return self.bound + (y - self.at[-1]) / self.g[-1]
        if y == self.at[0] or y == self.at[-1]:
            return self.bound if y == self.at[-1] else -self.bound
        return mp.findroot(lambda x: self.forward(x)[0] - y, (-self.bound, self.bound), solver="anderson", tol=1e-80, maxsteps=500)


def of(y, slope, inverse):
    return {"y": [num(v) for v in y], "slope": [num(v) for v in slope], "inverse": [num(v) for v in inverse]}


def tensors(x, y):
    return torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)


def of_nflows(s, params, x, y):
    k = (len(params) + 1) // 3
    p = torch.tensor([float(v) for v in params], dtype=torch.float64)
    w, h, d = p[:k], p[k:2 * k], p[2 * k:] + float(mp.log(mp.expm1(1 - FLOOR)))
    wide = lambda v, n: v.expand(n, -1)
    ask = lambda v, inverse: unconstrained_rational_quadratic_spline(v, wide(w, len(v)), wide(h, len(v)), wide(d, len(v)), inverse=inverse, tail_bound=float(s.bound))
    tx, ty = tensors(x, y)
    out, slope = ask(tx, False)
    return of(out, slope, ask(ty, True)[0])


def of_tfp(s, x, y):
    width = 2 * s.bound
    array = lambda v, c=1: np.array([float(c * u) for u in v])
    b = tfb.RationalQuadraticSpline(array(s.w, width), array(s.h, width), array(s.d[1:-1]), range_min=-float(s.bound))
    x, y = np.array(x), np.array(y)
    return of(np.array(b.forward(x)), np.array(b.forward_log_det_jacobian(x, 0)), np.array(b.inverse(y)))


def unbounded(v, by):
    """The u whose u/(1 + |u/by|) is v."""
    return v / (1 - abs(v / by))


def of_zuko(s, x, y):
    log = -mp.log(F(1e-3))
    logits = lambda w: [unbounded(v, log / 2) for v in centred([mp.log(u) for u in w])]
    array = lambda v: torch.tensor([float(u) for u in v], dtype=torch.float64)
    t = MonotonicRQSTransform(array(logits(s.w)), array(logits(s.h)), array([unbounded(mp.log(u), log) for u in s.d[1:-1]]), bound=float(s.bound))
    tx, ty = tensors(x, y)
    out, slope = t.call_and_ladj(tx)
    return of(out, slope, t.inv(ty))


def centred(v):
    middle = (max(v) + min(v)) / 2
    return [u - middle for u in v]


def of_zuko_polynomial(s, params, x, y):
    p, unit = len(params), 2 * s.bound / s.n
    v = [params[0] + p * mp.log(2) / 2 - s.bound] + [mp.log(mp.expm1(unit * g)) for g in s.g[1:-1]]
    t = BernsteinTransform(torch.tensor([float(u) for u in v], dtype=torch.float64), bound=float(s.bound))
    tx, ty = tensors(x, y)
    tx.requires_grad_()
    out, slope = t.call_and_ladj(tx)
    return of(out.detach(), slope.detach(), t.inv(ty).detach())


def derivatives(make, bound, params, x):
    """Those of y and of the log-slope for x and for every parameter, at each x."""
    out = []
    for v in x:
        row = []
        for part in range(2):
            d = [mp.diff(lambda u: make(bound, params).forward(u)[part], F(v))]
            for i in range(len(params)):
                d.append(mp.diff(lambda u: make(bound, params[:i] + [u] + params[i + 1:]).forward(F(v))[part], params[i]))
            row.append([num(u) for u in d])
        out.append(row)
    return out


def case(name, make, bound, params, inner, others):
    params = [F(float(p)) for p in params]
    s = make(bound, params)
    b = float(bound)
    ends = [-30.0, -b, math.nextafter(-b, 0), math.nextafter(b, 0), b, 30.0]
    x = ends + inner + [float(v) for v in getattr(s, "x", [])[1:-1]]
    y = ends + inner + [float(v) for v in getattr(s, "y", s.at if hasattr(s, "at") else [])[1:-1]]
    values = [s.forward(F(v)) for v in x]
    return {"name": name, "bound": b, "params": [num(p) for p in params], "x": [num(v) for v in x], "of": [num(v) for v in y],
            "truth": of([v[0] for v in values], [v[1] for v in values], [s.inverse(F(v)) for v in y]),
            "derivatives_at": [-30.0] + inner[:4] + [30.0], "derivatives": derivatives(make, bound, params, [-30.0] + inner[:4] + [30.0]),
            "others": others(s, params, x, y)}


def main():
    rng = np.random.default_rng(14)
    splines = lambda s, p, x, y: {"nflows": of_nflows(s, p, x, y), "tfp": of_tfp(s, x, y), "zuko": of_zuko(s, x, y)}
    polynomials = lambda s, p, x, y: {"zuko": of_zuko_polynomial(s, p, x, y)}
    draw = lambda n, scale: list(scale * rng.standard_normal(n))
    inner = [-2.9, -1.3, -.01, .4, 1.1, 2.7, 0.0, 1e-9]
    cases = [
        ("spline", "zeros", Spline, 5, [0.0] * 23),
        ("spline", "mild", Spline, 3, draw(14, .5)),
        ("spline", "two bins", Spline, 3, draw(5, 1)),
        ("spline", "steep", Spline, 5, draw(16, 1) + draw(7, 3)),
        ("spline", "many bins", Spline, 4, draw(95, .7)),
        ("polynomial", "zeros", Polynomial, 5, [0.0] * 16),
        ("polynomial", "mild", Polynomial, 3, draw(5, .7)),
        ("polynomial", "least", Polynomial, 3, draw(2, 1)),
        ("polynomial", "steep", Polynomial, 4, draw(20, 2.5)),
    ]
    out = [dict(case(name, make, bound, p, inner, splines if kind == "spline" else polynomials), kind=kind) for kind, name, make, bound, p in cases]
    print("[\n" + ",\n".join(json.dumps(c) for c in out) + "\n]")


if __name__ == "__main__":
    main()
