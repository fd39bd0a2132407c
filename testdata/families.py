"""Golden values of the scalar families of package distributions.

    pip install -r requirements.txt && python families.py > families.json

Everything is computed with mpmath in 60 digits (more where a difference cancels) from the float64 inputs and rounded once;
derivatives are written out: mp.diff returns noise next to 1e-65. Where scipy and TFP touch a case they are compared, and
what they get wrong is printed to stderr; they are not the source.

The file is {family: {"params": names, "cases": [case]}}, a case being one parameter set:

  params                      a number each, a list for logits and cutpoints
  y                           arguments, float64
  logprob cdf logcdf logsurvival   at each y; log P(Y > y)
  grad                        of logprob at each y, by parameter and "y"; null where it has none or the density is 0 or infinite
  mean variance mode entropy skewness kurtosis   kurtosis is the excess; "nan" where they do not exist, null if not computed
  quantile                    at p of QUANTILES (the float64 1e-12, 0.5, 1-1e-9)
  noise sample dsample        the quantile at Phi(noise) for a continuous family, and its derivative by each parameter at fixed noise

Infinities and NaN are strings. Conventions: a density at an edge of its support is the limit from inside, outside it is 0;
masses off the integers are 0; a discrete quantile is the smallest k with cdf(k) >= p; the mode is the end point where the
density is unbounded or monotone; the variance is NaN if the mean is infinite. A mode that ties is the smaller one, but the centre of
a plateau.
"""
import json

import families_check
import families_continuous as continuous
import families_discrete as discrete


def lines(tables):
    """One line a case."""
    each = []
    for name, t in tables.items():
        rows = ",\n".join(json.dumps(c, separators=(",", ":")) for c in t["cases"])
        each.append(json.dumps(name) + ': {"params": ' + json.dumps(t["params"]) + ', "cases": [\n' + rows + "]}")
    return "{\n" + ",\n".join(each) + "\n}"


if __name__ == "__main__":
    families = {**continuous.FAMILIES, **discrete.FAMILIES}
    tables = {name: {"params": f.params, "cases": [c.record() for c in f.cases()]} for name, f in families.items()}
    print(lines(tables))
    families_check.run(tables)
