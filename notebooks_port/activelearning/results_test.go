package main

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// mixture is that of draws of p(1) for each row.
func mixture(t *testing.T, draws ...[]float64) distributions.Posterior {
	t.Helper()
	n := len(draws[0])
	logits := G.NewVector(G.NewGraph(), tensor.Float64, G.WithShape(n), G.WithName("logits"))
	var values []func(*G.Node) G.Value
	for _, p := range draws {
		l := make([]float64, n)
		for i, p := range p {
			l[i] = math.Log(p) - math.Log1p(-p)
		}
		values = append(values, func(*G.Node) G.Value { return tensor.New(tensor.WithBacking(l)) })
	}
	q, err := distributions.NewMixture(distributions.Bernoulli{Logits: logits}, values)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// A prediction of p everywhere scores as the shares of the square say, and one of the truth is the best there is.
func TestJudge(t *testing.T) {
	square := lattice(cells)
	n := cells * cells
	one, half, constant, truth := 0., 0., make([]float64, n), make([]float64, n)
	for i := range n {
		p := exact(square.At(i, 0), square.At(i, 1))
		one += p / float64(n)
		if p == .5 {
			half += 1 / float64(n)
		}
		constant[i], truth[i] = .7, min(max(p, 1e-6), 1-1e-6)
	}
	var c curve
	c.judge(10, mixture(t, constant), square)
	c.judge(15, mixture(t, truth), square)
	if !cmp.Equal(c.Labels, []int{10, 15}) || math.Abs(c.Accuracy[0]-one) > 1e-12 || math.Abs(c.LogLikelihood[0]-one*math.Log(.7)-(1-one)*math.Log(.3)) > 1e-12 {
		t.Errorf("a constant scores %v", c)
	}
	most := bestAccuracy(square)
	if math.Abs(most-(1-half/2)) > 1e-12 || math.Abs(c.Accuracy[1]-most) > 1e-12 || math.Abs(c.LogLikelihood[1]+half*math.Ln2) > 2e-6 {
		t.Errorf("the truth scores %v, the best accuracy is %v, coin flips %v", c, most, half)
	}
}

// Coin flips are counted among the labels bought, not those of the start.
func TestFlips(t *testing.T) {
	n := start + 3
	s := snapshot{known: data.Set{X: mat.NewDense(n, 2, nil), Y: make([]float64, n)}}
	for _, i := range []int{0, start - 1, start + 1, n - 1} {
		s.known.X.SetRow(i, []float64{coin.x0, coin.x1})
	}
	if flips, bought := s.flips(); flips != 2 || bought != 3 {
		t.Errorf("%d coin flips of %d", flips, bought)
	}
}

// Repeats of runs whose seeds are neighbours have seeds of their own.
func TestSeedsAreTheirOwn(t *testing.T) {
	seen := map[uint64]bool{}
	for seed := range uint64(20) {
		for k := range 20 {
			seen[options{seed: seed}.seedOf(k)] = true
		}
	}
	if len(seen) != 400 {
		t.Errorf("%d of 400 seeds are different", len(seen))
	}
}

// The first label that reaches counts; a repeat that never reaches counts as its last.
func TestReach(t *testing.T) {
	labels := []int{10, 15, 20}
	a := []curve{{Labels: labels, Accuracy: []float64{.7, .86, .84}}, {Labels: labels, Accuracy: []float64{.9, .8, .95}}}
	b := []curve{{Labels: labels, Accuracy: []float64{.7, .8, .84}}, {Labels: labels, Accuracy: []float64{.7, .8, .85}}}
	got := reachOf(.85, a, b)
	want := reach{Accuracy: .85, Labels: estimate{12.5, 2.5}, Less: estimate{7.5, 2.5}, Repeats: 2}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if r := reachOf(.85, b, b); r.Repeats != 1 || r.Labels != (estimate{20, 0}) || r.Less != (estimate{}) {
		t.Errorf("%+v", r)
	}
}
