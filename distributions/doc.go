// Package distributions is probability distributions in two forms: as nodes of a graph, which a network outputs and a
// loss differentiates, and as numbers, which answer questions.
//
// A Distribution (Normal, Beta, Bernoulli, Categorical, Deterministic, Independent, MixtureSameFamily) holds nodes; Map
// rebuilds it on other nodes. A Posterior holds one univariate distribution a row in float64 and knows density, cdf,
// mean, modes, quantiles, highest-density intervals, entropy, scores and samples of each, in the units of the data.
// NewMixture and NewStreamed make one of many draws of a network's weights, and Aleatoric, Epistemic and
// MutualInformation say what the draws agree on. SwapPrior turns the Posterior learnt under one Prior into that under
// another; a Histogram or a LogSpline, by FitLogSpline, estimates the former from a sample. Weights and Component read a
// mixture, Mixtures finds those in a Distribution.
//
// # Vectors
//
// MultivariateNormalDiag, MultivariateNormalTriL and MultivariateNormalLowRank, MultivariateStudentT, Dirichlet, OneHotCategorical and
// Multinomial are of vectors, as are Independent numbers and mixtures of any of these. A Joint holds one such distribution a row in float64:
// covariances, with what draws agree on and what not, the marginals as Posteriors, what is left where a number is known (Condition),
// draws, and how far out a point lies (HPDLevel); SwapJointPrior exchanges its prior by weighted draws.
//
// # How a Posterior computes
//
// No grid is chosen by anybody. Log-densities always come from the formula, and what has a closed form too; the rest is integrals
// of piecewise polynomials through the density, refined until what they leave out is estimated below 1e-11 of the row's mass
// (package internal/density says how). Rows are independent: any number of cores gives the same bits, and a row alone the same
// bits as among others.
package distributions
