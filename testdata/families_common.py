"""What the generators of the goldens of scalar families share."""
import mpmath as mp

mp.mp.dps = 60
INF, NAN = mp.inf, mp.nan
QUANTILES = [1e-12, 0.5, 1 - 1e-9]
NOISE = [-30.0, -6.0, -1.5, 0.25, 3.0, 9.0, 30.0]
M = mp.mpf


def num(v):
    """A float64 as JSON can carry it."""
    if v is None:
        return None
    if isinstance(v, (list, tuple)):
        return [num(x) for x in v]
    v = float(v)
    return v if abs(v) < float("inf") else str(v)


def log0(v):
    return mp.log(v) if v > 0 else -INF


def log_phi(x):
    """log Phi(x)."""
    return log1m_exp(log_phi(-x)) if x > 5 else mp.log(mp.erfc(-x / mp.sqrt(2)) / 2)


def log1m_exp(x):
    """log(1 - e^x), x <= 0, for e^x far below the working precision too."""
    if x >= 0:
        return -INF
    return mp.log(-mp.expm1(x)) if x > -1 else mp.log1p(-mp.exp(x))


def phi(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def solve(f, df, x, lo, hi):
    """The root of an increasing f in (lo, hi) by Newton's method, with bisection where that leaves the bracket."""
    for _ in range(2000):
        fx = f(x)
        if fx == 0:
            return x
        if fx > 0:
            hi = x
        else:
            lo = x
        step = fx / df(x)
        new = x - step
        if not lo < new < hi:
            if lo == -INF:
                new = 2 * min(hi, M(-1)) - 1
            elif hi == INF:
                new = 2 * max(lo, M(1)) + 1
            elif lo >= 0 and hi > 4 * lo:
                new = mp.sqrt(lo * hi) if lo > 0 else hi * M(10) ** -20
            else:
                new = (lo + hi) / 2
        if abs(new - x) <= abs(x) * M(10) ** -22:
            return new
        x = new
    raise ArithmeticError("no root")


class Case:
    """One parameter set of a family, to be completed by it. at is the float64 parameters, y the arguments."""

    discrete = False
    mean = variance = mode = entropy = skewness = kurtosis = None

    def __init__(self, at, y):
        self.at, self.y = at, [float(v) for v in y]
        self.p = [[M(v) for v in a] if isinstance(a, (list, tuple)) else M(a) for a in at]
        self.setup(*self.p)

    def record(self):
        points = [self.point(M(v)) for v in self.y]  # (logprob, logcdf, logsurvival, grad)
        out = dict(zip(self.params, num(self.at)))
        out["y"] = num(self.y)
        out["logprob"] = num([p[0] for p in points])
        out["cdf"] = num([mp.exp(p[1]) for p in points])
        out["logcdf"] = num([p[1] for p in points])
        out["logsurvival"] = num([p[2] for p in points])
        names = self.params + ([] if self.discrete else ["y"])
        finite = lambda g: g is not None and mp.isfinite(g) if not isinstance(g, list) else True
        out["grad"] = {n: [num(p[3][n]) if p[3] and mp.isfinite(p[0]) and finite(p[3].get(n)) else None for p in points] for n in names}
        for q in ("mean", "variance", "mode", "entropy", "skewness", "kurtosis"):
            out[q] = num(getattr(self, q))
        out["quantile"] = num([self.quantile(mp.log(M(p)), mp.log1p(-M(p))) for p in QUANTILES])
        if not self.discrete:
            draws = [(v, *self.sample(M(v))) for v in NOISE]
            draws = [d for d in draws if mp.isfinite(d[1]) and (d[1] == 0 or 1e-300 < abs(d[1]) < 1e300) and d[1] != 0]
            out["noise"] = [d[0] for d in draws]
            out["sample"] = num([d[1] for d in draws])
            out["dsample"] = {n: [num(d[2].get(n)) for d in draws] for n in self.params}
        return out

    def sample(self, noise):
        z = self.quantile(log_phi(noise), log_phi(-noise))
        return z, self.dsample(z, noise)


class Family:
    def __init__(self, case, params, sets):
        case.params = self.params = params
        self.case, self.sets = case, sets

    def cases(self):
        return [self.case(at, y) for at, y in self.sets]
