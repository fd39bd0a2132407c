"""Twenty steps of training two small mixture density networks in JAX, float64: parameters, data, losses and the parameters after.

Writes training.json, which training/golden_test.go repeats. Run: pip install -r requirements.txt; python training.py
"""
import json, os
import jax, jax.numpy as jnp, numpy as np, flax.linen as nn, optax
from tensorflow_probability.substrates import jax as tfp

jax.config.update("jax_enable_x64", True)
tfd = tfp.distributions


class MDN(nn.Module):
    kind: str

    @nn.compact
    def __call__(self, x):
        d = lambda n, name: nn.Dense(n, name=name, param_dtype=jnp.float64)
        h = jnp.tanh(d(8, "dense_1")(nn.relu(d(8, "dense_0")(x))))
        logits, a, b = d(4, "logits")(h), d(4, "first")(h), d(4, "second")(h)
        if self.kind == "beta":
            c = tfd.Beta(1 + jax.nn.softplus(a), 1 + jax.nn.softplus(b))
        else:
            c = tfd.Normal(a, 1e-3 + jax.nn.softplus(b))
        return tfd.MixtureSameFamily(tfd.Categorical(logits=logits), c)


def steps(kind):
    r = np.random.default_rng(1)
    x, y, w = r.normal(size=(20, 10, 3)), r.uniform(.02, .98, size=(20, 10)), r.uniform(.5, 1.5, size=(20, 10))
    net = MDN(kind)
    p = net.init(jax.random.PRNGKey(0), x[0])
    p = jax.tree_util.tree_map(lambda v: v + .1 * r.normal(size=v.shape), p)  # biases too
    tx = optax.chain(optax.clip_by_global_norm(1.), optax.adam(lambda k: 1e-2 * .9**k))
    st, first, losses = tx.init(p), p, []
    f = jax.jit(jax.value_and_grad(lambda p, x, y, w: -jnp.mean(w * net.apply(p, x).log_prob(y))))
    for k in range(20):
        l, g = f(p, x[k], y[k], w[k])
        u, st = tx.update(g, st, p)
        p = optax.apply_updates(p, u)
        losses.append(float(l))
    flat = lambda p: {f"{a}/{b}": np.asarray(v).tolist() for a, q in p["params"].items() for b, v in q.items()}
    return dict(x=x.tolist(), y=y.tolist(), w=w.tolist(), before=flat(first), losses=losses, after=flat(p))


here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "training.json"), "w") as out:
    json.dump({k: steps(k) for k in ("normal", "beta")}, out)
