"""Discrete families."""
import mpmath as mp

from families_common import INF, NAN, Case, Family, M, log0, log1m_exp


def softplus(x):
    return mp.log1p(mp.exp(x)) if x < 0 else x + mp.log1p(mp.exp(-x))


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def integer(y):
    return mp.isfinite(y) and y == mp.floor(y)


class Counts(Case):
    """Masses on [0, top] by logpmf(k) and dlog(k); sums run over what is within reach of the mean."""

    discrete = True
    top = INF

    def reach(self):
        """Where masses are below 1e-330: lo, hi."""
        sd = mp.sqrt(self.variance)
        lo, hi = max(mp.floor(self.mean - 45 * sd), 0), self.mean + 45 * sd + 400
        while self.logpmf(hi := mp.floor(min(hi, self.top))) > -800 and hi < self.top:
            hi = hi * 2
        return int(lo), int(hi)

    def masses(self):
        """Once: the masses from lo on."""
        if not hasattr(self, "_m"):
            self.lo, self.hi = self.reach()
            with mp.workdps(30):
                self._m = [mp.exp(self.logpmf(M(k))) for k in range(self.lo, self.hi + 1)]
        return self._m

    def sums(self, y):
        """log P(Y <= y) and log P(Y > y), y an integer, each summed from its far side."""
        m = self.masses()
        n = int(y) - self.lo + 1
        if n <= 0:
            with mp.workdps(30):  # below reach: the masses fall at least geometrically
                t = s = mp.exp(self.logpmf(y))
                k = y
                while k > 0 and t > s * M(10) ** -28:
                    k -= 1
                    t = mp.exp(self.logpmf(k))
                    s += t
            return mp.log(s), log1m_exp(mp.log(s))
        if n >= len(m) and y < self.top:
            with mp.workdps(30):
                k, t, s = y + 1, mp.exp(self.logpmf(y + 1)), M(0)
                while t > s * M(10) ** -28:
                    s, k = s + t, k + 1
                    t = mp.exp(self.logpmf(k))
            return log1m_exp(mp.log(s)), mp.log(s)
        F, S = mp.fsum(m[:n]), mp.fsum(m[n:])
        return (log1m_exp(log0(S)) if F > S else mp.log(F)), (log0(S) if F > S else log1m_exp(mp.log(F)))

    def finish(self):
        m = self.masses()
        with mp.workdps(30):
            self.entropy = -mp.fsum(v * mp.log(v) for v in m if v > 0)

    def point(self, y):
        if y < 0:
            return -INF, -INF, M(0), None
        k = mp.floor(y) if mp.isfinite(y) else y
        if k >= self.top:
            lF, lS = M(0), -INF
        else:
            lF, lS = self.sums(k)
        if not integer(y) or y > self.top:
            return -INF, lF, lS, None
        return self.logpmf(y), lF, lS, self.dlog(y)

    def quantile(self, lu, lv):
        m, s = self.masses(), M(0)
        if lu < lv:
            for i, v in enumerate(m):
                s += v
                if s >= mp.exp(lu) * (1 - M(10) ** -25):
                    return self.lo + i
        for i in range(len(m) - 1, -1, -1):
            if s + m[i] > mp.exp(lv):
                return self.lo + i
            s += m[i]


class Bernoulli(Counts):
    top = 1

    def setup(self, l):
        p, q = sigmoid(l), sigmoid(-l)
        self.mean, self.variance, self.mode = p, p * q, M(1) if l > 0 else M(0)
        self.skewness, self.kurtosis = (q - p) / mp.sqrt(p * q), (1 - 6 * p * q) / (p * q)
        self.lo, self.hi, self._m = 0, 1, [q, p]
        self.entropy = p * softplus(-l) + q * softplus(l)

    def logpmf(self, y):
        return -softplus(-self.p[0] if y == 1 else self.p[0])

    def dlog(self, y):
        return dict(logits=sigmoid(-self.p[0]) if y == 1 else -sigmoid(self.p[0]))


class Binomial(Counts):
    def setup(self, n, l):
        self.top = n
        p, q = sigmoid(l), sigmoid(-l)
        self.mean, self.variance = n * p, n * p * q
        self.mode = min(max(mp.ceil((n + 1) * p - 1), 0), n)
        self.skewness, self.kurtosis = ((q - p) / mp.sqrt(n * p * q), (1 - 6 * p * q) / (n * p * q)) if n > 0 else (NAN, NAN)
        self.finish()

    def logpmf(self, y):
        n, l = self.p
        return mp.loggamma(n + 1) - mp.loggamma(y + 1) - mp.loggamma(n - y + 1) - y * softplus(-l) - (n - y) * softplus(l)

    def dlog(self, y):
        n, l = self.p
        return dict(total=mp.digamma(n + 1) - mp.digamma(n - y + 1) - softplus(l), logits=y * sigmoid(-l) - (n - y) * sigmoid(l))


class Poisson(Counts):
    def setup(self, r):
        self.mean = self.variance = r
        self.mode = max(mp.ceil(r) - 1, 0)
        self.skewness, self.kurtosis = 1 / mp.sqrt(r), 1 / r
        self.finish()

    def logpmf(self, y):
        return y * mp.log(self.p[0]) - self.p[0] - mp.loggamma(y + 1)

    def dlog(self, y):
        return dict(rate=y / self.p[0] - 1)


class NegativeBinomial(Counts):
    def setup(self, m, c):
        self.mean, self.variance = m, m + m * m / c
        self.mode = max(mp.ceil(m * (c - 1) / c) - 1, 0)
        p = c / (c + m)  # of a success
        self.skewness, self.kurtosis = (2 - p) / mp.sqrt((1 - p) * c), 6 / c + p**2 / ((1 - p) * c)
        self.finish()

    def logpmf(self, y):
        m, c = self.p
        return mp.loggamma(y + c) - mp.loggamma(c) - mp.loggamma(y + 1) - c * mp.log1p(m / c) - y * mp.log1p(c / m)

    def dlog(self, y):
        m, c = self.p
        return dict(mean=y / m - (y + c) / (m + c), concentration=mp.digamma(y + c) - mp.digamma(c) - mp.log1p(m / c) + (m - y) / (m + c))


class Geometric(Counts):
    def setup(self, l):
        p, q = sigmoid(l), sigmoid(-l)
        self.mean, self.variance, self.mode = q / p, q / p**2, M(0)
        self.skewness, self.kurtosis = (2 - p) / mp.sqrt(q), 6 + p**2 / q
        self.entropy = softplus(-l) + mp.exp(-l) * softplus(l)

    def logpmf(self, y):
        l, = self.p
        return -softplus(-l) - y * softplus(l)

    def dlog(self, y):
        l, = self.p
        return dict(logits=sigmoid(-l) - y * sigmoid(l))

    def sums(self, y):
        t = -(y + 1) * softplus(self.p[0])
        return log1m_exp(t), t

    def quantile(self, lu, lv):
        k = max(mp.ceil(-lv / softplus(self.p[0]) - 1), 0)
        while k > 0 and self.sums(k - 1)[1] <= lv:
            k -= 1
        return k


class Categorical(Counts):
    def setup(self, l):
        top = max(l)
        w = [mp.exp(v - top) for v in l]
        self._m, self.lo, self.top = [v / mp.fsum(w) for v in w], 0, len(l) - 1
        self.logs = [v - top - mp.log(mp.fsum(w)) for v in l]
        self.describe()

    def describe(self):
        m = self._m
        self.mean = mp.fsum(k * v for k, v in enumerate(m))
        c = [mp.fsum((k - self.mean) ** n * v for k, v in enumerate(m)) for n in range(5)]
        self.variance, self.mode = c[2], M(m.index(max(m)))
        self.skewness, self.kurtosis = (c[3] / c[2] ** mp.mpf(1.5), c[4] / c[2] ** 2 - 3) if c[2] > 0 else (NAN, NAN)
        self.entropy = -mp.fsum(v * l for v, l in zip(m, self.logs) if v > 0)

    def logpmf(self, y):
        return self.logs[int(y)]

    def dlog(self, y):
        return dict(logits=[(1 if k == y else 0) - v for k, v in enumerate(self._m)])


class OrderedLogistic(Categorical):
    """P(y <= k) = sigmoid(cut_k - loc)."""

    def setup(self, loc, cuts):
        self.lo, self.top = 0, len(cuts)
        F = [M(0)] + [sigmoid(c - loc) for c in cuts] + [M(1)]
        S = [M(1)] + [sigmoid(loc - c) for c in cuts] + [M(0)]
        self._m = [F[k + 1] - F[k] if F[k + 1] < 0.5 else S[k] - S[k + 1] for k in range(len(cuts) + 1)]
        self.logs = [log0(v) for v in self._m]
        self.describe()

    def dlog(self, y):
        loc, cuts = self.p
        y = int(y)
        d = lambda c: sigmoid(c - loc) * sigmoid(loc - c)
        g = [M(0)] * len(cuts)
        if y < len(cuts):
            g[y] = d(cuts[y]) / self._m[y]
        if y > 0:
            g[y - 1] = -d(cuts[y - 1]) / self._m[y]
        return dict(loc=-mp.fsum(g), cutpoints=g)


class ZeroInflatedPoisson(Counts):
    def setup(self, l, r):
        p, q = sigmoid(l), sigmoid(-l)
        self.mean, self.variance = q * r, q * r + p * q * r * r
        top = max(mp.ceil(r) - 1, 0)
        self.mode = top if self.logpmf(top) > self.logpmf(M(0)) else M(0)
        self.finish()
        m = [mp.fsum((k + self.lo - self.mean) ** n * v for k, v in enumerate(self._m)) for n in (3, 4)]
        self.skewness, self.kurtosis = m[0] / self.variance ** mp.mpf(1.5), m[1] / self.variance**2 - 3

    def reach(self):
        return 0, int(self.p[1] + 60 * mp.sqrt(self.p[1]) + 400)

    def logpmf(self, y):
        l, r = self.p
        if y == 0:
            return mp.log(sigmoid(l) + sigmoid(-l) * mp.exp(-r))
        return -softplus(l) + y * mp.log(r) - r - mp.loggamma(y + 1)

    def dlog(self, y):
        l, r = self.p
        if y == 0:
            z = mp.exp(self.logpmf(y))
            return dict(logits=sigmoid(l) * sigmoid(-l) * -mp.expm1(-r) / z, rate=-sigmoid(-l) * mp.exp(-r) / z)
        return dict(logits=-sigmoid(l), rate=y / r - 1)


class HurdlePoisson(ZeroInflatedPoisson):
    """Zero with probability sigmoid(logits), else a Poisson that is not zero."""

    def setup(self, l, r):
        p, q = sigmoid(l), sigmoid(-l)
        c = -mp.expm1(-r)
        self.mean = q * r / c
        self.variance = q * (r + r * r) / c - self.mean**2
        top = max(mp.ceil(r) - 1, 1)
        self.mode = top if self.logpmf(top) > self.logpmf(M(0)) else M(0)
        self.finish()
        m = [mp.fsum((k + self.lo - self.mean) ** n * v for k, v in enumerate(self._m)) for n in (3, 4)]
        self.skewness, self.kurtosis = m[0] / self.variance ** mp.mpf(1.5), m[1] / self.variance**2 - 3

    def logpmf(self, y):
        l, r = self.p
        if y == 0:
            return -softplus(-l)
        return -softplus(l) + y * mp.log(r) - r - mp.loggamma(y + 1) - mp.log(-mp.expm1(-r))

    def dlog(self, y):
        l, r = self.p
        if y == 0:
            return dict(logits=sigmoid(-l), rate=M(0))
        return dict(logits=-sigmoid(l), rate=y / r - 1 - 1 / mp.expm1(r))


OFF = [-1.0, 0.5, float("inf")]
LOGITS = [[0.0, 0.0, 0.0, 0.0], [1.0, -2.0, 0.5, 3.0], [800.0, -800.0, 0.0, 799.0], [-1e4, 5.0, 5.0, -3.0]]

FAMILIES = {
    "bernoulli": Family(Bernoulli, ["logits"], [((l,), [-1.0, 0.0, 0.5, 1.0, 2.0]) for l in (-800.0, -36.5, -1.0, 0.0, 1e-9, 0.7, 80.0, 800.0)]),
    "binomial": Family(Binomial, ["total", "logits"], [((n, l), OFF + y) for n, l, y in [(10.0, 0.3, [0.0, 1.0, 6.0, 10.0, 11.0]), (1.0, -40.0, [0.0, 1.0]), (0.0, 1.0, [0.0, 1.0]), (1000.0, -5.0, [0.0, 6.0, 30.0, 300.0, 1000.0]), (1e5, 1.5, [0.0, 5e4, 8.1e4, 81757.0, 8.3e4, 1e5]), (40.0, 800.0, [0.0, 39.0, 40.0])]]),
    "poisson": Family(Poisson, ["rate"], [((r,), OFF + y) for r, y in [(3.5, [0.0, 1.0, 3.0, 10.0, 150.0]), (1e-8, [0.0, 1.0, 20.0]), (4.0, [3.0, 4.0]), (250.0, [0.0, 100.0, 249.0, 260.0, 1200.0]), (1e6, [9.7e5, 999990.0, 1e6, 1.03e6, 1.038e6])]]),
    "negativebinomial": Family(NegativeBinomial, ["mean", "concentration"], [((m, c), OFF + y) for m, c, y in [(3.0, 1.5, [0.0, 1.0, 5.0, 60.0, 600.0]), (0.2, 1e8, [0.0, 1.0, 6.0, 40.0]), (597.0, 3.0, [0.0, 10.0, 397.0, 3e3, 1e5]), (50.0, 0.05, [0.0, 1.0, 100.0, 5e3]), (1e4, 1e4, [5e3, 9990.0, 1.05e4])]]),
    "geometric": Family(Geometric, ["logits"], [((l,), OFF + [0.0, 1.0, 7.0, 300.0, 1e6]) for l in (-12.0, -1.0, 0.0, 2.0, 40.0)]),
    "categorical": Family(Categorical, ["logits"], [((l,), [-1.0, 0.0, 1.0, 1.5, 3.0, 4.0]) for l in LOGITS]),
    "orderedlogistic": Family(OrderedLogistic, ["loc", "cutpoints"], [((l, c), OFF + [0.0, 1.0, 2.0, 3.0, 4.0]) for l, c in [(0.3, [-1.0, 0.5, 2.0]), (-30.0, [-1.0, 0.5, 2.0]), (60.0, [-1.0, 0.5, 2.0]), (0.0, [0.0, 1e-9, 700.0]), (1.0, [-650.0, -640.0, 1.0])]]),
    "zeroinflatedpoisson": Family(ZeroInflatedPoisson, ["logits", "rate"], [(p, OFF + [0.0, 1.0, 4.0, 60.0]) for p in [(0.3, 4.5), (-30.0, 0.2), (5.0, 120.0), (-700.0, 80.0)]]),
    "hurdlepoisson": Family(HurdlePoisson, ["logits", "rate"], [(p, OFF + [0.0, 1.0, 4.0, 60.0]) for p in [(0.3, 4.5), (-30.0, 1e-9), (5.0, 120.0), (-700.0, 0.2)]]),
}
