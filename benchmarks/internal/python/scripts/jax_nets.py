"""The networks in JAX, Flax, Optax and TFP, as the lecture writes them. TFP is imported only where it is used."""
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


def distribution(kind, outputs):
    """p(y | x) of the heads' outputs."""
    from tensorflow_probability.substrates import jax as tfp
    tfd = tfp.distributions
    a, b, c = outputs
    component = tfd.Normal(b, c) if kind == "mdn-normal" else tfd.Beta(b, c)
    return tfd.MixtureSameFamily(tfd.Categorical(logits=a), component)


def start(kind, widths):
    """A network, its parameters and the solver's state."""
    net = Net(kind, tuple(widths))
    params = net.init(jax.random.PRNGKey(0), jnp.zeros((1, 14)))
    return net, params, SOLVER.init(params)


def step_of(net):
    """One training step, to be compiled."""
    def loss(params, x, y):
        out = net.apply(params, x)
        if net.kind == "mse":
            return jnp.mean((out - y) ** 2)
        return -jnp.mean(distribution(net.kind, out).log_prob(y))

    def step(params, state, x, y):
        value, grads = jax.value_and_grad(loss)(params, x, y)
        updates, state = SOLVER.update(grads, state, params)
        return optax.apply_updates(params, updates), state, value
    return step
