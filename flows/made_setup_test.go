package flows_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// An autoregressive instance is a network and targets that it is for.
type autoregressive struct {
	net    flows.MADE
	number func(r *rand.Rand, before float64) float64 // given the one before
}

func bit(r *rand.Rand, before float64) float64 {
	if r.Float64() < .2+.5*before {
		return 1
	}
	return 0
}

func class(r *rand.Rand, before float64) float64 {
	return float64((int(before) + r.IntN(2)) % 3)
}

func count(r *rand.Rand, before float64) float64 {
	n := 0.
	for range 6 {
		n += bit(r, before/10)
	}
	return n
}

func level(r *rand.Rand, before float64) float64 { return 5 + before/2 + 3*r.NormFloat64() }

func share(r *rand.Rand, before float64) float64 { return .5*before + .5*r.Float64() }

// autoregressives are all families, in orders, with and without context.
func autoregressives() []autoregressive {
	small := []int{9, 8}
	return []autoregressive{
		{flows.MADE{Dim: 4, Of: nets.Bernoulli{}, Hidden: small}, bit},
		{flows.MADE{Dim: 4, Of: nets.Bernoulli{}, Hidden: small, Order: []int{2, 0, 1, 3}, Unconditional: true}, bit},
		{flows.MADE{Dim: 3, Of: nets.Categorical{Classes: 3}, Hidden: small, Reverse: true, Activation: layers.Tanh}, class},
		{flows.MADE{Dim: 2, Of: nets.Poisson{}, Hidden: small, Order: []int{1, 0}}, count},
		{flows.MADE{Dim: 2, Of: nets.NegativeBinomial{}, Hidden: small, Unconditional: true}, count},
		{flows.MADE{Dim: 2, Of: nets.Gaussian{}, Hidden: small}, level},
		{flows.MADE{Dim: 2, Of: nets.StudentT{}, Hidden: small, Order: []int{1, 0}}, level},
		{flows.MADE{Dim: 3, Of: nets.StudentT{DF: 4}, Hidden: small, Order: []int{0, 1, 1}}, level},
		{flows.MADE{Dim: 2, Of: nets.Mixture{Components: 3}, Hidden: small}, level},
		{flows.MADE{Dim: 2, Of: nets.Mixture{Components: 2, Of: nets.BetaComponents{}}, Hidden: small, Order: []int{1, 0}}, share},
		{flows.MADE{Dim: 4, Of: nets.Bernoulli{}, Hidden: []int{}}, bit}, // logistic regressions
		{flows.MADE{Dim: 2, Of: nets.Gaussian{}, Hidden: []int{}, Order: []int{1, 0}}, level},
	}
}

// rows are n of the instance's targets.
func (a autoregressive) rows(n int, seed uint64) data.Set {
	r := rand.New(rand.NewPCG(seed, 0))
	s := data.Set{X: mat.NewDense(n, 1, nil)}
	for i := range n {
		x := r.Float64()
		s.X.Set(i, 0, x)
		for range a.net.Dim {
			x = a.number(r, x)
			s.Y = append(s.Y, x)
		}
	}
	return s
}

// shaken is the instance fitted for a moment, with noise on all weights.
func (a autoregressive) shaken(t testing.TB) *training.Model {
	t.Helper()
	m := &training.Model{Net: a.net, Dtype: tensor.Float64}
	if _, err := (training.Trainer{Loss: losses.NLL{}, Seed: 1}).Fit(ctx, m, a.rows(40, 1), 1); err != nil {
		t.Fatal(a.net, err)
	}
	shaken(m.Params, 7, .15)
	return m
}

// joint is the prediction for n rows.
func (a autoregressive) joint(t testing.TB, n int) distributions.Joint {
	t.Helper()
	q, err := a.shaken(t).PredictJoint(ctx, a.rows(n, 2).X)
	if err != nil {
		t.Fatal(a.net, err)
	}
	return q
}

// rowsOf is the targets of rows.
func rowsOf(s data.Set) (y [][]float64) {
	k := len(s.Y) / s.Rows()
	for i := range s.Rows() {
		y = append(y, s.Y[i*k:(i+1)*k])
	}
	return y
}

// grid is all vectors of d of the values.
func grid(values []float64, d int) (all [][]float64) {
	all = [][]float64{nil}
	for range d {
		var longer [][]float64
		for _, v := range all {
			for _, x := range values {
				longer = append(longer, append(v[:len(v):len(v)], x))
			}
		}
		all = longer
	}
	return all
}

// first is the number of the lowest place among those that are left.
func first(left []int, place []int) (at int) {
	for i, j := range left {
		if place[j] < place[left[at]] {
			at = i
		}
	}
	return at
}

func (a autoregressive) places() []int {
	order := flows.Autoregressive{Order: a.net.Order, Reverse: a.net.Reverse}
	if order.Order == nil {
		for i := range a.net.Dim {
			order.Order = append(order.Order, i)
		}
	}
	return places(order)
}

// mass is the sum of exp of log-densities.
func mass(logs []float64) (sum float64) {
	for _, l := range logs {
		sum += math.Exp(l)
	}
	return sum
}

func newRand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
