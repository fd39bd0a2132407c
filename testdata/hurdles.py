"""Golden values of a mass at 0 amid a density, by integrals of the mixed law as it is, none by a rule for its parts.

    pip install -r requirements.txt && python hurdles.py > hurdles.json

Quantities are with respect to length and counting at 0. The mode is 0, and a region of highest density takes 0 first.
"""
import json

import mpmath as mp

mp.mp.dps = 30
INF = mp.inf

# name: (log-density, cdf, ends and places between which it is smooth)
BASES = {
    "gamma": (lambda y, a, r: a * mp.log(r) + (a - 1) * mp.log(y) - r * y - mp.loggamma(a),
              lambda y, a, r: mp.gammainc(a, 0, r * y, regularized=True) if y > 0 else mp.mpf(0),
              lambda a, r: [0, a / r / 100, a / r / 4, a / r, 3 * a / r, 9 * a / r, 40 * (a + 1) / r, INF]),
    "lognormal": (lambda y, m, s: -((mp.log(y) - m) / s) ** 2 / 2 - mp.log(y * s) - mp.log(2 * mp.pi) / 2,
                  lambda y, m, s: mp.ncdf((mp.log(y) - m) / s) if y > 0 else mp.mpf(0),
                  lambda m, s: [0] + [mp.exp(m + k * s) for k in (-12, -6, -3, -1, 0, 1, 3, 6, 9, 12, 20)] + [INF]),
    "normal": (lambda y, m, s: -((y - m) / s) ** 2 / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2,
               lambda y, m, s: mp.ncdf((y - m) / s),
               lambda m, s: sorted([-INF, INF, 0] + [m + k * s for k in (-12, -6, -2, 0, 2, 6, 12)])),
}


class Hurdle:
    def __init__(self, base, logits, *params):
        self.params = [mp.mpf(p) for p in params]
        self.logp, self.base, cuts = BASES[base]
        self.cuts = cuts(*self.params)
        self.w = 1 / (1 + mp.exp(-mp.mpf(logits)))

    def cdf(self, y):
        return (self.w if y >= 0 else 0) + (1 - self.w) * self.base(y, *self.params)

    def density(self, y):
        return (1 - self.w) * mp.exp(self.logp(y, *self.params))

    def expect(self, f):
        return self.w * f(mp.mpf(0)) + mp.quad(lambda y: f(y) * self.density(y), self.cuts)

    def quantile(self, p):
        p = mp.mpf(p)
        below = self.cdf(-mp.mpf(10) ** -25)
        if below < p <= below + self.w:
            return mp.mpf(0)
        lo, hi = (mp.mpf(0), mp.mpf(10) ** 6) if p > below + self.w else (-mp.mpf(10) ** 6, mp.mpf(0))
        for _ in range(130):
            middle = (lo + hi) / 2
            lo, hi = (middle, hi) if self.cdf(middle) < p else (lo, middle)
        return hi

    def hpd(self, mass, peak):
        """The interval beside 0 of a density with one peak."""
        want = mass - self.w
        lowest = -mp.mpf(10) ** 4 if self.cuts[0] == -INF else mp.mpf(10) ** -30
        solve = lambda f, a, b: mp.findroot(f, (a, b), solver="anderson", tol=1e-28, maxsteps=300)

        def ends(drop):
            level = lambda y: self.logp(y, *self.params) - self.logp(peak, *self.params) + drop
            side = lambda far: bisect(level, peak, far)
            return side(lowest), side(mp.mpf(10) ** 4)

        def mass_of(drop):
            a, b = ends(drop)
            return (1 - self.w) * (self.base(b, *self.params) - self.base(a, *self.params)) - want
        return ends(bisect(lambda d: -mass_of(d), mp.mpf(0), mp.mpf(60)))


def bisect(f, a, b):
    """Where f, positive at a, passes 0 on the way to b."""
    for _ in range(110):
        middle = (a + b) / 2
        a, b = (middle, b) if f(middle) > 0 else (a, middle)
    return (a + b) / 2


def answers(base, logits, params, other, peak):
    h, o = Hurdle(base, logits, *params), Hurdle(base, *other)
    mean = h.expect(lambda y: y)
    central = lambda k: h.expect(lambda y: (y - mean) ** k)
    var = central(2)
    cuts = sorted(set(h.cuts + o.cuts))
    y = [mp.mpf(0), mean, 3 * mean + mp.sqrt(var)]
    crps = lambda at: mp.quad(lambda x: (h.cdf(x) - (1 if x >= at else 0)) ** 2, sorted(set(h.cuts + [at])))
    ps = [0.001, 0.2, 0.5, 0.9, 1 - 1e-9]
    sign = []  # where the cdfs cross is between two of these
    for a, b in zip(cuts[:-1], cuts[1:]):
        lo, hi = max(a, -mp.mpf(10) ** 4), min(b, mp.mpf(10) ** 4)
        gap = lambda x: h.cdf(x) - o.cdf(x)
        eps = (hi - lo) * mp.mpf(10) ** -20
        if lo < hi and gap(lo + eps) * gap(hi - eps) < 0:
            s = 1 if gap(lo + eps) > 0 else -1
            sign.append(bisect(lambda x: s * gap(x), lo + eps, hi - eps))
    tail = mp.mpf("0.4")
    q = h.quantile(tail)
    short = mp.quad(lambda x: x * h.density(x), [c for c in h.cuts if c < q] + [q]) if q > h.cuts[0] else 0  # the mass at 0 adds 0
    return {
        "base": base, "logits": logits, "params": params, "other": other, "y": y, "log_prob": [mp.log(h.w)] + [mp.log(h.density(v)) for v in y[1:]],
        "cdf": [h.cdf(v) for v in y], "mean": mean, "variance": var, "skewness": central(3) / var ** 1.5, "kurtosis": central(4) / var ** 2 - 3,
        "second": h.expect(lambda y: y * y), "entropy": -h.w * mp.log(h.w) - mp.quad(lambda x: xlog(h, x), h.cuts),
        "p": ps, "quantile": [h.quantile(p) for p in ps], "shortfall": short / tail, "crps": [crps(v) for v in y],
        "region": h.hpd(mp.mpf("0.8"), mp.mpf(peak)),
        "kl": h.w * mp.log(h.w / o.w) + mp.quad(lambda x: h.density(x) * (mp.log(h.density(x)) - mp.log(o.density(x))) if h.density(x) > 0 else 0, h.cuts),
        "wasserstein": mp.quad(lambda x: abs(h.cdf(x) - o.cdf(x)), sorted(set(cuts + sign))),
        "energy": 2 * mp.quad(lambda x: (h.cdf(x) - o.cdf(x)) ** 2, cuts),
    }


def xlog(h, x):
    d = h.density(x)
    return d * mp.log(d) if d > 0 else 0


def plain(v):
    if isinstance(v, (list, tuple)):
        return [plain(x) for x in v]
    return v if isinstance(v, str) else float(v)


CASES = [
    ("gamma", -1.0, [2.0, 0.5], [0.3, 3.0, 0.7], 2),
    ("gamma", -3.0, [8.0, 4.0], [-2.0, 8.0, 3.0], 1.75),
    ("lognormal", 0.5, [1.0, 0.5], [0.0, 0.8, 0.6], mp.exp(mp.mpf("0.75"))),
    ("lognormal", -6.0, [-2.0, 0.9], [1.0, -2.0, 1.0], mp.exp(mp.mpf("-2.81"))),
    ("normal", -1.0, [1.0, 0.5], [0.3, 1.2, 0.5], 1),
    ("normal", -2.0, [-0.2, 3.0], [-2.0, 0.0, 3.0], mp.mpf("-0.2")),
]

if __name__ == "__main__":
    out = [{k: plain(v) for k, v in answers(*c).items()} for c in CASES]
    print("[\n" + ",\n".join(json.dumps(c) for c in out) + "\n]")
