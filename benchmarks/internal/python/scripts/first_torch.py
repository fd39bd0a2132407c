"""A process that trains in PyTorch and says "trained" after the first step, or after an epoch: FILE.npy NET BATCH EPOCH."""
import sys

import numpy as np

from torch_cases import training

file, kind, batch, whole = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "epoch"
rows = np.load(file)
import torch
x, y = (torch.from_numpy(np.ascontiguousarray(a)) for a in (rows[:, :-1], rows[:, -1]))
steps = len(x) // batch if whole else 1
do, done = training("eager", {"net": kind, "widths": (128, 128, 64), "batch": batch, "steps": steps}, x, y), 0
while done < steps:
    done += do()
print("trained", flush=True)
