package nets

import "github.com/deepprob/deepprob/internal/registry"

// What files may have of this package. The names are a promise: see package registry.
func init() {
	registry.Enter(Bernoulli{}, Categorical{}, Censored{}, Gaussian{}, Mixture{}, MultivariateNormal{}, NegativeBinomial{}, Ordinal{}, Poisson{}, Quantiles{}, StudentT{})
	registry.Enter(BetaComponents{}, NormalComponents{}, NormalVectors{})
}
