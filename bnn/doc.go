// Package bnn makes networks Bayesian: their weights become distributions, fitted to data, and a prediction is the
// mixture over draws of the weights. What a network is uncertain of because it has seen little (epistemic) then parts
// from what is uncertain in the data itself (aleatoric).
//
// Variational wraps any training.Net:
//
//	model := training.Model{Net: bnn.Variational{Net: net, Prior: bnn.NormalPrior{FanIn: true}, Estimator: bnn.Flipout}}
//	fit := training.Trainer{Loss: losses.ELBO{Rows: train.Rows()}}
//	q, err := model.Predict(ctx, x, training.Draws(100)) // q.Epistemic(), q.Aleatoric()
package bnn
