"""Numbers that all contenders share: what benchmarks/compare writes beside the rows, before it starts this process."""
import os
import sys

import numpy as np


def load(name):
    return np.load(os.path.join(os.path.dirname(sys.argv[2]), name + ".npy"))


def layers(numbers, widths):
    """Kernels (in, out) and biases (out) of a perceptron of these widths, and the numbers that are left."""
    made = []
    for n, m in zip(widths, widths[1:]):
        made.append((numbers[:n * m].reshape(n, m), numbers[n * m:(n + 1) * m]))
        numbers = numbers[(n + 1) * m:]
    return made, numbers


FEATURES, TARGETS, COUPLINGS, BINS = 14, 6, 5, 8


def couplings(widths):
    """The layers of the networks of the flow, from noise to data: each keeps three of the six numbers."""
    numbers, nets = load("nsf"), []
    for _ in range(COUPLINGS):
        net, numbers = layers(numbers, [TARGETS // 2 + FEATURES, *widths, TARGETS // 2 * (3 * BINS - 1)])
        nets.append(net)
    return nets


def digest(rows):
    """(n, m) -> (n, 2): a sum that knows the order of a row's numbers, and their norm."""
    rows = np.asarray(rows, np.float64)
    return np.stack([rows @ np.cos(np.arange(rows.shape[1])), np.sqrt((rows * rows).sum(-1))], -1).tolist()
