package rowmajor_test

import (
	"context"
	"errors"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var ctx = context.Background()

// normal is y ~ N(x·kernel + bias, 1), of one number a row or of two.
type normal struct{ units int }

func (n normal) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	y := s.Call("head", layers.Dense{Units: n.units, NoBias: true}, x)
	scale := ops.Full(s.Graph(), s.Dtype(), 1, 1)
	if n.units > 1 {
		return distributions.Independent{Base: distributions.Normal{Loc: y, Scale: ops.Full(s.Graph(), s.Dtype(), 1, 1, n.units)}}
	}
	return distributions.Normal{Loc: ops.Reshape(y, x.Shape()[0]), Scale: scale}
}

// params are weights of the given paths. Odd forms are set as they are; with even ones a tensor that was plain when it was
// set is brought into the form afterwards, as T does.
func params(form int, x []float64, shape []int, paths ...string) *layers.Params {
	p := &layers.Params{}
	for _, path := range paths {
		d := dense(max(form, masked), x, shape...)
		if form == masked || form%2 == 1 {
			p.Set(path, d)
			continue
		}
		later := tensor.New(tensor.WithShape(shape...), tensor.WithBacking(append([]float64{}, x...)))
		p.Set(path, later)
		if d = dense(form/2, x, shape...); form > 0 {
			*later = *d
		}
	}
	return p
}

func flatParams(p *layers.Params) (x []float64) {
	for path := range p.All() {
		clone := p.Clone().Get(path)
		x = append(x, ops.Data[float64](clone)...)
	}
	return x
}

// model is one that has been fitted, with unit scalers.
func model(form, units int) *training.Model {
	x, y := data.Affine{Shift: make([]float64, 3), Scale: []float64{1, 1, 1}}, data.Affine{Shift: make([]float64, units), Scale: make([]float64, units)}
	for j := range y.Scale {
		y.Scale[j] = 1
	}
	w := ws
	if units == 1 {
		w = []float64{1, 2, 3}
	}
	return &training.Model{Net: normal{units}, Dtype: tensor.Float64, Fitted: training.Fitted{XScale: &x, YScale: &y, Params: params(form, w, []int{3, units}, "head/kernel")}}
}

// rows are twelve rows of three features.
func rows(form int) data.Set {
	x, y := make([]float64, 36), make([]float64, 12)
	for i := range x {
		x[i] = float64(i*i%11) / 11
	}
	for i := range y {
		y[i] = x[3*i] + 2*x[3*i+1] + float64(i%3)/10
	}
	return data.Set{X: matrix(form, x, 12, 3), Y: y}
}

func init() {
	for name, predict := range predictions {
		entries["training."+name] = entry{run: predict}
	}
	for name, f := range fits {
		entries["bnn."+name] = entry{run: f}
	}
	for name, f := range named {
		entries["training.Model."+name] = entry{run: f, matrices: true}
	}
	entries["training.Trainer.Fit"] = entry{run: fit}
	entries["training.Trainer.Epochs"] = entry{run: epochs}
	entries["training.Trainer.Minimize"] = entry{run: minimize}
	entries["bnn.Ensemble.Fit"] = entry{run: ensemble, matrices: true}
	entries["bnn.NUTS.Fit"] = entry{run: nuts, matrices: true}
}

// namedModel knows the names of its features, and backwards has them in the opposite order.
func namedModel(form, units int) *training.Model {
	m := model(form, units)
	m.XScale.Names = []string{"a", "b", "c"}
	return m
}

func backwards(form int) data.Set {
	s := rows(form)
	s.Names = []string{"c", "b", "a"}
	return s
}

var named = map[string]func(form int) ([]float64, error){
	"Ordered": func(form int) ([]float64, error) { return elements(namedModel(0, 1).Ordered(backwards(form))) },
	"Inputs": func(form int) ([]float64, error) {
		x, err := namedModel(0, 1).Inputs(backwards(form))
		return x.RawMatrix().Data, err
	},
}

var predictions = map[string]func(form int) ([]float64, error){
	"Model.Predict": func(form int) ([]float64, error) {
		q, err := model(form, 1).Predict(ctx, matrix(max(form, 0), xs, 1, 3))
		if err != nil {
			return nil, err
		}
		return q.Mean(), nil
	},
	"Model.Marginals": func(form int) ([]float64, error) {
		q, err := model(form, 2).Marginals(ctx, matrix(max(form, 0), xs, 1, 3))
		if err != nil {
			return nil, err
		}
		return append(q[0].Mean(), q[1].Mean()...), nil
	},
	"Model.PredictJoint": func(form int) ([]float64, error) {
		q, err := model(form, 2).PredictJoint(ctx, matrix(max(form, 0), xs, 1, 3))
		if err != nil {
			return nil, err
		}
		return q.Mean()[0], nil
	},
	"Model.PredictJointTable": func(form int) ([]float64, error) {
		q, err := namedModel(form, 2).PredictJointTable(ctx, backwards(max(form, 0)))
		if err != nil {
			return nil, err
		}
		return q.Mean()[0], nil
	},
	"Model.PredictTable": func(form int) ([]float64, error) {
		q, err := namedModel(form, 1).PredictTable(ctx, backwards(max(form, 0)))
		if err != nil {
			return nil, err
		}
		return q.Mean(), nil
	},
	"Model.MarginalsTable": func(form int) ([]float64, error) {
		q, err := namedModel(form, 2).MarginalsTable(ctx, backwards(max(form, 0)))
		if err != nil {
			return nil, err
		}
		return append(q[0].Mean(), q[1].Mean()...), nil
	},
	"Model.Moments": func(form int) ([]float64, error) {
		m, err := model(form, 1).Moments(1)
		if err != nil {
			return nil, err
		}
		mean := make([]float64, 1)
		return mean, m.Predict(mean, nil, xs)
	},
	"Samples.Sample": func(form int) ([]float64, error) {
		into := params(0, make([]float64, 6), []int{3, 2}, "a", "b")
		err := training.Samples{params(form, ws, []int{3, 2}, "a", "b")}.Sample(into, 0, 0)
		return flatParams(into), err
	},
}

func fit(form int) ([]float64, error) {
	m := model(form, 1)
	_, err := training.Trainer{Loss: losses.NLL{}, BatchSize: 4, Seed: 1}.Fit(ctx, m, rows(max(form, 0)), 2)
	return flatParams(m.Params), err
}

func minimize(form int) ([]float64, error) {
	m := model(form, 1)
	_, err := training.Trainer{Loss: losses.NLL{}, Seed: 1}.Minimize(ctx, m, rows(max(form, 0)), training.Minimization{Iterations: 2})
	return flatParams(m.Params), err
}

func epochs(form int) ([]float64, error) {
	m := model(form, 1)
	for _, err := range (training.Trainer{Loss: losses.NLL{}, BatchSize: 4, Seed: 1, Average: 1}).Epochs(ctx, m, rows(max(form, 0)), 2) {
		if err != nil {
			return nil, err
		}
	}
	return flatParams(m.Params), nil
}

// drawn is a prediction by the model's sampler.
func drawn(m *training.Model, err error) ([]float64, error) {
	if err != nil {
		return nil, err
	}
	q, err := m.Predict(ctx, matrix(0, xs, 1, 3), training.Draws(2))
	if err != nil {
		return nil, err
	}
	return q.Mean(), nil
}

func ensemble(form int) ([]float64, error) {
	m := model(0, 1)
	_, err := bnn.Ensemble{Members: 2, Trainer: training.Trainer{BatchSize: 4}}.Fit(ctx, m, rows(form), 1)
	return drawn(m, err)
}

func nuts(form int) ([]float64, error) {
	m := model(0, 1)
	_, err := bnn.NUTS{Chains: 1, Warmup: 20, Draws: 4}.Fit(ctx, m, rows(form))
	return drawn(m, err)
}

// variational is a model whose weights are distributions, with parameters that do not depend on the form.
func variational(form int) *training.Model {
	m := model(0, 1)
	m.Net = bnn.Variational{Net: normal{1}, Posterior: bnn.MeanField{}}
	loc := params(form, []float64{1, 2, 3}, []int{3, 1}, "head/kernel/loc")
	scale := params(form, []float64{-3, -2, 0}, []int{3, 1}, "head/kernel/scale")
	m.Params = &layers.Params{}
	for _, p := range []*layers.Params{loc, scale} {
		for path, v := range p.All() {
			m.Params.Set(path, v)
		}
	}
	return m
}

var fits = map[string]func(form int) ([]float64, error){
	"SGLD.Fit": func(form int) ([]float64, error) {
		m := model(form, 1)
		_, err := bnn.SGLD{Trainer: training.Trainer{BatchSize: 4}}.Fit(ctx, m, rows(max(form, 0)), 2)
		return drawn(m, err)
	},
	"SGHMC.Fit": func(form int) ([]float64, error) {
		m := model(form, 1)
		_, err := bnn.SGHMC{Trainer: training.Trainer{BatchSize: 4}}.Fit(ctx, m, rows(max(form, 0)), 2)
		return drawn(m, err)
	},
	"SWAG.Fit": func(form int) ([]float64, error) {
		m := model(form, 1)
		_, err := bnn.SWAG{Collect: 2, Trainer: training.Trainer{Loss: losses.NLL{}, BatchSize: 4}}.Fit(ctx, m, rows(max(form, 0)), 3)
		return drawn(m, err)
	},
	"Laplace.Fit": func(form int) ([]float64, error) {
		m := model(form, 1)
		_, err := bnn.Laplace{Precision: 1, KeepNoise: true}.Fit(ctx, m, rows(max(form, 0)))
		return drawn(m, err)
	},
	"LaplaceFit.Linearize": func(form int) ([]float64, error) {
		f, err := bnn.Laplace{Precision: 1, Curvature: bnn.KroneckerExpand}.Fit(ctx, model(form, 1), rows(max(form, 0)))
		if err != nil {
			return nil, err
		}
		q, err := f.Linearize(ctx, matrix(max(form, 0), xs, 1, 3), 3)
		if err != nil {
			return nil, err
		}
		return append(q.Mean(), q.Variance()...), nil
	},
	"MOPED": func(form int) ([]float64, error) {
		prior, posterior := bnn.MOPED(params(form, []float64{1, 2, 3}, []int{3, 1}, "head/kernel"), .1, 1)
		m := model(0, 1)
		m.Net, m.Params = bnn.Variational{Net: normal{1}, Prior: prior, Posterior: posterior}, nil
		_, err := training.Trainer{Loss: losses.ELBO{Rows: 12}}.Fit(ctx, m, rows(0), 0)
		return flatParams(m.Params), err
	},
	"Divergences": func(form int) ([]float64, error) {
		r, err := bnn.Divergences(variational(form), 1, 1)
		return []float64{r.KL()}, err
	},
	"Diagnose": func(form int) ([]float64, error) {
		m := model(form, 1)
		if _, err := (bnn.SGLD{Trainer: training.Trainer{BatchSize: 4}}).Fit(ctx, m, rows(max(form, 0)), 20); err != nil {
			return nil, err
		}
		d, err := bnn.Diagnose(m)
		return d.ESS, err
	},
	"SignalToNoise": func(form int) ([]float64, error) {
		p, err := bnn.SignalToNoise(variational(form))
		if err != nil {
			return nil, err
		}
		return flatParams(p), nil
	},
	"Magnitudes": func(form int) ([]float64, error) {
		p, err := bnn.Magnitudes(variational(form))
		if err != nil {
			return nil, err
		}
		return flatParams(p), nil
	},
	"PruneBy": func(form int) ([]float64, error) {
		m, err := bnn.PruneBy(bnn.Magnitudes, variational(form), .4)
		if err != nil {
			return nil, err
		}
		return flatParams(m.Params), nil
	},
	"Prune": func(form int) ([]float64, error) {
		m, err := bnn.Prune(variational(form), .4)
		if err != nil {
			return nil, err
		}
		return flatParams(m.Params), nil
	},
	"PruningCurve": func(form int) ([]float64, error) {
		return bnn.PruningCurve(variational(form), []float64{0, .4}, func(m *training.Model) (float64, error) {
			x, err := drawn(m, nil)
			if err != nil || len(x) == 0 {
				return 0, errors.Join(err, errors.New("no prediction"))
			}
			return x[0], nil
		})
	},
}
