"""Trains small networks with PyTorch in float64 and stores them, in float64 and float32, as convert_common.py says.

Run: pip install -r convert_requirements.txt; python convert_torch.py
"""
import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

from convert_common import ROWS, data, log_density, path, store

torch.set_default_dtype(torch.float64)


def first(x):
    """Channels first: (n, ..., c) -> (n, c, ...)."""
    return x.movedim(-1, 1)


class MLP(nn.Module):
    shape = (6,)

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(6, 16), nn.BatchNorm1d(16), nn.Tanh(), nn.Linear(16, 16), nn.LayerNorm(16), nn.ReLU(),
            nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))

    def forward(self, x):
        return self.net(x)


class Conv(nn.Module):
    shape = (8, 7, 2)

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 4, (3, 2), padding=1)
        self.conv2 = nn.Conv2d(4, 6, (3, 2))
        self.bn = nn.BatchNorm2d(6)
        self.fc1 = nn.Linear(36, 5)
        self.fc2 = nn.Linear(5, 3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(first(x))), 2)
        x = torch.flatten(self.bn(self.conv2(x)), 1)  # channels first
        return self.fc2(F.relu(self.fc1(x)))


class Conv1d(nn.Module):
    shape = (12, 3)

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv1d(3, 5, 3, stride=2, padding=1), nn.Tanh(), nn.Flatten(), nn.BatchNorm1d(30), nn.Linear(30, 4, bias=False))

    def forward(self, x):
        return self.body(first(x))


class Embed(nn.Module):
    shape = (4,)

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(7, 4)
        self.fc1 = nn.Linear(7, 9)
        self.fc2 = nn.Linear(9, 1)

    def forward(self, x):
        h = torch.cat([self.embedding(x[:, 0].long()), x[:, 1:]], 1)
        return self.fc2(torch.sigmoid(self.fc1(h)))


class MDN(nn.Module):
    shape = (5,)

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(5, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh())
        self.logits = nn.Linear(16, 3)
        self.loc = nn.Linear(16, 3)
        self.scale = nn.Linear(16, 3)

    def forward(self, x):
        h = self.body(x)
        return self.logits(h), self.loc(h), F.softplus(self.scale(h)) + 1e-3


NETS = {"mlp": MLP, "conv": Conv, "conv1d": Conv1d, "embed": Embed, "mdn": MDN}


def loss(net, x, y):
    if not isinstance(net, MDN):
        out = net(x)
        return ((out - y[:, : out.shape[1]].mean(1, keepdim=True)) ** 2).mean()
    logits, loc, scale = net(x)
    q = torch.distributions.MixtureSameFamily(torch.distributions.Categorical(logits=logits), torch.distributions.Normal(loc, scale))
    return -q.log_prob(y[:, 0]).mean()


def trained(name):
    torch.manual_seed(len(name))
    net = NETS[name]()
    x, y = map(torch.from_numpy, data(name, net.shape))
    solver = torch.optim.Adam(net.parameters(), 1e-2)
    for _ in range(60):
        solver.zero_grad()
        loss(net, x, y).backward()
        solver.step()
    return net.eval(), x, y


def predictions(net, x, y):
    """By name, of rows that were given as they are stored."""
    dtype = next(net.parameters()).dtype
    with torch.no_grad():
        out = net(torch.as_tensor(x, dtype=dtype))
    if not isinstance(net, MDN):
        return {"y": out.numpy()}
    logits, loc, scale = (t.numpy() for t in out)
    return {"logits": logits, "loc": loc, "scale": scale, "target": y, "logprob": log_density(logits, loc, scale, y)}


def main():
    for name in NETS:
        net, x, y = trained(name)
        x, y = x[:ROWS].numpy(), y[:ROWS, 0].numpy()
        for kind, dtype in (("f64", torch.float64), ("f32", torch.float32)):
            net.to(dtype)
            save_file(net.state_dict(), path("torch", name, kind))
            store("torch", name, kind, x, **predictions(net, x, y))
        if name == "mlp":
            for kind, dtype in (("f16", torch.float16), ("bf16", torch.bfloat16)):  # stored so, used in float64
                short = {k: v.to(dtype) if v.is_floating_point() else v for k, v in net.state_dict().items()}
                save_file(short, path("torch", name, kind))
                wide = MLP().eval()
                wide.load_state_dict({k: v.double() if v.is_floating_point() else v for k, v in short.items()})
                store("torch", name, kind, x, **predictions(wide, x, y))


if __name__ == "__main__":
    main()
