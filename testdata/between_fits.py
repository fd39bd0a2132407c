"""Maximum-likelihood fits of between.py: see there."""
import mpmath as mp
import numpy as np
import scipy.stats as st


def log_parts(family, t):
    """log-density, log-cdf and log-survival with parameters t."""
    ncdf = lambda z: mp.erfc(-z / mp.sqrt(2)) / 2
    if family in ("normal", "lognormal"):
        m, s = t
        z = (lambda y: (y - m) / s) if family == "normal" else (lambda y: (mp.log(y) - m) / s)
        jac = (lambda y: mp.mpf(0)) if family == "normal" else mp.log
        return (lambda y: -z(y) ** 2 / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2 - jac(y), lambda y: mp.log(ncdf(z(y))), lambda y: mp.log(ncdf(-z(y))))
    if family == "exponential":
        r, = t
        return lambda y: mp.log(r) - r * y, lambda y: mp.log(-mp.expm1(-r * y)), lambda y: -r * y
    if family == "weibull":
        k, s = t
        return (lambda y: mp.log(k / s) + (k - 1) * mp.log(y / s) - (y / s) ** k, lambda y: mp.log(-mp.expm1(-(y / s) ** k)), lambda y: -(y / s) ** k)
    if family == "logistic":
        m, s = t
        z = lambda y: (y - m) / s
        return lambda y: -z(y) - mp.log(s) - 2 * mp.log1p(mp.exp(-z(y))), lambda y: -mp.log1p(mp.exp(-z(y))), lambda y: -mp.log1p(mp.exp(z(y)))
    if family == "gumbel":
        m, s = t
        z = lambda y: (y - m) / s
        return lambda y: -z(y) - mp.exp(-z(y)) - mp.log(s), lambda y: -mp.exp(-z(y)), lambda y: mp.log(-mp.expm1(-mp.exp(-z(y))))
    if family == "beta":
        a, b = t
        return lambda y: (a - 1) * mp.log(y) + (b - 1) * mp.log1p(-y) - mp.log(mp.beta(a, b)), None, None
    if family == "negativebinomial":
        m, r = t
        return lambda k: mp.loggamma(k + r) - mp.loggamma(k + 1) - mp.loggamma(r) + r * mp.log(r / (r + m)) + k * mp.log(m / (r + m)), None, None
    if family == "skewnormal":
        m, s, a = t
        z = lambda y: (y - m) / s
        return lambda y: mp.log(2 * ncdf(a * z(y))) - z(y) ** 2 / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2, None, None
    if family == "vonmises":
        m, k = t
        return lambda y: k * mp.cos(y - m) - mp.log(2 * mp.pi * mp.besseli(0, k)), None, None
    if family == "truncatednormal":  # to [0, 4]
        m, s = t
        mass = mp.log(ncdf((4 - m) / s) - ncdf(-m / s))
        return lambda y: -((y - m) / s) ** 2 / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2 - mass, None, None
    raise KeyError(family)


def loglik(family, t, y, upper, status, w):
    f, cdf, surv = log_parts(family, t)
    sum = mp.mpf(0)
    for v, u, s, k in zip(y, upper, status, w):
        v, u = mp.mpf(v), mp.mpf(u)
        if s == 0:
            l = f(v)
        elif s == 1:
            l = surv(v)
        elif s == -1:
            l = cdf(v)
        else:
            l = mp.log(mp.exp(cdf(u)) - mp.exp(cdf(v)))
        sum += k * l
    return sum


def maximize(family, start, data):
    """Newton's method on differences in 30 digits."""
    mp.mp.dps = 50
    t = [mp.mpf(float(v)) for v in start]
    n = len(t)
    h = [mp.mpf(10) ** -12 * max(1, abs(v)) for v in t]
    f = lambda s: loglik(family, s, *data)

    def shift(s, *moves):
        s = list(s)
        for i, k in moves:
            s[i] += k * h[i]
        return f(s)

    for _ in range(40):
        here = f(t)
        grad = mp.matrix([(shift(t, (i, 1)) - shift(t, (i, -1))) / (2 * h[i]) for i in range(n)])
        hess = mp.matrix(n, n)
        for i in range(n):
            for j in range(i + 1):
                if i == j:
                    v = (shift(t, (i, 1)) - 2 * here + shift(t, (i, -1))) / h[i] ** 2
                else:
                    v = (shift(t, (i, 1), (j, 1)) - shift(t, (i, 1), (j, -1)) - shift(t, (i, -1), (j, 1)) + shift(t, (i, -1), (j, -1))) / (4 * h[i] * h[j])
                hess[i, j] = hess[j, i] = v
        step = -mp.lu_solve(hess, grad)
        size = mp.mpf(1)
        while size > 1e-6 and not (all(t[i] + size * step[i] > 0 or start[i] <= 0 for i in range(n)) and f([t[i] + size * step[i] for i in range(n)]) >= here):
            size /= 2
        t = [t[i] + size * step[i] for i in range(n)]
        if max(abs(s) for s in step) < mp.mpf(10) ** -16:
            break
    cov = (-hess) ** -1
    return [float(v) for v in t], [float(mp.sqrt(cov[i, i])) for i in range(n)], float(f(t))


def fits():
    out = []
    rng = np.random.default_rng(11)

    def add(family, start, y, upper=None, status=None, w=None):
        n = len(y)
        y = [float(v) for v in y]  # of counts mpmath takes no numpy integers
        upper = [0.0] * n if upper is None else upper
        status = [0] * n if status is None else status
        w = [1.0] * n if w is None else [float(v) for v in w]
        est, se, ll = maximize(family, start, (y, upper, status, w))
        out.append({"family": family, "y": list(map(float, y)), "upper": list(map(float, upper)), "status": list(map(int, status)), "w": list(map(float, w)), "estimates": est, "stderr": se, "loglik": ll})

    def right(y, c):
        return np.minimum(y, c), (y > c).astype(int)

    y = rng.normal(3, 2, 40)
    add("normal", (3, 2), y, w=rng.integers(1, 4, 40))
    c, s = right(y, 4.0)
    fit = st.norm.fit(st.CensoredData.right_censored(c, s > 0))
    add("normal", fit, c, status=s)
    y = 2 * rng.weibull(1.5, 50)
    c, s = right(y, 2.5)
    k, _, scale = st.weibull_min.fit(st.CensoredData.right_censored(c, s > 0), floc=0)
    add("weibull", (k, scale), c, status=s)
    y = rng.exponential(0.5, 30)
    c, s = right(y, 0.8)
    _, scale = st.expon.fit(st.CensoredData.right_censored(c, s > 0), floc=0)
    add("exponential", (1 / scale,), c, status=s)
    y = rng.lognormal(0.5, 0.8, 40)  # left-censored below 0.8
    c, s = np.maximum(y, 0.8), -(y < 0.8).astype(int)
    shape, _, scale = st.lognorm.fit(st.CensoredData.left_censored(c, s < 0), floc=0)
    add("lognormal", (np.log(scale), shape), c, status=s)
    y = rng.logistic(1, 2, 60)  # rounded to whole numbers
    lo, hi = np.floor(y), np.floor(y) + 1
    m, scale = st.logistic.fit(st.CensoredData(interval=np.stack([lo, hi], 1)))
    add("logistic", (m, scale), lo, upper=hi, status=[2] * 60)
    y = rng.gumbel(1, 2, 45)
    lo, hi, s = y.copy(), np.zeros(45), np.zeros(45, int)
    for i in range(45):
        if i % 3 == 0:
            lo[i], hi[i], s[i] = np.floor(y[i]), np.floor(y[i]) + 1, 2
        elif i % 5 == 0:
            s[i] = 1
        elif i % 7 == 0:
            s[i] = -1
    add("gumbel", (1, 2), lo, hi, s)
    add("beta", (2, 5), rng.beta(2, 5, 40))
    add("negativebinomial", (4, 1.5), rng.negative_binomial(1.5, 1.5 / 5.5, 80))
    return out


def shapes():
    """Fits of the families of later: scipy's fits are starts; that of the asymmetric Laplace is over
    the places of all values, with the expected information by quadrature."""
    out = []
    rng = np.random.default_rng(12)

    def add(family, y, start):
        y = [float(v) for v in y]
        rows = (y, [0.0] * len(y), [0] * len(y), [1.0] * len(y))
        est, se, ll = maximize(family, start, rows)
        out.append({"family": family, "y": y, "upper": None, "status": None, "w": None, "estimates": est, "stderr": se, "loglik": ll})

    for a in (4, -2):
        y = st.skewnorm.rvs(a, loc=1, scale=2, size=60, random_state=rng)
        shape, loc, scale = st.skewnorm.fit(y)
        add("skewnormal", y, (loc, scale, shape))
    add("vonmises", st.vonmises.rvs(2.5, loc=3, size=50, random_state=rng), (3, 2))  # on both sides of pi
    add("truncatednormal", st.truncnorm.rvs(-0.5, 1.5, loc=1, scale=2, size=60, random_state=rng), (1, 2))
    out.append(asymmetric(st.laplace_asymmetric.rvs(1.7, loc=1, scale=2, size=40, random_state=rng)))
    return out


def asymmetric(y):
    mp.mp.dps = 30
    y = [mp.mpf(float(v)) for v in y]
    n = len(y)
    f = lambda v, m, s, k: -mp.log(s * (k + 1 / k)) - (k * (v - m) if v >= m else (m - v) / k) / s
    best = None
    for m in sorted(y)[1:-1]:
        a, b = mp.fsum(max(v - m, 0) for v in y), mp.fsum(max(m - v, 0) for v in y)
        l = lambda s, k: -n * mp.log(s * (k + 1 / k)) - (k * a + b / k) / s
        s, k = mp.findroot(lambda s, k: [mp.diff(l, (s, k), (1, 0)), mp.diff(l, (s, k), (0, 1))], (mp.sqrt(a * b) / n * 2, mp.root(b / a, 4)))
        value = mp.fsum(f(v, m, s, k) for v in y)
        if best is None or value > best[0]:
            best = value, m, s, k
    value, m, s, k = best
    scores = [lambda v: k / s if v >= m else -1 / (k * s)] + [lambda v, d=d: mp.diff(lambda *t: f(v, m, *t), (s, k), d) for d in ((1, 0), (0, 1))]
    info = mp.matrix(3, 3)
    for i in range(3):
        for j in range(i + 1):
            g = lambda v: scores[i](v) * scores[j](v) * mp.exp(f(v, m, s, k))
            edge = mp.mpf(10) ** -25
            info[i, j] = info[j, i] = n * (mp.quad(g, [m - 80 * s * k, m - 10 * s * k, m - edge]) + mp.quad(g, [m + edge, m + 10 * s / k, m + 80 * s / k]))
    cov = info ** -1
    return {"family": "asymmetriclaplace", "y": [float(v) for v in y], "upper": None, "status": None, "w": None,
            "estimates": [float(v) for v in (m, s, k)], "stderr": [float(mp.sqrt(cov[i, i])) for i in range(3)], "loglik": float(value)}
