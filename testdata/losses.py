"""Golden values of losses and of their gradients by every parameter and by the target.

    pip install -r requirements.txt && python losses.py > losses.json

Computed with mpmath in 40 digits from float64 inputs and rounded once. Scores are closed forms here and in the library by
other routes: each is checked against the integral of (F(x) - [x >= y])^2 before it is written. Gradients are mpmath's
differences of the closed form; that of beta-NLL holds the variance's power where it is, as its article does.
"""
import json

import mpmath as mp

mp.mp.dps = 40
cases = []


def add(name, value, params, y, held=None):
    """A case of the loss `name`: value(*params, y) at lists of numbers; `held` is what gradients are taken of."""
    flat = [mp.mpf(v) for p in params for v in p] + [mp.mpf(y)]
    sizes = [len(p) for p in params]

    def of(f):
        def g(*v):
            parts, at = [], 0
            for n in sizes:
                parts.append(list(v[at:at + n]))
                at += n
            return f(*parts, v[-1])
        return g

    f, h = of(value), of(held or value)
    grads = []
    for i in range(len(flat)):
        grads.append(float(mp.diff(lambda x: h(*flat[:i], x, *flat[i + 1:]), flat[i], h=mp.mpf(10) ** -14)))
    cases.append(dict(name=name, params=params, y=y, value=float(f(*flat)), grad=grads))


def score(cdf, y, points):
    """The integral of (F - [x >= y])^2, in pieces between points."""
    at = sorted(set(points + [mp.mpf(y)]))
    below = [mp.quad(lambda x: cdf(x) ** 2, [a, b]) for a, b in zip(at, at[1:]) if b <= y]
    above = [mp.quad(lambda x: (1 - cdf(x)) ** 2, [a, b]) for a, b in zip(at, at[1:]) if a >= y]
    return mp.fsum(below + above)


def agree(a, b, tol):
    assert abs(a - b) <= tol * abs(b), (a, b)


def softmax(l):
    e = [mp.exp(v - max(l)) for v in l]
    return [v / mp.fsum(e) for v in e]


def mean_abs(m, s):
    return m * mp.erf(m / s / mp.sqrt(2)) + 2 * s * mp.npdf(m / s)


def crps_normal(loc, scale, y):
    return mean_abs(y - loc[0], scale[0]) - scale[0] / mp.sqrt(mp.pi)


for loc, scale, y in [(0, 1, 0), (0, 1, .7), (1.5, .25, 3), (-3, 2, 40), (1e4, 1e-3, 1e4 + .002), (0, 1e-3, 5), (0, 50, 1e-3)]:
    m, s = mp.mpf(loc), mp.mpf(scale)
    ends = [m + k * s for k in (-40, -20, -10, -5, -2, 0, 2, 5, 10, 20, 40)]
    agree(crps_normal([m], [s], mp.mpf(y)), score(lambda x: mp.ncdf((x - m) / s), mp.mpf(y), ends), 1e-20)
    add("crps normal", crps_normal, [[loc], [scale]], y)


def crps_mixture(logits, loc, scale, y):
    w, k = softmax(logits), range(len(loc))
    near = mp.fsum(w[i] * mean_abs(y - loc[i], scale[i]) for i in k)
    return near - mp.fsum(w[i] * w[j] * mean_abs(loc[i] - loc[j], mp.hypot(scale[i], scale[j])) for i in k for j in k) / 2


for logits, loc, scale, y in [
    ([0, 0], [-1, 1], [.5, .5], 0),
    ([0, 1, -2], [-1, .5, 3], [.2, 1, 4], .3),
    ([0, 0], [1, 1], [.5, .5], 1),
    ([5, -5], [0, 100], [1e-2, 30], 2),
    ([0, .5], [-1e3, 1e3], [1, 2], 999),
]:
    w, m, s = softmax([mp.mpf(v) for v in logits]), [mp.mpf(v) for v in loc], [mp.mpf(v) for v in scale]
    ends = [a + k * b for a, b in zip(m, s) for k in (-40, -10, -3, 0, 3, 10, 40)]
    agree(crps_mixture([mp.mpf(v) for v in logits], m, s, mp.mpf(y)),
          score(lambda x: mp.fsum(a * mp.ncdf((x - b) / c) for a, b, c in zip(w, m, s)), mp.mpf(y), ends), 1e-15)
    add("crps mixture", crps_mixture, [logits, loc, scale], y)

LEVELS = [mp.mpf(v) for v in (.1, .25, .5, .9)]  # the float64 of each


def cdf_pieces(v, x):
    t = LEVELS
    if x < v[0]:
        return t[0] * mp.exp(-(v[0] - x) / (t[0] * (v[1] - v[0]) / (t[1] - t[0])))
    if x >= v[-1]:
        return 1 - (1 - t[-1]) * mp.exp(-(x - v[-1]) / ((1 - t[-1]) * (v[-1] - v[-2]) / (t[-1] - t[-2])))
    for a, b, p, q in zip(v, v[1:], t, t[1:]):
        if a <= x < b:
            return p + (q - p) * (x - a) / (b - a)


def crps_pieces(v, y):
    """By the exact integral of each stretch and tail, split at y."""
    t, total = LEVELS, mp.mpf(0)
    for j, (a, b) in enumerate(zip(v, v[1:])):
        w, p, q = b - a, t[j], t[j + 1]
        m = min(max(y, a), b)
        f = p + (q - p) * (m - a) / w
        total += w / (q - p) * ((f ** 3 - p ** 3) + ((1 - f) ** 3 - (1 - q) ** 3)) / 3
    low, high = t[0] * (v[1] - v[0]) / (t[1] - t[0]), (1 - t[-1]) * (v[-1] - v[-2]) / (t[-1] - t[-2])
    for mass, scale, d in [(t[0], low, max(v[0] - y, 0) / low), (1 - t[-1], high, max(y - v[-1], 0) / high)]:
        outside = mass ** 2 * mp.exp(-2 * d) / 2
        inside = d - 2 * mass * (1 - mp.exp(-d)) + mass ** 2 * (1 - mp.exp(-2 * d)) / 2
        total += scale * (outside + inside)
    return total


def pinball(v, y):
    return mp.fsum(max(p * (y - q), (p - 1) * (y - q)) for p, q in zip(LEVELS, v)) / len(v)


for v, y in [([-1, 0, .5, 3], .2), ([-1, 0, .5, 3], 2.5), ([-1, 0, .5, 3], -4), ([-1, 0, .5, 3], 9), ([1e3, 1001, 1001.5, 1004], 1000.7), ([-.003, -.001, 0, .0002], .5)]:
    m = [mp.mpf(x) for x in v]
    spread = m[-1] - m[0]
    ends = [m[0] - k * spread for k in (200, 50, 10, 3, 1)] + m + [m[-1] + k * spread for k in (1, 3, 10, 50, 200)]
    agree(crps_pieces(m, mp.mpf(y)), score(lambda x: cdf_pieces(m, x), mp.mpf(y), ends), 1e-15)
    add("crps pieces", crps_pieces, [v], y)
    add("pinball", pinball, [v], y)


def crps_laplace(loc, scale, y):
    z = abs(y - loc[0]) / scale[0]
    return scale[0] * (z + mp.exp(-z) - mp.mpf(3) / 4)


def crps_logistic(loc, scale, y):
    z = (y - loc[0]) / scale[0]
    return scale[0] * (z - 2 * mp.log(1 / (1 + mp.exp(-z))) - 1)


def student_cdf(df, z):
    half = mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + z * z), regularized=True) / 2
    return half if z < 0 else 1 - half


def crps_student(df, loc, scale, y):
    """Jordan, Krueger and Lerch (2019)."""
    n, z = df[0], (y - loc[0]) / scale[0]
    density = mp.exp(-(n + 1) / 2 * mp.log1p(z * z / n)) / mp.sqrt(n) / mp.beta(mp.mpf(1) / 2, n / 2)
    spread = 2 * mp.sqrt(n) / (n - 1) * mp.beta(mp.mpf(1) / 2, n - mp.mpf(1) / 2) / mp.beta(mp.mpf(1) / 2, n / 2) ** 2
    return scale[0] * (z * (2 * student_cdf(n, z) - 1) + 2 * density * (n + z * z) / (n - 1) - spread)


for loc, scale, y in [(0, 1, .3), (1.5, .25, 3), (-3, 2, -40), (0, 1e-3, .5), (2, 5, 2.25)]:
    m, s = mp.mpf(loc), mp.mpf(scale)
    ends = [m + k * s for k in (-150, -50, -20, -10, -5, -2, 0, 2, 5, 10, 20, 50, 150)]
    agree(crps_laplace([m], [s], mp.mpf(y)), score(lambda x: mp.exp((x - m) / s) / 2 if x < m else 1 - mp.exp((m - x) / s) / 2, mp.mpf(y), ends), 1e-15)
    agree(crps_logistic([m], [s], mp.mpf(y)), score(lambda x: 1 / (1 + mp.exp((m - x) / s)), mp.mpf(y), ends), 1e-15)
    add("crps laplace", crps_laplace, [[loc], [scale]], y)
    add("crps logistic", crps_logistic, [[loc], [scale]], y)

for df, loc, scale, y in [(3, 0, 1, .3), (1.5, 1.5, .25, 3), (30, -3, 2, -40), (5, 0, 1e-3, .5), (200, 2, 5, 2.25)]:
    n, m, s = mp.mpf(df), mp.mpf(loc), mp.mpf(scale)
    ends = [-mp.inf] + [m + k * s for k in (-1000, -100, -10, -2, 0, 2, 10, 100, 1000)] + [mp.inf]
    agree(crps_student([n], [m], [s], mp.mpf(y)), score(lambda x: student_cdf(n, (x - m) / s), mp.mpf(y), ends), 1e-8)
    add("crps student", crps_student, [[df], [loc], [scale]], y)


def brier(logit, y):
    return (y - 1 / (1 + mp.exp(-logit[0]))) ** 2


for logit, y in [(-2, 0), (-2, 1), (30, 1), (-40, 0)]:
    v = brier([mp.mpf(logit)], mp.mpf(y))
    cases.append(dict(name="crps bernoulli", params=[[logit]], y=y, value=float(v),
                      grad=[float(mp.diff(lambda l: brier([l], mp.mpf(y)), mp.mpf(logit), h=mp.mpf(10) ** -14))]))


def nll(loc, scale, y):
    return ((y - loc[0]) / scale[0]) ** 2 / 2 + mp.log(scale[0]) + mp.log(2 * mp.pi) / 2


for loc, scale, y in [(0, 1, .7), (1.5, .25, 3), (-3, 20, 40), (0, 1e-3, .002)]:
    for name, beta in [("beta-nll .5", mp.mpf(.5)), ("beta-nll 1", 1)]:
        w = mp.mpf(scale) ** (2 * beta)
        add(name, lambda l, s, y: w * nll(l, s, y), [[loc], [scale]], y)


def labels(name, value, logits, y):
    """The label has no gradient."""
    l = [mp.mpf(v) for v in logits]
    grads = [float(mp.diff(lambda x: value(l[:i] + [x] + l[i + 1:], y), l[i], h=mp.mpf(10) ** -14)) for i in range(len(l))]
    cases.append(dict(name=name, params=[logits], y=y, value=float(value(l, y)), grad=grads))


def focal(gamma, weights):
    def f(l, y):
        p = softmax(l)[y]
        rest = mp.fsum(q for c, q in enumerate(softmax(l)) if c != y)  # 1-p without cancellation
        return -weights[y] * rest ** gamma * mp.log(p)
    return f


def ranked(l, y):
    p = softmax(l)
    return mp.fsum(mp.fsum(p[:c + 1]) ** 2 if c < y else mp.fsum(p[c + 1:]) ** 2 for c in range(len(p) - 1))


def two(f):
    return lambda l, y: f([mp.mpf(0), l[0]], y)


def smoothed(s):
    def f(l, y):
        p, k = softmax(l), len(l)
        return -mp.fsum(((1 - s) * (c == y) + mp.mpf(s) / k) * mp.log(q) for c, q in enumerate(p))
    return f


tenth = mp.mpf(.1)
for logits, y in [([0, 1, -2], 0), ([0, 1, -2], 1), ([20, -10, 3], 0), ([20, -10, 3], 1), ([1, 1, 1], 2), ([60, 0, 0], 0)]:
    labels("focal 2", focal(2, [1] * 3), logits, y)
    labels("focal .5 weighted", focal(mp.mpf(.5), [1, .25, 3]), logits, y)
    labels("smoothed", smoothed(tenth), logits, y)
    labels("crps categorical", ranked, logits, y)
for logit, y in [(-1, 0), (-1, 1), (20, 1), (20, 0), (0, 1), (-60, 0)]:
    labels("focal 2 of two", two(focal(2, [1, 1])), [logit], y)
    labels("focal .5 of two weighted", two(focal(mp.mpf(.5), [.75, .25])), [logit], y)
    labels("smoothed of two", two(smoothed(tenth)), [logit], y)



def crps_counts(mass, terms):
    """The sum over cells [k, k+1) of a count's mass function."""
    def value(*at):
        *params, y = at
        total, f = max(-y, mp.mpf(0)), mp.mpf(0)
        for k in range(terms):
            f += mass(k, *params)
            w = min(max(y - k, mp.mpf(0)), mp.mpf(1))
            total += w * f ** 2 + (1 - w) * (1 - f) ** 2
        return total + max(y - terms, mp.mpf(0))
    return value


def poisson(k, rate):
    return mp.exp(k * mp.log(rate[0]) - rate[0]) / mp.factorial(k)


def negative_binomial(k, rate, r):
    m, r = rate[0], r[0]
    return mp.gamma(k + r) / mp.gamma(r) / mp.factorial(k) * (r / (r + m)) ** r * (m / (r + m)) ** k


def binomial(k, logit):
    p = 1 / (1 + mp.exp(-logit[0]))
    return mp.binomial(12, k) * p ** k * (1 - p) ** (12 - k)


def geometric(k, logit):
    p = 1 / (1 + mp.exp(-logit[0]))
    return p * (1 - p) ** k


def ordered(k, loc, *cuts):
    up = [mp.mpf(0)] + [1 / (1 + mp.exp(loc[0] - c[0])) for c in cuts] + [mp.mpf(1)]
    return up[k + 1] - up[k]


for rate, y in [(3, 2.5), (.2, .25), (3, 17.5), (60, 41.5), (5, -2)]:
    add("crps poisson", crps_counts(poisson, 250), [[rate]], y)
for rate, r, y in [(3, 2, 2.5), (3, .2, .25), (8, 1, 30.5), (20, 500, 15.5), (2, 3, -1.5)]:
    add("crps negative binomial", crps_counts(negative_binomial, 500), [[rate], [r]], y)
for logit, y in [(.3, 4.5), (-2, .75), (0, 11.5), (5, 6.5), (1, 14.5), (1, -2.5)]:
    add("crps binomial", crps_counts(binomial, 13), [[logit]], y)
for logit, y in [(1, .5), (-1, 3.5), (-1, 20.5), (0, -1.5)]:
    add("crps geometric", crps_counts(geometric, 400), [[logit]], y)
for loc, cuts, y in [(.5, [-1, 0, 2], 1.25), (.5, [-1, 0, 2], 2.5), (-3, [-1, 0, 2], 2.75), (0, [-1, 0, 2], -.5)]:
    add("crps ordered", crps_counts(ordered, 4), [[loc]] + [[c] for c in cuts], y)

print(json.dumps(cases, separators=(",", ":")).replace("},{", "},\n{"))
