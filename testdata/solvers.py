"""Writes solvers.json, the goldens of package training's solvers, schedules and clipping. Usage: python solvers.py

Solvers run in optax on float64 (jax_enable_x64). Their gradients are an exact formula, repeated in solver_test.go, so
float32 sees the same numbers. "spread32" is optax's own float32 run of the same problem: its largest distance from
float64 is the error that float32 rounding alone makes on that problem.

Schedules are the exact formulas in mpmath with 40 digits, at float64 arguments. The "optax" column is what optax
gives for an int32 step count, off by its float32 promotion; the script stops if the two differ by more than 1e-6.
"""
import importlib
import json
import pathlib

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import optax

jax.config.update("jax_enable_x64", True)
mp.mp.dps = 40

STEPS, MARKS = 200, [1, 2, 3, 10, 50, 100, 200]
START = [1.25, -1.5, 1.0, 1.75, -1.125, 1.375, -1.0, 1.625]


def gradient(k, n):
    """Gradient of step k: eighths scaled by 2^-9 to 2^5; element 3 is always 0, element 5 is 0 except each 16th step."""
    g = [((k * 7 + i * 13) % 17 - 8 + i % 3) / 8 * 2.0 ** (2 * i - 9) for i in range(n)]
    g[3] = 0.0
    if k % 16:
        g[5] = 0.0
    return np.array(g)


def rosenbrock(w):
    x, y = w[0], w[1]
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2 + 0.5 * jnp.sum(w[2:] ** 2)


SOLVERS = {
    "adam": (optax.adam(1e-2), {}),
    "adam betas": (optax.adam(1e-2, b1=0.5, b2=0.75, eps=1e-3), {}),
    "adam schedule": (optax.adam(optax.piecewise_constant_schedule(1e-2, {100: 0.125})), {}),
    "adamw": (optax.adamw(1e-2), {}),
    "adamw decay": (optax.adamw(1e-2, weight_decay=0.25), {}),
    "sgd": (optax.sgd(1e-3), {}),
    "sgd momentum": (optax.sgd(1e-4, momentum=0.9), {}),
    "sgd nesterov": (optax.sgd(1e-4, momentum=0.9, nesterov=True), {}),
    "rmsprop": (optax.rmsprop(1e-2), {}),
    "rmsprop settings": (optax.rmsprop(1e-3, decay=0.75, eps=1e-3), {}),
    "rmsprop momentum": (optax.rmsprop(1e-3, momentum=0.9), {}),
    "rmsprop nesterov": (optax.rmsprop(1e-3, momentum=0.9, nesterov=True), {}),
    "rmsprop centered": (optax.rmsprop(1e-3, centered=True), {}),
    "rmsprop all": (optax.rmsprop(1e-3, centered=True, momentum=0.5, nesterov=True), {}),
}


def run(tx, grad, dtype):
    w = jnp.array(START, dtype)
    state = tx.init(w)
    update = jax.jit(tx.update)
    path = []
    for k in range(STEPS):
        u, state = update(grad(k, w).astype(dtype), state, w)
        w = optax.apply_updates(w, u)
        if k + 1 in MARKS:
            path.append(np.array(w, np.float64))
    return path


def solver(name):
    tx, _ = SOLVERS[name]
    slope = jax.jit(jax.grad(rosenbrock))
    out = {"name": name}
    for key, grad in (("fixed", lambda k, w: gradient(k, len(START))), ("rosenbrock", lambda k, w: slope(w))):
        path, rough = run(tx, grad, jnp.float64), run(tx, grad, jnp.float32)
        out[key] = [p.tolist() for p in path]
        out[key + "_spread32"] = float(max(np.abs(a - b).max() for a, b in zip(path, rough)))
    return out


def schedules():
    f, pi = mp.mpf, mp.pi
    cut = lambda t, d: min(f(t), f(d)) / d
    cosine = lambda t, a, d, b: b + (f(a) - f(b)) * (1 + mp.cos(pi * cut(t, d))) / 2
    poly = lambda t, a, d, b, p: b + (f(a) - f(b)) * (1 - cut(t, d)) ** p
    warm = lambda t, d, then: then(0) * f(t) / d if t < d else then(t - d)
    table = {
        "constant": (lambda t: f(0.25), optax.constant_schedule(0.25)),
        "step": (lambda t: f(1e-3) if t < 5 else f(1e-4), optax.piecewise_constant_schedule(1e-3, {5: 0.1})),
        "steps": (lambda t: f(0.5) if t < 5 else f(0.25) if t < 20 else f(0.125),
                  optax.piecewise_constant_schedule(0.5, {5: 0.5, 20: 0.5})),
        "exponential": (lambda t: f(0.1) * f(0.75) ** (f(t) / 10), optax.exponential_decay(0.1, 10, 0.75)),
        "staircase": (lambda t: f(0.1) * f(0.75) ** mp.floor(f(t) / 10), optax.exponential_decay(0.1, 10, 0.75, staircase=True)),
        "cosine": (lambda t: cosine(t, 0.1, 40, f(0.1) * 0.25), optax.cosine_decay_schedule(0.1, 40, alpha=0.25)),
        "cosine to 0": (lambda t: cosine(t, 0.1, 40, 0), optax.cosine_decay_schedule(0.1, 40)),
        "linear": (lambda t: poly(t, 0.1, 30, f(0.02), 1), optax.linear_schedule(0.1, 0.02, 30)),
        "polynomial": (lambda t: poly(t, 0.1, 30, f(0.02), f(2.5)), optax.polynomial_schedule(0.1, 0.02, 2.5, 30)),
        "warm-up cosine": (lambda t: warm(t, 10, lambda s: cosine(s, 0.1, 40, 0)),
                           optax.warmup_cosine_decay_schedule(0, 0.1, 10, 50)),
        "warm-up exponential": (lambda t: warm(t, 10, lambda s: f(0.1) * f(0.75) ** (f(s) / 10)),
                                optax.warmup_exponential_decay_schedule(0, 0.1, 10, 10, 0.75)),
    }
    out = []
    for name, (exact, theirs) in table.items():
        t = [0, 1, 3, 4, 5, 9, 10, 11, 19, 20, 29, 30, 35, 39, 40, 41, 49, 50, 60]
        a = [float(exact(x)) for x in t]
        b = [float(theirs(jnp.int32(x))) for x in t]
        assert np.allclose(a, b, rtol=1e-6, atol=1e-8), (name, a, b)
        half = [x + 0.5 for x in t]
        out.append({"name": name, "t": t + half, "exact": a + [float(exact(x)) for x in half], "optax": b})
    return out


def clip():
    out = []
    for limit in (1e-3, 1.0, 5.0, 13.0, 100.0):
        g = {"a": jnp.array([3.0, -4.0, 12.0, 0.0, 0.5]), "b": jnp.array(-2.0)}
        tx = optax.clip_by_global_norm(limit)
        c, _ = tx.update(g, tx.init(g))
        out.append({"limit": limit, "norm": float(optax.tree.norm(g)), "a": c["a"].tolist(), "b": float(c["b"])})
    return out


def main():
    doc = {
        "versions": {m: importlib.import_module(m).__version__ for m in ("jax", "optax", "numpy")},
        "start": START, "marks": MARKS, "steps": STEPS,
        "solvers": [solver(n) for n in SOLVERS], "schedules": schedules(), "clip": clip(),
    }
    text = json.dumps(doc, indent=0)
    pathlib.Path(__file__).with_name("solvers.json").write_text(text + "\n")
    for s in doc["solvers"]:
        print(s["name"], s["fixed_spread32"], s["rosenbrock_spread32"], s["rosenbrock"][-1][:2])


if __name__ == "__main__":
    main()
