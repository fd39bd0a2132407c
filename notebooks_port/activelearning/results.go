package main

import (
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// results is results.json, field by field.
type results struct {
	Seed    uint64      `json:"seed"`
	Repeats int         `json:"repeats"`
	Labels  []int       `json:"labels"` // bought before each judgement
	Best    float64     `json:"best"`   // accuracy of the truth, which errs in every other coin flip
	Methods []scores    `json:"methods"`
	Claims  claims.List `json:"claims"`
	Seconds float64     `json:"seconds"`
}

// scores are a method's, with a standard error over the repeats.
type scores struct {
	Method        string   `json:"method"`
	Accuracy      series   `json:"accuracy"`       // of the more probable class, over the square
	LogLikelihood series   `json:"log_likelihood"` // nats a label, over the square
	Reach         []reach  `json:"reach"`
	Wasted        estimate `json:"wasted"` // share of the labels bought that are coin flips
	RHat          estimate `json:"r_hat"`  // of the chains' two halves, mean over weights and rounds
	Divergences   int      `json:"divergences"`
	Asked         []asked  `json:"asked"` // in the first repeat
}

// asked is what a method had bought at a time.
type asked struct {
	Labels int `json:"labels"` // those of the start with them
	Bought int `json:"bought"`
	Flips  int `json:"coin_flips"` // of those bought
}

// reach is how many labels it takes to be so accurate for the first time. A repeat that never is counts as its last number: where
// Repeats is not all of them, the mean is a lower bound. Less is how many fewer than random takes from the same start.
type reach struct {
	Accuracy float64  `json:"accuracy"`
	Labels   estimate `json:"labels"`
	Less     estimate `json:"less"`
	Repeats  int      `json:"repeats"`
}

// levels of accuracy for reach.
var levels = []float64{.8, .85, .9}

// estimate is a mean over repeats with its standard error.
type estimate struct {
	Mean float64 `json:"mean"`
	SE   float64 `json:"se"`
}

func estimateOf(v []float64) estimate {
	m, sd := stat.MeanStdDev(v, nil)
	return estimate{m, sd / math.Sqrt(float64(len(v)))}
}

// series are estimates, one for each number of labels.
type series struct {
	Mean []float64 `json:"mean"`
	SE   []float64 `json:"se"`
}

func (s *series) append(e estimate) { s.Mean, s.SE = append(s.Mean, e.Mean), append(s.SE, e.SE) }

func (s series) at(i int) estimate { return estimate{s.Mean[i], s.SE[i]} }

// curve is how good a learner was at each number of labels.
type curve struct {
	Labels        []int     `json:"labels"`
	Accuracy      []float64 `json:"accuracy"`
	LogLikelihood []float64 `json:"log_likelihood"`
	Wasted        float64   `json:"wasted"`
	RHat          []float64 `json:"r_hat"` // mean over the weights
	Divergences   int       `json:"divergences"`
}

// judge appends the expectation of both scores over the square and over the labels, of which the truth is known.
func (c *curve) judge(labels int, q distributions.Posterior, square *mat.Dense) {
	n := q.Rows()
	zeros, ones := make([]float64, n), make([]float64, n)
	for i := range ones {
		ones[i] = 1
	}
	mean, log0, log1 := q.Mean(), q.LogProb(zeros), q.LogProb(ones)
	accuracy, logLikelihood := 0., 0.
	for i := range mean {
		p := exact(square.At(i, 0), square.At(i, 1))
		logLikelihood += (p*log1[i] + (1-p)*log0[i]) / float64(n)
		if mean[i] <= .5 {
			p = 1 - p
		}
		accuracy += p / float64(n)
	}
	c.Labels, c.Accuracy, c.LogLikelihood = append(c.Labels, labels), append(c.Accuracy, accuracy), append(c.LogLikelihood, logLikelihood)
}

// reached is the number of labels at which an accuracy is first reached, or the last number and false.
func (c curve) reached(accuracy float64) (labels float64, ok bool) {
	for i, a := range c.Accuracy {
		if a >= accuracy {
			return float64(c.Labels[i]), true
		}
	}
	return float64(c.Labels[len(c.Labels)-1]), false
}

// bestAccuracy is that of the more probable class.
func bestAccuracy(square *mat.Dense) (sum float64) {
	n, _ := square.Dims()
	for i := range n {
		p := exact(square.At(i, 0), square.At(i, 1))
		sum += max(p, 1-p) / float64(n)
	}
	return sum
}

// scoresOf sums up a method's curves, one a repeat, beside those of random.
func scoresOf(name string, curves, random []curve) scores {
	s := scores{Method: name}
	over := func(value func(c curve) float64) estimate {
		v := make([]float64, len(curves))
		for i, c := range curves {
			v[i] = value(c)
		}
		return estimateOf(v)
	}
	for i := range curves[0].Labels {
		s.Accuracy.append(over(func(c curve) float64 { return c.Accuracy[i] }))
		s.LogLikelihood.append(over(func(c curve) float64 { return c.LogLikelihood[i] }))
	}
	s.Wasted = over(func(c curve) float64 { return c.Wasted })
	s.RHat = over(func(c curve) float64 { return stat.Mean(c.RHat, nil) })
	for _, c := range curves {
		s.Divergences += c.Divergences
	}
	for _, level := range levels {
		s.Reach = append(s.Reach, reachOf(level, curves, random))
	}
	return s
}

func reachOf(level float64, curves, random []curve) reach {
	r := reach{Accuracy: level}
	labels, less := make([]float64, len(curves)), make([]float64, len(curves))
	for i, c := range curves {
		n, ok := c.reached(level)
		if ok {
			r.Repeats++
		}
		m, _ := random[i].reached(level)
		labels[i], less[i] = n, m-n
	}
	r.Labels, r.Less = estimateOf(labels), estimateOf(less)
	return r
}
