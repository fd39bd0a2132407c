// Package export writes a trained network as a Go package without dependencies: one file that imports only the standard library, has
// the weights in it, and predicts as the model does. It is for where a model is to answer and nothing else of this library is
// wanted: a small service, a browser (GOOS=js GOARCH=wasm), a program of someone who does not know what it was trained with.
//
//	err := export.Go(file, &model, "flats")
//
//	q := flats.Predict([]float64{3, 70})        // in the features' units
//	q.Mean(); q.StdDev(); q.Quantile(.9); q.CDF(800); q.LogProb(800)
//
// The file declares, besides what it needs for itself:
//
//	Predict(x []float64) Posterior     p(y | x) of one row; it panics where Check returns an error
//	Check(x []float64) error           another number of features, or one that is no number
//	Features, Targets                  how many numbers there are
//	FeatureNames, TargetNames          their names
//	Posterior                          the type of the distribution, whose fields are its parameters in the target's units
//
// Features are numbers. What encodings of a table made (data.Encoding) are several of them, a 1 for a level or what fills a gap, which
// the caller makes; the file says of what. A NaN is refused.
//
// Posterior is one of
//
//	Normal, StudentT, Beta, Quantiles, Point, Poisson, NegativeBinomial, Classes, Mixture of these,
//	Independent, MultivariateNormal, LowRankNormal, VectorMixture of these,
//
// where Classes is what Bernoulli, Categorical and Ordinal predict, with the probabilities in its field Probs. Distributions of one
// number have LogProb, CDF, Survival, Quantile, Mean, StdDev and Variance; those of vectors LogProb, Mean, StdDev, Covariance and
// Marginal(j), which is one of a number. They are given for the heads of package nets, and for any network of one's own with such a
// distribution. A model that mixes some sets of weights, an ensemble or a chain (training.Samples), becomes the mixture of its
// members. A network that draws noise in prediction is refused, as are operations and distributions that are not known, by their
// names.
//
// The file needs Go 1.23. It has the same text each time it is written, on processors of one kind: what is computed of the weights
// beforehand may round otherwise on another.
//
// Numbers are the model's own to rounding: those of a network in float64 agree to 1e-12, in float32 to 1e-5 of the outputs' standard
// deviation. Far out the file may know better than the model, whose quantiles are those of a p that is less by 1e-15.
//
// How it is done: the graph of the prediction of one row is translated operation by operation into loops; what does not depend on
// the row is computed now and is a weight like the others. Distributions and functions are taken from package export/internal/source
// and internal/kernel, where they are compiled and tested, each with what it needs and no more. Predict allocates nothing but the
// slices that a Posterior has; it computes one row at a time, and may be called from several goroutines.
//
// The weights are base64 in one constant, 5.3 bytes a number of float32, decoded when the program starts. A million numbers are 5.4 MB
// of text that Go's compiler takes .1 s for; as literals they were 12.9 MB and 17 s, and an embedded file would be a second one to
// carry along. A network of 128, 128 and 64 units makes a file of 170 kB.
package export
