// Package distributions is probability distributions in two forms: as nodes of a graph, which a network outputs and a
// loss differentiates, and as numbers, which answer questions.
//
// A Distribution holds nodes: LogProb, and where there is a closed form Mean, Variance, Mode, Entropy, CDF, LogCDF, LogSurvival and
// Sample, a differentiable function of normal noise. Modes that have none, such as those of mixtures, are nodes all the same (Mode).
// Map rebuilds it on other nodes. A Posterior holds one univariate distribution a row in float64 and knows density, cdf, mean, modes,
// quantiles, highest-density intervals, entropy, scores and samples of each, in the units of the data, whatever has a closed form or not.
// Numbers makes one of constants, a training.Model of a network's output.
// NewMixture and NewStreamed make one of many draws of a network's weights, and Aleatoric, Epistemic and MutualInformation say what
// the draws agree on. Weights and Component read a mixture, Mixtures finds those in a Distribution.
//
// # Families
//
//   - On the line: Normal, StudentT, Cauchy, Laplace, AsymmetricLaplace, Logistic, Gumbel, SkewNormal, PiecewiseLinear.
//   - Above 0: Exponential, Gamma, InverseGamma, LogNormal, Weibull, HalfNormal, HalfCauchy; Pareto above its Scale.
//   - On an interval: Beta, Kumaraswamy, Uniform, TruncatedNormal; VonMises on [-pi, pi].
//   - Counts and classes: Bernoulli, Binomial, NegativeBinomial, Poisson, Geometric, Categorical, OrderedLogistic.
//   - Vectors: MultivariateNormalDiag, MultivariateNormalTriL, MultivariateNormalLowRank, MultivariateStudentT, Dirichlet,
//     OneHotCategorical, Multinomial.
//   - A point: Deterministic.
//   - Made of others: Independent, MixtureSameFamily, Mixture, ZeroInflated, Hurdle, Truncated, and Transformed by a Bijector (Affine,
//     Exp, Log, Softplus, Sigmoid, Logit, Tanh, Power, SinhArcsinh, RationalQuadratic, Bernstein, Ordered, SoftmaxCentered, FillTriangular,
//     Permutation, Chain, Inverse).
//   - Observations, whose predictions are about what is inside: Censored, Masked, Weighted.
//
// FAMILIES.md in this folder is a table, written by a test, of what each has as a node in closed form, as a number only, or not at all.
//
// One of your own is a struct of nodes with the three methods of Distribution. It has all rights of these: in mixtures, losses and
// predictions; what more it knows it says by methods (HasMean, HasSupport, ...), what its parameters may be by tags of its
// fields, and package distributiontest holds it to the laws.
//
// # Between distributions
//
// KL is a divergence of nodes and says how it is made; a Posterior has KL, CrossEntropy, Wasserstein1 and EnergyDistance from another. Fit
// finds the likeliest parameters of a scalar family with their standard errors. SwapPrior turns the Posterior learnt under one Prior
// into that under another; a Histogram or a LogSpline, by FitLogSpline, estimates the former from a sample, and any row is one
// (Posterior.Prior).
//
// Prior and Posterior are of the target here: p(y) before x is seen and p(y|x) after. Those of package bnn are of a network's
// weights, before and after the training rows are.
//
// # Vectors
//
// A Joint holds one distribution of vectors a row in float64: covariances, with what draws agree on and what not, the marginals as
// Posteriors, what is left where a number is known (Condition), draws, and how far out a point lies (HPDLevel); SwapJointPrior
// exchanges its prior by weighted draws.
//
// # How a Posterior computes
//
// No grid is chosen by anybody. Log-densities always come from the formula, and what has a closed form too; the rest is integrals
// of piecewise polynomials through the density, refined until what they leave out is estimated below 1e-11 of the row's mass
// (package internal/density says how). Rows are independent: any number of cores gives the same bits, and a row alone the same
// bits as among others.
package distributions
