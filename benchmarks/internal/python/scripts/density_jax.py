"""JAX's log-densities and draws with gradients: TFP's distributions, jitted, in float64 and float32. Those that TFP lacks are
what its users write."""
import itertools

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np
from tensorflow_probability.substrates import jax as tfp

import density_rows

tfd = tfp.distributions
VERSION = f"jax {jax.__version__} with TFP {tfp.__version__}"
FORMS = ("jit",)


class Mixed:
    """Zeros beside a Poisson: extra ones, or all of them."""

    def __init__(self, logits, rate, hurdle):
        self.zero, self.base, self.hurdle = logits, tfd.Poisson(rate), hurdle

    def log_prob(self, y):
        base, on, off = self.base.log_prob(y), jax.nn.log_sigmoid(self.zero), jax.nn.log_sigmoid(-self.zero)
        if self.hurdle:
            return jnp.where(y == 0, on, off + base - jnp.log1p(-jnp.exp(-self.base.rate)))
        return jnp.where(y == 0, jnp.logaddexp(on, off + base), off + base)


class Skew:
    """A skew normal."""

    def __init__(self, loc, scale, shape):
        self.loc, self.scale, self.shape = loc, scale, shape

    def log_prob(self, y):
        z = (y - self.loc) / self.scale
        return -z * z / 2 + jax.scipy.special.log_ndtr(self.shape * z) - jnp.log(self.scale) - np.log(np.pi / 2) / 2


class Pinball:
    """An asymmetric Laplace."""

    def __init__(self, loc, scale, k):
        self.loc, self.scale, self.k = loc, scale, k

    def log_prob(self, y):
        z = (y - self.loc) / self.scale
        return jnp.where(z < 0, z / self.k, -self.k * z) - jnp.log(self.scale) - jnp.log(self.k + 1 / self.k)


FAMILIES = {
    "normal": tfd.Normal, "lognormal": tfd.LogNormal, "laplace": tfd.Laplace, "cauchy": tfd.Cauchy, "studentt": tfd.StudentT,
    "logistic": tfd.Logistic, "gumbel": tfd.Gumbel, "exponential": tfd.Exponential, "gamma": tfd.Gamma, "inversegamma": tfd.InverseGamma,
    "beta": tfd.Beta, "kumaraswamy": tfd.Kumaraswamy, "uniform": tfd.Uniform, "halfnormal": tfd.HalfNormal,
    "halfcauchy": lambda scale: tfd.HalfCauchy(jnp.zeros((), scale.dtype), scale), "truncatednormal": tfd.TruncatedNormal, "weibull": tfd.Weibull,
    "skewnormal": Skew, "asymmetriclaplace": Pinball, "vonmises": tfd.VonMises,
    "pareto": tfd.Pareto, "bernoulli": lambda l: tfd.Bernoulli(logits=l, dtype=l.dtype), "binomial": tfd.Binomial,
    "negativebinomial": lambda m, r: tfd.NegativeBinomial(r, logits=jnp.log(m) - jnp.log(r)), "poisson": tfd.Poisson,
    "geometric": lambda l: tfd.Geometric(logits=l), "categorical": lambda l: tfd.Categorical(logits=l),
    "orderedlogistic": lambda loc, cuts: tfd.OrderedLogistic(cuts, loc),
    "zeroinflated": lambda l, r: Mixed(l, r, False), "hurdle": lambda l, r: Mixed(l, r, True),
}


def enter(form, case, x, y):
    if case["kind"] not in ("logprob", "sampled"):
        return None
    family = FAMILIES[case["net"]]
    *params, at = (jnp.asarray(a) for a in density_rows.arguments(case, x, y))
    if case["kind"] == "logprob":
        f = jax.jit(lambda p, y: family(*p).log_prob(y))

        def density():
            f(params, at).block_until_ready()
            return 1
        return density
    g = jax.jit(jax.value_and_grad(lambda p, key: jnp.sum(family(*p).sample(seed=key) ** 2)))
    keys = (jax.random.PRNGKey(k) for k in itertools.count())

    def draw():
        jax.block_until_ready(g(params, next(keys)))
        return 1
    return draw


def tell(case, rows):
    *params, at = density_rows.some(case, rows)
    return np.asarray(FAMILIES[case["net"]](*map(jnp.asarray, params)).log_prob(jnp.asarray(at)), float).reshape(-1, 1).tolist()
