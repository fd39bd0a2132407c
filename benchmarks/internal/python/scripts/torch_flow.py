"""The conditional spline flow in zuko: its couplings and its splines, whose knots are placed as ours are. So it is the same
function."""
import math

import torch
import torch.nn.functional as F
from zuko.distributions import DiagNormal
from zuko.flows.coupling import GeneralCouplingTransform
from zuko.lazy import Flow, UnconditionalDistribution
from zuko.transforms import MonotonicRQSTransform

from moved import BINS, COUPLINGS, FEATURES, TARGETS, couplings, load

BLOCK = 10_000  # rows at a time: faster than 1,000 and than all
BOUND, FLOOR = 5., 1e-3
SHIFT = math.log(math.expm1(1 - FLOOR))


class Spline(MonotonicRQSTransform):
    """zuko's spline with floors instead of soft bounds."""

    def __init__(self, widths, heights, slopes):
        torch.distributions.Transform.__init__(self)

        def knots(logits):
            sizes = FLOOR + (1 - BINS * FLOOR) * F.softmax(logits, -1)
            return BOUND * (2 * torch.cumsum(F.pad(sizes, (1, 0)), -1) - 1)
        self.horizontal, self.vertical = knots(widths), knots(heights)
        self.derivatives = F.pad(FLOOR + F.softplus(slopes + SHIFT), (1, 1), value=1.)


def flow(widths):
    """The flow with the weights that all share. Its steps go from data to noise, which is the other way round."""
    steps = []
    for i, net in enumerate(couplings(widths)):
        kept = (torch.arange(TARGETS) < TARGETS // 2) != (i % 2 == 1)
        step = GeneralCouplingTransform(TARGETS, FEATURES, kept, Spline, ((BINS,), (BINS,), (BINS - 1,)), hidden_features=widths)
        with torch.no_grad():
            for layer, (w, b) in zip((m for m in step.hyper if hasattr(m, "bias")), net, strict=True):
                layer.weight.copy_(torch.tensor(w.T.copy()))
                layer.bias.copy_(torch.tensor(b))
        steps.insert(0, step)
    assert len(steps) == COUPLINGS
    return Flow(steps, UnconditionalDistribution(DiagNormal, torch.zeros(TARGETS), torch.ones(TARGETS), buffer=True))


def enter(form, case, x, _):
    net, y, rows = flow(case["widths"]), torch.from_numpy(load("vectors")), case["batch"]
    if case["kind"] == "flow step":
        return training(form, case, net, x, y)
    density = case["kind"] == "flow density"
    f = (lambda c, y: net(c).log_prob(y)) if density else (lambda c, y: net(c).sample())
    if form == "compiled":
        f = torch.compile(f, dynamic=False)
    parts = list(zip(x[:rows].split(BLOCK), y[:rows].split(BLOCK)))

    def all_rows():
        with torch.inference_mode():
            [f(*part) for part in parts]
        return 1
    return all_rows


def training(form, case, net, x, y):
    batch, steps, at = case["batch"], case["steps"], [0]
    solver = torch.optim.Adam(net.parameters(), 1e-3, fused=True)
    loss = lambda c, y: -net(c).log_prob(y).mean()
    if form == "compiled":
        loss = torch.compile(loss, dynamic=False)

    def some_steps():
        for _ in range(2):
            i = at[0] % steps * batch
            at[0] += 1
            solver.zero_grad()
            loss(x[i:i + batch], y[i:i + batch]).backward()
            solver.step()
        return 2
    return some_steps


def tell(case, x, rows):
    """Log-densities of the first rows, or what their targets become as noise."""
    net, c, y = flow(case["widths"]), torch.from_numpy(x[:rows]), torch.from_numpy(load("vectors")[:rows])
    with torch.no_grad():
        if case["kind"] == "flow draws":
            return net(c).transform.inv(y).double().tolist()
        return net(c).log_prob(y).double()[:, None].tolist()
