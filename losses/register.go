package losses

import "github.com/deepprob/deepprob/internal/registry"

// What files may have of this package. The names are a promise: see package registry.
func init() {
	registry.Enter(BetaNLL{}, BinaryCrossEntropy{}, CRPS{}, CategoricalCrossEntropy{}, ELBO{}, Focal{}, Huber{}, L1{}, MSE{}, NLL{}, Pinball{})
}
