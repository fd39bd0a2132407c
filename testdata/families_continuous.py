"""Continuous families, in closed form but for entropies, modes and quantiles of a few."""
import mpmath as mp

from families_common import INF, NAN, Case, Family, M, log0, log1m_exp, log_phi, phi, solve
from families_hard import AsymmetricLaplace, Beta, Gamma, InverseGamma, SkewNormal, StudentT, VonMises, end_mode

PI = mp.pi
Z3 = mp.zeta(3)
Z = [-1e5, -700.0, -37.5, -30.0, -5.0, -1.0, -1e-3, 0.0, 0.5, 3.0, 30.0, 690.0]


def both(p, q):
    """log p and log q of p + q = 1, each by the smaller."""
    return (log0(p), mp.log1p(-p)) if p < q else (mp.log1p(-q), log0(q))


class Standard(Case):
    """Location-scale: f log-density, df its derivative, lF and lS, and q(log u, log(1-u)) of z = (y-loc)/scale."""

    moments = (0, 1, 0, 0, 0)  # mean, variance, mode, skewness, kurtosis of z
    h = 0

    def setup(self, loc, scale):
        m, v, mode, skew, kurt = self.moments
        self.mean, self.variance, self.mode = loc + scale * m, scale**2 * v, loc + scale * mode
        self.skewness, self.kurtosis, self.entropy = skew, kurt, mp.log(scale) + self.h

    def point(self, y):
        loc, scale = self.p
        z = (y - loc) / scale
        d = self.df(z)
        grad = dict(loc=-d / scale, scale=-(1 + z * d) / scale, y=d / scale) if d is not None else None
        return self.f(z) - mp.log(scale), self.lF(z), self.lS(z), grad

    def quantile(self, lu, lv):
        return self.p[0] + self.p[1] * self.q(lu, lv)

    def dsample(self, z, noise):
        return dict(loc=1, scale=(z - self.p[0]) / self.p[1])

    def lS(self, z):
        return self.lF(-z)


class Normal(Standard):
    h = mp.log(2 * PI * mp.e) / 2
    f = staticmethod(lambda z: -z * z / 2 - mp.log(2 * PI) / 2)
    df = staticmethod(lambda z: -z)
    lF = staticmethod(log_phi)

    def q(self, lu, lv):
        if lu > lv:
            return -self.q(lv, lu)
        z = M(0) if lu > -1 else -mp.sqrt(-2 * lu)
        return solve(lambda x: log_phi(x) - lu, lambda x: phi(x) / mp.exp(log_phi(x)), z, -INF, M(1))

    def sample(self, noise):
        loc, scale = self.p
        return loc + scale * noise, dict(loc=1, scale=noise)


class LogNormal(Case):
    def setup(self, loc, s):
        self.n = Normal((self.at), [])
        w = mp.exp(s * s)
        self.mean, self.variance = mp.exp(loc + s * s / 2), mp.expm1(s * s) * mp.exp(2 * loc + s * s)
        self.mode, self.entropy = mp.exp(loc - s * s), loc + mp.log(2 * PI * mp.e * s * s) / 2
        self.skewness, self.kurtosis = (w + 2) * mp.sqrt(w - 1), w**4 + 2 * w**3 + 3 * w**2 - 6

    def point(self, y):
        if y <= 0:
            return -INF, -INF, M(0), None
        l, lF, lS, g = self.n.point(mp.log(y))
        return l - mp.log(y), lF, lS, dict(loc=g["loc"], scale=g["scale"], y=(g["y"] - 1) / y)

    def quantile(self, lu, lv):
        return mp.exp(self.n.quantile(lu, lv))

    def sample(self, noise):
        loc, s = self.p
        z = mp.exp(loc + s * noise)
        return z, dict(loc=z, scale=z * noise)


class Laplace(Standard):
    moments = (0, 2, 0, 0, 3)
    h = 1 + mp.log(2)
    f = staticmethod(lambda z: -abs(z) - mp.log(2))
    df = staticmethod(lambda z: -mp.sign(z) if z != 0 else None)
    lF = staticmethod(lambda z: z - mp.log(2) if z < 0 else mp.log1p(-mp.exp(-z) / 2))
    q = staticmethod(lambda lu, lv: lu + mp.log(2) if lu < lv else -lv - mp.log(2))


class Cauchy(Standard):
    moments = (NAN, NAN, 0, NAN, NAN)
    h = mp.log(4 * PI)
    f = staticmethod(lambda z: -mp.log(PI) - mp.log1p(z * z))
    df = staticmethod(lambda z: -2 * z / (1 + z * z))
    lF = staticmethod(lambda z: mp.log(mp.atan(-1 / z) / PI) if z < 0 else mp.log1p(-mp.atan(1 / z) / PI) if z > 0 else -mp.log(2))
    q = staticmethod(lambda lu, lv: -1 / mp.tan(PI * mp.exp(lu)) if lu < lv else 1 / mp.tan(PI * mp.exp(lv)))


class Logistic(Standard):
    moments = (0, PI**2 / 3, 0, 0, mp.mpf(6) / 5)
    h = 2
    f = staticmethod(lambda z: -abs(z) - 2 * mp.log1p(mp.exp(-abs(z))))
    df = staticmethod(lambda z: -mp.tanh(z / 2))
    lF = staticmethod(lambda z: -mp.log1p(mp.exp(-z)))
    q = staticmethod(lambda lu, lv: lu - lv)


class Gumbel(Standard):
    moments = (mp.euler, PI**2 / 6, 0, 12 * mp.sqrt(6) * Z3 / PI**3, mp.mpf(12) / 5)
    h = 1 + mp.euler
    f = staticmethod(lambda z: -z - mp.exp(-z))
    df = staticmethod(lambda z: mp.expm1(-z))
    lF = staticmethod(lambda z: -mp.exp(-z))
    lS = staticmethod(lambda z: log1m_exp(-mp.exp(-z)))
    q = staticmethod(lambda lu, lv: -mp.log(-lu))


class Exponential(Case):
    def setup(self, r):
        self.mean, self.variance, self.mode, self.entropy, self.skewness, self.kurtosis = 1 / r, 1 / r**2, M(0), 1 - mp.log(r), 2, 6

    def point(self, y):
        r, = self.p
        if y < 0:
            return -INF, -INF, M(0), None
        return mp.log(r) - r * y, log1m_exp(-r * y), -r * y, dict(rate=1 / r - y, y=-r)

    def quantile(self, lu, lv):
        return -lv / self.p[0]

    def dsample(self, z, noise):
        return dict(rate=-z / self.p[0])


class Uniform(Case):
    def setup(self, lo, hi):
        w = hi - lo
        self.mean, self.variance, self.mode, self.entropy, self.skewness, self.kurtosis = lo + w / 2, w * w / 12, lo + w / 2, mp.log(w), 0, mp.mpf(-6) / 5

    def point(self, y):
        lo, hi = self.p
        w = hi - lo
        F, S = min(max((y - lo) / w, 0), 1), min(max((hi - y) / w, 0), 1)
        l = -mp.log(w) if lo <= y <= hi else -INF
        return l, (log0(F) if F < S else mp.log1p(-S)), (log0(S) if S < F else mp.log1p(-F) if F < 1 else -INF), dict(low=1 / w, high=-1 / w, y=M(0))

    def quantile(self, lu, lv):
        lo, hi = self.p
        return lo * mp.exp(lv) + hi * mp.exp(lu)

    def dsample(self, z, noise):
        return dict(low=mp.exp(log_phi(-noise)), high=mp.exp(log_phi(noise)))


class HalfNormal(Case):
    def setup(self, s):
        v = 1 - 2 / PI
        self.mean, self.variance, self.mode, self.entropy = s * mp.sqrt(2 / PI), s * s * v, M(0), mp.log(PI * s * s / 2) / 2 + mp.mpf(1) / 2
        self.skewness, self.kurtosis = mp.sqrt(2) * (4 - PI) / (PI - 2) ** mp.mpf(1.5), 8 * (PI - 3) / (PI - 2) ** 2

    def point(self, y):
        s, = self.p
        z = y / s
        if y < 0:
            return -INF, -INF, M(0), None
        return mp.log(2 * phi(z) / s), *both(mp.erf(z / mp.sqrt(2)), mp.erfc(z / mp.sqrt(2))), dict(scale=(z * z - 1) / s, y=-z / s)

    def quantile(self, lu, lv):
        if lu < -20:
            x = mp.exp(lu) * mp.sqrt(PI / 2)
            g, dg = (lambda z: mp.log(mp.erf(z / mp.sqrt(2))) - lu), (lambda z: 2 * phi(z) / mp.erf(z / mp.sqrt(2)))
        else:
            x = mp.sqrt(-2 * lv) if lv < -2 else M(1) / 2
            g, dg = (lambda z: lv - mp.log(mp.erfc(z / mp.sqrt(2)))), (lambda z: 2 * phi(z) / mp.erfc(z / mp.sqrt(2)))
        return self.p[0] * solve(g, dg, x, M(0), INF)

    def dsample(self, z, noise):
        return dict(scale=z / self.p[0])


class HalfCauchy(Case):
    def setup(self, s):
        self.mean, self.variance, self.mode, self.entropy, self.skewness, self.kurtosis = INF, NAN, M(0), mp.log(2 * PI * s), NAN, NAN

    def point(self, y):
        s, = self.p
        z = y / s
        if y < 0:
            return -INF, -INF, M(0), None
        S = 2 / PI * mp.atan(1 / z) if z > 0 else M(1)
        return mp.log(2 / PI / s) - mp.log1p(z * z), *both(2 / PI * mp.atan(z), S), dict(scale=(z * z - 1) / (1 + z * z) / s, y=-2 * z / (1 + z * z) / s)

    def quantile(self, lu, lv):
        return self.p[0] * (mp.tan(PI / 2 * mp.exp(lu)) if lu < lv else 1 / mp.tan(PI / 2 * mp.exp(lv)))

    def dsample(self, z, noise):
        return dict(scale=z / self.p[0])


class Weibull(Case):
    def setup(self, k, s):
        g = [mp.gamma(1 + n / k) for n in range(5)]
        m, v = g[1], g[2] - g[1] ** 2
        self.mean, self.variance = s * m, s * s * v
        self.mode = s * ((k - 1) / k) ** (1 / k) if k > 1 else M(0)
        self.entropy = mp.euler * (1 - 1 / k) + mp.log(s / k) + 1
        self.skewness = (g[3] - 3 * m * v - m**3) / v ** mp.mpf(1.5)
        self.kurtosis = (g[4] - 4 * g[3] * m + 6 * g[2] * m**2 - 3 * m**4) / v**2 - 3

    def point(self, y):
        k, s = self.p
        if y < 0:
            return -INF, -INF, M(0), None
        if y == 0:
            l = mp.log(1 / s) if k == 1 else (-INF if k > 1 else INF)
            return l, -INF, M(0), dict(concentration=None, scale=-1 / s, y=-1 / s) if k == 1 else None
        z, lz = y / s, mp.log(y / s)
        t = z**k
        grad = dict(concentration=1 / k + lz - t * lz, scale=(t - 1) * k / s, y=((k - 1) - k * t) / y)
        return mp.log(k / s) + (k - 1) * lz - t, log1m_exp(-t), -t, grad

    def quantile(self, lu, lv):
        k, s = self.p
        return s * (-lv) ** (1 / k)

    def dsample(self, z, noise):
        k, s = self.p
        return dict(concentration=-z * mp.log(z / s) / k, scale=z / s)


class Pareto(Case):
    def setup(self, a, s):
        self.mean = a * s / (a - 1) if a > 1 else INF
        self.variance = s * s * a / ((a - 1) ** 2 * (a - 2)) if a > 2 else (INF if a > 1 else NAN)
        self.mode, self.entropy = s, mp.log(s / a) + 1 + 1 / a
        self.skewness = 2 * (1 + a) / (a - 3) * mp.sqrt((a - 2) / a) if a > 3 else NAN
        self.kurtosis = 6 * (a**3 + a**2 - 6 * a - 2) / (a * (a - 3) * (a - 4)) if a > 4 else NAN

    def point(self, y):
        a, s = self.p
        if y < s:
            return -INF, -INF, M(0), None
        l = mp.log(y / s)
        return mp.log(a / y) - a * l, log1m_exp(-a * l), -a * l, dict(concentration=1 / a - l, scale=a / s, y=-(a + 1) / y)

    def quantile(self, lu, lv):
        a, s = self.p
        return s * mp.exp(-lv / a)

    def dsample(self, z, noise):
        a, s = self.p
        return dict(concentration=-z * mp.log(z / s) / a, scale=z / s)


class Kumaraswamy(Case):
    def setup(self, a, b):
        m = [b * mp.beta(1 + n / a, b) for n in range(5)]
        v = m[2] - m[1] ** 2
        self.mean, self.variance = m[1], v
        self.skewness = (m[3] - 3 * m[1] * v - m[1] ** 3) / v ** mp.mpf(1.5)
        self.kurtosis = (m[4] - 4 * m[3] * m[1] + 6 * m[2] * m[1] ** 2 - 3 * m[1] ** 4) / v**2 - 3
        self.entropy = (1 - 1 / b) + (1 - 1 / a) * (mp.digamma(b + 1) + mp.euler) - mp.log(a * b)
        self.mode = self.top(a, b)

    def top(self, a, b):
        if a > 1 and b > 1:
            return ((a - 1) / (a * b - 1)) ** (1 / a)
        return end_mode(a, b)

    def point(self, y):
        a, b = self.p
        if y < 0:
            return -INF, -INF, M(0), None
        if y > 1:
            return -INF, M(0), -INF, None
        if y == 0 or y == 1:
            c = a if y == 0 else b
            l = mp.log(a * b) if c == 1 else (-INF if c > 1 else INF)
            return l, *((-INF, M(0)) if y == 0 else (M(0), -INF)), None
        ly = mp.log(y)
        t = y**a
        l1 = mp.log1p(-t) if t < 0.5 else mp.log(-mp.expm1(a * ly))
        r = t / -mp.expm1(a * ly)
        grad = dict(alpha=1 / a + ly - (b - 1) * r * ly, beta=1 / b + l1, y=(a - 1 - (b - 1) * a * r) / y)
        return mp.log(a * b) + (a - 1) * ly + (b - 1) * l1, log1m_exp(b * l1), b * l1, grad

    def quantile(self, lu, lv):
        a, b = self.p
        return mp.exp(log1m_exp(lv / b) / a)

    def dsample(self, z, noise):
        a, b = self.p
        lv = log_phi(-noise)
        w = mp.exp(log1m_exp(lv / b))  # z^a
        return dict(alpha=-z * mp.log(z) / a, beta=z / (a * w) * mp.exp(lv / b) * lv / b**2)


class TruncatedNormal(Case):
    """The window is turned to the left tail where that is nearer, so that Phi(b) - Phi(a) does not cancel; 400 digits for moments."""

    def setup(self, loc, s, lo, hi):
        self.a, self.b = (lo - loc) / s, (hi - loc) / s
        a, b = self.a, self.b
        with mp.workdps(120):
            z = mp.ncdf(b) - mp.ncdf(a) if a < 0 else mp.ncdf(-a) - mp.ncdf(-b)
            pa, pb = (phi(a) if mp.isfinite(a) else M(0)), (phi(b) if mp.isfinite(b) else M(0))
            w = lambda x, p, n: p * x**n if mp.isfinite(x) else M(0)
            raw = [M(1), (pa - pb) / z]
            for n in range(2, 5):
                raw.append((n - 1) * raw[n - 2] + (w(a, pa, n - 1) - w(b, pb, n - 1)) / z)
            m = raw[1]
            c = [M(1), M(0)] + [mp.fsum(mp.binomial(n, j) * raw[j] * (-m) ** (n - j) for j in range(n + 1)) for n in range(2, 5)]
            self.lz, self.z = mp.log(z), z
            self.mean, self.variance = loc + s * m, s * s * c[2]
            self.skewness, self.kurtosis = c[3] / c[2] ** mp.mpf(1.5), c[4] / c[2] ** 2 - 3
            self.entropy = mp.log(mp.sqrt(2 * PI) * s * z) + raw[2] / 2
        self.mode = min(max(loc, lo), hi)

    def window(self, a, b):
        """log(Phi(b) - Phi(a))."""
        if a >= b:
            return -INF
        with mp.workdps(120):
            return mp.log(mp.ncdf(b) - mp.ncdf(a) if a < 0 else mp.ncdf(-a) - mp.ncdf(-b))

    def point(self, y):
        loc, s, lo, hi = self.p
        a, b = self.a, self.b
        if y < lo:
            return -INF, -INF, M(0), None
        if y > hi:
            return -INF, M(0), -INF, None
        x = (y - loc) / s
        ra = phi(a) / self.z if mp.isfinite(a) else M(0)
        rb = phi(b) / self.z if mp.isfinite(b) else M(0)
        ta, tb = (a * ra if ra else M(0)), (b * rb if rb else M(0))
        grad = dict(loc=(x + rb - ra) / s, scale=(x * x - 1 + tb - ta) / s, low=ra / s, high=-rb / s, y=-x / s)
        lF, lS = self.window(a, x) - self.lz, self.window(x, b) - self.lz
        lF, lS = (log1m_exp(lS), lS) if lF > lS else (lF, log1m_exp(lF))
        return mp.log(phi(x)) - self.lz - mp.log(s), lF, lS, grad

    def quantile(self, lu, lv):
        loc, s, lo, hi = self.p
        with mp.workdps(120):  # sums of positive terms in both tails
            below = mp.log(mp.ncdf(self.a) * mp.exp(lv) + mp.ncdf(self.b) * mp.exp(lu))
            above = mp.log(mp.ncdf(-self.a) * mp.exp(lv) + mp.ncdf(-self.b) * mp.exp(lu))
            return loc + s * Normal((0.0, 1.0), []).q(below, above)

    def dsample(self, z, noise):
        loc, s, lo, hi = self.p
        x = (z - loc) / s
        u, v = mp.exp(log_phi(noise)), mp.exp(log_phi(-noise))
        la = v * phi(self.a) / phi(x) if mp.isfinite(lo) else M(0)
        hb = u * phi(self.b) / phi(x) if mp.isfinite(hi) else M(0)
        return dict(loc=1 - la - hb, scale=x - (self.a * la if la else 0) - (self.b * hb if hb else 0), low=la, high=hb)


def around(*sets, z=Z):
    """Parameter sets (loc, scale) with y at loc + scale z."""
    return [((l, s), [l + s * v for v in z]) for l, s in sets]


LS = [(0.0, 1.0), (-3.0, 1e-8), (0.1, 1e12), (2.5, 0.03)]
POSITIVE = [-1.0, 0.0, 1e-300, 1e-12, 0.01, 0.5, 1.0, 2.5, 30.0, 690.0, 1e6]
UNIT = [-0.5, 0.0, 1e-300, 1e-9, 0.02, 0.3, 0.75, 1 - 1e-9, 1 - 2.0**-53, 1.0, 1.5]


def window(loc, s, lo, hi):
    """y outside, at the edges and inside of a window, in which most of the mass may be next to one end."""
    a, b = max(lo, min(loc, hi) - 30 * s if lo == float("-inf") else lo), min(hi, max(loc, lo) + 30 * s if hi == float("inf") else hi)
    return [a - 1, a] + [a + (b - a) * f for f in (1e-9, 0.01, 0.2, 0.5, 0.9)] + [b, b + 1]


def scaled(sets, y, at=-1):
    return [(p, [v * p[at] for v in y]) for p in sets]


TN = [(0.0, 1.0, -1.0, 2.0), (0.0, 1.0, 30.0, float("inf")), (0.0, 1.0, float("-inf"), -40.0), (2.0, 0.5, float("-inf"), float("inf")),
      (0.0, 1.0, 5.0, 5.1), (1.0, 2.0, -79.0, -77.0), (0.0, 1e4, -1.0, 1.0), (0.0, 1.0, 50.0, 60.0), (0.0, 1.0, -30.0, 1.0)]
T = [-1e200, -1e9, -1e3, -30.0, -4.0, -1.0, -1e-9, 0.0, 0.7, 2.5, 37.5, 1e155, 1e300]

FAMILIES = {
    "normal": Family(Normal, ["loc", "scale"], around(*LS)),
    "lognormal": Family(LogNormal, ["loc", "scale"], [((l, s), [-1.0, 0.0] + [float(mp.exp(l + s * v)) for v in (-30, -5, -1, -0.01, 0, 0.5, 3, 30)]) for l, s in [(0.0, 1.0), (2.0, 0.1), (-200.0, 3.0), (0.5, 12.0)]]),
    "laplace": Family(Laplace, ["loc", "scale"], around(*LS)),
    "cauchy": Family(Cauchy, ["loc", "scale"], around((0.0, 1.0), (-3.0, 1e-8), (2.5, 0.03), z=T)),
    "logistic": Family(Logistic, ["loc", "scale"], around(*LS)),
    "gumbel": Family(Gumbel, ["loc", "scale"], around(*LS, z=[-700.0, -30.0, -6.0, -2.0, -1.0, -1e-3, 0.0, 0.5, 3.0, 30.0, 690.0])),
    "exponential": Family(Exponential, ["rate"], [((r,), [v / r for v in POSITIVE]) for r in (1.0, 1e-8, 3e5)]),
    "uniform": Family(Uniform, ["low", "high"], [((0.0, 1.0), UNIT), ((-3.0, -3.0 + 2.0**-30), [-4.0, -3.0, -3.0 + 2.0**-40, -3.0 + 2.0**-31, -3.0 + 2.0**-30, 0.0]), ((-1e10, 2e12), [-2e10, -1e10, 0.0, 1e12, 2e12, 3e12])]),
    "halfnormal": Family(HalfNormal, ["scale"], scaled([(1.0,), (1e-8,), (3e5,)], [-1.0, 0.0, 1e-200, 1e-9, 0.01, 0.5, 1.0, 2.5, 5.0, 30.0, 37.5])),
    "halfcauchy": Family(HalfCauchy, ["scale"], scaled([(1.0,), (1e-8,), (3e5,)], [-1.0, 0.0, 1e-200, 1e-9, 0.01, 0.5, 1.0, 2.5, 30.0, 1e9, 1e155, 1e290])),
    "weibull": Family(Weibull, ["concentration", "scale"], scaled([(1.5, 2.0), (0.5, 1.0), (1.0, 3.0), (0.05, 1e-3), (60.0, 5.0)], [-1.0, 0.0, 1e-300, 1e-12, 0.01, 0.5, 0.9, 1.0, 1.1, 2.5, 30.0])),
    "pareto": Family(Pareto, ["concentration", "scale"], scaled([(2.5, 1.0), (0.5, 3.0), (1.5, 1e-8), (1e4, 20.0), (7.0, 2.0)], [-1.0, 0.5, 1.0, 1 + 2.0**-52, 1 + 1e-9, 1.5, 30.0, 1e9, 1e100])),
    "kumaraswamy": Family(Kumaraswamy, ["alpha", "beta"], [(p, UNIT) for p in [(2.0, 3.0), (0.5, 0.5), (1.0, 1.0), (1.0, 4.0), (3.0, 1.0), (0.01, 30.0), (40.0, 0.2)]]),
    "truncatednormal": Family(TruncatedNormal, ["loc", "scale", "low", "high"], [(p, window(*p)) for p in TN]),
    "studentt": Family(StudentT, ["df", "loc", "scale"], [((df, l, s), [l + s * v for v in T]) for df, l, s in [(4.0, 0.0, 1.0), (0.5, 1.0, 2.0), (1.0, 0.0, 1.0), (2.5, -3.0, 1e-8), (30.0, 0.0, 1.0), (1e6, 0.5, 0.03)]]),
    "gamma": Family(Gamma, ["concentration", "rate"], [((a, r), [v / r for v in y]) for a, r, y in [(2.5, 1.0, POSITIVE), (0.5, 3.0, POSITIVE), (1.0, 1e-8, POSITIVE), (0.01, 1.0, POSITIVE), (1e3, 1.0, [-1.0, 0.0, 1e-3, 100.0, 500.0, 950.0, 1e3, 1040.0, 1950.0, 5e3]), (2e6, 1.0, [0.0, 1.957e6, 1.99e6, 2e6 - 1.0, 2e6, 2.002e6, 2.04e6])]]),
    "inversegamma": Family(InverseGamma, ["concentration", "scale"], [((a, s), [v * s for v in y]) for a, s, y in [(2.5, 1.0, [-1.0, 0.0, 1.0 / 690, 0.03, 0.3, 0.5, 1.0, 4.0, 1e3, 1e12, 1e100]), (0.5, 3.0, [-1.0, 0.0, 1.0 / 690, 0.1, 1.0, 10.0, 1e6, 1e200]), (4.5, 1e-8, [0.0, 0.002, 0.1, 0.2, 1.0, 30.0, 1e9]), (1e3, 1e3, [0.0, 2e-4, 5e-4, 1e-3, 1.1e-3, 2e-3, 0.01])]]),
    "beta": Family(Beta, ["alpha", "beta"], [(p, UNIT) for p in [(2.0, 3.0), (0.5, 0.5), (1.0, 1.0), (1.0, 4.0), (0.01, 0.02), (30.0, 0.2), (1e4, 2e4)]]),
    "skewnormal": Family(SkewNormal, ["loc", "scale", "shape"], [((l, s, a), [l + s * v for v in (-37.5, -30.0, -5.0, -1.0, -0.01, 0.0, 0.5, 3.0, 30.0, 37.5)]) for l, s, a in [(0.0, 1.0, 0.0), (0.0, 1.0, 2.0), (-3.0, 1e-8, -5.0), (1.0, 2.0, 300.0)]]),
    "asymmetriclaplace": Family(AsymmetricLaplace, ["loc", "scale", "asymmetry"], [((l, s, k), [l + s * v for v in Z]) for l, s, k in [(0.0, 1.0, 1.0), (0.0, 1.0, 2.5), (-3.0, 1e-8, 0.2), (1.0, 2.0, 1e-3)]]),
    "vonmises": Family(VonMises, ["loc", "concentration"], [((l, k), [-4.0, -float(mp.pi), -3.0, -1.5, -0.3, 0.0, 0.2, 1.0, 2.0, 3.0, float(mp.pi), 3.2]) for l, k in [(0.0, 1.0), (0.5, 4.0), (2.5, 1e-3), (-1.0, 1e3), (3.0, 60.0)]]),
}
