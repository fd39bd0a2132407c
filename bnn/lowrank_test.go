package bnn_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// twoWeights is y ~ N(a + b, 1).
type twoWeights struct{}

func (twoWeights) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	a, b := s.Param("a", layers.Zeros, 1), s.Param("b", layers.Zeros, 1)
	loc := ops.Add(ops.Mul(ops.Slice(x, 1, 0, 1), a), ops.Mul(ops.Slice(x, 1, 1, 2), b))
	return distributions.Normal{Loc: ops.Reshape(loc, x.Shape()[0]), Scale: ops.Full(s.Graph(), s.Dtype(), 1, 1)}
}

// twoLowRank gives each of them a posterior of its own, both in one scope.
func twoLowRank(rankA, rankB int) training.Net {
	a := bnn.Variational{Net: twoWeights{}, Only: []string{"a"}, Posterior: bnn.LowRank{Rank: rankA, SD: layers.Constant(1)}}
	return bnn.Variational{Net: a, Only: []string{"b"}, Posterior: bnn.LowRank{Rank: rankB, SD: layers.Constant(1)}}
}

// Two posteriors in one scope are independent, as their entropies say: with factors of 1 a z that both had would give
// their weights the covariance 1.
func TestTwoLowRankPosteriorsAreIndependent(t *testing.T) {
	net := twoLowRank(1, 1)
	f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		return net.Forward(s, in[0]).(distributions.Normal).Loc
	})
	x := tensor.New(tensor.WithShape(2, 2), tensor.WithBacking([]float64{1, 0, 0, 1})) // the rows are a and b
	p, err := f.Init(1, x)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"a/factor", "b/factor"} {
		ops.Data[float64](p.Get(path))[0] = 1
	}
	const draws = 1000
	sum := 0.
	for k := range draws {
		y, err := f.Train(1, k).Apply(p, x)
		if err != nil {
			t.Fatal(err)
		}
		sum += ops.Data[float64](y)[0] * ops.Data[float64](y)[1] / draws
	}
	if se := 2 / math.Sqrt(draws); math.Abs(sum) > 5*se { // of variances 1 + 1 each
		t.Errorf("the covariance is %v, want 0 within 5 standard errors of %v", sum, se)
	}
}

// Their factors turn apart, of whatever rank each is.
func TestAverageOfTwoLowRankPosteriors(t *testing.T) {
	m := &training.Model{Net: twoLowRank(1, 3)}
	s := twoFeatures(20, .3, 1)
	if _, err := (training.Trainer{Loss: losses.ELBO{Rows: 20}, Average: 2}).Fit(ctx, m, s, 3); err != nil {
		t.Fatal(err)
	}
}
