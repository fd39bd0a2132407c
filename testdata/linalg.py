"""Writes linalg.json: Cholesky factors, triangular solutions and gradients, from mpmath at 60 digits.

Run: python linalg.py (see requirements.txt). Matrices hold float64 values exactly: multiples of 1/64, and a Gram matrix of a
squared exponential kernel rounded to 2^-20, whose condition is in the thousands. The gradient of s = sum_ij w_ij L_ij with
w = 1, 2, ... in row-major order is for the symmetric part of A: ds/dA_ij is half of the change that dA_ij = dA_ji = 1 makes
off the diagonal. It solves dA = dL L^T + L dL^T for each direction instead of using the reverse-mode formula.
"""
import json
import os
import random

from mpmath import mp, mpf

mp.dps = 60


def forward(L, dA):
    """dL = L Phi(L^-1 dA L^-T) (Murray 2016, arXiv:1602.07527)."""
    inv = L**-1
    m = inv * dA * inv.T
    for i in range(m.rows):
        m[i, i] /= 2
        for j in range(i + 1, m.cols):
            m[i, j] = 0
    return L * m


def case(a, n, rng):
    d = len(a)
    A = mp.matrix(a)
    L = mp.cholesky(A)
    b = [[rng.randrange(-64, 65) / 64 for _ in range(n)] for _ in range(d)]
    B = mp.matrix(b)
    dA = [mpf(0)] * (d * d)
    for i in range(d):
        for j in range(i + 1):
            direction = mp.zeros(d)
            direction[i, j] = direction[j, i] = 1
            dL = forward(L, direction)
            ds = mp.fsum((r * d + c + 1) * dL[r, c] for r in range(d) for c in range(d))
            dA[i * d + j] = dA[j * d + i] = ds if i == j else ds / 2
    eigen = mp.eigsy(A, eigvals_only=True)
    flat = lambda m: [float(v) for v in m]
    return dict(D=d, N=n, A=[v for row in a for v in row], B=[v for row in b for v in row], L=flat(L), X=flat(L**-1 * B),
                XT=flat(L.T**-1 * B), DA=flat(dA), LogDet=float(2 * mp.fsum(mp.log(L[i, i]) for i in range(d))),
                Cond=float(max(eigen) / min(eigen)))


def main():
    rng = random.Random(5)
    cases = [case([[2.25]], 1, rng), case([[4.0, 2.0], [2.0, 5.0]], 2, rng)]
    for d in (3, 7):
        g = [[rng.randrange(-16, 17) / 8 for _ in range(d)] for _ in range(d)]
        a = [[sum(g[i][k] * g[j][k] for k in range(d)) + (i == j) for j in range(d)] for i in range(d)]
        cases.append(case(a, 3, rng))
    d = 12
    kernel = lambda i, j: float(mp.nint(mp.exp(-mpf(i - j) ** 2 / 8) * 2**20) / 2**20) + (i == j) * 2.0**-8
    cases.append(case([[kernel(i, j) for j in range(d)] for i in range(d)], 2, rng))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "linalg.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")


main()
