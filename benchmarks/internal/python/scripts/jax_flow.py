"""The conditional spline flow in distrax: couplings of rational-quadratic splines, the same function as ours. The form "step"
calls a compiled function a step or a block of rows, "scan" an epoch or all rows."""
import itertools

import distrax
import jax
import jax.numpy as jnp
import numpy as np

from jax_nets import SOLVER, epoch_of, update
from moved import BINS, TARGETS, couplings, load

BLOCK = 1000


def spline(params):
    """(..., 3 BINS - 1) -> the map from noise to data; both outer slopes are 1."""
    edge = [(0, 0)] * (params.ndim - 1)
    params = jnp.concatenate([params[..., :2 * BINS], jnp.pad(params[..., 2 * BINS:], edge + [(1, 1)])], -1)
    return distrax.Inverse(distrax.RationalQuadraticSpline(params, -5., 5., "identity", min_bin_size=1e-2, min_knot_slope=1e-3))


def flow(params, c):
    """p(y | c), a batch (n)."""
    def conditioner(net):
        def of(kept):
            h = jnp.concatenate([kept, c], -1)
            for w, b in net[:-1]:
                h = jax.nn.relu(h @ w + b)
            w, b = net[-1]
            return (h @ w + b).reshape(len(c), TARGETS // 2, -1)
        return of
    steps = [distrax.SplitCoupling(TARGETS // 2, 1, conditioner(net), spline, swap=i % 2 == 1) for i, net in enumerate(params)]
    noise = distrax.MultivariateNormalDiag(jnp.zeros((len(c), TARGETS)), jnp.ones((len(c), TARGETS)))
    return distrax.Transformed(noise, distrax.Chain(steps[::-1]))


def log_prob(params, c, y):
    return flow(params, c).log_prob(y)


def step(params, state, c, y):
    value, grads = jax.value_and_grad(lambda p: -log_prob(p, c, y).mean())(params)
    return *update(params, state, grads), value


def enter(form, case, x, y):
    params = jax.tree.map(jnp.asarray, couplings(case["widths"]))
    if case["kind"] == "flow step":
        return training(form, case, params, x, load("vectors"))
    rows, y = case["batch"], load("vectors")
    if case["kind"] == "flow density":
        f, args = lambda c, y: log_prob(params, c, y), (x[:rows], y[:rows])
    else:
        f, args = lambda c, key: flow(params, c).sample(seed=key), (x[:rows], jax.random.split(jax.random.PRNGKey(1), rows // BLOCK))
    f = jax.jit(f)
    if form == "scan":
        parts = [args if case["kind"] == "flow density" else (args[0], args[1][0])]
    else:
        last = np.split(args[1], rows // BLOCK) if case["kind"] == "flow density" else args[1]
        parts = list(zip(np.split(args[0], rows // BLOCK), last))

    def all_rows():
        jax.block_until_ready([f(*part) for part in parts])
        return 1
    return all_rows


def training(form, case, params, x, y):
    batch, steps = case["batch"], case["steps"]
    held = [params, SOLVER.init(params)]
    if form == "scan":
        epoch = epoch_of(step, jnp.asarray(x[:batch * steps]), jnp.asarray(y[:batch * steps]), batch, steps)
        keys = (jax.random.PRNGKey(k) for k in itertools.count())

        def scan():
            *held[:], loss = epoch(*held, next(keys))
            loss.block_until_ready()
            return steps
        return scan
    compiled, chunk, numbers = jax.jit(step, donate_argnums=(0, 1)), min(steps, 10), itertools.count()

    def some_steps():
        for _ in range(chunk):
            i = next(numbers) % steps * batch
            *held[:], loss = compiled(*held, x[i:i + batch], y[i:i + batch])
        loss.block_until_ready()
        return chunk
    return some_steps


def tell(case, x, rows):
    """Log-densities of the first rows, or what their targets become as noise."""
    params, c, y = jax.tree.map(jnp.asarray, couplings(case["widths"])), jnp.asarray(x[:rows]), jnp.asarray(load("vectors")[:rows])
    if case["kind"] == "flow draws":
        return np.asarray(flow(params, c).bijector.forward(y), np.float64).tolist()
    return np.asarray(log_prob(params, c, y), np.float64)[:, None].tolist()
