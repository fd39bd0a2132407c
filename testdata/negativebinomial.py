"""Golden values of the negative binomial by its mean and concentration, in the form of families.json.

    python negativebinomial.py > negativebinomial.json

mpmath in 60 digits: masses by the recurrence from P(0), tails as sums of them from the far end, so that nothing cancels; the
derivatives by the chain rule.
"""
import json

import mpmath as mp

mp.mp.dps = 60
CASES = [(3.0, 1.5, [0, 1, 5, 60, 600]), (0.2, 1e8, [0, 1, 6, 40]), (597.0, 3.0, [0, 10, 397, 3000]), (50.0, 0.05, [0, 1, 100, 5000]), (1e4, 1e4, [9000, 9990, 10500]), (1e-9, 2.0, [0, 1, 3])]


def case(mean, r, ys):
    m, r = mp.mpf(mean), mp.mpf(r)
    q = m / (m + r)
    masses, k = [mp.exp(-r * mp.log1p(m / r))], 0
    top = max(ys)
    while k <= top + 10 or masses[-1] > masses[top] * mp.mpf(10) ** -40 or k < m:
        masses.append(masses[-1] * (k + r) / (k + 1) * q)
        k += 1
    below, above = [], [mp.mpf(0)]
    for v in masses:
        below.append(v + (below[-1] if below else 0))
    for v in reversed(masses):
        above.append(above[-1] + v)
    above = above[::-1]  # above[k] = P(Y >= k)
    at = lambda f: [float(f(y)) for y in ys]
    return dict(mean=mean, concentration=float(r), y=[float(y) for y in ys], logprob=at(lambda y: mp.log(masses[y])), cdf=at(lambda y: below[y]),
                logcdf=at(lambda y: mp.log1p(-above[y + 1]) if above[y + 1] < .5 else mp.log(below[y])),
                logsurvival=at(lambda y: mp.log1p(-below[y]) if below[y] < .5 else mp.log(above[y + 1])),
                grad=dict(mean=at(lambda y: y / m - (y + r) / (m + r)),
                          concentration=at(lambda y: mp.digamma(y + r) - mp.digamma(r) - mp.log1p(m / r) + (m - y) / (m + r))))


def record(c):
    m, r = mp.mpf(c["mean"]), mp.mpf(c["concentration"])
    g = {k: [[v] for v in c["grad"][k]] for k in c["grad"]}
    c.update(grad=g, variance=float(m + m * m / r), mode=float(max(mp.ceil(m * (r - 1) / r) - 1, 0)))
    return c


cases = []
for mean, r, ys in CASES:
    cases.append(record(case(mean, r, ys)))
print(json.dumps({"negativebinomial": {"params": ["mean", "concentration"], "cases": cases}}, indent=1))
