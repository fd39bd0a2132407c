"""Hessians and generalized Gauss-Newton matrices of -log p by all weights of small networks, in JAX, float64.

Writes laplace.json, which bnn/laplace_golden_test.go repeats. Run: pip install -r requirements.txt; python laplace.py
"""
import json, os
import jax, jax.numpy as jnp, numpy as np
from tensorflow_probability.substrates import jax as tfp

jax.config.update("jax_enable_x64", True)
tfd = tfp.distributions
r = np.random.default_rng(3)
cut = lambda z, *n: jnp.split(z, np.cumsum(n)[:-1], axis=-1)
one = lambda v: v[..., 0]
HEADS = {  # the layers that the distribution is made of, and how; in the order of the network
    "normal": (["loc", "scale"], [1, 1], lambda z: tfd.Normal(one(z[0]), jnp.exp(one(z[1])))),
    "poisson": (["rate"], [1], lambda z: tfd.Poisson(log_rate=one(z[0]))),
    "student": (["loc", "scale"], [1, 1], lambda z: tfd.StudentT(4., one(z[0]), jnp.exp(one(z[1])))),
    "mixture": (["logits", "loc", "scale"], [2, 2, 2], lambda z: tfd.MixtureSameFamily(tfd.Categorical(logits=z[0]), tfd.Normal(z[1], jnp.exp(z[2])))),
    "bernoulli": (["logits"], [1], lambda z: tfd.Bernoulli(logits=one(z[0]))),
    "categorical": (["logits"], [3], lambda z: tfd.Categorical(logits=z[0])),
}
COUNTS = {"poisson": lambda: r.poisson(2., size=12), "bernoulli": lambda: r.integers(2, size=12), "categorical": lambda: r.integers(3, size=12)}


def case(kind):
    names, sizes, head = HEADS[kind]
    x = r.normal(size=(12, 2))
    y = COUNTS[kind]().astype(float) if kind in COUNTS else x[:, 0] + .5 * r.normal(size=12)
    paths = {"body": (2, 3), **{n: (3, k) for n, k in zip(names, sizes)}}
    p = {}
    for n, (i, o) in paths.items():
        p[n + "/kernel"], p[n + "/bias"] = .5 * r.normal(size=(i, o)), .3 * r.normal(size=o)
    order = list(p)
    at = np.cumsum([0] + [p[k].size for k in order])
    flat = np.concatenate([p[k].ravel() for k in order])
    un = lambda v: {k: v[a:b].reshape(p[k].shape) for k, a, b in zip(order, at, at[1:])}
    dense = lambda q, n, h: h @ q[n + "/kernel"] + q[n + "/bias"]
    def outputs(v, x):
        q = un(v)
        h = jnp.tanh(dense(q, "body", x))
        return jnp.concatenate([dense(q, n, h) for n in names], -1)
    nll = lambda z, y: -head(cut(z, *sizes)).log_prob(y)
    total = lambda v: jnp.sum(nll(outputs(v, x), y))
    hessian = jax.jit(jax.hessian(total))(flat)
    def row(x, y):
        z, j = outputs(flat, x), jax.jacobian(outputs)(flat, x)
        return j.T @ jax.hessian(nll)(z, y) @ j
    ggn = jax.jit(jax.vmap(row))(x, y).sum(0)
    return dict(X=x.tolist(), Y=y.tolist(), Paths=order, Params={k: p[k].tolist() for k in order}, Hessian=np.asarray(hessian).tolist(), GGN=np.asarray(ggn).tolist(), Loss=float(total(flat)))


json.dump({k: case(k) for k in HEADS}, open(os.path.join(os.path.dirname(__file__), "laplace.json"), "w"))
