package distributions_test

import (
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A flowOfOne is a map of a standard normal to the line, of parameters of n rows.
type flowOfOne struct {
	params []array
	make   func(p G.Nodes) distributions.Bijector
}

const flowRows = 24

// wave is numbers without an order.
func wave(amplitude float64, shape ...int) array {
	v := make([]float64, tensor.Shape(shape).TotalSize())
	for i := range v {
		v[i] = amplitude * math.Sin(float64(5*i*i+3*i+7*len(shape)+shape[len(shape)-1]))
	}
	return arr(v, shape...)
}

func splineOfNodes(p G.Nodes) distributions.Bijector {
	return distributions.RationalQuadratic{Widths: p[0], Heights: p[1], Slopes: p[2], Bound: 4}
}

var flowsOfOne = map[string]flowOfOne{
	"spline": {[]array{wave(1.5, flowRows, 6), wave(-1.5, flowRows, 6), wave(1.5, flowRows, 5), wave(2, flowRows), wave(.2, flowRows)}, func(p G.Nodes) distributions.Bijector {
		return distributions.Chain{splineOfNodes(p), distributions.Affine{Shift: p[3], Scale: p[4]}}
	}},
	"two splines": {[]array{wave(1, flowRows, 4), wave(-1, flowRows, 4), wave(2, flowRows, 3), wave(.5, flowRows), wave(1, flowRows, 8), wave(1.2, flowRows, 8), wave(-1, flowRows, 7)}, func(p G.Nodes) distributions.Bijector {
		return distributions.Chain{splineOfNodes(p[:3]), distributions.Affine{Shift: p[3]}, splineOfNodes(p[4:])}
	}},
	"spline from the other side": {[]array{wave(1.5, flowRows, 6), wave(-1.5, flowRows, 6), wave(1.5, flowRows, 5)}, func(p G.Nodes) distributions.Bijector {
		return distributions.Inverse{Of: splineOfNodes(p)}
	}},
	"polynomial": {[]array{wave(2, flowRows, 7), wave(.5, flowRows)}, func(p G.Nodes) distributions.Bijector {
		return distributions.Chain{distributions.Bernstein{Coefficients: p[0], Bound: 3}, distributions.Affine{Shift: p[1]}}
	}},
	"polynomial from the other side": {[]array{wave(2, flowRows, 7)}, func(p G.Nodes) distributions.Bijector {
		return distributions.Inverse{Of: distributions.Bernstein{Coefficients: p[0], Bound: 3}}
	}},
}

func (f flowOfOne) posterior(t *testing.T) distributions.Posterior {
	t.Helper()
	p := make(G.Nodes, len(f.params))
	for i, a := range f.params {
		p[i] = distributiontest.Array(a.data, a.shape...)
	}
	q, err := distributions.Numbers(transformed(distributions.Normal{Loc: nodes(0), Scale: nodes(1)}, f.make(p)))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// images are those of the numbers z in each row, and the log-slopes there, by the nodes.
func (f flowOfOne) images(t *testing.T, z ...float64) (y, slope [][]float64) {
	t.Helper()
	for _, z := range z {
		out := mustEval(t, tensor.Float64, append(slices.Clone(f.params), wave(0, flowRows), vec(z)), func(in G.Nodes) G.Nodes {
			b, last := f.make(in[:len(in)-2]), len(in)-1
			x := ops.Add(in[last-1], in[last])
			return G.Nodes{b.Forward(x), b.LogDetJacobian(x)}
		})
		y, slope = append(y, out[0]), append(slope, out[1])
	}
	return y, slope
}

// A flow of one dimension increases, so its quantiles are the images of the base's, to the last digits.
func TestFlowQuantiles(t *testing.T) {
	for name, f := range flowsOfOne {
		t.Run(name, func(t *testing.T) {
			q := f.posterior(t)
			for _, p := range []float64{1e-6, .01, .16, .5, .9, .999} {
				z := kernel.NormalQuantile64(p)
				want, _ := f.images(t, z)
				falls, _ := f.images(t, -z)
				up, _ := f.images(t, 1)
				down, _ := f.images(t, 0)
				for i, got := range q.Quantile(p) {
					w := want[0][i]
					if up[0][i] < down[0][i] {
						w = falls[0][i]
					}
					within(t, "quantile", got, w, 1e-12*max(1, math.Abs(w)))
				}
			}
		})
	}
}

// Densities integrate to 1, by a rule that knows nothing of knots: the trapezoids of so many points leave the square of their
// distance times what the slope of the density jumps by. The cdf is what is below, the mode is denser than all points, and regions
// hold their mass with no denser point beyond.
func TestFlowDensities(t *testing.T) {
	slow.Test(t)
	const rows, points = 6, 100_000
	for name, f := range flowsOfOne {
		t.Run(name, func(t *testing.T) {
			q := f.posterior(t)
			lo, hi, regions, modes := q.Quantile(1e-9), q.Quantile(1-1e-9), q.HPD(.6), q.Mode()
			for i := range rows {
				grid := make([]float64, points)
				for k := range grid {
					grid[k] = lo[i] + (hi[i]-lo[i])*float64(k)/(points-1)
				}
				row := q.Row(i)
				logs, top := row.LogProbs(grid)[0], row.LogProb(modes[i : i+1])[0]
				step, mass, inside, least, most := (hi[i]-lo[i])/(points-1), 0., 0., math.Inf(1), math.Inf(-1)
				for k, l := range logs {
					p := math.Exp(l) * step
					mass += p
					if holds(regions[i], grid[k]) {
						inside, least = inside+p, min(least, l)
					} else {
						most = max(most, l)
					}
				}
				within(t, "mass", mass, 1, 1e-6)
				within(t, "mass of the region", inside, .6, 20*math.Exp(top)*step)
				if top < slices.Max(logs)-1e-12 || least < most-1e-3 {
					t.Errorf("row %d: log-density %v at the mode %v, %v at most; in the region %v at least, beyond %v at most", i, top, modes[i], slices.Max(logs), least, most)
				}
			}
		})
	}
}

func holds(region []distributions.Interval, y float64) bool {
	return slices.ContainsFunc(region, func(i distributions.Interval) bool { return y >= i.Lo && y <= i.Hi })
}

// Draws and expectations are those of the images of normal numbers.
func TestFlowDraws(t *testing.T) {
	for name, f := range flowsOfOne {
		t.Run(name, func(t *testing.T) {
			const m = 4000
			q := f.posterior(t)
			mean, sd, second := q.Mean(), q.StdDev(), q.Expectation(func(y float64) float64 { return y * y })
			for i, draws := range q.Sample(7, m) {
				sum := 0.
				for _, y := range draws {
					sum += y / m
				}
				within(t, "mean of draws", sum, mean[i], 5*sd[i]/math.Sqrt(m))
				within(t, "second moment", second[i], mean[i]*mean[i]+sd[i]*sd[i], 1e-9*second[i])
			}
		})
	}
}
