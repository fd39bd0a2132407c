"""Trains zuko's neural spline flow on the rows that the Go program trains on, for as many steps, and writes its divergences.

    go test ./notebooks_port/flow -run Points -points DIR
    pip install -r notebooks_port/flow/testdata/requirements.txt
    python notebooks_port/flow/testdata/zuko_flow.py DIR > notebooks_port/flow/testdata/zuko.json

DIR holds, for each density and seed, the training rows, the fresh points and their exact log-densities as little-endian doubles,
and points.json, the settings that both follow. The network is the same: masked autoregressive networks of rational-quadratic
splines in turned orders, on rows standardized by their own mean and sd, with Adam at a rate that falls to 0 by a cosine.
"""

import functools
import json
import math
import pathlib
import sys

import numpy as np
import torch
import zuko


def flow(s):
    """zuko.flows.NSF with another bound than its 5."""
    k = s["bins"]
    return zuko.flows.MAF(
        2,
        transforms=s["layers"],
        hidden_features=s["hidden"],
        univariate=functools.partial(zuko.transforms.MonotonicRQSTransform, bound=s["bound"]),
        shapes=[(k,), (k,), (k - 1,)],
    )


def read(path, columns):
    return torch.from_numpy(np.fromfile(path, "<f8").reshape(-1, columns))


def divergence(folder, name, seed, s):
    """The mean over fresh points of log p - log q, and its standard error."""
    rows = read(folder / f"{name}-{seed}-train.f64", 2)
    fresh = read(folder / f"{name}-{seed}-fresh.f64", 3)
    mean, sd = rows.mean(0), rows.std(0, correction=0)
    y = ((rows - mean) / sd).float()
    torch.manual_seed(seed)
    net = flow(s)
    adam = torch.optim.Adam(net.parameters(), lr=s["rate"])
    steps = s["epochs"] * (len(y) // s["batch"])
    rate = torch.optim.lr_scheduler.LambdaLR(adam, lambda i: (1 + math.cos(math.pi * i / steps)) / 2)
    for _ in range(s["epochs"]):
        for rows in torch.randperm(len(y)).view(-1, s["batch"]):
            loss = -net().log_prob(y[rows]).mean()
            adam.zero_grad()
            loss.backward()
            adam.step()
            rate.step()
    with torch.no_grad():
        z = ((fresh[:, :2] - mean) / sd).float()
        q = torch.cat([net().log_prob(part) for part in z.split(10_000)]).double() - sd.log().sum()
    d = fresh[:, 2] - q
    return d.mean().item(), d.std().item() / math.sqrt(len(d))


def main():
    torch.set_num_threads(1)
    folder = pathlib.Path(sys.argv[1])
    s = json.loads((folder / "points.json").read_text())
    found = {}
    for seed in s["seeds"]:
        for name in s["densities"]:
            kl, se = divergence(folder, name, seed, s)
            found.setdefault(name, []).append({"seed": seed, "kl": kl, "se": se})
            print(name, seed, kl, se, file=sys.stderr, flush=True)
    json.dump({"torch": torch.__version__, "zuko": zuko.__version__, "settings": s, "divergence": found}, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
