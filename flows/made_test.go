package flows_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
)

// The masses of all vectors add up to 1, which they would not if a number saw one of its own place or a later one.
func TestMADESumsToOne(t *testing.T) {
	for _, a := range autoregressives() {
		var values []float64
		switch a.net.Of.(type) {
		case nets.Bernoulli:
			values = []float64{0, 1}
		case nets.Categorical:
			values = []float64{0, 1, 2}
		case nets.Poisson, nets.NegativeBinomial:
			for k := range 160 {
				values = append(values, float64(k))
			}
		default:
			continue
		}
		q := a.joint(t, 3)
		for i, logs := range q.LogProbs(grid(values, a.net.Dim)) {
			if m := mass(logs); math.Abs(m-1) > 1e-9 {
				t.Errorf("%v, row %d: all vectors have the mass %v", a.net, i, m)
			}
		}
		half := make([]float64, a.net.Dim)
		half[1] = .5
		if l := q.LogProbs([][]float64{half})[0][0]; !math.IsInf(l, -1) {
			t.Errorf("%v: a vector with .5 has the log-mass %v", a.net, l)
		}
	}
}

// The densities of two numbers integrate to 1: over the plane in the coordinates 8 sd tan(pi/2 u), for the tails of Student's t, and over the square.
func TestMADEIntegratesToOne(t *testing.T) {
	slow.Test(t)
	for _, a := range autoregressives() {
		if a.net.Dim != 2 || a.number(newRand(), 0) == math.Trunc(a.number(newRand(), 0)) {
			continue
		}
		q := a.joint(t, 1)
		const n = 600
		var at, weight []float64
		for i := range n {
			u := (float64(i) + .5) / n
			if _, square := a.net.Of.(nets.Mixture); square && a.net.Order != nil {
				at, weight = append(at, u), append(weight, 1./n)
				continue
			}
			v := math.Pi / 2 * (2*u - 1)
			at, weight = append(at, 7+6*math.Tan(v)), append(weight, 6*math.Pi/n/(math.Cos(v)*math.Cos(v)))
		}
		sum := 0.
		for i, l := range q.LogProbs(grid(at, 2))[0] {
			sum += math.Exp(l) * weight[i/n] * weight[i%n]
		}
		if math.Abs(sum-1) > 1e-4 {
			t.Errorf("%v: the density integrates to %v", a.net, sum)
		}
	}
}

// The density is the product of conditionals that are asked for one by one, in the order: of each the exact marginal where those before it
// are given. Out of order there is none.
func TestMADEIsItsConditionals(t *testing.T) {
	for _, a := range autoregressives() {
		q, y, place := a.joint(t, 4), rowsOf(a.rows(4, 2)), a.places()
		want := q.LogProb(y)
		got, left := make([]float64, 4), []int(nil)
		for j := range a.net.Dim {
			left = append(left, j)
		}
		last := 0
		for j, p := range place {
			if p > place[last] {
				last = j
			}
		}
		if _, err := q.Condition(last, y[0]); err == nil {
			t.Errorf("%v: number %d, which depends on others, was given", a.net, last)
		}
		for len(left) > 0 {
			at, value := first(left, place), make([]float64, 4)
			for i := range value {
				value[i] = y[i][left[at]]
			}
			p, err := q.Marginal(at)
			if err != nil || len(p.Warnings()) > 0 {
				t.Fatal(a.net, err, p.Warnings())
			}
			for i, l := range p.LogProb(value) {
				got[i] += l
			}
			left = append(left[:at:at], left[at+1:]...)
			if len(left) > 0 {
				if q, err = q.Condition(at, value); err != nil {
					t.Fatal(a.net, err)
				}
			}
		}
		for i := range got {
			if math.Abs(got[i]-want[i]) > 1e-9*(1+math.Abs(want[i])) {
				t.Errorf("%v, row %d: the conditionals give %v, the density is %v", a.net, i, got[i], want[i])
			}
		}
	}
}

// Numbers of one place are independent given those before.
func TestMADEPlacesAreIndependent(t *testing.T) {
	for _, a := range autoregressives() {
		if a.net.Dim != 3 || a.net.Order == nil {
			continue
		}
		q, err := a.joint(t, 2).Condition(0, []float64{4, 6})
		if err != nil {
			t.Fatal(err)
		}
		p0, err0 := q.Marginal(0)
		p1, err1 := q.Marginal(1)
		if err0 != nil || err1 != nil {
			t.Fatal(err0, err1)
		}
		l0, l1 := p0.LogProb([]float64{3, 8}), p1.LogProb([]float64{-2, 5})
		for i, l := range q.LogProb([][]float64{{3, -2}, {8, 5}}) {
			if math.Abs(l-l0[i]-l1[i]) > 1e-11 {
				t.Errorf("row %d: together %v, apart %v", i, l, l0[i]+l1[i])
			}
		}
	}
}

// What cannot be is said before the first step.
func TestMADEMistakes(t *testing.T) {
	bits := autoregressives()[0]
	for want, net := range map[string]flows.MADE{
		"set Dim to 4":              {Dim: 3, Of: nets.Bernoulli{}},
		"give the family":           {Dim: 4},
		"Of is nil":                 {Dim: 4, Of: (*nets.Bernoulli)(nil)},
		"Body is a nil":             {Dim: 4, Of: nets.Bernoulli{}, Body: (*layers.Flatten)(nil)},
		"Order is of 2 numbers":     {Dim: 4, Of: nets.Bernoulli{}, Order: []int{0, 1}},
		"has none":                  {Dim: 4, Of: nets.Bernoulli{Body: layers.Flatten{}}},
		"at least 2":                {Dim: 4, Of: nets.Categorical{}},
		"leave it 0":                {Dim: 4, Of: nets.Gaussian{Dim: 2}},
		"BetaComponents":            {Dim: 4, Of: nets.Mixture{Of: nets.NormalVectors{Dim: 2}}},
		"layer 0 are of 1 units":    {Dim: 4, Of: nets.Bernoulli{}, Degrees: [][]int{{0}, {0}}},
		"Unconditional leaves x":    {Dim: 4, Of: nets.Bernoulli{}, Unconditional: true, Body: layers.Flatten{}},
		"the widths of the hidden":  {Dim: 4, Of: nets.Bernoulli{}, Hidden: []int{0}},
		"want degrees of freedom":   {Dim: 4, Of: nets.StudentT{DF: -1}},
		"want how many there are, ": {Dim: 4, Of: nets.Mixture{Components: -1}},
	} {
		_, err := (training.Trainer{}).Fit(ctx, &training.Model{Net: net}, bits.rows(9, 1), 1)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", net, err, want)
		}
	}
	_, err := (training.Trainer{}).Fit(ctx, &training.Model{Net: flows.MADE{Dim: 2, Of: nets.Bernoulli{}}}, autoregressives()[3].rows(9, 1), 1)
	if err == nil || !strings.Contains(err.Error(), "0 or 1") {
		t.Errorf("counts for bits: %v", err)
	}
}
