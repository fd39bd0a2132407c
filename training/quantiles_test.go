package training_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// spread is a mixture of k equally likely components that starts at quantiles of the target for every row.
type spread struct {
	k    int
	beta bool
}

func (m spread) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	head := func(name string, l layers.Layer) *G.Node { return s.Call(name, l, x) }
	q := distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: head("logits", layers.Dense{Units: m.k, Kernel: layers.Zeros})}}
	if m.beta {
		alpha, beta := s.BetaQuantiles()
		q.Components = distributions.Beta{
			Alpha: head("alpha", layers.Positive{Units: m.k, Floor: 1, Kernel: layers.Zeros, Start: alpha}),
			Beta:  head("beta", layers.Positive{Units: m.k, Floor: 1, Kernel: layers.Zeros, Start: beta}),
		}
		return q
	}
	q.Components = distributions.Normal{
		Loc:   head("loc", layers.Locations{Units: m.k}),
		Scale: head("scale", layers.Scales{Units: m.k, Floor: 1e-3}),
	}
	return q
}

// skewed is n rows of a target with a long tail, exp of a normal, that x says nothing of.
func skewed(n int) data.Set {
	s := line(n, 1, 7)
	for i, y := range s.Y {
		s.Y[i] = 10 + math.Exp(y/4)
	}
	return s
}

// start initializes a model without a step.
func start(t *testing.T, m *training.Model, s data.Set) *training.Model {
	t.Helper()
	fit(t, training.Trainer{Loss: losses.NLL{}, Seed: 1}, m, s, 0)
	return m
}

// The first mixture's quantiles are the target's: at each, the mixture has the mass it should, within a component's. So it
// is in the units of any scaler, in both types; rows of weight 0 do not count, and one of weight 2 counts as two.
func TestMixturesStartAtQuantiles(t *testing.T) {
	set := skewed(3000)
	heavy, twice := skewed(3000), skewed(3000)
	heavy.Weights = make([]float64, 3000)
	twice.X, twice.Y = mat.NewDense(3000, 2, nil), nil
	var kept []float64
	for i, y := range heavy.Y {
		switch {
		case y > 12:
			heavy.Weights[i] = 2
			kept = append(kept, y, y)
		case y > 11:
			heavy.Weights[i] = 1
			kept = append(kept, y)
		}
	}
	for _, c := range []struct {
		name  string
		net   training.Net
		set   data.Set
		y     []float64 // whose quantiles it starts at
		scale data.Scaler
		dtype tensor.Dtype
	}{
		{"normals", spread{k: 16}, set, set.Y, data.Standardize{}, tensor.Float32},
		{"normals of a target as it is", spread{k: 16}, set, set.Y, nil, tensor.Float64},
		{"Betas", spread{k: 16, beta: true}, set, set.Y, data.Range{Min: 9, Max: 120}, tensor.Float64},
		{"weighted", spread{k: 16}, heavy, kept, data.Standardize{}, tensor.Float64},
	} {
		m := start(t, &training.Model{Net: c.net, Y: c.scale, Dtype: c.dtype}, c.set)
		q := predict(t, m, mat.NewDense(1, 2, []float64{.3, -2}))
		sorted := slices.Sorted(slices.Values(c.y))
		for _, p := range []float64{.05, .1, .25, .5, .75, .9, .95} {
			at := sorted[int(p*float64(len(sorted)))]
			if got := q.CDF([]float64{at})[0]; math.Abs(got-p) > 1./16 {
				t.Errorf("%s: mass %.3f below quantile %v of the target", c.name, got, p)
			}
		}
	}
}

// A start draws nothing and depends on nothing but the rows: any seed has the same locations; what goes on keeps them.
func TestQuantileStartsAreReproducible(t *testing.T) {
	set := skewed(500)
	tr := training.Trainer{Loss: losses.NLL{}, Seed: 1, Solver: &training.Adam{Rate: training.Constant(1e-2)}}
	loc := func(m *training.Model) []float32 { return slices.Clone(m.Params.Get("loc/bias").Data().([]float32)) }
	a, b := &training.Model{Net: spread{k: 6}}, &training.Model{Net: spread{k: 6}}
	fit(t, tr, a, set, 0)
	first := loc(a)
	tr.Seed = 2
	fit(t, tr, b, set, 0)
	if !slices.Equal(first, loc(b)) {
		t.Error("the locations depend on the seed")
	}
	other := skewed(800)
	if fit(t, tr, b, other, 0); !slices.Equal(first, loc(b)) {
		t.Error("parameters that are there were started anew, from other rows")
	}

	tr.Seed = 1
	whole := &training.Model{Net: spread{k: 6}}
	fit(t, tr, whole, set, 3)
	parts := &training.Model{Net: spread{k: 6}}
	tr.Solver = &training.Adam{Rate: training.Constant(1e-2)}
	for range 3 {
		fit(t, tr, parts, set, 1)
	}
	if !slices.Equal(loc(whole), loc(parts)) || slices.Equal(loc(whole), first) {
		t.Error("three calls of one epoch are not one of three")
	}
}

// Weights that are distributions have their means there.
func TestQuantileStartsOfWeightDistributions(t *testing.T) {
	set := skewed(500)
	plain := start(t, &training.Model{Net: spread{k: 6}}, set)
	bayes := &training.Model{Net: bnn.Variational{Net: spread{k: 6}}}
	fit(t, training.Trainer{Loss: losses.ELBO{Rows: 500}, Seed: 1}, bayes, set, 0)
	if got, want := bayes.Params.Get("loc/bias/loc"), plain.Params.Get("loc/bias"); got == nil || !slices.Equal(got.Data().([]float32), want.Data().([]float32)) {
		t.Errorf("parameters %v: the mean of the bias is %v, want %v", bayes.Params.Names(), got, want)
	}
}

// Vectors have no quantiles, and the error says where they were asked for; a network without them is none the wiser.
func TestQuantilesOfVectors(t *testing.T) {
	set := skewed(20)
	set.Y = slices.Concat(set.Y, set.Y)
	_, err := training.Trainer{Loss: losses.NLL{}}.Fit(ctx, &training.Model{Net: spread{k: 2}}, set, 1)
	var b *graph.BuildError
	if !errors.As(err, &b) || b.Op != "quantiles" || b.Path != "loc" {
		t.Errorf("error %v", err)
	}
}
