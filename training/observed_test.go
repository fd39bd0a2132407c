package training_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// waiting is the law of times that are seen until the study ends.
type waiting struct{}

func (waiting) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	rate := ops.Reshape(s.Call("rate", layers.Dense{Units: 1}, x), x.Shape()[0])
	return distributions.Censored{Base: distributions.Exponential{Rate: ops.Exp(rate)}}
}

// aging is waiting with a shape that rows share, whose density has an infinite limit at 0 among what is computed once.
type aging struct{}

func (aging) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	scale := ops.Reshape(s.Call("scale", layers.Dense{Units: 1}, x), x.Shape()[0])
	return distributions.Censored{Base: distributions.Weibull{Concentration: ops.Exp(s.Param("shape", layers.Zeros, 1)), Scale: ops.Exp(scale)}}
}

// times are exponential of rate e^x, censored at 1: (time, status).
func times(n int) data.Set {
	r := rand.New(rand.NewPCG(5, 0))
	s := data.Set{X: mat.NewDense(n, 1, nil)}
	for i := range n {
		x := 2*r.Float64() - 1
		s.X.Set(i, 0, x)
		if t := r.ExpFloat64() / math.Exp(x); t > 1 {
			s.Y = append(s.Y, 1, 1)
		} else {
			s.Y = append(s.Y, t, 0)
		}
	}
	return s
}

// Two columns tell of one number, which Predict gives. The Fisher information of the logarithm of the rate is the share of
// times that are seen, above .4 for all of these x: 5 standard errors at the ends are below 5*sqrt((1 + 3)/.4/n).
func TestPredictOfCensored(t *testing.T) {
	s := times(4000)
	m := &training.Model{Net: waiting{}, Dtype: tensor.Float64}
	fit(t, training.Trainer{Solver: &training.Adam{Rate: training.Cosine(.05, 20, 0)}, Seed: 1}, m, s, 20)
	q, err := m.Predict(ctx, mat.NewDense(2, 1, []float64{-1, 1}))
	if err != nil {
		t.Fatal(err)
	}
	for i, mean := range q.Mean() {
		if x := float64(2*i - 1); !(math.Abs(math.Log(mean)+x) < 5*math.Sqrt(4/.4/4000)) {
			t.Errorf("at %v the mean is %v, and should be %v", x, mean, math.Exp(-x))
		}
	}
	if _, err := m.PredictJoint(ctx, s.X); err == nil || !strings.Contains(err.Error(), "use Predict") {
		t.Errorf("PredictJoint: %v", err)
	}
	if _, err := m.Marginals(ctx, s.X); err == nil || !strings.Contains(err.Error(), "use Predict") {
		t.Errorf("Marginals: %v", err)
	}
}

// A status is no number to be scaled, and there are three.
func TestStatusMistakes(t *testing.T) {
	s := times(60)
	other := data.Set{X: s.X, Y: append([]float64{.5, 3}, s.Y[2:]...)}
	for _, c := range []struct {
		name, want string
		m          training.Model
		s          data.Set
	}{
		{"scaled", "leave Model.Y nil", training.Model{Net: waiting{}, Y: data.Standardize{}}, s},
		{"unknown", "the status is 3, and a Censored takes 0 (seen), 1 (later) and -1 (earlier)", training.Model{Net: waiting{}}, other},
		{"unknown, with a shared shape", "the status is 3", training.Model{Net: aging{}}, other},
		{"negative", "outside [0, +Inf], the support of a Exponential", training.Model{Net: waiting{}}, data.Set{X: s.X, Y: append([]float64{-.5, 0}, s.Y[2:]...)}},
	} {
		if _, err := (training.Trainer{}).Fit(ctx, &c.m, c.s, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
