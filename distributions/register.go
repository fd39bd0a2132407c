package distributions

import "github.com/deepprob/deepprob/internal/registry"

// What files may have of this package: priors, and bijectors without nodes. Other distributions are made by networks and are never part
// of one. The names are a promise: see package registry.
func init() {
	registry.Enter(FlatPrior{}, Histogram{}, LogSpline{}, ClassPrior(nil), PriorProduct(nil))
	registry.Enter(Exp{}, Log{}, Logit{}, Ordered{}, Permutation{}, Sigmoid{}, SoftmaxCentered{}, Softplus{}, Tanh{}, FillTriangular{}, Chain(nil), Inverse{})
}
