package bnn

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// SignalToNoise is |mean|/sd of the posterior of each weight of a fitted model whose Net is a Variational: float64
// tensors under the paths of the weights. A weight with a low ratio can be left out (Blundell et al. 2015, section 5; Graves
// 2011). It is NaN for a weight that has been pruned.
func SignalToNoise(m *training.Model) (*layers.Params, error) {
	return ranks("signal to noise", m, func(loc, sd float64) float64 { return math.Abs(loc) / sd })
}

// Magnitudes is |mean| of the posterior of each weight, as SignalToNoise is: the rank that a network without a posterior
// has, to compare with.
func Magnitudes(m *training.Model) (*layers.Params, error) {
	return ranks("magnitudes", m, func(loc, sd float64) float64 {
		if sd == 0 { // it has been pruned
			return math.NaN()
		}
		return math.Abs(loc)
	})
}

// ranks is a number of each weight's mean and standard deviation.
func ranks(what string, m *training.Model, of func(loc, sd float64) float64) (r *layers.Params, err error) {
	defer build.Recover(&err)
	in, err := inspect(m)
	if err != nil {
		return nil, fmt.Errorf("bnn: %s: %w", what, err)
	}
	var nodes G.Nodes
	for _, t := range in.weights {
		nodes = append(nodes, t.loc, in.guide.sd(t))
	}
	p, _, err := in.program(nodes)
	if err == nil {
		err = p.RunAll()
	}
	if err != nil {
		return nil, fmt.Errorf("bnn: %s: %w", what, err)
	}
	r = &layers.Params{}
	for i, t := range in.weights {
		loc, sd := numbers(p.Value(nodes[2*i])), numbers(p.Value(nodes[2*i+1]))
		for j := range loc {
			loc[j] = of(loc[j], sd[j])
		}
		r.Set(t.scope.Path(), tensor.New(tensor.WithShape(t.shape...), tensor.WithBacking(loc)))
	}
	return r, nil
}

// Prune is the model without the given share of its weights, those of the lowest SignalToNoise: they are 0 in every
// draw, up to the Floor of their posterior, which must not be Correlated: there the others of a unit move a weight. It is
// for prediction; the model it is of stays as it is.
func Prune(m *training.Model, share float64) (*training.Model, error) {
	return PruneBy(SignalToNoise, m, share)
}

// PruneBy is Prune by another rank, such as Magnitudes: a number for each weight under its path, those of the lowest go first.
func PruneBy(rank func(m *training.Model) (*layers.Params, error), m *training.Model, share float64) (*training.Model, error) {
	if !(share >= 0 && share <= 1) {
		return nil, fmt.Errorf("bnn: pruning a share of %g of the weights: want 0 to 1", share)
	}
	ratios, err := rank(m)
	if err != nil {
		return nil, err
	}
	switch m.Net.(Variational).Posterior.(type) {
	case nil, Correlated:
		return nil, errors.New("bnn: pruning: the weights of a Correlated posterior, which a nil Posterior is, move together: set Variational.Posterior to MeanField{}, and Only to \"*\" to prune in all layers")
	}
	p := m.Params.Clone()
	for _, w := range weakest(ratios, share) {
		zero(p, w.path, w.at)
	}
	return m.With(p), nil
}

// PruningCurve is the loss of the model pruned by each of the shares, for a loss of the caller's such as the mean of
// -LogProb over rows that were held out.
func PruningCurve(m *training.Model, shares []float64, loss func(pruned *training.Model) (float64, error)) ([]float64, error) {
	curve := make([]float64, len(shares))
	for i, share := range shares {
		pruned, err := Prune(m, share)
		if err == nil {
			curve[i], err = loss(pruned)
		}
		if err != nil {
			return nil, fmt.Errorf("bnn: the curve of pruning at a share of %g: %w", share, err)
		}
	}
	return curve, nil
}

// element is one weight of a tensor.
type element struct {
	path  string
	at    int
	ratio float64
}

// weakest lists the weights of the lowest ratios, those pruned before first.
func weakest(ratios *layers.Params, share float64) []element {
	var all []element
	for path, v := range ratios.All() {
		for i, r := range ops.Data[float64](v) {
			all = append(all, element{path, i, r})
		}
	}
	slices.SortStableFunc(all, func(a, b element) int { return cmp.Compare(a.ratio, b.ratio) }) // NaN is the least
	return all[:int(math.Round(share*float64(len(all))))]
}

// noScale is a parameter scale whose softplus is 0 in float32 and in float64.
const noScale = -1000

// zero makes a weight 0 in every draw.
func zero(p *layers.Params, path string, i int) {
	setElement(p.Get(path+"/loc"), i, 0)
	setElement(p.Get(path+"/scale"), i, noScale)
	if factor := p.Get(path + "/factor"); factor != nil {
		width := factor.Shape()[1]
		for j := range width {
			setElement(factor, i*width+j, 0)
		}
	}
}

func setElement(v *tensor.Dense, i int, x float64) {
	if v.Dtype() == tensor.Float64 {
		ops.Data[float64](v)[i] = x
	} else {
		ops.Data[float32](v)[i] = float32(x)
	}
}
