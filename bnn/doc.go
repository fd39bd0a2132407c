// Package bnn makes networks Bayesian: their weights become distributions, fitted to data, and a prediction is the
// mixture over draws of the weights. What a network is uncertain of because it has seen little (epistemic) then parts
// from what is uncertain in the data itself (aleatoric).
//
// MCDropout, ConcreteDropout and Variational wrap a network and are trained like any other. The rest has a Fit that leaves
// a training.Sampler in the model: Ensemble, SWAG, SGLD and SGHMC train it, Laplace takes a fitted one, and NUTS, exact but
// for networks and data that are small, is what they may be judged by.
//
// Variational wraps any training.Net:
//
//	model := training.Model{Net: bnn.Variational{Net: net}}
//	fit := training.Trainer{Loss: losses.ELBO{Rows: train.Rows()}}
//	q, err := model.Predict(ctx, x, training.Draws(100)) // q.Epistemic(), q.Aleatoric()
//
// With nothing else set the last layers are distributions, whose inputs are Correlated, under N(0, 1/fan-in): of a sine on
// [-1, 1.1] with noise of .1 at -.5, in a network of 32 and 32 units trained for 300 epochs on 100, 300 and 3,000 rows, the
// noise is found as .113, .099 and .103, and the epistemic sd at 2.5 is 3.6, 8.2 and 14.8 times that at -.5, medians of five
// seeds (TestDefaultsFit). Independent normals over all weights, Only: []string{"*"} with a MeanField, find .27 to .34 and 1.0
// to 1.2 times of 300 rows. Its parts, each a struct:
//
//   - Posteriors: Correlated, which knows what inputs a layer has not seen; MeanField, independent normals; LowRank and
//     FullCovariance, one normal over all weights.
//   - Priors: NormalPrior and LaplacePrior, whose divergence from a normal is in closed form; ScaleMixture and Horseshoe, whose
//     divergence is sampled; MOPED, a prior around the weights of a trained network. Prior is open to others.
//   - Estimators, which trade the cost of a step against the noise of its gradient: SharedSample, LocalReparametrization
//     and Flipout, of which Automatic takes what applies.
//
// Divergences says which weights have moved from their prior, SignalToNoise which matter, and Prune leaves out those that
// do not.
//
// VariationalGP is a distribution of functions without weights, a Gaussian process.
//
// Other ways to the posterior:
//
//   - MCDropout and ConcreteDropout wrap a net as Variational does, and are fitted by losses.ELBO too: weights are dropped
//     with their inputs, at a rate that is given or learned.
//   - Ensemble fits a net several times and mixes the members. NUTS draws from the exact posterior of a small net. Both
//     leave a training.Sampler in the model, whose draws Predict mixes.
//   - MAP gives plain weights a prior and finds the most probable ones.
//
// Only and Except of the wrappers are patterns of the paths of weights below the wrapper, such as "head/*", in which a *
// stands for any characters.
package bnn
