package flows_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// shakenModel is a model fitted for a moment, with normal noise of sd on all weights.
func shakenModel(t *testing.T, net training.Net, one bool, sd float64) *training.Model {
	t.Helper()
	m, train := &training.Model{Net: net, Dtype: tensor.Float64}, bent(50, 1)
	if one {
		train = second(train)
	}
	fit(t, m, train, 1)
	shaken(m.Params, 7, sd)
	return m
}

// A density of one number integrates to 1, and its integral is the cdf, of which the quantiles are the inverse.
func TestNumbersIntegrate(t *testing.T) {
	nets := []training.Net{
		flows.NSF{}, flows.NSF{Unconditional: true}, flows.MAF{}, flows.IAF{}, flows.RealNVP{}, flows.BPF{},
		flows.NSF{Base: flows.Mixture{}}, flows.NSF{Base: flows.StandardT{}, Linear: true}, flows.NSF{Base: laplaceOf{}},
		flows.Flow{Transforms: []flows.Transform{flows.Coupling{Of: flows.Spline{Bins: 5}}, flows.Fixed{Of: distributions.Softplus{}}, flows.Fixed{Of: distributions.Inverse{Of: distributions.Log{}}}}},
	}
	if testing.Short() {
		nets = nets[:2]
	}
	for _, net := range nets {
		train := bent(3, 3)
		for i := range train.Y {
			train.Y[i] += 1
		}
		m := &training.Model{Net: net, Dtype: tensor.Float64}
		positive := second(train)
		for i, y := range positive.Y {
			positive.Y[i] = 1.1 + math.Abs(y)
		}
		fit(t, m, positive, 1)
		shaken(m.Params, 7, .1)
		q, err := m.Predict(ctx, train.X)
		if err != nil {
			t.Fatal(net, err)
		}
		levels := []float64{1e-9, 1e-7, 1e-5, 1e-3}
		for i := range 50 {
			levels = append(levels, (float64(i)+.5)/50)
		}
		levels = append(levels, 1-1e-3, 1-1e-5, 1-1e-7, 1-1e-9)
		at := make([][]float64, len(levels))
		for k, p := range levels {
			at[k] = q.Quantile(p)
		}
		for i := range q.Rows() {
			row, sum := q.Row(i), 0.
			for k, p := range levels {
				if got := row.CDF([]float64{at[k][i]})[0]; math.Abs(got-p) > 1e-9*min(p, 1-p)+0x1p-52 {
					t.Errorf("%v, row %d: the cdf at the quantile of %v is %v", net, i, p, got)
				}
				if k > 0 {
					sum += simpson(at[k-1][i], at[k][i], 1<<9, func(y []float64) []float64 { return row.LogProbs(y)[0] })
				}
				if math.Abs(sum-p) > 1e-6 {
					t.Errorf("%v, row %d: the density integrates to %v up to the quantile of %v", net, i, sum, p)
				}
			}
		}
	}
}

// laplaceOf is a base of a type of one's own, as wide as the context says.
type laplaceOf struct{}

func (laplaceOf) Distribution(s *layers.Scope, context *G.Node, dim int) distributions.Distribution {
	zero := ops.Full(s.Graph(), s.Dtype(), 0)
	return distributions.Laplace{Loc: zero, Scale: ops.Exp(ops.Reshape(ops.Slice(context, -1, 0, 1), context.Shape()[0]))}
}

// simpson is the integral of exp f by n intervals.
func simpson(lo, hi float64, n int, f func(y []float64) []float64) (sum float64) {
	y := make([]float64, n+1)
	for i := range y {
		y[i] = lo + (hi-lo)*float64(i)/float64(n)
	}
	for i, l := range f(y) {
		w := 2 + 2*float64(i%2)
		if i == 0 || i == n {
			w = 1
		}
		sum += w * math.Exp(l)
	}
	return sum * (hi - lo) / float64(n) / 3
}

// A density of two numbers integrates to 1 over the plane, on a grid in the units of the target.
func TestVectorsIntegrate(t *testing.T) {
	slow.Test(t)
	for _, net := range []training.Net{
		flows.NSF{Dim: 2, Layers: 2}, flows.NSF{Dim: 2, Layers: 2, Autoregressive: true, Linear: true}, flows.RealNVP{Dim: 2, Layers: 2}, flows.MAF{Dim: 2, Layers: 2},
		flows.IAF{Dim: 2, Layers: 2}, flows.BPF{Dim: 2}, flows.RealNVP{Dim: 2, Layers: 2, Base: flows.Mixture{}, Unconditional: true},
	} {
		m := shakenModel(t, net, false, .04)
		train := bent(1, 3)
		q, err := m.PredictJoint(ctx, train.X)
		if err != nil {
			t.Fatal(net, err)
		}
		draws := q.Sample(1, 4000)[0]
		var lo, hi, step [2]float64
		for j := range lo {
			mean, wide := 0., 0.
			for _, y := range draws {
				mean += y[j] / float64(len(draws))
			}
			for _, y := range draws {
				wide = max(wide, math.Abs(y[j]-mean))
			}
			lo[j], hi[j] = mean-1.6*wide, mean+1.6*wide
		}
		const n = 500
		var grid [][]float64
		for j := range step {
			step[j] = (hi[j] - lo[j]) / n
		}
		for a := range n {
			for b := range n {
				grid = append(grid, []float64{lo[0] + (float64(a)+.5)*step[0], lo[1] + (float64(b)+.5)*step[1]})
			}
		}
		mass := 0.
		for _, l := range q.LogProbs(grid)[0] {
			mass += math.Exp(l) * step[0] * step[1]
		}
		if math.Abs(mass-1) > 1e-4 {
			t.Errorf("%v: the density integrates to %v", net, mass)
		}
	}
}
