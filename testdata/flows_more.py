"""More flows with random weights in float64: Bernstein polynomials by mpmath beside zuko, and couplings and masked networks of TFP.

Writes flows_more.json in the form of flows.json. zuko's polynomial goes on straight from 1e-6 of its interval and its inverse is a
bisection down to 1e-6, so that the polynomials are mpmath's (univariate.py) of what zuko's masked networks make, and zuko is asked to agree with
their log-densities to 1e-9: it is off by 5e-11. TFP maps noise to data: y = shift + e^s z, of which the test undoes the parameters. Run: pip install -r flows_requirements.txt; python flows_more.py
"""
import json, math, os
import jax
import numpy as np
import torch, zuko
from univariate import FLOOR, F, Polynomial, mp, tfb
from flows import CONTEXT, ROWS, array, dense, linears, made

from tensorflow_probability.substrates.jax import distributions as tfd

P, BOUND, K, DIM = 6, 5.0, 4, 3
rng = np.random.default_rng(5)


def moved(u):
    """zuko's numbers of ours."""
    rise = 2 * BOUND / (P + 1) * (1e-3 + (1 - 1e-3) * torch.nn.functional.softplus(u[..., 1:]) / math.log(2))
    return torch.cat([u[..., :1] + P * math.log(2) / 2 - BOUND, torch.log(torch.expm1(rise))], -1)


def polynomials(t, y, c):
    u = t.hyper(torch.tensor([float(v) for v in y] + c)).detach().unflatten(-1, (DIM, P))
    return [Polynomial(BOUND, [F(v) for v in row.tolist()]) for row in u]


def log_density(steps, y, c):
    total, y = F(0), [F(v) for v in y]
    for t in steps:
        at = [p.forward(v) for p, v in zip(polynomials(t, y, c), y)]
        y, total = [v[0] for v in at], total + mp.fsum(v[1] for v in at)
    return total - mp.fsum(v * v + mp.log(2 * mp.pi) for v in y) / 2


def drawn(steps, z, c):
    for t in reversed(steps):
        y = [F(0)] * DIM
        for j in np.argsort(t.order.numpy()):
            y[j] = polynomials(t, y, c)[j].inverse(F(z[j]))
        z = y
    return [float(v) for v in z]


def inputs():
    """Points, noise and contexts, and one point far out."""
    y, z, c = (np.round(rng.standard_normal((ROWS, d)), 2) for d in (DIM, DIM, CONTEXT))
    y[0] *= 30
    return y, z, c


def given(y, z, c, log_prob, draws, params, **more):
    of = lambda v: {"shape": list(np.shape(v)), "data": np.ravel(np.array(v, float)).tolist()}
    return {"y": of(y), "z": of(z), "c": of(c), "params": params, "logProb": [float(v) for v in log_prob], "drawn": of(draws), **more}


def bernstein():
    flow = made(zuko.flows.MAF(DIM, CONTEXT, transforms=2, hidden_features=(9, 8), shapes=[(P,)],
                               univariate=lambda u: zuko.transforms.BernsteinTransform(moved(u), bound=BOUND)))
    steps, params = list(flow.transform.transforms), {}
    for i, t in enumerate(reversed(steps)):
        dense(params, f"autoregressive_{i}", linears(t.hyper))
    y, z, c = inputs()
    logs = [float(log_density(steps, *v)) for v in zip(y.tolist(), c.tolist())]
    theirs = flow(torch.tensor(c)).log_prob(torch.tensor(y)).tolist()
    worst = max(abs(a - b) / (1 + abs(a)) for a, b in zip(logs, theirs))
    print("zuko's polynomials are off by", worst)
    assert worst < 1e-9
    draws = [drawn(steps, *v) for v in zip(z.tolist(), c.tolist())]
    return given(y, z, c, logs, draws, params, order=[t.order.tolist() for t in reversed(steps)])


class Net:
    """A dense network of ReLUs whose kernels are masked, and its weights by path."""

    def __init__(self, params, path, widths, masks=None):
        self.layers = []
        for i, (a, b) in enumerate(zip(widths, widths[1:])):
            w, v = (np.round(rng.standard_normal(s) * 0.4, 2) for s in ((a, b), (b,)))
            params[f"{path}/dense_{i}/kernel"] = {"shape": [a, b], "data": w.ravel().tolist()}
            params[f"{path}/dense_{i}/bias"] = {"shape": [b], "data": v.tolist()}
            self.layers.append((w * masks[i] if masks else w, v))

    def __call__(self, x, c):
        h = jax.numpy.concatenate([x, c], -1)
        for i, (w, v) in enumerate(self.layers):
            h = h @ w + v
            if i + 1 < len(self.layers):
                h = jax.nn.relu(h)
        return h


def affine(outputs):
    pair = outputs.reshape(outputs.shape[0], -1, 2)
    return pair[..., 0], pair[..., 1]


def spline(outputs):
    u = outputs.reshape(outputs.shape[0], -1, 3 * K - 1)
    floor = float(FLOOR)
    width = lambda v: 2 * BOUND * (floor + (1 - K * floor) * jax.nn.softmax(v))
    slopes = floor + jax.nn.softplus(u[..., 2 * K:] + math.log(math.expm1(1 - floor)))
    return tfb.Invert(tfb.RationalQuadraticSpline(width(u[..., :K]), width(u[..., K:2 * K]), slopes, range_min=-BOUND))


def of_tfp(bijector, params, y, z, c):
    d = tfd.TransformedDistribution(tfd.MultivariateNormalDiag(np.zeros(DIM), np.ones(DIM)), bijector)
    return given(y, z, c, np.array(d.log_prob(y)), np.array(bijector.forward(z)), params)


def tfp_couplings(numbers, **of):
    params, (y, z, c) = {}, inputs()
    nets = [Net(params, f"coupling_{i}", [2 + CONTEXT, 7, 6, numbers]) for i in (0, 2)]
    steps = [tfb.RealNVP(num_masked=2, **{k: (lambda x, n, net=net, f=f, **_: f(net(x, c))) for k, f in of.items()}) for net in nets]
    return of_tfp(tfb.Chain([steps[1], tfb.Permute([2, 0, 1]), steps[0]]), params, y, z, c)


def tfp_masked():
    params, (y, z, c) = {}, inputs()
    degrees = [[0, 1, 2] + CONTEXT * [-1], [u % 3 - 1 for u in range(9)], [u % 3 - 1 for u in range(8)], [p - 1 for p in range(3) for _ in range(2)]]
    masks = [np.array([[float(r <= k) for k in to] for r in at]) for at, to in zip(degrees, degrees[1:])]
    steps = []
    for i in (0, 2):
        net = Net(params, f"autoregressive_{i}", [len(d) for d in degrees], masks)
        steps.append(tfb.MaskedAutoregressiveFlow(lambda x, net=net, **_: affine(net(x, c))))
    return of_tfp(tfb.Chain([steps[1], tfb.Permute([2, 1, 0]), steps[0]]), params, y, z, c)


cases = {
    "zuko BPF": bernstein(),
    "TFP RealNVP": tfp_couplings(2, shift_and_log_scale_fn=affine),
    "TFP RealNVP of splines": tfp_couplings(3 * K - 1, bijector_fn=spline),
    "TFP MAF": tfp_masked(),
}
with open(os.path.join(os.path.dirname(__file__), "flows_more.json"), "w") as f:
    json.dump(cases, f)
