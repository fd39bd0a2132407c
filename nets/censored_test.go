package nets_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// statuses is a set of rows of values and statuses at x = 0.
func statuses(rows ...[]float64) data.Set {
	s := data.Set{X: mat.NewDense(len(rows), 1, nil)}
	for _, r := range rows {
		s.Y = append(s.Y, r...)
	}
	return s
}

// started is what a network predicts before its first step, or steps that are none.
func started(t *testing.T, net training.Net, s data.Set) distributions.Posterior {
	t.Helper()
	m := training.Model{Net: net, Dtype: tensor.Float64}
	tiny := training.Trainer{Solver: &training.Adam{Rate: training.Constant(1e-14)}}
	if _, err := tiny.Fit(ctx, &m, s, 1); err != nil {
		t.Fatal(err)
	}
	q, err := m.Predict(ctx, mat.NewDense(1, 1, nil))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// A head begins at the product-limit estimate. Of the times 1, 2+, 3, 4+, 5, 6 it is 1/6 at 1, then 5/6 of 1/4 at 3 and 5/6 of 3/4 in halves at 5 and 6
// (Kaplan and Meier 1958); mirrored where it is values below which some are that were not seen; and of intervals a value inside.
func TestCensoredStart(t *testing.T) {
	mean := 1./6 + 5./6*(3./4+3./8*5+3./8*6)
	square := 1./6 + 5./6*(9./4+3./8*25+3./8*36)
	right := statuses([]float64{1, 0}, []float64{2, 1}, []float64{3, 0}, []float64{4, 1}, []float64{5, 0}, []float64{6, 0})
	left := statuses([]float64{-1, 0}, []float64{-2, -1}, []float64{-3, 0}, []float64{-4, -1}, []float64{-5, 0}, []float64{-6, 0})
	for sign, s := range map[float64]data.Set{1: right, -1: left} {
		q := started(t, nets.Censored{Of: nets.Gaussian{}}, s)
		if got := q.Mean()[0]; math.Abs(got-sign*mean) > 1e-10 {
			t.Errorf("mean %v, want %v", got, sign*mean)
		}
		if got, want := q.StdDev()[0], math.Sqrt(square-mean*mean); math.Abs(got-want) > 2e-3*want { // a floor of .001
			t.Errorf("standard deviation %v, want %v", got, want)
		}
	}
	q := started(t, nets.Censored{Of: nets.Poisson{}, Intervals: true}, statuses([]float64{2, 5, 2}, []float64{4, 0, 0}, []float64{0, 1, 2}, []float64{9, 0, 0}))
	if got := q.Mean()[0]; math.Abs(got-17.5/4) > 1e-10 {
		t.Errorf("counts in intervals start at %v, want 17/4 and the 1/8 that Poisson adds", got)
	}
	last := started(t, nets.Censored{Of: nets.Gaussian{}}, statuses([]float64{1, 0}, []float64{3, 1}))
	if got := last.Mean()[0]; math.Abs(got-2) > 1e-10 {
		t.Errorf("a last time that is not seen counts where it is: mean %v, want 2", got)
	}
}

// Times beyond 1 are not seen: the head finds the law of all of them, by weights that differ too. Squared errors of 5 standard errors, by
// the Fisher information of the seen half alone, are 5*sqrt(2*2/4000).
func TestCensoredRecovers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	s := data.Set{X: mat.NewDense(4000, 1, nil)}
	for i := range 4000 {
		x := 2*r.Float64() - 1
		s.X.Set(i, 0, x)
		if y := 1 + x + .5*r.NormFloat64(); y > 1 {
			s.Y = append(s.Y, 1, distributions.RightCensored)
		} else {
			s.Y = append(s.Y, y, distributions.Observed)
		}
	}
	m := training.Model{Net: nets.Censored{Of: nets.Gaussian{Body: layers.Sequential{}}}, Dtype: tensor.Float64}
	fit := training.Trainer{Solver: &training.Adam{Rate: training.Cosine(.03, 30, 0)}, Seed: 1}
	if _, err := fit.Fit(ctx, &m, s, 30); err != nil {
		t.Fatal(err)
	}
	q, err := m.Predict(ctx, mat.NewDense(3, 1, []float64{-.7, 0, .7}))
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range []float64{-.7, 0, .7} {
		if got := q.Mean()[i]; math.Abs(got-1-x) > 5*math.Sqrt(4./4000) {
			t.Errorf("mean at %v: %v, want %v", x, got, 1+x)
		}
		if got := q.StdDev()[i]; math.Abs(got-.5) > 5*math.Sqrt(2./4000) {
			t.Errorf("standard deviation at %v: %v, want .5", x, got)
		}
	}
}

// What does not fit says what does.
func TestCensoredMistakes(t *testing.T) {
	two := statuses([]float64{1, 0}, []float64{2, 1})
	for _, c := range []struct {
		net  nets.Censored
		s    data.Set
		loss losses.Loss
		says string
	}{
		{nets.Censored{}, two, nil, "Of is nil"},
		{nets.Censored{Of: nets.Gaussian{}, Intervals: true}, two, nil, "2 numbers a row, and this head predicts 3"},
		{nets.Censored{Of: nets.Gaussian{}}, data.Set{X: two.X, Y: []float64{1, 2}}, nil, "1 numbers a row, and this head predicts 2"},
		{nets.Censored{Of: nets.MultivariateNormal{Dim: 2}}, two, nil, "target has 1 numbers a row, and this head predicts 2"},
		{nets.Censored{Of: nets.Censored{Of: nets.Gaussian{}}}, two, nil, "1 numbers a row, and this head predicts 2"},
		{nets.Censored{Of: nets.Gaussian{}}, two, losses.CRPS{}, "Censored"},
		{nets.Censored{Of: nets.Gaussian{}}, statuses([]float64{1, 0}, []float64{2, 3}), nil, "the status is 3"},
	} {
		m := training.Model{Net: c.net}
		_, err := training.Trainer{Loss: c.loss, Solver: &training.Adam{Rate: training.Constant(.01)}}.Fit(ctx, &m, c.s, 1)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v, which does not say %q", c.net, err, c.says)
		}
	}
}
