"""Writes diagnose.json: chains and their R-hat and effective sizes by the formulas of Stan and of the R package
posterior 1.6 (Vehtari et al. 2021, arXiv:1903.08008), written out in numpy. requirements.txt pins what it needs."""
import json
import numpy as np
from scipy.stats import norm, rankdata


def halves(x):
    h = x.shape[1] // 2
    return np.concatenate([x[:, :h], x[:, -h:]])


def scores(x):
    return norm.ppf((rankdata(x.ravel()).reshape(x.shape) - 0.375) / (x.size + 0.25))


def autocovariances(c):
    c = c - c.mean()
    return [np.dot(c[: len(c) - k], c[k:]) / len(c) for k in range(len(c))]


def pooled(x):
    n = x.shape[1]
    within = x.var(1, ddof=1).mean()
    return within, within * (n - 1) / n + x.mean(1).var(ddof=1)


def rhat(x):
    within, total = pooled(x)
    return np.sqrt(total / within)


def ess(x):
    m, n = x.shape
    within, total = pooled(x)
    mean = np.mean([autocovariances(c) for c in x], 0)
    rho = 1 - (within - mean) / total
    rho[0] = 1
    t = 0
    while t < n - 5 and rho[t] + rho[t + 1] > 0:
        t += 2
    last = max(rho[t], 0)
    for k in range(2, t, 2):
        if rho[k] + rho[k + 1] > rho[k - 2] + rho[k - 1]:
            rho[k] = rho[k + 1] = (rho[k - 2] + rho[k - 1]) / 2
    return m * n / max(-1 + 2 * rho[:t].sum() + last, 1 / np.log10(m * n))


out = []
for n, phi, apart in [(20, 0.5, 0.1), (20, 0.9, 0.1), (41, -0.5, 0), (80, 0, 0.3), (81, 0.9, 0.1)]:
    r = np.random.default_rng(n)
    x = r.standard_normal((4, n))
    for i in range(1, n):
        x[:, i] += phi * x[:, i - 1]
    x = np.round(x + apart * np.arange(4)[:, None], 2)  # some draws are equal
    s = halves(x)
    folded = abs(s - np.median(s))
    out.append({"chains": x.tolist(), "rhat": max(rhat(scores(s)), rhat(scores(folded))), "bulk": ess(scores(s)), "mean": ess(s), "tail": min(ess(halves(1.0 * (x <= np.quantile(x, q)))) for q in (0.05, 0.95))})
json.dump(out, open("diagnose.json", "w"))
