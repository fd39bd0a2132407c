"""JAX's transformations of functions, compiled. The form "step" is how its documentation writes them, "scan" the other way
round where there are two: a Hessian-vector product backwards twice, a Jacobian forwards."""
import jax
import jax.numpy as jnp
import numpy as np

from moved import digest, layers, load


def net(params, x):
    """x (n, 14) -> (n, outputs)."""
    for w, b in params[:-1]:
        x = hidden[len(params)](x @ w + b)
    w, b = params[-1]
    return x @ w + b


hidden = {2: jnp.tanh, 4: jax.nn.relu}  # by the number of layers


def loss(params, x, y):
    return jnp.mean((net(params, x)[:, 0] - y) ** 2)


def example(params, x, y):
    return (net(params, x[None])[0, 0] - y) ** 2


def direction(params):
    """The parameters the other way round."""
    flat = np.concatenate([a.ravel() for layer in params for a in layer])[::-1].copy()
    return layers(flat, [w.shape[0] for w, _ in params] + [params[-1][0].shape[1]])[0]


def forms(case, params, x, y):
    """By form, a function and its arguments."""
    v, name = direction(params), case["net"]
    if name == "per-example":
        return {"step": (jax.vmap(jax.grad(example), (None, 0, 0)), params, x, y)}
    if name == "hvp":
        def back(params, v, x, y):
            return jax.grad(lambda p: sum(jax.tree.leaves(jax.tree.map(jnp.vdot, jax.grad(loss)(p, x, y), v))))(params)
        return {"step": (lambda params, v, x, y: jax.jvp(lambda p: jax.grad(loss)(p, x, y), (params,), (v,))[1], params, v, x, y),
                "scan": (back, params, v, x, y)}
    if name == "hessian":
        return {"step": (jax.hessian(loss), params, x, y)}
    one = lambda params, x: net(params, x[None])[0]
    return {"step": (jax.vmap(jax.jacobian(one, 1), (None, 0)), params, x), "scan": (jax.vmap(jax.jacfwd(one, 1), (None, 0)), params, x)}


def prepared(form, case, x, y):
    params = layers(load(case["net"]), case["widths"])[0]
    found = forms(case, params, x[:case["batch"]], y[:case["batch"]]).get(form)
    if found is None:
        return None, None
    f, *args = found
    return jax.jit(f), jax.tree.map(jnp.asarray, args)


def enter(form, case, x, y):
    f, args = prepared(form, case, x, y)

    def once():
        jax.block_until_ready(f(*args))
        return 1
    return f and once


def tell(form, case, x, y, rows):
    f, args = prepared(form, case, x, y)
    if f is None:
        return None
    out = f(*args)
    if case["net"] == "hessian":
        rows_of = [half for layer in out for half in layer]  # of blocks, in the order of the parameters
        blocks = [[np.reshape(b, (a.size, -1)) for b in jax.tree.leaves(row)] for row, a in zip(rows_of, jax.tree.leaves(args[0]))]
        return digest(np.block(blocks))[:rows]
    n = 1 if case["net"] == "hvp" else case["batch"]
    return digest(np.concatenate([np.reshape(a, (n, -1)) for a in jax.tree.leaves(out)], 1))[:rows]

