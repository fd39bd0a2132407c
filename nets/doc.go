// Package nets has networks in one line: a head, which is a distribution whose parameters depend on x, on any body.
//
//	model := training.Model{Net: nets.Mixture{}, X: data.Standardize{}, Y: data.Standardize{}}
//
// Each is a training.Net and a struct of exported fields, whose zero value is useful where it can be:
//
//	head               prediction, one a row                       loss
//	Gaussian           distributions.Normal                        losses.NLL, BetaNLL, CRPS
//	StudentT           distributions.StudentT                      losses.NLL, CRPS
//	Mixture            distributions.MixtureSameFamily             losses.NLL; CRPS of normals
//	Quantiles          distributions.PiecewiseLinear               losses.Pinball, CRPS
//	MultivariateNormal distributions.MultivariateNormalTriL,       losses.NLL
//	                   or MultivariateNormalLowRank
//	Bernoulli          distributions.Bernoulli                     losses.NLL, BinaryCrossEntropy, Focal, CRPS
//	Categorical        distributions.Categorical                   losses.NLL, CategoricalCrossEntropy, Focal, CRPS
//	Ordinal            distributions.OrderedLogistic               losses.NLL, CRPS
//	Poisson            distributions.Poisson                       losses.NLL, CRPS
//	NegativeBinomial   distributions.NegativeBinomial              losses.NLL, CRPS
//	Censored           that of any of these, of a target with a     losses.NLL
//	                   status: not seen, but known to be above
//
// A Mixture is of NormalComponents, of BetaComponents on [0, 1], or of NormalVectors over several targets; or of a Family of one's own.
//
// They have in common:
//
//   - Body is any layer that makes some numbers of a row. Heads are linear in them.
//   - A head starts at the marginal: before the first step each row's prediction is the distribution of the training targets,
//     whatever x, from layers.Scope.Targets. Kernels of heads start at 0; what tells rows, members and seeds apart is the body.
//   - Locations, scales and their floors count in standard deviations of the training target from its mean, rates of counts in
//     multiples of its mean; they are kept as states of the network ("target/mean", "target/sd"): the unit of the target, and whether
//     Model.Y scales it, mean nothing to the fit. Priors of weights in package bnn mean the same for any target too. That has two
//     ends: losses in units of the target (CRPS, Pinball, BetaNLL) have gradients in these, which Adam takes for nothing near its
//     Epsilon, of targets about 1e-6 in size; and float32 has few numbers to tell targets apart that are far from 0, as times since
//     1970 are, which is refused. Y: data.Standardize{} helps with both.
//   - Targets that a head is not for, such as labels that a scaler moved, are an error before the first step.
//
// A head of one's own is ten lines: the package's example in training has a mixture written out.
package nets
