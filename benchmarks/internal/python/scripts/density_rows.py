"""The arguments of benchmarks/densities, made of the uniform numbers that all contenders are given."""
import numpy as np

MATRIX = {"categorical": 0, "orderedlogistic": 1}  # the first parameter that is a column of a matrix
held = []


def arguments(case, x, y):
    """Parameters, of which the last may be a matrix, and y, in the case's type."""
    held[:] = [x, y]
    n, ranges = case["batch"], case["ranges"]
    columns = [lo + (hi - lo) * x[:n, k] for k, (lo, hi) in enumerate(ranges)]
    if case.get("whole"):
        columns[-1] = np.floor(columns[-1])
    at = MATRIX.get(case["net"], len(columns) - 1)
    out = columns[:at]
    if at < len(columns) - 1:
        out.append(np.stack(columns[at:-1], 1))
    return [np.ascontiguousarray(a, dtype=case["type"]) for a in out + columns[-1:]]


def some(case, rows):
    """The arguments of the first rows."""
    return arguments(dict(case, batch=rows), *held)
