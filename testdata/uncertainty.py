"""Writes uncertainty.json: NumPy's legacy random numbers, the data of the notebook of four uncertainties and its exact fits.

Run: python uncertainty.py (see requirements.txt). The fits of the last case minimize the negative ELBO of a mean-field posterior,
whose expectation over the scale's weights is a Gauss-Hermite sum of 120 points; gradients are numerical, polished from several starts.
"""
import json
import os

import numpy as np
from scipy.optimize import minimize

W0, B0, N, LO, HI = 0.125, 5.0, 150, -20.0, 60.0


def states():
    out = []
    for seed in (0, 1, 43, 5489, 2**32 - 1):
        r = np.random.RandomState(seed)
        rand = r.rand(5).tolist()
        randn = r.randn(3).tolist()  # leaves a spare
        between = r.rand(1000).tolist()[-1:]
        later = r.randn(1001).tolist()
        out.append(dict(Seed=seed, Rand=rand, Randn=randn, Between=between, Later=[later[0], later[1], later[-1]]))
    return out


def data():
    r = np.random.RandomState(43)
    x = (HI - LO) * r.rand(N) + LO
    eps = r.randn(N) * 3 * (0.25 + ((x - LO) / (HI - LO)) ** 2)
    return x, W0 * x * (1 + np.sin(x)) + B0 + eps


def softplus(t):
    return np.logaddexp(0, t)


def polish(f, starts):
    best = None
    for start in starts:
        p = start
        for _ in range(6):
            p = minimize(f, p, method="Nelder-Mead", options=dict(xatol=1e-11, fatol=1e-14, maxiter=40000, maxfev=40000)).x
            p = minimize(f, p, method="BFGS", options=dict(gtol=1e-10)).x
        if best is None or f(p) < f(best):
            best = p
    return best


def aleatoric(x, y):
    def nll(p):
        k0, k1, b0, b1 = p[0] / 10, p[1], p[2], p[3] * 10
        s = 1e-3 + softplus(0.05 * (k1 * x + b1))
        return np.mean(0.5 * ((y - k0 * x - b0) / s) ** 2 + np.log(s)) + 0.5 * np.log(2 * np.pi)

    p = polish(nll, [np.array([1.3, 1, 5, 3.0])])
    return dict(Kernel=[p[0] / 10, p[1]], Bias=[p[2], p[3] * 10], NLL=nll(p))


def epistemic(x, y):
    a = np.c_[x, np.ones(N)]
    precision = a.T @ a + np.eye(2)
    cov = np.linalg.inv(precision)
    sd = np.sqrt(np.diag(cov))
    mean = np.linalg.lstsq(a, y, rcond=None)[0]
    return dict(Mean=mean.tolist(), SD=sd.tolist(), Corr=cov[0, 1] / sd[0] / sd[1], MeanField=(1 / np.sqrt(np.diag(precision))).tolist())


def both(x, y):
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    weights = weights / weights.sum()
    unit = np.array([0.01, 0.5, 1.0, 10.0])  # rough sizes, so that the search is round

    def loss(p):
        mu, sd = p[:4] * unit, np.exp(p[4:]) * unit
        k0, k1, b0, b1 = mu
        residual = (y - k0 * x - b0) ** 2 + (sd[0] * x) ** 2 + sd[2] ** 2
        t = (k1 * x + b1)[:, None] + np.hypot(sd[1] * x, sd[3])[:, None] * nodes
        s = 1e-3 + softplus(0.01 * t)
        nll = np.log(s) @ weights + 0.5 * residual * (s**-2 @ weights)
        kl = np.sum(0.5 * (sd**2 - 1) - np.log(sd))  # from a prior N(mu, 1): its location is trainable
        return np.mean(nll) + kl / N + 0.5 * np.log(2 * np.pi)

    p = polish(loss, [np.array([13, 5, 5, 10, 0, 0, -2, -2.0]), np.array([13, 8, 5, 15, 0, -1, -2, -3.0])])
    return dict(Mean=(p[:4] * unit).tolist(), SD=(np.exp(p[4:]) * unit).tolist(), Loss=loss(p))


def main():
    x, y = data()
    a = np.c_[x, np.ones(N)]
    ols = np.linalg.lstsq(a, y, rcond=None)[0]
    rss = np.mean((y - a @ ols) ** 2)
    none = dict(Kernel=[ols[0]], Bias=[ols[1]], NLL=0.5 * rss + 0.5 * np.log(2 * np.pi))
    out = dict(States=states(), X=x.tolist(), Y=y.tolist(), Point=none, Aleatoric=aleatoric(x, y), Epistemic=epistemic(x, y), Both=both(x, y))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "uncertainty.json"), "w") as f:
        json.dump(out, f, indent=0)
        f.write("\n")


main()
