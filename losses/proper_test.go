package losses_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func independent(p G.Nodes) distributions.Distribution {
	return distributions.Independent{Base: normal(p)}
}

// Of a point mass CRPS is L1, and Pinball at 1/2 is half of it; other levels weigh the sides.
func TestScoresOfPoints(t *testing.T) {
	loc, y := vec(1, 1, 1, 2), vec(0, 3, 1, 2.5)
	l1 := must(t, losses.L1{}, point, loc, y)
	crps := must(t, losses.CRPS{}, point, loc, y)
	same(t, "crps", crps[0], l1[0], 0)
	same(t, "its gradient", crps[1], l1[1], 0)
	half := must(t, losses.Pinball{Levels: []float64{.5}}, point, loc, y)
	for i, v := range half[0] {
		same(t, "pinball", []float64{2 * v, 2 * half[1][i]}, []float64{l1[0][i], l1[1][i]}, 0)
	}
	high := must(t, losses.Pinball{Levels: []float64{.9}}, point, loc, y)
	same(t, "pinball .9", high[0], []float64{.1, 1.8, 0, .45}, 1e-15)
	same(t, "its gradient", high[1], []float64{.1, -.9, -.4, -.9}, 1e-15)
}

// Twice the mean over many levels is the CRPS: the error of the middle rule over n cells is that of the tails' cells, of order log(n)/n.
func TestPinballTendsToCRPS(t *testing.T) {
	const n = 400
	levels := make([]float64, n)
	for k := range levels {
		levels[k] = (float64(k) + .5) / n
	}
	loc, scale, y := vec(0, 1), vec(1, .1), vec(.3, 4)
	pinball := must(t, losses.Pinball{Levels: levels}, normal, loc, scale, y)
	crps := must(t, losses.CRPS{}, normal, loc, scale, y)
	for i, v := range crps[0] {
		if got := 2 * pinball[0][i]; math.Abs(got-v) > math.Log(n)/n*[]float64{1, .1}[i] {
			t.Errorf("row %d: %v, the CRPS is %v", i, got, v)
		}
	}
}

// Elements of vectors are averaged by scores; beta-NLL weighs each by its own variance and sums as NLL does.
func TestElementsOfVectors(t *testing.T) {
	loc, scale, y := matrix(2, 0, 1, 2, 3), matrix(2, 1, .5, 2, 4), matrix(2, .1, .2, .3, 9)
	flat := func(a array) array { return vec(a.data...) }
	for _, c := range []struct {
		loss  losses.Loss
		share float64
	}{{losses.CRPS{}, .5}, {losses.Pinball{Levels: []float64{.2, .7}}, .5}, {losses.BetaNLL{}, 1}} {
		got := must(t, c.loss, independent, loc, scale, y)
		each := must(t, c.loss, normal, flat(loc), flat(scale), flat(y))
		same(t, fmt.Sprintf("%T", c.loss), got[0], []float64{c.share * (each[0][0] + each[0][1]), c.share * (each[0][2] + each[0][3])}, 1e-15)
		for k := 1; k < 3; k++ {
			for i, d := range got[k] {
				same(t, "gradient", []float64{d}, []float64{c.share * each[k][i]}, 1e-15)
			}
		}
	}
}

// triangle is a user's density on [Loc-1, Loc+1], 1-|y-Loc|, whose score is closed on the line.
type triangle struct{ Loc *G.Node }

func (d triangle) BatchShape() tensor.Shape  { return d.Loc.Shape() }
func (d triangle) EventShape() tensor.Shape  { return tensor.Shape{} }
func (d triangle) LogProb(y *G.Node) *G.Node { return ops.Log(ops.AddConst(ops.Neg(d.off(y)), 1)) }
func (d triangle) off(y *G.Node) *G.Node     { return ops.Abs(ops.Sub(y, d.Loc)) }

// CRPS is E|X-y| - E|X-X'|/2 = 1/3 + u^2 - u^3/3 - 7/30 for u = |y-Loc| <= 1.
func (d triangle) CRPS(y *G.Node) *G.Node {
	u := d.off(y)
	cube := ops.Mul(u, ops.Square(u))
	return ops.AddConst(ops.Sub(ops.Square(u), ops.MulConst(cube, 1./3)), 1./3-7./30)
}

// A type from outside has a score by its method, what has none is told so.
func TestScoresFromOutside(t *testing.T) {
	of := func(p G.Nodes) distributions.Distribution { return triangle{p[0]} }
	out := must(t, losses.CRPS{}, of, vec(0, 2), vec(0, 1.5))
	same(t, "crps", out[0], []float64{.1, .1 + .25 - .125/3}, 1e-15)
	for _, c := range []struct {
		loss losses.Loss
		q    func(p G.Nodes) distributions.Distribution
		want string
	}{
		{losses.CRPS{}, beta, "distributions.Beta has no crps in closed form"},
		{losses.CRPS{}, func(p G.Nodes) distributions.Distribution {
			k := ops.Reshape(p[0], 1, 2)
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: k}, Components: triangle{k}}
		}, "mixtures of normals have"},
		{losses.Pinball{}, normal, "Levels is empty"},
		{losses.Pinball{Levels: []float64{90}}, normal, "level 90 must lie between 0 and 1"},
		{losses.Pinball{Levels: []float64{.5}}, beta, "distributions.Beta has no quantile"},
		{losses.NLL{}, func(p G.Nodes) distributions.Distribution {
			return distributions.PiecewiseLinear{Levels: []float64{.2, .8}, Values: ops.Concat(1, ops.Reshape(p[0], 2, 1), ops.Reshape(p[1], 2, 1))}
		}, "losses.Pinball or losses.CRPS"},
		{losses.BetaNLL{}, point, "losses.MSE"},
		{losses.BetaNLL{Beta: 2}, normal, "Beta = 2 must lie in (0, 1]"},
		{losses.BetaNLL{}, of, "has no variance"},
		{losses.Focal{}, normal, "distributions.Bernoulli, not a distributions.Normal"},
		{losses.Focal{Gamma: -1}, bernoulli, "Gamma = -1"},
		{losses.Focal{Weights: []float64{1}}, bernoulli, "1 Weights for 2 classes"},
		{losses.Focal{Weights: []float64{1, math.NaN()}}, bernoulli, "weight NaN of class 1"},
		{losses.BinaryCrossEntropy{Smoothing: 1}, bernoulli, "Smoothing = 1 must lie in [0, 1)"},
		{losses.CategoricalCrossEntropy{Smoothing: -1}, categorical, "Smoothing = -1"},
	} {
		in := []array{vec(.5, .5), vec(1, 1), vec(.2, .3)}
		if strings.Contains(c.want, "Smoothing = -1") {
			in = []array{matrix(2, 1, 2, 3, 4), vec(0, 1)}
		}
		if strings.Contains(c.want, "mixtures") {
			in = []array{vec(.5, .5), vec(1)}
		}
		_, err := rowsAndGrad(c.loss, c.q, tensor.Float64, in...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: error %v, want %q", c.loss, err, c.want)
		}
	}
}

// Focal logits that are infinite and right cost nothing and pull nowhere; wrong ones cost +Inf, as labels that are no class do.
func TestFocalAtInfiniteLogits(t *testing.T) {
	inf := math.Inf(1)
	for _, dt := range bothTypes {
		out, err := rowsAndGrad(losses.Focal{}, bernoulli, dt, vec(inf, -inf, inf, -inf, 0), vec(1, 0, 0, 1, .5))
		if err != nil {
			t.Fatal(err)
		}
		same(t, "two", out[0], []float64{0, 0, inf, inf, inf}, 0)
		same(t, "their gradient", out[1], []float64{0, 0, 1, -1, 0}, 0)
		out, err = rowsAndGrad(losses.Focal{}, categorical, dt, matrix(4, 0, -inf, -inf, 0, 0, inf, 1, 2), vec(0, 0, 1, 5))
		if err != nil {
			t.Fatal(err)
		}
		same(t, "classes", out[0], []float64{0, inf, 0, inf}, 0)
		same(t, "their gradient", out[1], []float64{0, 0, -1, 1, 0, 0, 0, 0}, 0)
	}
}
