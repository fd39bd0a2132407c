"""Layers of PyTorch in float64 on random numbers: outputs, states after a training step, and gradients of sum(y * c).

Writes layers.json, with the channels last and kernels as (..., in, out), which layers/golden_test.go reads.
Run: pip install -r layers_requirements.txt; python layers.py
"""
import json, os
import torch
from torch import nn

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)


def last(t):
    """Channels last: (n, c, ...) -> (n, ..., c)."""
    return t.movedim(1, -1) if t.dim() > 2 else t


def kernel(t):
    """(out, in, ...) -> (..., in, out)."""
    return t.movedim(0, -1).movedim(0, -2)


def array(t):
    return {"shape": list(t.shape), "data": t.detach().contiguous().flatten().tolist()}


def case(module, x, names, view=last, train=True, **fields):
    """One layer: names maps this library's parameters to PyTorch's tensors and how to turn them."""
    module.train(train)
    before = {n: array(f(getattr(module, p))) for n, (p, f) in names.items()}
    if x.is_floating_point():
        x = x.requires_grad_()
    y = module(x)
    c = torch.randn_like(y)
    (y * c).sum().backward()
    grads = {n: array(f(getattr(module, p).grad)) for n, (p, f) in names.items() if getattr(module, p).grad is not None}
    after = {n: array(f(getattr(module, p))) for n, (p, f) in names.items() if n in ("mean", "var")}
    out = dict(fields, x=array(view(x)), y=array(view(y)), c=array(view(c)), params=before, grads=grads, after=after, train=train)
    if x.is_floating_point():
        out["dx"] = array(view(x.grad))
    return out


same = lambda t: t
conv = {"kernel": ("weight", kernel), "bias": ("bias", same)}
norm = {"scale": ("weight", same), "bias": ("bias", same)}
batch = dict(norm, mean=("running_mean", same), var=("running_var", same))


def shaken(m):
    """Parameters and states away from their first values."""
    for p in m.parameters():
        p.data += .3 * torch.randn_like(p)
    for n, b in m.named_buffers():
        if n == "running_mean":
            b += torch.randn_like(b)
        if n == "running_var":
            b *= 1 + torch.rand_like(b)
    return m


image, line, rows = torch.randn(2, 3, 7, 6), torch.randn(3, 2, 9), torch.randn(8, 5)
cases = {
    "conv2d": case(nn.Conv2d(3, 5, (3, 2)), image.clone(), conv),
    "conv2d padded": case(nn.Conv2d(3, 5, 3, padding=1), image.clone(), conv),
    "conv2d strided": case(nn.Conv2d(3, 5, 3, stride=(2, 3), padding=2), image.clone(), conv),
    "conv2d dilated": case(nn.Conv2d(3, 5, 3, dilation=2, padding=2), image.clone(), conv),
    "conv2d pixels": case(nn.Conv2d(3, 3, 1), image.clone(), conv),
    "conv1d": case(nn.Conv1d(2, 3, 4, stride=2, padding=1, dilation=2), line.clone(), conv),
    "max 2d": case(nn.MaxPool2d(2), image.clone(), {}),
    "max 2d overlapping": case(nn.MaxPool2d(3, stride=2, padding=1), image.clone(), {}),
    "max 2d ties": case(nn.MaxPool2d(3, stride=1), image.clone().round(), {}),
    "max 1d": case(nn.MaxPool1d(3, stride=2), line.clone(), {}),
    "avg 2d": case(nn.AvgPool2d((2, 3)), image.clone(), {}),
    "avg 2d overlapping": case(nn.AvgPool2d(3, stride=2, padding=1), image.clone(), {}),
    "avg 1d": case(nn.AvgPool1d(3, stride=1, padding=1), line.clone(), {}),
    "layer norm": case(shaken(nn.LayerNorm(5)), 3 * rows + 2, norm),
    "layer norm epsilon": case(shaken(nn.LayerNorm(5, eps=.5)), .1 * rows, norm),
    "batch norm rows": case(shaken(nn.BatchNorm1d(5)), 3 * rows + 2, batch),
    "batch norm images": case(shaken(nn.BatchNorm2d(3, momentum=.3, eps=1e-3)), image.clone(), batch),
    "batch norm line": case(shaken(nn.BatchNorm1d(2)), line.clone(), batch),
    "batch norm predicts": case(shaken(nn.BatchNorm2d(3)), image.clone(), batch, train=False),
    "embedding": case(nn.Embedding(6, 3), torch.tensor([[0, 5, 2], [5, 5, 1]]), {"embedding": ("weight", same)}, view=same),
}

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "layers.json"), "w") as out:
    json.dump(cases, out)
