package export_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// An exported is a model that was written under a name, and whether it is of vectors.
type exported struct {
	name   string
	model  *training.Model
	x      *mat.Dense
	vector bool
}

// A question is what is asked of one row of a model, and an answer what comes back: of vectors Quantiles and CDFs are those of all
// marginals, one after the other.
type question struct {
	Name string
	X, P []float64
	Y    []float64 // of the log-density and the cdf; of vectors whole ones
}

type answer struct {
	Mean, StdDev, LogProb, Quantile, CDF, Covariance []float64
}

// levels end where a Posterior's quantile, which is that of a p less 2^-50 of it, so that a gap of the cdf is found, moves by less than
// 1e-12 standard deviations.
var levels = []float64{.001, .1, .5, .8, .999}

// questions are what is asked of a model, with its own answers.
func (e exported) questions(t testing.TB) (qs []question, as []answer) {
	t.Helper()
	n, _ := e.x.Dims()
	if e.vector {
		return e.vectorQuestions(t)
	}
	q, err := e.model.Predict(ctx, e.x)
	if err != nil {
		t.Fatalf("%s: %v", e.name, err)
	}
	for i := range n {
		a, asked := scalar(q.Row(i))
		qs = append(qs, question{e.name, e.x.RawRowView(i), levels, asked})
		as = append(as, a)
	}
	return qs, as
}

// scalar is the answers of one number, at its quantiles and beyond.
func scalar(q distributions.Posterior) (a answer, y []float64) {
	a.Mean, a.StdDev = q.Mean(), q.StdDev()
	for _, p := range levels {
		a.Quantile = append(a.Quantile, q.Quantile(p)[0])
	}
	for _, v := range a.Quantile { // but where a density or a cdf may jump
		y = append(y, v+.01)
	}
	y = append(y, a.Mean[0]-3*a.StdDev[0]-.01)
	for _, v := range y {
		a.LogProb = append(a.LogProb, q.LogProb([]float64{v})[0])
		a.CDF = append(a.CDF, q.CDF([]float64{v})[0])
	}
	return a, y
}

func (e exported) vectorQuestions(t testing.TB) (qs []question, as []answer) {
	t.Helper()
	n, _ := e.x.Dims()
	joint, err := e.model.PredictJoint(ctx, e.x)
	if err != nil {
		t.Fatalf("%s: %v", e.name, err)
	}
	marginals, err := e.model.Marginals(ctx, e.x)
	if err != nil {
		t.Fatalf("%s: %v", e.name, err)
	}
	for i := range n {
		var a answer
		var y []float64
		for _, m := range marginals {
			one, _ := scalar(m.Row(i))
			a.Mean, a.StdDev = append(a.Mean, one.Mean...), append(a.StdDev, one.StdDev...)
			a.Quantile = append(a.Quantile, one.Quantile...)
			for _, v := range one.Quantile {
				a.CDF = append(a.CDF, m.Row(i).CDF([]float64{v + .01})[0])
			}
			y = append(y, one.Quantile[1]+.1)
		}
		a.LogProb = joint.Row(i).LogProb([][]float64{y})
		c := joint.Row(i).Covariance()[0]
		for j := range y {
			for k := range y {
				a.Covariance = append(a.Covariance, c.At(j, k))
			}
		}
		qs = append(qs, question{e.name, e.x.RawRowView(i), levels, y})
		as = append(as, a)
	}
	return qs, as
}

// spread is the standard deviation of each number's mean from row to row.
func spread(rows []answer) []float64 {
	out := make([]float64, len(rows[0].Mean))
	for j := range out {
		mean, square := 0., 0.
		for _, a := range rows {
			mean += a.Mean[j] / float64(len(rows))
		}
		for _, a := range rows {
			square += (a.Mean[j] - mean) * (a.Mean[j] - mean) / float64(len(rows))
		}
		out[j] = math.Sqrt(square)
	}
	return out
}

// from is how far answers are from others, in standard deviations of the outputs, which are those of the prediction or of the means
// from row to row. A cdf and a log-density are as far as a shift of the location and a change of the scale by that make of them, of a
// normal (|z| + z^2) for z standard deviations off the mean.
func (a answer) from(b answer, spread []float64) map[string]float64 {
	out := map[string]float64{}
	each := func(what string, x, y []float64, unit func(i, number int) float64) {
		if len(x) != len(y) {
			out[what] = math.Inf(1)
			return
		}
		for i := range x {
			if x[i] != y[i] && !(math.IsNaN(x[i]) && math.IsNaN(y[i])) {
				out[what] = max(out[what], math.Abs(x[i]-y[i])/unit(i, i*len(spread)/len(x)))
			}
		}
	}
	sd := func(_, j int) float64 { return max(b.StdDev[j], spread[j]) }
	worst := 1. // how much wider the outputs are than a prediction
	for j := range spread {
		worst = max(worst, sd(0, j)/b.StdDev[j])
	}
	each("mean", a.Mean, b.Mean, sd)
	each("sd", a.StdDev, b.StdDev, sd)
	each("covariance", a.Covariance, b.Covariance, func(i, j int) float64 { return sd(0, j) * sd(0, i%len(spread)) })
	each("quantile", a.Quantile, b.Quantile, sd)
	each("cdf", a.CDF, b.CDF, func(int, int) float64 { return worst })
	each("log-density", a.LogProb, b.LogProb, func(i, _ int) float64 { return worst * (1 + 2*math.Abs(b.LogProb[i])) })
	return out
}
