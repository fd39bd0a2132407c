"""JAX's contenders. The form "step" calls a compiled function a step or a block of rows, "scan" runs an epoch or all
blocks inside one call. Buffers are donated. Threads are XLA's own choice, its best on the machines tried."""
import itertools
from functools import partial
from importlib.metadata import version

import jax
import jax.numpy as jnp
import numpy as np

import jax_answers
import jax_transforms
from jax_nets import distribution, draw, epoch_of, start, step_of

VERSION = f"jax {jax.__version__}, distrax {version('distrax')}"
FORMS = ("step", "scan")
BLOCK = 1000  # rows of a block where blocks are predicted
GRID = jnp.linspace(.01, .99, 100, dtype=jnp.float32)


def enter(form, case, x, y):
    """A function that does some of the case's work and returns how much, None if there is no such case."""
    make = {"step": training, "compile": compiling, "predict": predicting, "mean": predicting, "density": predicting, "draws": drawing,
            "answers": jax_answers.enter, "swapped": jax_answers.enter, "transform": jax_transforms.enter}.get(case["kind"])
    if case["kind"].startswith("flow"):
        import jax_flow  # with TFP, which others do without
        make = jax_flow.enter
    return make and make(form, case, x, y)


def tell(form, case, x, y, rows):
    """What is computed of the first rows, None of a case that is not told."""
    if case["kind"].startswith("flow"):
        import jax_flow
        return jax_flow.tell(case, x, rows)
    if case["kind"] == "transform":
        return jax_transforms.tell(form, case, x, y, rows)
    return jax_answers.tell(case, rows) if case["kind"] in ("answers", "swapped") else None


def training(form, case, x, y):
    batch, steps = case["batch"], case["steps"]
    net, params, state = start(case["net"], case["widths"])
    held = [params, state]

    def scan():
        *held[:], loss = epoch(*held, next(keys))
        loss.block_until_ready()
        return steps

    def some_steps():
        for _ in range(chunk):
            i = next(numbers) % steps * batch
            *held[:], loss = step(*held, x[i:i + batch], y[i:i + batch])
        loss.block_until_ready()
        return chunk

    chunk, numbers = min(steps, 100), itertools.count()
    keys = (jax.random.PRNGKey(k) for k in itertools.count())
    if form == "scan":
        epoch = epoch_of(step_of(net), jnp.asarray(x[:batch * steps]), jnp.asarray(y[:batch * steps]), batch, steps)
        return scan
    step = jax.jit(step_of(net), donate_argnums=(0, 1))
    return some_steps


def compiling(form, case, x, y):
    def first_step():  # a new function is compiled anew; the operations of its initialization are not
        return training(form, dict(case, steps=1), x, y)()
    return first_step


def predicting(form, case, x, y):
    kind, rows = case["net"], case["batch"]
    net, params, _ = start(kind, case["widths"])

    def f(x):
        out = net.apply(params, x)
        if case["kind"] == "predict" or kind == "mse":
            return out
        q = distribution(kind, out)
        return q.mean() if case["kind"] == "mean" else q.log_prob(GRID[:, None]).T

    x = x[:rows]
    if form == "step":
        f, parts = jax.jit(f), [x[i:i + BLOCK] for i in range(0, rows, BLOCK)]
    elif rows <= BLOCK:
        return None
    elif case["kind"] == "density":
        f, parts = jax.jit(partial(jax.lax.map, f)), [x.reshape(rows // BLOCK, BLOCK, -1)]
    else:
        f, parts = jax.jit(f), [x]

    def all_rows():
        jax.block_until_ready([f(part) for part in parts])
        return 1
    return all_rows


def drawing(form, case, x, y):
    """Mean and standard deviation of all rows at 100 draws of the weights, a block of rows at a time. A draw of weights
    serves all rows; dropout, which each row has its own of, is drawn anew for each block."""
    net, params, _ = start(case["net"], case["widths"])
    keys = jax.random.split(jax.random.PRNGKey(9), 100)
    blocks = x[:case["batch"]].reshape(-1, BLOCK, x.shape[1])
    numbers = np.arange(len(blocks))

    def f(number, x):
        ours = keys if net.kind == "bbb" else jax.vmap(lambda key: jax.random.fold_in(key, number))(keys)
        return jax.vmap(lambda key: draw(net, params, x, key)[0])(ours)
    if form == "step":
        g, parts = jax.jit(f), list(zip(numbers, blocks))
    else:
        g, parts = jax.jit(lambda *all_of: jax.lax.map(lambda one: f(*one), all_of)), [(numbers, blocks)]

    def all_rows():
        jax.block_until_ready([g(*part) for part in parts])
        return 1
    return all_rows
