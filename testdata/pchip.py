"""Golden values of the monotone cubic of distributions.Histogram: scipy's PchipInterpolator.

    pip install -r requirements.txt && python pchip.py > pchip.json
"""
import json

import numpy as np
from scipy.interpolate import PchipInterpolator

rng = np.random.default_rng(5)
cases = []
for n in (2, 3, 4, 7, 20):
    x = np.cumsum(rng.uniform(.2, 2, n))
    for v in (rng.normal(size=n), np.sort(rng.normal(size=n)), -x + .3 * np.sin(3 * x), np.where(np.arange(n) % 3 > 0, 1., 2.)):
        at = np.concatenate([x, rng.uniform(x[0], x[-1], 15)])
        cases.append({"X": x.tolist(), "V": v.tolist(), "At": at.tolist(), "Want": PchipInterpolator(x, v)(at).tolist()})
print(json.dumps(cases))
