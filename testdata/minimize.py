"""Minima of small losses by scipy's L-BFGS-B, float64: data, where it begins, the least mean loss and where it is.

Writes minimize.json, which training/minimize_test.go repeats. Run: pip install -r requirements.txt; python minimize.py
"""
import json, os
import jax, jax.numpy as jnp, numpy as np
from scipy.optimize import least_squares, minimize
from tensorflow_probability.substrates import jax as tfp

jax.config.update("jax_enable_x64", True)
tfd = tfp.distributions
r = np.random.default_rng(14)
dense = lambda p, n, x: x @ p[n + "/kernel"] + p[n + "/bias"]

NETS = {  # a distribution of the target, of parameters by path in the order in which the network declares them
    "logistic": lambda p, x: tfd.Bernoulli(logits=dense(p, "out", x)[:, 0]),
    "mlp": lambda p, x: tfd.Normal(dense(p, "out", jnp.tanh(dense(p, "body", x)))[:, 0], 1.),
    "heteroscedastic": lambda p, x: tfd.Normal(dense(p, "loc", x)[:, 0], jnp.exp(dense(p, "scale", x)[:, 0])),
    "poisson": lambda p, x: tfd.Poisson(log_rate=dense(p, "out", x)[:, 0]),
}
SHAPES = {
    "logistic": {"out/kernel": (3, 1), "out/bias": (1,)},
    "mlp": {"body/kernel": (2, 3), "body/bias": (3,), "out/kernel": (3, 1), "out/bias": (1,)},
    "heteroscedastic": {"loc/kernel": (3, 1), "loc/bias": (1,), "scale/kernel": (3, 1), "scale/bias": (1,)},
    "poisson": {"out/kernel": (3, 1), "out/bias": (1,)},
}
TEACHER = {k: 1. * r.normal(size=s) for k, s in SHAPES["mlp"].items()}


def data(kind):
    n, d = 200, SHAPES[kind][next(iter(SHAPES[kind]))][0]
    x, w = r.normal(size=(n, d)), r.uniform(.5, 1.5, size=n)
    s = x.sum(1)
    y = {
        "logistic": lambda: (r.random(n) < 1 / (1 + np.exp(-s))).astype(float),
        "mlp": lambda: np.asarray(NETS[kind](TEACHER, x).loc) + .1 * r.normal(size=n),
        "heteroscedastic": lambda: s + np.exp(.5 * x[:, 0] - 1) * r.normal(size=n),
        "poisson": lambda: r.poisson(np.exp(.4 * s)).astype(float),
    }[kind]()
    return x, y, w / w.mean()


def case(kind):
    x, y, w = data(kind)
    sizes = [int(np.prod(s)) for s in SHAPES[kind].values()]
    cut = lambda v: {k: u.reshape(s) for (k, s), u in zip(SHAPES[kind].items(), jnp.split(v, np.cumsum(sizes)[:-1]))}
    loss = lambda v: -jnp.mean(w * NETS[kind](cut(v), x).log_prob(y))
    f, g = jax.jit(loss), jax.jit(jax.grad(loss))
    start = r.normal(size=sum(sizes)) * .3

    def least(v, tries=2):  # begun again, for it ends where its line search is lost in rounding
        for _ in range(tries):
            v = minimize(f, v, jac=g, method="L-BFGS-B", options=dict(ftol=0, gtol=1e-11, maxiter=2000, maxfun=2000, maxls=30)).x
        return v

    if kind == "mlp":  # it has many minima: begin near one
        start += np.concatenate([v.ravel() for v in TEACHER.values()])
    best = least(start)
    values = lambda v: {k: np.asarray(u).tolist() for k, u in cut(v).items()}
    out = dict(X=x.tolist(), Y=y.tolist(), W=w.tolist(), Start=values(start), Least=values(best), Loss=float(f(best)), Grad=float(np.abs(g(best)).max()))
    if kind == "mlp":
        residual = lambda v: np.sqrt(w) * (np.asarray(NETS[kind](cut(v), x).loc) - y)
        lsq = least_squares(residual, start, method="lm", xtol=1e-15, ftol=1e-15, gtol=1e-15)
        out["Squares"], out["Calls"] = float((residual(lsq.x) ** 2).sum()), int(lsq.nfev)
    return out


out = {k: case(k) for k in NETS}
for k, c in out.items():
    print(k, c["Loss"], c["Grad"], c.get("Squares"), c.get("Calls"))
json.dump(out, open(os.path.join(os.path.dirname(__file__), "minimize.json"), "w"))
