// Package bnn makes networks Bayesian: their weights become distributions, fitted to data, and a prediction is the
// mixture over draws of the weights. What a network is uncertain of because it has seen little (epistemic) then parts
// from what is uncertain in the data itself (aleatoric).
//
// MCDropout, ConcreteDropout and Variational wrap a network and are trained like any other. The rest has a Fit that leaves
// a training.Sampler in the model: Ensemble, SWAG, SGLD and SGHMC train it, Laplace takes a fitted one, whose last layers
// or any other weights it gives a normal around the mode, and NUTS, exact but for networks and data that are small, is
// what they may be judged by.
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
// Prior and Posterior are of weights here, before and after the training rows; in package distributions they are of the target.
//
// Divergences says which weights have moved from their prior, SignalToNoise which matter, and Prune leaves out those that
// do not; PruneBy does by another rank, such as Magnitudes.
//
// VariationalGP is a distribution of functions without weights, a Gaussian process.
//
// Other ways to the posterior:
//
//   - MCDropout and ConcreteDropout wrap a net as Variational does, and are fitted by losses.ELBO too: weights are dropped
//     with their inputs, at a rate that is given or learned. Without settings MCDropout finds the noise of the sine above as
//     .123, .113 and .109, and an epistemic sd at 2.5 that is 4.2, 4.9 and 3.2 times that at -.5, which does not fall with the rows.
//   - Ensemble fits a net several times and mixes the members. NUTS draws from the exact posterior of a small net. Both
//     leave a training.Sampler in the model, whose draws Predict mixes.
//   - MAP gives plain weights a prior and finds the most probable ones.
//   - Laplace of all weights predicts by the network's tangent at the mode, LaplaceFit.Linearize, better than by draws.
//   - SWAG, SGLD and SGHMC set their rates by the curvature of the loss where none is given. Diagnose compares their draws, and
//     its Warnings say what makes widths wrong: chains that have not met, rates that leave no time to move, drift, and a temperature
//     of the draws that is not the posterior's. Chains runs several, of SWAG too, whose draws are then of all starts.
//
// Which to take, by one task: 100 rows of a sine with noise of .1, on [-1, 1], in a network of 20 tanh units under N(0,
// 1/fan-in). The distance of the mean from NUTS's, in its epistemic sd, and the epistemic sd over NUTS's, both root mean
// squares, on the data and from 1 to 2.5, of one seed each; seconds on two cores (go run ./notebooks_port/bnn/which):
//
//	method                    seconds  off, data  width, data  off, beyond  width, beyond
//	NUTS                      32       0.0        1.00         0.0          1.00
//	Variational               .1       1.8        0.71         1.0          0.44
//	Variational, all weights  .1       2.8        3.75         4.3          1.33
//	MCDropout                 .1       1.3        4.50         4.1          1.63
//	ConcreteDropout           .1       2.6        0.53         10.1         0.23
//	Ensemble                  .1       3.7        0.13         8.8          0.43
//	SWAG                      .4       0.6        0.55         1.4          0.19
//	Laplace                   .3       0.7        0.68         1.7          0.51
//	SGLD                      1.7      0.4        0.92         0.2          0.81
//	SGHMC                     2.1      0.1        0.93         0.4          0.96
//
// NUTS for networks and rows so few that its gradients over all of them can be paid, and to judge others by. SGHMC where some
// thousand epochs can be: it comes closest, and Diagnose says whether it came to rest; with minibatches of a small part of the
// rows its steps must be as much smaller. Variational where the fit must cost what a plain one costs, at any number of rows,
// and Laplace for a network that is already trained: both know where they have no data, and are too sure there by two. SWAG,
// Ensemble and ConcreteDropout are more so; MCDropout takes its width from its rate, whatever the
// rows, and has smaller weights before the last layer than NUTS here.
//
// Only and Except of the wrappers are patterns of the paths of weights below the wrapper, such as "head/*", in which a *
// stands for any characters.
package bnn
