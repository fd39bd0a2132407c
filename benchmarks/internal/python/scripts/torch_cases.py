"""PyTorch's contenders. The form "eager" runs operation by operation, "compiled" the forward and backward pass through
torch.compile; Adam is fused. Threads are one, or all if there is more than a row and the eager form is clearly faster
with them in a short trial. What the compiler makes is kept beside the environment, which makes later runs shorter, but
not where compiling is measured."""
import os
import statistics
import sys
import time
import warnings
from importlib.metadata import version

HELD = os.environ.get("ATEN_CPU_CAPABILITY") == "avx2"  # see level.py
os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", os.path.join(sys.prefix, "compiled-avx2" if HELD else "compiled"))
warnings.filterwarnings("ignore")  # of the compiler, about caches that are off
import torch
import torch._inductor.config
import torch.distributions as td
import torch.nn as nn

if HELD:
    torch._inductor.config.cpp.simdlen = 256  # not all versions take it from the variable
VERSION = f"torch {torch.__version__}, zuko {version('zuko')}"
FORMS = ("eager", "compiled")
BLOCK = 1000  # rows predicted at a time
GRID = torch.linspace(.01, .99, 100)
CORES = os.cpu_count()
threads = {}  # by case


def enter(form, case, x, y):
    """A function that does some of the case's work and returns how much, None if there is no such case."""
    make = {"step": training, "compile": compiling, "predict": predicting, "mean": predicting, "density": predicting}.get(case["kind"])
    if case["kind"].startswith("flow"):
        import torch_flow
        make = torch_flow.enter
    if make is None or case["net"] in ("bbb", "mcd"):  # which are compared with JAX only
        return None
    torch._dynamo.reset()  # or it gives up compiling: after 8 sizes of one function, of whichever case
    do, key = make(form, case, torch.from_numpy(x), torch.from_numpy(y)), (case["name"], case["batch"])
    if form == "eager" and case["kind"] != "compile":
        threads[key] = CORES if case["batch"] > 1 and trial(CORES, do) < .9 * trial(1, do) else 1

    def with_threads():
        n = threads.get(key, CORES)
        if torch.get_num_threads() != n:
            torch.set_num_threads(n)
        return do()
    return with_threads


def tell(form, case, x, y, rows):
    """What is computed of the first rows, None of a case that is not told."""
    if not case["kind"].startswith("flow"):
        return None
    import torch_flow
    return torch_flow.tell(case, x, rows)


def trial(n, do):
    """Seconds of the case's work with n threads, the median of what fits into a fifth of a second."""
    torch.set_num_threads(n)
    do()
    times, end = [], time.perf_counter() + .2
    while (t := time.perf_counter()) < end:
        do()
        times.append(time.perf_counter() - t)
    return statistics.median(times)


class Net(nn.Module):
    """x (n, 14) -> the outputs of the heads: one (n) for mse, three (n, 16) for the mixtures."""

    def __init__(self, kind, widths):
        super().__init__()
        self.kind, layers = kind, []
        for i, w in enumerate(widths):
            layers += [nn.Linear(widths[i - 1] if i else 14, w), nn.Tanh() if i == len(widths) - 1 else nn.ReLU()]
        self.body = nn.Sequential(*layers, nn.Linear(widths[-1], 1 if kind == "mse" else 48))

    def forward(self, x):
        out = self.body(x)
        if self.kind == "mse":
            return out[:, 0]
        a, b, c = out.chunk(3, -1)
        if self.kind == "mdn-normal":
            return a, b, 1e-3 + nn.functional.softplus(c)
        return a, 1 + nn.functional.softplus(b), 1 + nn.functional.softplus(c)


def distribution(kind, outputs):
    """p(y | x) of the heads' outputs; arguments are not checked, which costs time."""
    a, b, c = outputs
    component = td.Normal(b, c, validate_args=False) if kind == "mdn-normal" else td.Beta(b, c, validate_args=False)
    return td.MixtureSameFamily(td.Categorical(logits=a, validate_args=False), component, validate_args=False)


def training(form, case, x, y):
    torch.manual_seed(0)
    batch, steps = case["batch"], case["steps"]
    net = Net(case["net"], case["widths"])
    solver = torch.optim.Adam(net.parameters(), 1e-3, fused=True)
    chunk, at = min(steps, 10), [0]

    def loss(x, y):
        out = net(x)
        if net.kind == "mse":
            return ((out - y) ** 2).mean()
        return -distribution(net.kind, out).log_prob(y).mean()
    f = torch.compile(loss, dynamic=False) if form == "compiled" else loss

    def some_steps():
        for _ in range(chunk):
            i = at[0] % steps * batch
            at[0] += 1
            solver.zero_grad()
            f(x[i:i + batch], y[i:i + batch]).backward()
            solver.step()
        return chunk
    return some_steps


def compiling(form, case, x, y):
    def first_step():
        torch._dynamo.reset()
        with torch._inductor.config.patch(force_disable_caches=True):
            return training(form, dict(case, steps=1), x, y)()
    return first_step


def predicting(form, case, x, y):
    kind, rows = case["net"], case["batch"]
    net = Net(kind, case["widths"])

    def apply(x):
        out = net(x)
        if case["kind"] == "predict" or kind == "mse":
            return out
        q = distribution(kind, out)
        return q.mean if case["kind"] == "mean" else q.log_prob(GRID[:, None]).T
    f = torch.compile(apply, dynamic=False) if form == "compiled" else apply
    parts = x[:rows].split(BLOCK)

    def all_rows():
        with torch.inference_mode():
            [f(part) for part in parts]
        return 1
    return all_rows
