"""Compares families.json with scipy and TFP: where they agree is silent, where they are off is printed to stderr.

    python families_check.py families.json
"""
import json
import os
import sys

os.environ["JAX_ENABLE_X64"] = "1"
import numpy as np
import scipy.stats as st
from scipy.special import expit
from tensorflow_probability.substrates import jax as tfp

tfd = tfp.distributions
SCIPY = {
    "normal": lambda loc, scale: st.norm(loc, scale), "lognormal": lambda loc, scale: st.lognorm(scale, 0, np.exp(loc)),
    "laplace": lambda loc, scale: st.laplace(loc, scale), "cauchy": lambda loc, scale: st.cauchy(loc, scale),
    "logistic": lambda loc, scale: st.logistic(loc, scale), "gumbel": lambda loc, scale: st.gumbel_r(loc, scale),
    "exponential": lambda rate: st.expon(0, 1 / rate), "uniform": lambda low, high: st.uniform(low, high - low),
    "halfnormal": lambda scale: st.halfnorm(0, scale), "halfcauchy": lambda scale: st.halfcauchy(0, scale),
    "weibull": lambda concentration, scale: st.weibull_min(concentration, 0, scale), "pareto": lambda concentration, scale: st.pareto(concentration, 0, scale),
    "truncatednormal": lambda loc, scale, low, high: st.truncnorm((low - loc) / scale, (high - loc) / scale, loc, scale),
    "studentt": lambda df, loc, scale: st.t(df, loc, scale), "gamma": lambda concentration, rate: st.gamma(concentration, 0, 1 / rate),
    "inversegamma": lambda concentration, scale: st.invgamma(concentration, 0, scale), "beta": lambda alpha, beta: st.beta(alpha, beta),
    "skewnormal": lambda loc, scale, shape: st.skewnorm(shape, loc, scale),
    "asymmetriclaplace": lambda loc, scale, asymmetry: st.laplace_asymmetric(asymmetry, loc, scale),
    "bernoulli": lambda logits: st.bernoulli(expit(logits)), "binomial": lambda total, logits: st.binom(total, expit(logits)),
    "poisson": lambda rate: st.poisson(rate), "negativebinomial": lambda mean, concentration: st.nbinom(concentration, concentration / (concentration + mean)),
    "geometric": lambda logits: st.geom(expit(logits), -1),
}
TFP = {
    "normal": lambda loc, scale: tfd.Normal(loc, scale), "lognormal": lambda loc, scale: tfd.LogNormal(loc, scale),
    "laplace": lambda loc, scale: tfd.Laplace(loc, scale), "cauchy": lambda loc, scale: tfd.Cauchy(loc, scale),
    "logistic": lambda loc, scale: tfd.Logistic(loc, scale), "gumbel": lambda loc, scale: tfd.Gumbel(loc, scale),
    "exponential": lambda rate: tfd.Exponential(rate), "halfnormal": lambda scale: tfd.HalfNormal(scale),
    "halfcauchy": lambda scale: tfd.HalfCauchy(0.0, scale), "weibull": lambda concentration, scale: tfd.Weibull(concentration, scale),
    "pareto": lambda concentration, scale: tfd.Pareto(concentration, scale), "kumaraswamy": lambda alpha, beta: tfd.Kumaraswamy(alpha, beta),
    "truncatednormal": lambda loc, scale, low, high: tfd.TruncatedNormal(loc, scale, low, high),
    "studentt": lambda df, loc, scale: tfd.StudentT(df, loc, scale), "gamma": lambda concentration, rate: tfd.Gamma(concentration, rate),
    "inversegamma": lambda concentration, scale: tfd.InverseGamma(concentration, scale), "beta": lambda alpha, beta: tfd.Beta(alpha, beta),
    "vonmises": lambda loc, concentration: tfd.VonMises(loc, concentration), "geometric": lambda logits: tfd.Geometric(logits=logits),
}
TFP_NAMES = {"logprob": "log_prob", "logcdf": "log_cdf", "logsurvival": "log_survival_function", "cdf": "cdf", "mean": "mean", "variance": "variance", "mode": "mode", "entropy": "entropy", "quantile": "quantile"}
SCIPY_NAMES = {"logprob": "logpdf", "logcdf": "logcdf", "logsurvival": "logsf", "cdf": "cdf", "mean": "mean", "variance": "var", "entropy": "entropy", "quantile": "ppf"}


def off(ours, theirs):
    """Relative errors, beyond 1 for logarithms too."""
    a, b = np.atleast_1d(np.array([np.nan if v is None else float(v) for v in np.atleast_1d(ours)])), np.atleast_1d(np.asarray(theirs, float))
    with np.errstate(all="ignore"):
        same = (a == b) | (np.isnan(a) & np.isnan(b))
        return np.where(same, 0, np.abs(a - b) / np.maximum(np.abs(a), 1e-300))


def compare(source, make, names, family, table, limit):
    for case in table["cases"]:
        at = [case[p] for p in table["params"]]
        try:
            d = make(*[np.float64(v) for v in at])
        except Exception as e:
            print(source, family, at, e, file=sys.stderr)
            continue
        for ours, theirs in names.items():
            if case.get(ours) is None:
                continue
            theirs = {"logpdf": "logpmf"}.get(theirs, theirs) if hasattr(d, "pmf") and "y" not in case["grad"] else theirs
            arg = {"quantile": [np.array([1e-12, 0.5, 1 - 1e-9])]}.get(ours, [np.array(case["y"], float)] if isinstance(case[ours], list) else [])
            try:
                e = off(case[ours], getattr(d, theirs)(*arg))
            except Exception as problem:
                continue
            if ours in ("logprob", "entropy"):
                e = e * np.minimum(1, np.abs(np.array([float(v) for v in np.atleast_1d(case[ours])])) + 1e-300)
            bad = ~(e < limit)
            if bad.any():
                j = int(np.argmax(np.where(np.isnan(e), np.inf, e)))
                where = f" at {case['y'][j]}" if ours != "quantile" and isinstance(case[ours], list) else ""
                print(f"{source} {family}{at} {ours}: {bad.sum()} of {len(e)} off, by up to {e[j]:.1e}{where}", file=sys.stderr)


def run(tables):
    for name, t in tables.items():
        for source, makers, names in (("scipy", SCIPY, SCIPY_NAMES), ("TFP", TFP, TFP_NAMES)):
            if name in makers:
                with np.errstate(all="ignore"):
                    compare(source, makers[name], names, name, t, 1e-9)


if __name__ == "__main__":
    run(json.load(open(sys.argv[1])))
