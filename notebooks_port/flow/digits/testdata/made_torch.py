"""The program's network in PyTorch: the same pictures, architecture, first values' law, solver and steps. Prints bits a pixel kept back,
which ../main_test.go has of seeds 1, 2 and 3.

    go run ./notebooks_port/flow/digits -out DIR
    python made_torch.py DIR [seed] [epochs]
"""
import math
import sys

import numpy as np
import torch

folder, seed, epochs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1, int(sys.argv[3]) if len(sys.argv) > 3 else 20
torch.manual_seed(seed)
D, H, C, BATCH, RATE = 256, [256, 256], 10, 100, 2e-3


def load(name):
    a = np.fromfile(f"{folder}/{name}.bin", np.uint8).reshape(-1, D + 1)
    x = np.eye(C, dtype=np.float32)[a[:, 0]]
    return torch.from_numpy(x), torch.from_numpy(a[:, 1:].astype(np.float32))


x, y = load("train")
xt, yt = load("held")
mean, sd = y.mean(0), y.std(0, unbiased=False)
sd = torch.where(sd == 0, torch.ones_like(sd), sd)

# Degrees: -1 is the context alone, an input p has degree p, an output p sees units below p.
degrees = [torch.cat([torch.arange(D), torch.full((C,), -1)])]
for w in H:
    degrees.append(torch.arange(w) % D - 1)
degrees.append(torch.arange(D) - 1)
masks = [(a[:, None] <= b[None, :]).float() for a, b in zip(degrees, degrees[1:])]

weights, biases = [], []
for i, m in enumerate(masks):
    w = torch.zeros_like(m)
    if i < len(H):
        torch.nn.init.trunc_normal_(w, std=1, a=-2, b=2)
        w *= math.sqrt(1 / m.shape[0]) / 0.87962566103423978
    weights.append(w.requires_grad_())
    b = (2 * torch.rand(m.shape[1]) - 1) / math.sqrt(m.shape[0])
    if i == len(H):
        p = (y.sum(0) + 0.5) / (len(y) + 1)
        b = torch.log(p / (1 - p))
    biases.append(b.requires_grad_())


def nll(x, y):
    h = torch.cat([(y - mean) / sd, x], 1)
    for i, (w, b, m) in enumerate(zip(weights, biases, masks)):
        h = h @ (w * m) + b
        if i < len(H):
            h = torch.relu(h)
    return torch.nn.functional.binary_cross_entropy_with_logits(h, y, reduction="none").sum(1)


solver = torch.optim.Adam(weights + biases, lr=RATE)
steps, step = epochs * (len(y) // BATCH), 0
for epoch in range(epochs):
    order, total = torch.randperm(len(y)), 0.0
    for k in range(0, len(y) - BATCH + 1, BATCH):
        rows = order[k:k + BATCH]
        for g in solver.param_groups:
            g["lr"] = RATE * 0.5 * (1 + math.cos(math.pi * step / steps))
        loss = nll(x[rows], y[rows]).mean()
        solver.zero_grad()
        loss.backward()
        solver.step()
        step, total = step + 1, total + loss.item()
    print(f"epoch {epoch + 1}: {total / (len(y) // BATCH) / math.log(2) / D:.4f} bits a pixel", flush=True)
with torch.no_grad():
    print(f"{len(yt)} pictures kept back: {nll(xt, yt).mean().item() / math.log(2) / D:.4f} bits a pixel")
