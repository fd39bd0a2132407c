package training_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// fittedLine is a model of named features.
func fittedLine(t *testing.T, net training.Net) *training.Model {
	m := &training.Model{Net: net, X: data.Standardize{}}
	fit(t, training.Trainer{}, m, line(30, .3, 1), 1)
	return m
}

func predictMistakes(t *testing.T) []mistake {
	s := line(30, .3, 1)
	m := fittedLine(t, gaussian{})
	at := func(m *training.Model, x *mat.Dense, options ...training.PredictOption) func() error {
		return func() error { _, err := m.Predict(ctx, x, options...); return err }
	}
	noisy := fitted(t, bnn.MCDropout{Net: gaussian{hidden: []int{4}}})
	two := &training.Model{Net: training.Point(layers.Dense{Units: 2})}
	fit(t, training.Trainer{Loss: losses.MSE{}}, two, data.Set{X: s.X, Y: make([]float64, 60)}, 1)
	return []mistake{
		{`(&training.Model{Net: net}).Predict(ctx, x)`, at(&training.Model{Net: gaussian{}}, s.X), "nothing has been fitted", "trainer.Fit first"},
		{`model.Predict(ctx, nil)`, at(m, nil), "there are no rows", "give some"},
		{`model.Predict of a column too many`, at(m, mat.NewDense(1, 3, nil)), "the target, or an index, is among the features", "the columns that the message names"},
		{`model.Predict of a column too few`, at(m, mat.NewDense(1, 1, nil)), "a feature is missing", "the columns that the message names"},
		{`model.Predict(ctx, x, training.Draws(100)) of a network without noise`, at(m, s.X, training.Draws(100)), "all draws would be one", "bnn.MCDropout or bnn.Variational, fitted again"},
		{`model.Predict(ctx, x) of a network with noise`, at(noisy, s.X), "one draw says little", "training.Draws(100)"},
		{`training.Draws(0)`, at(noisy, s.X, training.Draws(0)), "a mixture has at least one part", "training.Draws(100)"},
		{`training.Draws(1 << 40)`, at(noisy, s.X, training.Draws(1<<40)), "no memory holds so many, nor does an answer need them", "training.Draws(1000)"},
		{`training.PriorDraws(10) of a network without a prior`, at(m, s.X, training.PriorDraws(10)), "its weights are numbers", "bnn.MAP{Net: net}"},
		{`model.Predict of two targets`, at(two, s.X), "a Posterior is of one number a row", "model.PredictJoint(ctx, x) or model.Marginals(ctx, x)"},
		{`model.Marginals of one target`, func() error {
			_, err := fittedLine(t, gaussian{}).Marginals(ctx, s.X)
			return err
		}, "a row's target is one number", "model.Predict"},
		{`model.Net = other, after a prediction`, func() error {
			m := fittedLine(t, gaussian{})
			if err := at(m, s.X)(); err != nil {
				return err
			}
			m.Net = training.Point(layers.Dense{Units: 1})
			return at(m, s.X)()
		}, "the compiled passes are of the old one", "another Model"},
		{`model.Dtype = tensor.Float64, after a prediction`, func() error {
			m := fittedLine(t, gaussian{})
			if err := at(m, s.X)(); err != nil {
				return err
			}
			m.Dtype = tensor.Float64
			return at(m, s.X)()
		}, "the weights are float32", "another Model"},
		{`model.Predict of 1e300`, at(m, mat.NewDense(1, 2, []float64{1, 1e300})), "the feature is beyond float32", "see whether it is right"},
		{`model.WriteDot before a fit`, func() error { return (&training.Model{Net: gaussian{}}).WriteDot(&bytes.Buffer{}, 5, graph.Dot{}) }, "the number of features is not known", "fit first"},
		{`model.Predict(cancelled, x)`, func() error {
			c, cancel := context.WithCancel(ctx)
			cancel()
			_, err := m.Predict(c, s.X)
			return err
		}, "the context has ended", "another one"},
	}
}

// fitted is a model under an ELBO.
func fitted(t *testing.T, net training.Net) *training.Model {
	m := &training.Model{Net: net}
	fit(t, training.Trainer{Loss: losses.ELBO{Rows: 30}}, m, line(30, .3, 1), 1)
	return m
}

func posteriorMistakes(t *testing.T) []mistake {
	s := line(30, .3, 1)
	q, err := fittedLine(t, gaussian{}).Predict(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	histogram := func(values, weights []float64, bins int) func() error {
		return func() error { _, err := distributions.NewWeightedHistogram(values, weights, bins); return err }
	}
	swap := func(train, target distributions.Prior) func() error {
		return func() error { _, err := distributions.SwapPrior(q, train, target); return err }
	}
	flat := distributions.FlatPrior{Min: -100, Max: 100}
	return []mistake{
		{`q.Quantile(90)`, func() error { q.Quantile(90); return nil }, "percent instead of a probability", "q.Quantile(.9)"},
		{`q.HPD(95)`, func() error { q.HPD(95); return nil }, "percent instead of a mass", "q.HPD(.95)"},
		{`q.Quantile(-1)`, func() error { q.Quantile(-1); return nil }, "a probability is not negative", "a number in [0, 1]"},
		{`q.LogProb(y[:3])`, func() error { q.LogProb(s.Y[:3]); return nil }, "there is one y for each row", "as many as rows"},
		{`q.Row(30)`, func() error { q.Row(30); return nil }, "the last of 30 rows is row 29", "count from 0"},
		{`q.Scaled(0, 0)`, func() error { _, err := q.Scaled(0, 0); return err }, "a scale is positive", "the scale of the units"},
		{`distributions.SwapPrior(q, nil, flat)`, swap(nil, flat), "there is no prior to divide by", "the histogram of the training targets"},
		{`distributions.SwapPrior(q, wide, distributions.FlatPrior{})`, swap(flat, distributions.FlatPrior{}), "the range is empty", "Min below Max"},
		{`distributions.NewHistogram(nil, 10)`, histogram(nil, nil, 10), "there are no values", "the training targets"},
		{`distributions.NewHistogram(y, 0)`, histogram(s.Y, nil, 0), "there are no bins", "64"},
		{`distributions.NewWeightedHistogram(y, zeros, 10)`, histogram(s.Y, make([]float64, 30), 10), "nothing counts", "a positive weight"},
		{`distributions.NewWeightedHistogram(y, w[:3], 10)`, histogram(s.Y, make([]float64, 3), 10), "there is one weight for each value", "as many as values"},
		{`distributions.NewHistogram of one value`, histogram([]float64{1, 1}, nil, 2), "all values are the same", "the targets themselves"},
	}
}

func bayesMistakes() []mistake {
	s := line(30, .3, 1)
	elbo := func(net training.Net) func() error { return fitsBy(training.Trainer{Loss: losses.ELBO{Rows: 30}}, net) }
	return []mistake{
		{`losses.NLL{} of bnn.Variational{Net: net}`, fitsBy(training.Trainer{Loss: losses.NLL{}}, bnn.Variational{Net: gaussian{}}), "the divergence from the prior would be lost", "losses.ELBO{Rows: train.Rows()}"},
		{`bnn.Variational{}`, elbo(bnn.Variational{}), "there is no network", "Net"},
		{`bnn.MCDropout{Rate: 10}`, elbo(bnn.MCDropout{Net: gaussian{}, Rate: 10}), "Rate is a probability", "Rate: .1"},
		{`bnn.MCDropout{Only: []string{"lok"}}`, elbo(bnn.MCDropout{Net: gaussian{}, Only: []string{"lok"}}), "the pattern matches no weight", "a path of the network, or a pattern of some"},
		{`bnn.Variational{Prior: bnn.NormalPrior{Scale: -1}}`, elbo(bnn.Variational{Net: gaussian{}, Prior: bnn.NormalPrior{Scale: -1}}), "a standard deviation is positive", "Scale: 1"},
		{`bnn.Ensemble{Members: -1}`, func() error {
			_, err := bnn.Ensemble{Members: -1}.Fit(ctx, &training.Model{Net: gaussian{}}, s, 1)
			return err
		}, "an ensemble has members", "5"},
		{`bnn.Ensemble{Trainer: training.Trainer{Solver: &training.Adam{}}}`, func() error {
			_, err := bnn.Ensemble{Trainer: training.Trainer{Solver: &training.Adam{}}}.Fit(ctx, &training.Model{Net: gaussian{}}, s, 1)
			return err
		}, "the members would share its moments", "bnn.Ensemble{Solver: &training.Adam{}}"},
		{`bnn.NUTS{Accept: 80}`, func() error {
			_, err := bnn.NUTS{Accept: 80}.Fit(ctx, &training.Model{Net: gaussian{}}, s)
			return err
		}, "acceptance is a probability", "Accept: .8"},
		{`bnn.NUTS of a bnn.MAP`, func() error {
			_, err := bnn.NUTS{}.Fit(ctx, &training.Model{Net: bnn.MAP{Net: gaussian{}}}, s)
			return err
		}, "two priors", "the network to the model, the prior to NUTS"},
		{`bnn.Laplace{}.Fit before a fit`, func() error {
			_, err := bnn.Laplace{}.Fit(ctx, &training.Model{Net: gaussian{}}, s)
			return err
		}, "it is around the best fit", "trainer.Fit first"},
		{`bnn.SGLD{Burn: 10}.Fit(ctx, &model, train, 5)`, func() error {
			_, err := bnn.SGLD{Burn: 10}.Fit(ctx, &training.Model{Net: gaussian{}}, s, 5)
			return err
		}, "no epoch is left for draws", "more epochs, or a shorter burn-in"},
	}
}

func graphMistakes() []mistake {
	x := tensor.New(tensor.WithShape(4, 2), tensor.Of(tensor.Float64))
	call := func(f func(in G.Nodes) G.Nodes, in ...G.Value) func() error {
		return func() error { _, err := graph.NewFunc(f).Call(in...); return err }
	}
	same := func(in G.Nodes) G.Nodes { return G.Nodes{ops.Exp(in[0])} }
	mean := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		return ops.Mean(s.Call("body", layers.Dense{Units: 1}, in[0]))
	})
	params, err := mean.Init(1, x)
	if err != nil {
		panic(err)
	}
	with := func(path string, v *tensor.Dense) *layers.Params {
		p := params.Clone()
		p.Set(path, v)
		return p
	}
	apply := func(p *layers.Params, in ...G.Value) func() error {
		return func() error { _, err := mean.Apply(p, in...); return err }
	}
	return []mistake{
		{`f.Call(nil)`, call(same, nil), "an input is nil", "a tensor"},
		{`f.Call(x, x) of a function of one input`, call(same, x, x), "the second is not used", "leave it out"},
		{`f.Call() of a function of one input`, call(same), "the function takes one", "give it"},
		{`a function that returns a nil node`, call(func(G.Nodes) G.Nodes { return G.Nodes{nil} }, x), "there is nothing to compute", "what an op returned"},
		{`graph.Grad of a vector`, func() error {
			_, err := graph.Grad(func(in G.Nodes) *G.Node { return ops.Sum(in[0], 1) }).Call(x)
			return err
		}, "only a scalar has a gradient", "ops.Sum or ops.Mean first, or graph.Jacobian"},
		{`graph.Grad(f, 1) of a function of one input`, func() error {
			_, err := graph.Grad(func(in G.Nodes) *G.Node { return ops.Sum(in[0]) }, 1).Call(x)
			return err
		}, "there is no input 1", "count from 0"},
		{`f.Apply(nil, x)`, apply(nil, x), "the network has not been initialized", "f.Init(seed, x)"},
		{`f.Apply of a parameter that is nil`, apply(with("body/kernel", nil), x), "the parameter was not loaded", "load it"},
		{`f.Apply of a parameter of another shape`, apply(with("body/kernel", tensor.New(tensor.WithShape(3, 1), tensor.Of(tensor.Float64))), x), "it was made for other inputs", "the parameters of this network"},
		{`f.Apply of a parameter of another type`, apply(with("body/bias", tensor.New(tensor.WithShape(1), tensor.Of(tensor.Float32))), x), "one is float32, the others float64", "one type for all"},
	}
}
