package source

// What export writes for each network in place of this file, which makes the package compile.

// float is the type that the network computes in.
type float = float64

// How many numbers the network takes, its target has, and it keeps as weights.
const (
	Features = 2
	Targets  = 2
)

// Names of the features and targets.
var (
	FeatureNames = [Features]string{"a", "b"}
	TargetNames  = [Targets]string{"c", "d"}
)

// The scaling of features and targets.
var (
	featureShift = [Features]float64{}
	featureScale = [Features]float64{1, 1}
	targetShift  = [Targets]float64{10, 20}
	targetScale  = [Targets]float64{2, 3}
)

// text is the weights.
const text = ``

// Posterior is the distribution that the network predicts.
type Posterior = Normal

// posterior is p(y | x) for x in the network's units.
func posterior(x *[Features]float) Posterior { return Normal{place(0, x[0]), stretch(0, x[1])} }

// What networks call, and nothing here does.
var _ = []any{
	weights, decode(text), classes, mixed, coin, ordered, shares, equal, quantiles, multivariateNormal, lowRankNormal,
	dense, conv, matmul, transpose, maxPool, avgPool, softmax, logSoftmax, logSumExp, sums, means, maxima, variances, standardize,
	running, blocks, take, oneHot,
	exp, expm1, log, log1p, sqrt, abs, sign, square, floor, sin, cos, sinh, cosh, tanh, atan, asinh, erf, erfc, lgamma,
	sigmoid, softplus, silu, gelu, relu, leakyReLU, elu, clip, between, choose, truth, logSigmoid, normalCDF, logNormalCDF,
}
