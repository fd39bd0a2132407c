"""Trains small networks with Flax in float64 and stores them, in float64 and float32, as convert_common.py says.

Of the ways in which users flatten variables there are examples of: "params/Dense_0/kernel" in .safetensors and .npz,
"params.Dense_0.kernel", and, in the NNX interface, names without collections.
Run: pip install -r convert_requirements.txt; python convert_flax.py
"""
import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np
import optax
from flax import linen as nn, nnx
from flax.traverse_util import flatten_dict, unflatten_dict
from safetensors.numpy import save_file

from convert_common import ROWS, data, log_density, path, store


class MLP(nn.Module):
    shape = (6,)

    @nn.compact
    def __call__(self, x, train=False):
        x = nn.tanh(nn.BatchNorm(use_running_average=not train, momentum=.9)(nn.Dense(16)(x)))
        x = nn.relu(nn.LayerNorm()(nn.Dense(16)(x)))
        x = nn.tanh(nn.Dense(16)(x))
        return nn.Dense(1)(x)


class Conv(nn.Module):
    shape = (8, 7, 2)

    @nn.compact
    def __call__(self, x, train=False):
        x = nn.relu(nn.Conv(4, (3, 2))(x))  # pads by SAME
        x = nn.max_pool(x, (2, 2), strides=(2, 2))
        x = nn.BatchNorm(use_running_average=not train, momentum=.9)(nn.Conv(6, (3, 2), padding="VALID")(x))
        x = x.reshape(x.shape[0], -1)  # channels last
        return nn.Dense(3)(nn.relu(nn.Dense(5)(x)))


class Conv1d(nn.Module):
    shape = (12, 3)

    @nn.compact
    def __call__(self, x, train=False):
        x = nn.tanh(nn.Conv(5, (3,), strides=2, padding=1)(x))
        x = nn.BatchNorm(use_running_average=not train, momentum=.9)(x.reshape(x.shape[0], -1))
        return nn.Dense(4, use_bias=False)(x)


class Embed(nn.Module):
    shape = (4,)

    @nn.compact
    def __call__(self, x, train=False):
        e = nn.Embed(7, 4)(x[:, 0].astype(int))
        return nn.Dense(1)(nn.sigmoid(nn.Dense(9)(jnp.concatenate([e, x[:, 1:]], 1))))


class MDN(nn.Module):
    shape = (5,)

    @nn.compact
    def __call__(self, x, train=False):
        h = nn.tanh(nn.Dense(16)(nn.tanh(nn.Dense(16)(x))))
        loc, scale = nn.Dense(3, name="loc")(h), nn.Dense(3, name="scale")(h)
        return nn.Dense(3, name="logits")(h), loc, nn.softplus(scale) + 1e-3


NETS = {"mlp": MLP(), "conv": Conv(), "conv1d": Conv1d(), "embed": Embed(), "mdn": MDN()}


def loss(name, out, y):
    if name != "mdn":
        return jnp.mean((out - jnp.mean(y[:, : out.shape[1]], 1, keepdims=True)) ** 2)
    logits, loc, scale = out
    each = jax.nn.log_softmax(logits) + jax.scipy.stats.norm.logpdf(y[:, :1], loc, scale)
    return -jnp.mean(jax.scipy.special.logsumexp(each, axis=1))


def trained(name):
    net = NETS[name]
    x, y = data(name, net.shape)
    variables = net.init(jax.random.key(len(name)), x[:2])
    variables = jax.tree.map(lambda v: v.astype(jnp.float64), variables)
    solver = optax.adam(1e-2)
    params, states = variables["params"], {k: v for k, v in variables.items() if k != "params"}
    state = solver.init(params)

    @jax.jit
    def step(params, states, state):
        def value(p):
            out, new = net.apply({"params": p, **states}, x, train=True, mutable=["batch_stats"])
            return loss(name, out, y), new

        grads, new = jax.grad(value, has_aux=True)(params)
        updates, state = solver.update(grads, state)
        return optax.apply_updates(params, updates), dict(states, **new), state

    for _ in range(60):
        params, states, state = step(params, states, state)
    return {"params": params, **states}, x[:ROWS], y[:ROWS, 0]


def predictions(name, apply, x, y, dtype):
    """By name, of rows that were given as they are stored."""
    out = apply(jnp.asarray(x, dtype))
    if name != "mdn":
        assert out.dtype == dtype
        return {"y": np.asarray(out)}
    logits, loc, scale = map(np.asarray, out)
    return {"logits": logits, "loc": loc, "scale": scale, "target": y, "logprob": log_density(logits, loc, scale, y)}


def flat(variables, sep):
    return {k: np.asarray(v) for k, v in flatten_dict(variables, sep=sep).items()}


class NNX(nnx.Module):
    """The network of MLP in Flax's other interface."""

    def __init__(self, rngs):
        self.first = nnx.Linear(6, 16, rngs=rngs)
        self.batch = nnx.BatchNorm(16, rngs=rngs)
        self.second = nnx.Linear(16, 16, rngs=rngs)
        self.layer = nnx.LayerNorm(16, rngs=rngs)
        self.third = nnx.Linear(16, 16, rngs=rngs)
        self.last = nnx.Linear(16, 1, rngs=rngs)

    def __call__(self, x):
        x = nnx.tanh(self.batch(self.first(x), use_running_average=True))
        return self.last(nnx.tanh(self.third(nnx.relu(self.layer(self.second(x))))))


def nnx_of(variables):
    """An NNX with the variables of an MLP, in float64."""
    p, s = variables["params"], variables["batch_stats"]
    net = NNX(nnx.Rngs(0))
    values = {"first": p["Dense_0"], "batch": {**p["BatchNorm_0"], **s["BatchNorm_0"]}, "second": p["Dense_1"],
              "layer": p["LayerNorm_0"], "third": p["Dense_2"], "last": p["Dense_3"]}
    state = nnx.state(net, (nnx.Param, nnx.BatchStat))
    nnx.replace_by_pure_dict(state, values)
    nnx.update(net, state)
    return net


def forms():
    """One dense layer in the forms that an array may have in an archive: by columns, big endian, of 16 bits, packed."""
    kernel, bias = np.arange(12.).reshape(3, 4) / 8, np.arange(4.) - 1.5
    for kind, k in (("columns", np.asfortranarray(kernel)), ("big", kernel.astype(">f8")), ("both", np.asfortranarray(kernel.astype(">f4"))),
                    ("half", kernel.astype(np.float16))):
        np.savez_compressed(path("numpy", "dense", kind, "npz"), **{"params/Dense_0/kernel": k, "params/Dense_0/bias": bias.astype(k.dtype)})


def main():
    forms()
    for name in NETS:
        variables, x, y = trained(name)
        for kind, dtype in (("f64", jnp.float64), ("f32", jnp.float32)):
            v = jax.tree.map(lambda t: t.astype(dtype), variables)
            if kind == "f64":
                save_file(flat(v, "/"), path("flax", name, kind))
            elif name == "conv":
                save_file(flat(v, "."), path("flax", name, kind))
            else:
                np.savez(path("flax", name, kind, "npz"), **flat(v, "/"))
            store("flax", name, kind, x, **predictions(name, lambda x: NETS[name].apply(v, x), x, y, dtype))
        if name == "mlp":
            net = nnx_of(variables)
            save_file(flat(nnx.to_pure_dict(nnx.state(net, (nnx.Param, nnx.BatchStat))), "."), path("flax", "nnx", "f64"))
            store("flax", "nnx", "f64", x, **predictions("nnx", net, x, y, jnp.float64))


if __name__ == "__main__":
    main()
