package main

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"gonum.org/v1/gonum/stat"
)

// results is results.json, field by field.
type results struct {
	Rows         sizes        `json:"rows"`
	CrossEntropy crossEntropy `json:"cross_entropy"`
	Priors       []priors     `json:"priors"`
	Digits       digitScores  `json:"digits"`
	Claims       claims.List  `json:"claims"`
	Seconds      seconds      `json:"seconds"`
}

// sizes counts the rows of each part.
type sizes struct {
	Train       int `json:"train"`
	Test        int `json:"test"`
	TrainImages int `json:"train_images"`
	TestImages  int `json:"test_images"`
}

// seconds is the wall time of each part.
type seconds struct {
	Clouds  float64 `json:"clouds"`
	Digits  float64 `json:"digits"`
	Figures float64 `json:"figures"`
	Total   float64 `json:"total"`
}

// estimate is a mean over rows with its standard error.
type estimate struct {
	Mean float64 `json:"mean"`
	SE   float64 `json:"se"`
}

func estimateOf(v []float64) estimate {
	m, sd := stat.MeanStdDev(v, nil)
	return estimate{m, sd / math.Sqrt(float64(len(v)))}
}

// score is how good predicted probabilities of class 1 are.
type score struct {
	NLL              float64 `json:"nll"`               // nats a row
	Accuracy         float64 `json:"accuracy"`          // of the more probable class
	Divergence       float64 `json:"divergence"`        // mean over rows of sum_c p log p/q from the exact p(c | x), nats
	MeanError        float64 `json:"mean_error"`        // mean of |q - p|
	CalibrationError float64 `json:"calibration_error"` // as calibrationError
	Inside           int     `json:"inside"`            // bins in their band
	Bins             []bin   `json:"bins"`
}

// intervals of all reliability diagrams.
const intervals = 20

// scoreOf judges q = p(1 | x) of rows of which truth and the exact p(1 | x) are known.
func scoreOf(q, truth, exact []float64) (s score) {
	one := make([]bool, len(q))
	n := float64(len(q))
	for i, y := range truth {
		one[i] = y == 1
		if one[i] == (q[i] > .5) {
			s.Accuracy += 1 / n
		}
		s.NLL -= (y*math.Log(q[i]) + (1-y)*math.Log1p(-q[i])) / n
		s.Divergence += divergence(exact[i], q[i]) / n
		s.MeanError += math.Abs(exact[i]-q[i]) / n
	}
	s.Bins = reliability(q, one, intervals)
	s.CalibrationError, s.Inside = calibrationError(s.Bins), inside(s.Bins)
	return s
}

// divergence is that of a Bernoulli of p from one of q, by x - log(1+x) of how far q is from p: where they are nearly equal
// the sum of p log p/q cancels.
func divergence(p, q float64) float64 {
	return divergenceOf(p, q) + divergenceOf(1-p, 1-q)
}

func divergenceOf(p, q float64) float64 {
	if p == 0 {
		return q
	}
	return p * kernel.LogGap64((q-p)/p)
}

// xlogy is x log y, 0 for x = 0.
func xlogy(x, y float64) float64 {
	if x == 0 {
		return 0
	}
	return x * math.Log(y)
}
