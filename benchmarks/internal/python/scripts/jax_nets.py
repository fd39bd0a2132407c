"""The networks in JAX, Flax, Optax and TFP, as the lecture writes them. TFP is imported only where it is used."""
from functools import partial

import flax.linen as nn
import jax
import jax.numpy as jnp
import optax

SOLVER = optax.adam(1e-3)


class Net(nn.Module):
    """x (n, 14) -> the outputs of the heads: one (n) for mse, three (n, 16) for the mixtures."""
    kind: str
    widths: tuple

    @nn.compact
    def __call__(self, x):
        for w in self.widths[:-1]:
            x = nn.relu(nn.Dense(w)(x))
        x = nn.tanh(nn.Dense(self.widths[-1])(x))
        if self.kind == "mse":
            return nn.Dense(1)(x)[:, 0]
        a, b, c = nn.Dense(16)(x), nn.Dense(16)(x), nn.Dense(16)(x)
        if self.kind == "mdn-normal":
            return a, b, 1e-3 + jax.nn.softplus(c)
        return a, 1 + jax.nn.softplus(b), 1 + jax.nn.softplus(c)


class RandomDense(nn.Module):
    """A dense layer with independent normal weights, drawn once a call, and their divergence from N(0, 1)."""
    units: int

    @nn.compact
    def __call__(self, x):
        shape = (x.shape[-1], self.units)
        loc, low = self.param("loc", nn.initializers.lecun_normal(), shape), self.param("low", nn.initializers.constant(-3.), shape)
        bias, bias_low = self.param("bias", nn.initializers.zeros, (self.units,)), self.param("bias_low", nn.initializers.constant(-3.), (self.units,))
        scale, bias_scale = jax.nn.softplus(low), jax.nn.softplus(bias_low)
        k, l = jax.random.split(self.make_rng("noise"))
        kernel, offset = loc + scale * jax.random.normal(k, shape), bias + bias_scale * jax.random.normal(l, bias.shape)

        def kl(m, s):
            return jnp.sum(.5 * (s * s + m * m - 1) - jnp.log(s))
        self.sow("kl", "kl", kl(loc, scale) + kl(bias, bias_scale))
        return x @ kernel + offset


class RandomNet(nn.Module):
    """x (n, 14) -> mean and standard deviation (n): with random weights (bbb), or dropout at a rate of .1 (mcd)."""
    kind: str
    widths: tuple

    @nn.compact
    def __call__(self, x):
        dense = RandomDense if self.kind == "bbb" else nn.Dense
        drop = (lambda x: x) if self.kind == "bbb" else (lambda x: nn.Dropout(.1, deterministic=False)(x))
        for w in self.widths[:-1]:
            x = drop(nn.relu(dense(w)(x)))
        x = drop(jnp.tanh(dense(self.widths[-1])(x)))
        out = dense(2)(x)
        return out[:, 0], 1e-3 + jax.nn.softplus(out[:, 1])


RANDOM = ("bbb", "mcd")
ROWS = 200_000  # of the data that the divergence is spread over


def draw(net, params, x, key):
    """The outputs of a RandomNet at one draw, and the divergence of its weights."""
    out, sown = net.apply(params, x, rngs={"noise": key, "dropout": key}, mutable=["kl"])
    return out, sum(jax.tree_util.tree_leaves(sown))


def distribution(kind, outputs):
    """p(y | x) of the heads' outputs."""
    from tensorflow_probability.substrates import jax as tfp
    tfd = tfp.distributions
    if kind in RANDOM:
        return tfd.Normal(*outputs)
    a, b, c = outputs
    component = tfd.Normal(b, c) if kind == "mdn-normal" else tfd.Beta(b, c)
    return tfd.MixtureSameFamily(tfd.Categorical(logits=a), component)


def start(kind, widths):
    """A network, its parameters and the solver's state, which has the key of the noise where there is some."""
    if kind in RANDOM:
        net, keys = RandomNet(kind, tuple(widths)), jax.random.split(jax.random.PRNGKey(0), 4)
        params = {"params": net.init(dict(zip(("params", "noise", "dropout"), keys)), jnp.zeros((1, 14)))["params"]}
        return net, params, (SOLVER.init(params), keys[3])
    net = Net(kind, tuple(widths))
    params = net.init(jax.random.PRNGKey(0), jnp.zeros((1, 14)))
    return net, params, SOLVER.init(params)


def update(params, state, grads):
    updates, state = SOLVER.update(grads, state, params)
    return optax.apply_updates(params, updates), state


def epoch_of(step, x, y, batch, steps):
    """An epoch over shuffled rows as one scan."""
    @partial(jax.jit, donate_argnums=(0, 1))
    def epoch(params, state, key):
        def body(carry, rows):
            params, state, value = step(*carry, x[rows], y[rows])
            return (params, state), value
        rows = jax.random.permutation(key, batch * steps).reshape(steps, batch)
        (params, state), values = jax.lax.scan(body, (params, state), rows)
        return params, state, values.mean()
    return epoch


def step_of(net):
    """One training step, to be compiled."""
    def loss(params, x, y):
        out = net.apply(params, x)
        if net.kind == "mse":
            return jnp.mean((out - y) ** 2)
        return -jnp.mean(distribution(net.kind, out).log_prob(y))

    def step(params, state, x, y):
        value, grads = jax.value_and_grad(loss)(params, x, y)
        return *update(params, state, grads), value

    def random_loss(params, x, y, key):
        out, kl = draw(net, params, x, key)
        return kl / ROWS - jnp.mean(distribution(net.kind, out).log_prob(y))

    def random_step(params, state, x, y):
        state, key = state
        key, now = jax.random.split(key)
        value, grads = jax.value_and_grad(random_loss)(params, x, y, now)
        params, state = update(params, state, grads)
        return params, (state, key), value
    return random_step if net.kind in RANDOM else step
