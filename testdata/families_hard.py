"""Continuous families whose cdf is an incomplete gamma or beta function, or an integral; and AsymmetricLaplace.

The incomplete functions are sums of positive terms (DLMF 8.7.1, 8.17.8), and so are their derivatives by the shapes, term by
term; the far side is the complement, with as many more digits as cancel.
"""
from functools import lru_cache

import mpmath as mp

from families_common import INF, NAN, Case, M, log0, log1m_exp, log_phi, phi, solve

PI = mp.pi


def lower_gamma(a, x):
    """P(a, x) and its derivative by a: sum_n e^-x x^(a+n) / Gamma(a+n+1)."""
    t = mp.exp(-x + a * mp.log(x) - mp.loggamma(a + 1))
    d = mp.log(x) - mp.digamma(a + 1)
    s = ds = M(0)
    n = 0
    while True:
        s, ds = s + t, ds + t * d
        n += 1
        if n > x - a and t < s * mp.eps * mp.mpf(10) ** -5:
            return s, ds
        t, d = t * x / (a + n), d - 1 / (a + n)


def fraction(a, x):
    """Gamma(a, x) e^x x^-a by the continued fraction DLMF 8.9.2, from its end."""
    f = M(0)
    for n in range(400, 0, -1):
        f = n * (a - n) / (x + 2 * n + 1 - a + f)
    return 1 / (x + 1 - a + f)


@lru_cache(None)
def gamma_cdf(a, x):
    """log P, log Q and dP/da."""
    if x <= 0:
        return -INF, M(0), M(0)
    far = max(0, int((x - a - a * mp.log(x / a)) / mp.log(10))) if x > a else 0
    if far > 250:
        lQ = -x + a * mp.log(x) - mp.loggamma(a) + mp.log(fraction(a, x))
        return log1m_exp(lQ), lQ, None
    with mp.workdps(mp.mp.dps + far + 20):
        P, dP = lower_gamma(a, x)
        return mp.log(P), log1m_exp(mp.log(P)), dP


def inc_beta(a, b, x, y):
    """I_x(a, b) and its derivatives by a and b for y = 1-x: sum_n Gamma(a+b+n)/(Gamma(b) Gamma(a+n+1)) x^(a+n) y^b."""
    t = mp.exp(a * mp.log(x) + b * mp.log(y) - mp.log(a) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b))
    lx, ly = mp.log(x), mp.log(y)
    u, v, w = mp.digamma(a + b), mp.digamma(a + 1), mp.digamma(b)
    s = da = db = M(0)
    n = 0
    while True:
        s, da, db = s + t, da + t * (lx + u - v), db + t * (ly + u - w)
        ratio = x * (a + b + n) / (a + n + 1)
        if ratio < 1 and t / (1 - ratio) < s * mp.eps * mp.mpf(10) ** -5:
            return s, da, db
        u, v = u + 1 / (a + b + n), v + 1 / (a + n + 1)
        t, n = t * ratio, n + 1


@lru_cache(None)
def beta_cdf(a, b, x, y=None):
    """log I, log(1-I), dI/da, dI/db."""
    y = 1 - x if y is None else y
    if x <= 0 or y <= 0:
        return (-INF, M(0), M(0), M(0)) if x <= 0 else (M(0), -INF, M(0), M(0))
    if x <= a / (a + b):
        I, da, db = inc_beta(a, b, x, y)
        return mp.log(I), log1m_exp(mp.log(I)), da, db
    I, db, da = inc_beta(b, a, y, x)
    return log1m_exp(mp.log(I)), mp.log(I), -da, -db


def end_mode(a, b):
    """The mode of y^(a-1) (1-y)^(b-1) where it is at an end; the lower one where both are infinite, the centre of a plateau."""
    if a == b == 1:
        return M(1) / 2
    return M(0) if a < 1 or a == 1 and b > 1 else M(1)


class Gamma(Case):
    def setup(self, a, r):
        self.mean, self.variance, self.mode = a / r, a / r**2, max(a - 1, 0) / r
        self.entropy = a - mp.log(r) + mp.loggamma(a) + (1 - a) * mp.digamma(a)
        self.skewness, self.kurtosis = 2 / mp.sqrt(a), 6 / a

    def point(self, y):
        a, r = self.p
        if y < 0:
            return -INF, -INF, M(0), None
        if y == 0:
            l = mp.log(r) if a == 1 else (-INF if a > 1 else INF)
            return l, -INF, M(0), None
        lP, lQ, _ = gamma_cdf(a, r * y)
        grad = dict(concentration=mp.log(r * y) - mp.digamma(a), rate=a / r - y, y=(a - 1) / y - r)
        return a * mp.log(r) + (a - 1) * mp.log(y) - r * y - mp.loggamma(a), lP, lQ, grad

    def root(self, lu, lv):
        a = self.p[0]
        ld = lambda x: (a - 1) * mp.log(x) - x - mp.loggamma(a)
        if lu < lv:
            x = mp.exp((lu + mp.loggamma(a + 1)) / a) if a < 50 else a * mp.exp(-mp.sqrt(-2 * lu / a))
            if x > a or x < M(10) ** -400:
                x = min(x, a)
            if x < M(10) ** -300:
                return x
            return solve(lambda x: gamma_cdf(a, x)[0] - lu, lambda x: mp.exp(ld(x) - gamma_cdf(a, x)[0]), x, M(0), INF)
        return solve(lambda x: lv - gamma_cdf(a, x)[1], lambda x: mp.exp(ld(x) - gamma_cdf(a, x)[1]), a + mp.sqrt(-2 * lv * a) - lv / 2, M(0), INF)

    def quantile(self, lu, lv):
        return self.root(lu, lv) / self.p[1]

    def dsample(self, z, noise):
        a, r = self.p
        x = z * r
        density = mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))
        return dict(concentration=-gamma_cdf(a, x)[2] / density / r, rate=-z / r)


class InverseGamma(Case):
    def setup(self, a, s):
        self.g = Gamma((self.at[0], 1.0), [])
        self.mean = s / (a - 1) if a > 1 else INF
        self.variance = s**2 / ((a - 1) ** 2 * (a - 2)) if a > 2 else (INF if a > 1 else NAN)
        self.mode, self.entropy = s / (a + 1), a + mp.log(s) + mp.loggamma(a) - (1 + a) * mp.digamma(a)
        self.skewness = 4 * mp.sqrt(a - 2) / (a - 3) if a > 3 else NAN
        self.kurtosis = 6 * (5 * a - 11) / ((a - 3) * (a - 4)) if a > 4 else NAN

    def point(self, y):
        a, s = self.p
        if y <= 0:
            return -INF, -INF, M(0), None
        lP, lQ, _ = gamma_cdf(a, s / y)
        grad = dict(concentration=mp.log(s / y) - mp.digamma(a), scale=a / s - 1 / y, y=(s / y - a - 1) / y)
        return a * mp.log(s) - (a + 1) * mp.log(y) - s / y - mp.loggamma(a), lQ, lP, grad

    def quantile(self, lu, lv):
        return self.p[1] / self.g.root(lv, lu)

    def dsample(self, z, noise):
        a, s = self.p
        x = s / z
        density = mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))
        return dict(concentration=gamma_cdf(a, x)[2] / density * z / x, scale=z / s)


class Beta(Case):
    def setup(self, a, b):
        t = a + b
        self.mean, self.variance = a / t, a * b / (t * t * (t + 1))
        self.lb = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(t)
        self.entropy = self.lb - (a - 1) * mp.digamma(a) - (b - 1) * mp.digamma(b) + (t - 2) * mp.digamma(t)
        self.skewness = 2 * (b - a) * mp.sqrt(t + 1) / ((t + 2) * mp.sqrt(a * b))
        self.kurtosis = 6 * ((a - b) ** 2 * (t + 1) - a * b * (t + 2)) / (a * b * (t + 2) * (t + 3))
        if a > 1 and b > 1:
            self.mode = (a - 1) / (t - 2)
        else:
            self.mode = end_mode(a, b)

    def point(self, y):
        a, b = self.p
        if y < 0:
            return -INF, -INF, M(0), None
        if y > 1:
            return -INF, M(0), -INF, None
        if y == 0 or y == 1:
            c, o = (a, b) if y == 0 else (b, a)
            l = mp.log(o) if c == 1 else (-INF if c > 1 else INF)
            return l, *((-INF, M(0)) if y == 0 else (M(0), -INF)), None
        lI, lJ, _, _ = beta_cdf(a, b, y)
        t = mp.digamma(a + b)
        grad = dict(alpha=mp.log(y) - mp.digamma(a) + t, beta=mp.log1p(-y) - mp.digamma(b) + t, y=(a - 1) / y - (b - 1) / (1 - y))
        return (a - 1) * mp.log(y) + (b - 1) * mp.log1p(-y) - self.lb, lI, lJ, grad

    def roots(self, lu, lv, turned=False):
        """The quantile and its complement, each to full relative precision."""
        a, b = self.p
        x = mp.exp((lu + self.lb + mp.log(a)) / a)
        y = mp.exp((lv + self.lb + mp.log(b)) / b)
        if x < M(10) ** -300:
            return x, 1 - x
        if y < M(10) ** -300:
            return 1 - y, y
        low = turned or beta_cdf(a, b, M(1) / 2)[0] > lu
        if low:
            x = min(x, M(1) / 2) if x < a / (a + b) else a / (a + b)
            den = lambda x: mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x) - self.lb)
            if lu < lv:
                x = solve(lambda x: beta_cdf(a, b, x)[0] - lu, lambda x: den(x) / mp.exp(beta_cdf(a, b, x)[0]), x, M(0), M(1))
            else:
                x = solve(lambda x: lv - beta_cdf(a, b, x)[1], lambda x: den(x) / mp.exp(beta_cdf(a, b, x)[1]), x, M(0), M(1))
            return x, 1 - x
        self.p = [b, a]
        y, x = self.roots(lv, lu, True)
        self.p = [a, b]
        return x, y

    def quantile(self, lu, lv):
        return self.roots(lu, lv)[0]

    def sample(self, noise):
        a, b = self.p
        x, y = self.roots(log_phi(noise), log_phi(-noise))
        if y < M(10) ** -17 or x < M(10) ** -300:
            return INF, None  # a float64 cannot say it
        _, _, da, db = beta_cdf(a, b, x, y)
        density = mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log(y) - self.lb)
        return x, dict(alpha=-da / density, beta=-db / density)


class StudentT(Case):
    def setup(self, n, loc, s):
        self.mean = loc if n > 1 else NAN
        self.variance = s * s * n / (n - 2) if n > 2 else (INF if n > 1 else NAN)
        self.mode, self.skewness = loc, M(0) if n > 3 else NAN
        self.kurtosis = 6 / (n - 4) if n > 4 else (INF if n > 2 else NAN)
        self.psi = (mp.digamma((n + 1) / 2) - mp.digamma(n / 2) - 1 / n) / 2
        self.norm = mp.loggamma((n + 1) / 2) - mp.loggamma(n / 2) - mp.log(n * PI) / 2
        h = (n + 1) / 2 * (mp.digamma((n + 1) / 2) - mp.digamma(n / 2)) + mp.log(n) / 2 + mp.loggamma(n / 2) + mp.log(PI) / 2 - mp.loggamma((n + 1) / 2)
        self.entropy = h + mp.log(s)

    def tails(self, z):
        """log F, log S and dF/ddf of z: half of I_x(n/2, 1/2), x = n/(n+z^2), is the tail."""
        n = self.p[0]
        if z == 0:
            return -mp.log(2), -mp.log(2), M(0)
        if n > 100:
            lt, dt = self.integral(abs(z))
            return (lt, log1m_exp(lt), dt) if z < 0 else (log1m_exp(lt), lt, -dt)
        x, y = n / (n + z * z), z * z / (n + z * z)
        lI, lJ, da, _ = beta_cdf(n / 2, M(1) / 2, x, y)
        lt = lI - mp.log(2)
        dx = y / (n + z * z)  # dx/dn
        dI = mp.exp((n / 2 - 1) * mp.log(x) - mp.log(y) / 2 + mp.loggamma((n + 1) / 2) - mp.loggamma(n / 2) - mp.loggamma(M(1) / 2))
        dt = (da / 2 + dI * dx) / 2
        lc = log1m_exp(lt)
        return (lt, lc, dt) if z < 0 else (lc, lt, -dt)

    @lru_cache(None)
    def integral(self, z):
        """log P(Z > z) and its derivative by df, for many degrees of freedom, whose series are long."""
        n = self.p[0]
        with mp.workdps(28):
            rate, top = (n + 1) * z / (n + z * z) + (1 if z < 3 else 0), self.ld(z)
            g = lambda t: mp.exp(self.ld(z + t / rate) - top)
            cuts = [0, 1, 3, 8, 20, 60, 250]
            mass = mp.quad(g, cuts)
            slope = mp.quad(lambda t: g(t) * self.by_df(z + t / rate), cuts)
            return mp.log(mass / rate) + top, slope / rate * mp.exp(top)

    def by_df(self, z):
        n = self.p[0]
        return self.psi - (mp.log1p(z * z / n) - (n + 1) * z * z / (n * (n + z * z))) / 2

    def ld(self, z):
        n = self.p[0]
        return self.norm - (n + 1) / 2 * mp.log1p(z * z / n)

    def point(self, y):
        n, loc, s = self.p
        z = (y - loc) / s
        lF, lS, _ = self.tails(z)
        d = -(n + 1) * z / (n + z * z)
        return self.ld(z) - mp.log(s), lF, lS, dict(df=self.by_df(z), loc=-d / s, scale=-(1 + z * d) / s, y=d / s)

    def root(self, lu, lv):
        if lu > lv:
            return -self.root(lv, lu)
        if lu == lv:
            return M(0)
        n = self.p[0]
        # in w = log(-z), where a power's tail is a line
        far = (lu + mp.log(n) - self.norm - (n + 1) / 2 * mp.log(n)) / -n
        w = min(mp.log(-2 * lu) / 2, far) if n > 100 else far
        with mp.workdps(30):
            f = lambda w: lu - self.tails(-mp.exp(w))[0]
            return -mp.exp(solve(f, lambda w: mp.exp(w + self.ld(mp.exp(w)) - self.tails(-mp.exp(w))[0]), w, -INF, INF))

    def quantile(self, lu, lv):
        return self.p[1] + self.p[2] * self.root(lu, lv)

    def dsample(self, y, noise):
        n, loc, s = self.p
        z = (y - loc) / s
        return dict(df=-s * self.tails(z)[2] / mp.exp(self.ld(z)), loc=1, scale=z)


class SkewNormal(Case):
    def setup(self, loc, s, a):
        d = a / mp.sqrt(1 + a * a)
        m = d * mp.sqrt(2 / PI)
        self.mean, self.variance = loc + s * m, s * s * (1 - m * m)
        self.skewness = (4 - PI) / 2 * m**3 / (1 - m * m) ** mp.mpf(1.5)
        self.kurtosis = 2 * (PI - 3) * m**4 / (1 - m * m) ** 2
        mills = lambda x: phi(x) / mp.exp(log_phi(x))
        b, sign = abs(a), mp.sign(a)
        top = solve(lambda z: z - b * mills(b * z), lambda z: 1 + b * b * mills(b * z) * (b * z + mills(b * z)), abs(m) / 2, M(0), abs(m)) if a else M(0)
        self.mode = loc + s * sign * top
        # E z^2 is 1; what is left is one integral
        with mp.workdps(30):
            far = 12 / max(abs(a), 1)
            f = lambda z: 2 * phi(z) * mp.exp(log_phi(a * z)) * log_phi(a * z)
            e = mp.quad(f, [-14, -4, -far, -far / 4, 0, far / 4, far, 4, 14]) if a else -mp.log(2)
        self.entropy = mp.log(s) - mp.log(2) + mp.log(2 * PI) / 2 + M(1) / 2 - e

    @lru_cache(None)
    def left(self, z, a):
        """log F(z; a), F = Phi(z) - 2 T(z, a), by the density where that cancels."""
        if z > 0:
            return log1m_exp(self.left(-z, -a))
        if a <= 0:
            return mp.log(mp.ncdf(z) + 2 * owen(z, -a))
        rate = (1 + a * a) * abs(z) + a + 1
        with mp.workdps(27):
            top = phi(z) * mp.exp(log_phi(a * z))
            g = lambda t: phi(z - t / rate) * mp.exp(log_phi(a * (z - t / rate))) / top
            return mp.log(2 * top / rate * mp.quad(g, [0, 1, 3, 8, 20, 60, 200]))

    def point(self, y):
        loc, s, a = self.p
        z = (y - loc) / s
        r = mp.exp(mp.log(phi(a * z)) - log_phi(a * z))
        d = -z + a * r
        grad = dict(loc=-d / s, scale=-(1 + z * d) / s, shape=z * r, y=d / s)
        return mp.log(2) + mp.log(phi(z)) + log_phi(a * z) - mp.log(s), self.left(z, a), self.left(-z, -a), grad

    def root(self, lu, lv):
        a = self.p[2]
        ld = lambda z: mp.log(2) + mp.log(phi(z)) + log_phi(a * z)
        with mp.workdps(27):
            if lu < lv:
                return solve(lambda z: self.left(z, a) - lu, lambda z: mp.exp(ld(z) - self.left(z, a)), -mp.sqrt(-2 * lu) / (1 + max(a, 0)), -INF, INF)
            return solve(lambda z: lv - self.left(-z, -a), lambda z: mp.exp(ld(z) - self.left(-z, -a)), mp.sqrt(-2 * lv) / (1 + max(-a, 0)), -INF, INF)

    def quantile(self, lu, lv):
        return self.p[0] + self.p[1] * self.root(lu, lv)

    def dsample(self, y, noise):
        loc, s, a = self.p
        z = (y - loc) / s
        dF = -mp.exp(-z * z * (1 + a * a) / 2) / (PI * (1 + a * a))
        return dict(loc=1, scale=z, shape=-s * dF * mp.exp(-mp.log(2) - mp.log(phi(z)) - log_phi(a * z)))


def owen(h, a):
    """Owen's T, a > 0."""
    if a == 0:
        return M(0)
    f = lambda x: mp.exp(-h * h * x * x / 2) / (1 + x * x)  # without e^(-h^2/2): mp.quad stops at an absolute error
    w = 1 / (1 + abs(h))
    cuts = [c for c in (0, w / 2, w, 2 * w, 4 * w, 8 * w, 16 * w, 32 * w) if c < a] + [a]
    with mp.workdps(27):
        return mp.exp(-h * h / 2) * mp.quad(f, cuts) / (2 * PI)


class VonMises(Case):
    """exp(k cos(y - loc)) / (2 pi I0(k)) on the float64 [-pi, pi]; loc is an angle. Mean and variance are those of the circle's cut open."""

    def setup(self, loc, k):
        self.end = M(float(PI))
        self.i0 = mp.besseli(0, k)
        self.r = mp.besseli(1, k) / self.i0
        self.entropy = mp.log(2 * PI * self.i0) - k * self.r
        self.mode = loc
        self.mean = self.cut(lambda y: y * self.density(y), -PI, PI)
        c = [self.cut(lambda y: (y - self.mean) ** n * self.density(y), -PI, PI) for n in (2, 3, 4)]
        self.variance, self.skewness, self.kurtosis = c[0], c[1] / c[0] ** mp.mpf(1.5), c[2] / c[0] ** 2 - 3

    def density(self, y):
        return mp.exp(self.p[1] * mp.cos(y - self.p[0])) / (2 * PI * self.i0)

    def cut(self, f, lo, hi):
        """The integral of f, whose peaks are at loc and loc +- 2 pi, in pieces of the width 1/sqrt(k)."""
        loc, k = self.p
        w = 1 / mp.sqrt(1 + k)
        cuts = {lo, hi} | {loc + m + j * w for m in (-2 * PI, 0, 2 * PI) for j in (-16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16)}
        for end, sign in ((lo, 1), (hi, -1)):  # the tail falls as an exponential from an end
            rate = k * abs(mp.sin(end - loc)) + mp.sqrt(k)
            cuts |= {end + sign * M(2) ** j / rate for j in range(-1, 12)}
        cuts = sorted(c for c in cuts if lo <= c <= hi)
        with mp.workdps(25):
            top = max(self.density(c) for c in cuts)  # mp.quad stops at an absolute error
            return top * mp.quad(lambda y: f(y) / top, cuts)

    def point(self, y):
        loc, k = self.p
        if y < -self.end:
            return -INF, -INF, M(0), None
        if y > self.end:
            return -INF, M(0), -INF, None
        # from -pi and to pi, not the floats
        F, S = self.cut(self.density, -PI, y), self.cut(self.density, y, PI)
        if y == -self.end:
            F = M(0)
        if y == self.end:
            S = M(0)
        grad = dict(loc=k * mp.sin(y - loc), concentration=mp.cos(y - loc) - self.r, y=-k * mp.sin(y - loc))
        return mp.log(self.density(y)), *((log0(F), mp.log1p(-F)) if F < S else (mp.log1p(-S), log0(S))), grad

    def quantile(self, lu, lv):
        with mp.workdps(30):
            lo, hi = -PI, PI
            g = (lambda y: mp.log(self.cut(self.density, -PI, y)) - lu) if lu < lv else (lambda y: lv - mp.log(self.cut(self.density, y, PI)))
            f = lambda y: mp.exp(g(y))
            for _ in range(12):
                mid = (lo + hi) / 2
                lo, hi = (mid, hi) if g(mid) < 0 else (lo, mid)
            x = (lo + hi) / 2
            for _ in range(40):
                e = g(x)
                lo, hi = (x, hi) if e < 0 else (lo, x)
                mass = mp.exp(e + lu) if lu < lv else mp.exp(lv - e)
                new = x - e * mass / self.density(x)
                new = new if lo < new < hi else (lo + hi) / 2
                if abs(new - x) < abs(x) * M(10) ** -24:
                    return new
                x = new
            return x

    def sample(self, noise):
        if abs(noise) > 10:
            return INF, None
        z = self.quantile(log_phi(noise), log_phi(-noise))
        loc, k = self.p
        if noise < 0:
            dk = self.cut(lambda y: self.density(y) * (mp.cos(y - loc) - self.r), -PI, z)
        else:
            dk = -self.cut(lambda y: self.density(y) * (mp.cos(y - loc) - self.r), z, PI)
        p = self.density(z)
        return z, dict(loc=1 - self.density(-PI) / p, concentration=-dk / p)


class AsymmetricLaplace(Case):
    """exp(-z k) / (scale (k + 1/k)) for z = (y-loc)/scale >= 0, exp(z/k) below: k is the asymmetry."""

    def setup(self, loc, s, k):
        i = 1 / k
        self.mean, self.variance, self.mode = loc + s * (i - k), s * s * (i**2 + k**2), loc
        self.entropy = 1 + mp.log(s * (k + i))
        self.skewness = 2 * (1 - k**6) / (1 + k**4) ** mp.mpf(1.5)
        self.kurtosis = 6 * (1 + k**8) / (1 + k**4) ** 2

    def point(self, y):
        loc, s, k = self.p
        z = (y - loc) / s
        slope = -k if z > 0 else 1 / k  # d log p / dz
        up, down = -mp.log1p(k**2), mp.log(k**2) - mp.log1p(k**2)  # log of the masses above and below loc
        l = z * slope - mp.log(s) - mp.log(k + 1 / k)
        lF = down + z / k if z <= 0 else log1m_exp(up - k * z)
        lS = up - k * z if z >= 0 else log1m_exp(down + z / k)
        dk = (-z if z > 0 else -z / k**2) - (1 - 1 / k**2) / (k + 1 / k)
        grad = dict(loc=-slope / s, scale=-(1 + z * slope) / s, asymmetry=dk, y=slope / s) if z != 0 else None
        return l, lF, lS, grad

    def quantile(self, lu, lv):
        loc, s, k = self.p
        up, down = -mp.log1p(k**2), mp.log(k**2) - mp.log1p(k**2)
        return loc + s * ((lu - down) * k if lu < down else (up - lv) / k)

    def dsample(self, y, noise):
        loc, s, k = self.p
        z = (y - loc) / s
        if z < 0:  # z = k (lu - log k^2 + log(1 + k^2))
            dk = z / k + k * (-2 / k + 2 * k / (1 + k * k))
        else:
            dk = -z / k - 2 / (1 + k * k)
        return dict(loc=1, scale=z, asymmetry=s * dk)
