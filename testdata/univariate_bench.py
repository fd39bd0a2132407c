"""What ops.BenchmarkMaps measures, by zuko on PyTorch: the fastest run in milliseconds.

    pip install -r flows_requirements.txt && python univariate_bench.py [threads]
"""
import sys
import time

import torch
from zuko.transforms import MonotonicRQSTransform

torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)


def fastest(f, seconds=1.0):
    best, start = 1e9, time.time()
    while time.time() - start < seconds:
        before = time.perf_counter()
        f()
        best = min(best, time.perf_counter() - before)
    return best * 1e3


def asked(t, x, p, step):
    y, slope = t.call_and_ladj(x)
    if step:
        torch.autograd.grad((y ** 2).sum() + slope.sum(), (x, p))


for n in (100, 1000, 100000):
    x = (torch.rand(n, 3) * 12 - 6).requires_grad_()
    p = (torch.rand(n, 3, 23) * 4 - 2).requires_grad_()
    for way in ("forward", "inverse"):
        for step in (False, True):
            def run():
                with torch.set_grad_enabled(step):
                    t = MonotonicRQSTransform(*p.split([8, 8, 7], -1))
                    asked(t if way == "forward" else t.inv, x, p, step)
            print(way, n, "step" if step else "values", f"{fastest(run):.4g}")
