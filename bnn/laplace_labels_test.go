package bnn_test

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// The information of a mixture of one normal is that of the normal, to 5 standard errors of the targets drawn. The square of a
// normal's score by any weight has a variance of at most 14 times its squared mean, that of (z²-1)².
func TestLaplaceOfDrawnLabels(t *testing.T) {
	s := twoFeatures(40, .5, 1)
	m, _ := fitted(t, mixed{1}, s, .05, 60)
	paths := []string{"body/kernel", "body/bias", "loc/kernel", "loc/bias", "scale/kernel", "scale/bias"}
	f := laplace(t, bnn.Laplace{Only: paths, Curvature: bnn.DiagonalCurvature, Precision: 1}, m, s)
	mean, sd, at := slopes(t, m, paths, s.X)
	const drawn = 250 // a row: 10,000 in all
	for j, v := range f.Variance {
		want, squares := 0., 0.
		for i, a := range at {
			info := (mean.At(i, j)*mean.At(i, j) + 2*sd.At(i, j)*sd.At(i, j)) / (a * a)
			want, squares = want+info, squares+info*info
		}
		if got, se := 1/v-1, math.Sqrt(14*squares/drawn); math.Abs(got-want) > 5*se {
			t.Errorf("weight %d: information %v, want %v within 5 times %v", j, got, want, se)
		}
	}
}

// A mixture's heads are Bayesian by default, and predicted by draws of weights or of the tangent.
func TestLaplaceOfMixtureHeads(t *testing.T) {
	s := twoFeatures(200, .5, 1)
	m, _ := fitted(t, mixed{3}, s, .05, 100)
	f := laplace(t, bnn.Laplace{}, m, s)
	if !slices.Equal(f.Layers, []string{"logits", "loc", "scale"}) || len(f.Mean) != 36 || !f.Converged {
		t.Errorf("layers %v with %d weights, converged %v", f.Layers, len(f.Mean), f.Converged)
	}
	// Logits and locations are linear in their weights, so the means of tangent and network are the same.
	weights, tangent := predict(t, m, s.X, training.Draws(20)), linearize(t, f, s.X, 20)
	for i, e := range weights.Epistemic() {
		near(t, "mean", tangent.Mean()[i], weights.Mean()[i], 1)
		if near(t, "epistemic", tangent.Epistemic()[i], e, 1); !(e > 0) {
			t.Errorf("row %d: epistemic variance %v", i, e)
		}
	}
}

// A subnetwork is the weights of the largest variance under the diagonal, with all of their curvature; the others stay.
func TestLaplaceSubnetwork(t *testing.T) {
	s := noisy(30, 6)
	m, _ := fitted(t, signals{}, s, .02, 50)
	info := information(t, m, signalPaths, s.X)
	diagonal := laplace(t, bnn.Laplace{Curvature: bnn.DiagonalCurvature, Precision: 2}, m, s)
	order := make([]int, 30)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return int(math.Copysign(1, diagonal.Variance[b]-diagonal.Variance[a])) })
	chosen := slices.Sorted(slices.Values(order[:7]))
	sub := mat.NewSymDense(7, nil)
	for a, i := range chosen {
		for b, j := range chosen {
			sub.SetSym(a, b, info.At(i, j))
		}
	}
	f := laplace(t, bnn.Laplace{Subnetwork: 7, Precision: 2}, m, s)
	want := inverseOf(t, sub, 2)
	for a := range 7 {
		for b := range 7 {
			closeTo(t, "covariance", f.Cov.At(a, b), want.At(a, b), .5)
		}
	}
	into := m.Params.Clone()
	if err := m.Sampler.Sample(into, 1, 3); err != nil {
		t.Fatal(err)
	}
	at := 0
	for _, path := range signalPaths {
		for e, v := range ops.Data[float64](into.Get(path)) {
			if moved := v != ops.Data[float64](m.Params.Get(path))[e]; moved != slices.Contains(chosen, at) {
				t.Errorf("%s[%d] has moved: %v", path, e, moved)
			}
			at++
		}
	}
}

// The same bits on any number of cores: of drawn labels, of products that are large enough to be shared, of predictions.
func TestLaplaceOfAllWeightsSameBits(t *testing.T) {
	slow.Test(t)
	s := twoFeatures(100, .3, 1)
	run := func(cores int, how bnn.Laplace, net training.Net) []float64 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		m, _ := fitted(t, net, s, .02, 3)
		f := laplace(t, how, m, s)
		l := linearize(t, f, s.X, 3)
		return slices.Concat(f.Variance, []float64{f.LogEvidence}, l.Mean(), l.Variance())
	}
	for _, how := range []bnn.Laplace{{Only: []string{"*"}}, {Curvature: bnn.KroneckerExpand}, {Curvature: bnn.DiagonalCurvature}} {
		for _, net := range []training.Net{mixed{2}, wave{50}} {
			want := run(1, how, net)
			for _, cores := range []int{2, 8} {
				if !slices.Equal(run(cores, how, net), want) {
					t.Errorf("%d cores, curvature %d of a %T: other bits", cores, how.Curvature, net)
				}
			}
		}
	}
}
