package training_test

import (
	"context"
	"errors"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// first is the first column of a dense layer, (n).
func first(s *layers.Scope, name string, x *G.Node) *G.Node {
	return ops.Reshape(s.Call(name, layers.Dense{Units: 1}, x), x.Shape()[0])
}

// ones is 1 for every row.
func ones(s *layers.Scope, x *G.Node) *G.Node {
	return ops.Full(s.Graph(), s.Dtype(), 1, x.Shape()[0])
}

func distributionMistakes() []mistake {
	return []mistake{
		{`distributions.Normal{Loc: loc}`, fits(netFunc(func(s *layers.Scope, x *G.Node) distributions.Distribution {
			return distributions.Normal{Loc: first(s, "loc", x)}
		})), "a parameter is missing", "Scale, such as of layers.Positive"},
		{`distributions.Normal{Loc: (n), Scale: (n, 1)}`, fits(netFunc(func(s *layers.Scope, x *G.Node) distributions.Distribution {
			return distributions.Normal{Loc: first(s, "loc", x), Scale: s.Call("scale", layers.Positive{Units: 1}, x)}
		})), "(n) against (n, 1) would be (n, n)", "ops.Reshape one to the other's shape"},
		{`distributions.MixtureSameFamily{Mixing: m}`, fits(netFunc(func(s *layers.Scope, x *G.Node) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: 3}, x)}}
		})), "nothing is mixed", "Components"},
		{`a mixture of 3 logits and 2 components`, fits(netFunc(func(s *layers.Scope, x *G.Node) distributions.Distribution {
			return distributions.MixtureSameFamily{
				Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: 3}, x)},
				Components: distributions.Normal{Loc: s.Call("loc", layers.Dense{Units: 2}, x), Scale: s.Call("scale", layers.Positive{Units: 2}, x)},
			}
		})), "each component needs a weight", "as many logits as components"},
		{`distributions.Independent{}`, fits(netFunc(func(*layers.Scope, *G.Node) distributions.Distribution { return distributions.Independent{} })), "there is no base", "Base"},
		{`distributions.Entropy(mixture)`, fits(netFunc(func(s *layers.Scope, x *G.Node) distributions.Distribution {
			q := distributions.MixtureSameFamily{
				Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: 2}, x)},
				Components: distributions.Normal{Loc: s.Call("loc", layers.Dense{Units: 2}, x), Scale: s.Call("scale", layers.Positive{Units: 2}, x)},
			}
			return distributions.Deterministic{Loc: distributions.Entropy(q)}
		})), "the entropy of a mixture has no closed form", "Posterior.Entropy, which integrates"},
	}
}

func lossMistakes() []mistake {
	point := training.Point(layers.Dense{Units: 1})
	by := func(l losses.Loss, net training.Net) func() error { return fitsBy(training.Trainer{Loss: l}, net) }
	return []mistake{
		{`losses.NLL{} of a training.Point`, by(losses.NLL{}, point), "a number has no density", "losses.MSE{}, or a network that predicts a distribution"},
		{`losses.CategoricalCrossEntropy{} of a Normal`, by(losses.CategoricalCrossEntropy{}, gaussian{}), "a Normal has no logits", "losses.NLL{}"},
		{`losses.BinaryCrossEntropy{} of a training.Point`, by(losses.BinaryCrossEntropy{}, point), "a number has no logits", "a network that predicts a Bernoulli"},
		{`losses.NLL{Clip: 2}`, by(losses.NLL{Clip: 2}, gaussian{}), "Clip is a distance from the ends of [0, 1]", "a small number, such as 1e-6"},
		{`losses.Huber{Delta: -1}`, by(losses.Huber{Delta: -1}, point), "Delta is a distance", "a positive number, or 0 for 1"},
		{`losses.ELBO{}`, by(losses.ELBO{}, gaussian{}), "the divergence weighs one in N rows", "losses.ELBO{Rows: train.Rows()}"},
		{`losses.ELBO{Rows: 100} for 30 rows`, by(losses.ELBO{Rows: 100}, gaussian{}), "N is of another set", "the rows of the training set"},
		{`&losses.ELBO{Rows: 30}`, by(&losses.ELBO{Rows: 30}, gaussian{}), "a Loss is a value", "losses.ELBO{Rows: 30}"},
		{`losses.ELBO{ImportanceWeighted: true}`, by(losses.ELBO{Rows: 30, ImportanceWeighted: true}, gaussian{}), "one draw is weighed against none", "Draws of at least 2"},
	}
}

func fitMistakes() []mistake {
	s := line(30, .3, 1)
	tr := func(t training.Trainer) func() error {
		t.Loss = losses.MSE{}
		return fitsBy(t, training.Point(layers.Dense{Units: 1}))
	}
	return []mistake{
		{`trainer.Fit(ctx, nil, train, 10)`, func() error { _, err := training.Trainer{}.Fit(ctx, nil, s, 10); return err }, "there is no model", "&training.Model{Net: ...}"},
		{`trainer.Fit(nil, &model, train, 10)`, func() error {
			var none context.Context
			_, err := training.Trainer{}.Fit(none, &training.Model{Net: gaussian{}}, s, 10)
			return err
		}, "there is no context", "context.Background()"},
		{`trainer.Fit(ctx, &model, train, -1)`, func() error {
			_, err := training.Trainer{}.Fit(ctx, &training.Model{Net: gaussian{}}, s, -1)
			return err
		}, "a number of epochs is at least 0", "10"},
		{`training.Trainer{BatchSize: -1}`, tr(training.Trainer{BatchSize: -1}), "a batch has rows", "0 for the default, or a positive number"},
		{`training.Trainer{Patience: 3}`, tr(training.Trainer{Patience: 3}), "nothing is judged by", "Validation: &valid"},
		{`training.Trainer{Average: 3, Validation: &valid}`, tr(training.Trainer{Average: 3, Validation: &s}), "two choices of weights", "one of the two"},
		{`training.Trainer{Validation: &empty}`, tr(training.Trainer{Validation: &data.Set{}}), "the validation set has no rows", "rows that are not trained on"},
		{`layers.BatchNorm in batches of which the last has 1 row`, fitsBy(training.Trainer{Loss: losses.MSE{}, BatchSize: 29}, training.Point(layers.Sequential{layers.Dense{Units: 3}, layers.BatchNorm{}, layers.Dense{Units: 1}})), "one row has no variance", "a BatchSize that does not leave one row over"},
	}
}

// modelMistakes are made with what a fit is given to begin with, or at the same time.
func modelMistakes() []mistake {
	s := line(30, .3, 1)
	return []mistake{
		{`model.Params of another network`, func() error {
			m := &training.Model{Net: training.Point(layers.Dense{Units: 1})}
			m.Params = &layers.Params{}
			m.Params.Set("head/kernel", tensor.New(tensor.WithShape(2, 1), tensor.Of(tensor.Float32)))
			_, err := training.Trainer{Loss: losses.MSE{}}.Fit(ctx, m, s, 1)
			return err
		}, "the network would begin at random beside them", "the Net that they belong to, or none of them"},
		{`model.Params of another shape`, func() error {
			m := &training.Model{Net: training.Point(layers.Dense{Units: 1}), Fitted: training.Fitted{Params: &layers.Params{}}}
			m.Params.Set("kernel", tensor.New(tensor.WithShape(3, 1), tensor.Of(tensor.Float32)))
			_, err := training.Trainer{Loss: losses.MSE{}}.Fit(ctx, m, s, 1)
			return err
		}, "the features or the layers are not those of the parameters", "the parameters of this network"},
		{`two fits of one model at once`, func() error {
			m := &training.Model{Net: gaussian{}}
			for _, err := range (training.Trainer{}).Epochs(ctx, m, s, 2) {
				if err != nil {
					return err
				}
				_, err = training.Trainer{}.Fit(ctx, m, s, 1)
				return err
			}
			return nil
		}, "both would write its weights", "a Model for each, or one after the other"},
		{`a fit while a prediction is under way`, fitWhilePredicting, "the prediction would read weights that change", "wait for it, or a Model with a copy of the Params"},
		{`a prediction while a fit is under way`, predictWhileFitting, "it would read weights that change", "between two epochs of trainer.Epochs, or after the fit"},
		{`Epochs of a model with a Sampler`, func() error {
			m := known()
			m.Sampler = training.Samples{m.Params.Clone()}
			_, err := training.Trainer{}.Fit(ctx, m, s, 1)
			return err
		}, "predictions would go on to be made of the Sampler's draws", "model.Sampler = nil, or another Model"},
		{`a model of one target fitted to two`, func() error {
			m := &training.Model{Net: gaussian{}}
			if _, err := (training.Trainer{}).Fit(ctx, m, s, 1); err != nil {
				return err
			}
			_, err := training.Trainer{}.Fit(ctx, m, data.Set{X: s.X, Y: make([]float64, 60)}, 1)
			return err
		}, "the rows have other targets", "the target of the first fit, or another Model"},
	}
}

func fitOnce(m *training.Model) error {
	_, err := training.Trainer{}.Fit(ctx, m, line(30, .3, 1), 1)
	return err
}

func predictOnce(m *training.Model) error {
	_, err := m.Predict(ctx, line(30, .3, 1).X)
	return err
}

func fitWhilePredicting() error {
	w := stalled{make(chan struct{}), make(chan struct{})}
	m := &training.Model{Net: gaussian{}}
	if err := fitOnce(m); err != nil {
		return err
	}
	m.Sampler = w
	done := make(chan error)
	go func() { done <- predictOnce(m) }()
	<-w.begun
	err := fitOnce(m)
	close(w.goOn)
	return errors.Join(err, <-done)
}

func predictWhileFitting() error {
	m := &training.Model{Net: gaussian{}}
	release, err := m.Claim()
	if err != nil {
		return err
	}
	defer release()
	return predictOnce(m)
}

// nonFiniteMistakes are found when the loss of a row, or a gradient, is not finite.
func nonFiniteMistakes() []mistake {
	s := line(30, .3, 1)
	with := func(y ...float64) data.Set {
		other := s.Head(30)
		for i := range other.Y {
			other.Y[i] = y[i%len(y)]
		}
		return other
	}
	classes := netFunc(func(s *layers.Scope, x *G.Node) distributions.Distribution {
		return distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: 3}, x)}
	})
	coin := netFunc(func(s *layers.Scope, x *G.Node) distributions.Distribution {
		return distributions.Bernoulli{Logits: first(s, "logits", x)}
	})
	signed := netFunc(func(s *layers.Scope, x *G.Node) distributions.Distribution {
		return distributions.Normal{Loc: first(s, "loc", x), Scale: ops.AddConst(ops.MulConst(ones(s, x), -1), 0)}
	})
	steep := netFunc(func(s *layers.Scope, x *G.Node) distributions.Distribution {
		return distributions.Deterministic{Loc: ops.Sqrt(ops.MulConst(first(s, "loc", x), 0))}
	})
	lost := func() error {
		m := &training.Model{Net: training.Point(layers.Dense{Units: 1}), Fitted: training.Fitted{Params: &layers.Params{}}}
		m.Params.Set("kernel", tensor.New(tensor.WithShape(2, 1), tensor.WithBacking([]float32{1, float32(math.NaN())})))
		_, err := training.Trainer{Loss: losses.MSE{}}.Fit(ctx, m, s, 1)
		return err
	}
	outlier := with(1, 2)
	outlier.Y[7] = 1e30
	return []mistake{
		{`labels 1, 2, 3 of a Categorical of 3 logits`, fitsTo(training.Trainer{}, &training.Model{Net: classes}, with(1, 2, 3)), "classes are numbered from 0", "labels 0, 1, 2"},
		{`training.Model{Net: classes, Y: data.Standardize{}}`, fitsTo(training.Trainer{}, &training.Model{Net: classes, Y: data.Standardize{}}, with(0, 1, 2)), "the scaler has made fractions of the labels", "Y: nil"},
		{`labels -1 and 1 of a Bernoulli`, fitsTo(training.Trainer{}, &training.Model{Net: coin}, with(-1, 1)), "a Bernoulli is 0 or 1", "labels 0 and 1"},
		{`distributions.Normal{Scale: s.Call("scale", layers.Dense{...}, x)}`, fitsTo(training.Trainer{}, &training.Model{Net: signed}, s), "a dense layer may be negative", "layers.Positive"},
		{`a Beta of targets 0 and 1`, fitsTo(training.Trainer{}, &training.Model{Net: unit{}}, with(.5, 0, 1)), "the density of a Beta may be infinite at the ends", "losses.NLL{Clip: 1e-6}"},
		{`a Beta of targets beyond 1`, fitsTo(training.Trainer{}, &training.Model{Net: unit{}}, with(.5, 2)), "the support is [0, 1]", "Y: data.Range{Min: 0, Max: 2}"},
		{`losses.MSE{} of a target of 1e30`, fitsTo(training.Trainer{Loss: losses.MSE{}}, &training.Model{Net: training.Point(layers.Dense{Units: 1})}, outlier), "the square is beyond float32", "see whether the row is right, and scale the target"},
		{`a target of 1e300`, fitsTo(training.Trainer{Loss: losses.MSE{}}, &training.Model{Net: training.Point(layers.Dense{Units: 1})}, with(1e300)), "the target is beyond float32", "Y: data.Standardize{}"},
		{`parameters with NaN`, lost, "they were saved after something went wrong, or read wrongly", "load others, or begin anew"},
		{`ops.Sqrt of 0`, fitsTo(training.Trainer{Loss: losses.MSE{}}, &training.Model{Net: steep}, s), "the slope of a root at 0 is infinite", "ops.Sqrt(ops.AddConst(x, 1e-12))"},
		{`training.SGD{Rate: training.Constant(1e6)}`, fitsBy(training.Trainer{Loss: losses.MSE{}, Solver: &training.SGD{Rate: training.Constant(1e6)}, BatchSize: 2}, training.Point(layers.Dense{Units: 1})), "each step overshoots by more than the one before", "a rate of 1e-3, or Adam"},
	}
}

func solverMistakes() []mistake {
	by := func(s G.Solver) func() error {
		return fitsBy(training.Trainer{Loss: losses.MSE{}, Solver: s}, training.Point(layers.Dense{Units: 1}))
	}
	used := func() error {
		a := &training.Adam{}
		if err := by(a)(); err != nil {
			return err
		}
		one := func() *tensor.Dense { return tensor.New(tensor.WithShape(1), tensor.WithBacking([]float32{1})) }
		return a.Step([]G.ValueGrad{layers.Weight{Path: "other", W: one(), G: one()}})
	}
	return []mistake{
		{`training.Adam{Rate: training.Constant(-1)}`, by(&training.Adam{Rate: training.Constant(-1)}), "a rate is not negative", "1e-3"},
		{`training.Adam{Beta1: 1}`, by(&training.Adam{Beta1: 1}), "a mean that never forgets does not begin", "a number below 1"},
		{`training.Adam{Eps: -1}`, by(&training.Adam{Eps: -1}), "Eps keeps a division finite", "0 for the default"},
		{`training.AdamW{Decay: -.1}`, by(&training.AdamW{Decay: -.1}), "the weights would grow", "a positive number"},
		{`training.RMSProp{Decay: 2}`, by(&training.RMSProp{Decay: 2}), "Decay is a share", "a number between 0 and 1"},
		{`training.SGD{Momentum: 1.5}`, by(&training.SGD{Momentum: 1.5}), "the trace would grow for ever", "a number below 1"},
		{`training.Adam{Rate: training.Constant(1e38)}`, by(&training.Adam{Rate: training.Constant(1e38)}), "the first step overflows", "1e-3"},
		{`one Adam for two networks`, used, "its moments are of other parameters", "a new Adam"},
		{`(&training.Adam{}).SetState(state of an SGD)`, func() error {
			s := &training.SGD{}
			if err := by(s)(); err != nil {
				return err
			}
			return (&training.Adam{}).SetState(s.State())
		}, "the state is of another solver", "the solver that was saved"},
	}
}
