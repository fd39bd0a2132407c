"""Flows of zuko and nflows in float64 with random weights: log-densities of points and points of noise, given contexts.

Writes flows.json, which flows/golden_test.go reads: weights under this library's paths, kernels as (in, out). Both libraries list
transforms from data to noise, so that this library's have the opposite numbers.
Run: pip install -r flows_requirements.txt; python flows.py
"""
import json, math, os
import torch, zuko
from nflows import transforms, distributions
from nflows.flows import Flow
from torch import nn

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
ROWS, CONTEXT, BINS, BOUND = 5, 2, 4, 3.0


def array(t):
    return {"shape": list(t.shape), "data": t.detach().contiguous().flatten().tolist()}


def shaken(module):
    for p in module.parameters():
        p.data = torch.round(100 * (p.data + 0.3 * torch.randn_like(p))) / 100


def dense(params, path, linears):
    for i, l in enumerate(linears):
        params[f"{path}/dense_{i}/kernel"] = array(l.weight.T)
        params[f"{path}/dense_{i}/bias"] = array(l.bias)


def linears(net):
    return [m for m in net.modules() if hasattr(m, "weight")]


def case(log_prob, draw, params, dim, context, **fields):
    y, z, c = (torch.round(100 * torch.randn(ROWS, d)) / 100 for d in (dim, dim, context))
    y[0] *= 30
    return {"y": array(y), "z": array(z), "c": array(c), "params": params, "logProb": log_prob(y, c).tolist(), "drawn": array(draw(z, c)), **fields}


def of_zuko(flow, name, context=CONTEXT):
    params, order = {}, []
    dim = flow.base().event_shape[0] if callable(flow.base) else 3
    for i, t in enumerate(reversed(flow.transform.transforms)):
        dense(params, f"{name}_{i}", linears(t.hyper))
        if hasattr(t, "order"):
            order.append(t.order.tolist())
    given = (lambda c: flow(c)) if context else (lambda c: flow())
    return case(
        lambda y, c: given(c).log_prob(y), lambda z, c: given(c).transform.inv(z), params, dim, CONTEXT, order=order
    )


class Net(nn.Sequential):
    def __init__(self, inputs, outputs):
        super().__init__(nn.Linear(inputs + CONTEXT, 7), nn.ReLU(), nn.Linear(7, outputs))

    def forward(self, x, context):
        return super().forward(torch.cat([x, context], 1))


def of_nflows():
    dim, steps = 3, []
    for i in range(2):
        steps.append(transforms.LULinear(dim))
        steps.append(transforms.PiecewiseRationalQuadraticCouplingTransform([i, 1, 1 - i], Net, BINS, "linear", BOUND))
    flow = Flow(transforms.CompositeTransform(steps), distributions.StandardNormal([dim]))
    shaken(flow)
    params = {}
    for i, t in enumerate(reversed(steps)):
        if isinstance(t, transforms.LULinear):
            lower, upper = t._create_lower_upper()
            size, bound = upper.diagonal().log(), math.log(1000)  # before it is bounded softly
            params[f"lu_{i}/factors"] = array(lower.tril(-1) + upper.triu(1))
            params[f"lu_{i}/log_diagonal"] = array(size / (1 - size.abs() / bound))
            params[f"lu_{i}/shift"] = array(t.bias)
            continue
        layers = linears(t.transform_net)
        dense(params, f"coupling_{i}", layers)
        bias = layers[-1].bias.detach().clone().reshape(-1, 3 * BINS - 1)
        bias[:, 2 * BINS:] -= math.log(math.exp(1 - 1e-3) - 1)
        params[f"coupling_{i}/dense_1/bias"] = array(bias.flatten())
    return case(flow.log_prob, lambda z, c: flow._transform.inverse(z, context=c)[0], params, dim, CONTEXT)


def made(flow):
    shaken(flow)
    return flow


if __name__ == "__main__":
    cases = {
        "zuko MAF": of_zuko(made(zuko.flows.MAF(3, CONTEXT, transforms=2, hidden_features=(9, 8))), "autoregressive"),
        "zuko MAF without context": of_zuko(made(zuko.flows.MAF(4, transforms=2, hidden_features=(9, 8))), "autoregressive", 0),
        "zuko NSF": of_zuko(made(zuko.flows.NSF(3, CONTEXT, bins=BINS, transforms=2, hidden_features=(8,), randperm=True)), "autoregressive"),
        "zuko coupling": of_zuko(made(zuko.flows.NICE(3, CONTEXT, transforms=2, hidden_features=(7, 6))), "coupling"),
        "nflows NSF": of_nflows(),
    }
    with open(os.path.join(os.path.dirname(__file__), "flows.json"), "w") as f:
        json.dump(cases, f)
