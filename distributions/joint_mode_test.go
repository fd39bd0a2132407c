package distributions_test

import (
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/slow"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// No draw of a row is denser than its mode, which is a point of no slope where it is found by climbing, and in other units the same.
func TestJointModes(t *testing.T) {
	slow.Test(t)
	forJoints(t, func(t *testing.T, c jointCase, q distributions.Joint) {
		modes := q.Mode()
		if c.name == "independent betas" || c.name == "dirichlet" { // with peaks at the ends for some parameters
			modes = q.Row(0).Mode()
			q = q.Row(0)
		}
		shift, scale := slices.Repeat([]float64{3}, q.Numbers()), slices.Repeat([]float64{.5}, q.Numbers())
		if c.name == "one-hot" || c.name == "multinomial" {
			scale = slices.Repeat([]float64{1}, q.Numbers())
		}
		other, err := q.Scaled(shift, scale)
		if err != nil {
			t.Fatal(err)
		}
		top := q.LogProb(modes)
		for i, v := range other.Mode() {
			for j := range v {
				within(t, "mode in other units", v[j], shift[j]+scale[j]*modes[i][j], 1e-9)
			}
			for s, l := range q.Row(i).LogProbs(q.Row(i).Sample(7, 1000)[0])[0] {
				if l > top[i]+1e-9*(1+math.Abs(top[i])) {
					t.Fatalf("row %d: draw %d is denser, %v, than the mode, %v", i, s, l, top[i])
				}
			}
			if !c.discrete && c.name != "dirichlet" && c.name != "independent betas" {
				noSlope(t, q.Row(i), modes[i])
			}
		}
	})
}

// noSlope holds that the log-density falls on both sides along each axis.
func noSlope(t *testing.T, q distributions.Joint, at []float64) {
	t.Helper()
	sd := q.Covariance()[0]
	for j := range at {
		h := 1e-4 * math.Sqrt(sd.At(j, j))
		left, right := slices.Clone(at), slices.Clone(at)
		left[j] -= h
		right[j] += h
		l := q.LogProbs([][]float64{left, at, right})[0]
		if slope := (l[2] - l[0]) / 2e-4; math.Abs(slope) > 1e-4 {
			t.Errorf("number %d of the mode %v: slope %v a standard deviation", j, at, slope)
		}
	}
}

// A density whose mode is far from its mean, by a bijector: the mode of a pair of log-normals is e^(m - s^2).
func TestJointModeOfTransformed(t *testing.T) {
	g := G.NewGraph()
	loc := G.NewMatrix(g, tensor.Float64, G.WithShape(2, 2), G.WithName("loc"))
	scale := G.NewMatrix(g, tensor.Float64, G.WithShape(2, 2), G.WithName("scale"))
	m, s := []float64{.5, -1, 0, 2}, []float64{.3, 1, .8, .5}
	values := map[*G.Node]G.Value{
		loc:   tensor.New(tensor.WithShape(2, 2), tensor.WithBacking(m)),
		scale: tensor.New(tensor.WithShape(2, 2), tensor.WithBacking(s)),
	}
	d := distributions.Transformed{Base: distributions.Independent{Base: distributions.Normal{Loc: loc, Scale: scale}}, Bijector: distributions.Exp{}}
	q, err := distributions.NewJoint(d, func(n *G.Node) G.Value { return values[n] })
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range q.Mode() {
		for j := range v {
			want := math.Exp(m[2*i+j] - s[2*i+j]*s[2*i+j])
			within(t, "mode", v[j], want, 1e-7*want)
		}
	}
}
