package nets_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

var (
	ctx   = context.Background()
	small = layers.MLP{Widths: []int{16}, Last: layers.Tanh}
)

// A law is a target whose distribution given x is known, and a head that can represent it, or nearly.
type law struct {
	name string
	net  training.Net
	loss losses.Loss // nil: NLL
	y    data.Scaler
	draw func(x float64, r *rand.Rand) float64
	// cost is -log p(y | x) of the law, and marginal that of the best distribution of y alone, fitted to the rows: what a head starts
	// at, but for start nats a row. After the fit it is off the law by learned nats at most.
	cost           func(x, y float64) float64
	marginal       func(y []float64) float64
	start, learned float64
	free           bool // targets of any unit: not labels or numbers in [0, 1]
}

func normalCost(y, mean, sd float64) float64 {
	z := (y - mean) / sd
	return z*z/2 + math.Log(sd) + math.Log(2*math.Pi)/2
}

func moments(y []float64) (mean, sd float64) {
	for _, v := range y {
		mean += v / float64(len(y))
	}
	for _, v := range y {
		sd += (v - mean) * (v - mean) / float64(len(y))
	}
	return mean, math.Sqrt(sd)
}

// normalMarginal is the cost of a normal fitted to y.
func normalMarginal(y []float64) float64 {
	_, sd := moments(y)
	return math.Log(sd) + (1+math.Log(2*math.Pi))/2
}

// classMarginal is the entropy of the shares of classes.
func classMarginal(y []float64) (h float64) {
	counts := map[float64]float64{}
	for _, v := range y {
		counts[v]++
	}
	for _, c := range counts {
		p := c / float64(len(y))
		h -= p * math.Log(p)
	}
	return h
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func heteroscedastic(x float64, r *rand.Rand) float64 { return 3*x + 5 + (.5+.4*x)*r.NormFloat64() }

func heteroscedasticCost(x, y float64) float64 { return normalCost(y, 3*x+5, .5+.4*x) }

// branch is x or -x, with noise.
func branch(x float64, r *rand.Rand) float64 {
	return math.Copysign(1+x, r.Float64()-.5) + .2*r.NormFloat64()
}

func branchCost(x, y float64) float64 {
	a, b := normalCost(y, 1+x, .2), normalCost(y, -1-x, .2)
	return math.Log(2) - math.Log(math.Exp(-a)+math.Exp(-b))
}

func threeClasses(x float64) (p [3]float64) {
	w, sum := [3]float64{1, math.Exp(2 * x), math.Exp(-1 - x)}, 0.
	for _, v := range w {
		sum += v
	}
	for c, v := range w {
		p[c] = v / sum
	}
	return p
}

var laws = []law{
	{name: "Gaussian", net: nets.Gaussian{Body: small}, draw: heteroscedastic, cost: heteroscedasticCost, marginal: normalMarginal, start: 1e-5, learned: .02, free: true},
	{name: "Gaussian by beta-NLL", net: nets.Gaussian{Body: small}, loss: losses.BetaNLL{}, draw: heteroscedastic, cost: heteroscedasticCost, marginal: normalMarginal, start: 1e-5, learned: .02, free: true},
	{name: "Gaussian by CRPS", net: nets.Gaussian{Body: small}, loss: losses.CRPS{}, draw: heteroscedastic, cost: heteroscedasticCost, marginal: normalMarginal, start: 1e-5, learned: .03, free: true},
	{name: "Mixture", net: nets.Mixture{Body: small, Components: 4}, draw: branch, cost: branchCost, marginal: normalMarginal, start: 0, learned: .04, free: true},
	{name: "Mixture by CRPS", net: nets.Mixture{Body: small, Components: 4}, loss: losses.CRPS{}, draw: branch, cost: branchCost, marginal: normalMarginal, start: 0, learned: .2, free: true},
	{
		name: "Mixture of Betas", net: nets.Mixture{Body: small, Components: 3, Of: nets.BetaComponents{}},
		draw: func(x float64, r *rand.Rand) float64 { return sigmoid(2*x + .5*r.NormFloat64()) },
		cost: func(x, y float64) float64 {
			return normalCost(math.Log(y/(1-y)), 2*x, .5) + math.Log(y*(1-y))
		},
		marginal: func(y []float64) float64 { // of the logit-normal fitted to y
			var l []float64
			jacobian := 0.
			for _, v := range y {
				l, jacobian = append(l, math.Log(v/(1-v))), jacobian+math.Log(v*(1-v))/float64(len(y))
			}
			return normalMarginal(l) + jacobian
		}, start: .15, learned: .06, // three Betas are not quite it
	},
	{
		name: "Bernoulli", net: nets.Bernoulli{Body: small},
		draw: func(x float64, r *rand.Rand) float64 {
			if r.Float64() < sigmoid(2*x-1) {
				return 1
			}
			return 0
		},
		cost:     func(x, y float64) float64 { return -math.Log(sigmoid((2*y - 1) * (2*x - 1))) },
		marginal: classMarginal, start: 1e-5, learned: .01,
	},
	{
		name: "Categorical", net: nets.Categorical{Body: small, Classes: 3},
		draw: func(x float64, r *rand.Rand) float64 {
			p, u := threeClasses(x), r.Float64()
			switch {
			case u < p[0]:
				return 0
			case u < p[0]+p[1]:
				return 1
			}
			return 2
		},
		cost:     func(x, y float64) float64 { return -math.Log(threeClasses(x)[int(y)]) },
		marginal: classMarginal, start: 1e-5, learned: .01,
	},
	{name: "Quantiles", net: nets.Quantiles{Body: small}, loss: losses.Pinball{}, draw: heteroscedastic, cost: heteroscedasticCost, marginal: normalMarginal, start: .05, learned: .06, free: true},
	{name: "Quantiles by CRPS", net: nets.Quantiles{Body: small}, loss: losses.CRPS{}, draw: heteroscedastic, cost: heteroscedasticCost, marginal: normalMarginal, start: .05, learned: .06, free: true},
}

// rows is n rows of a law, x uniform on [0, 2] beside a column that says nothing.
func rows(l law, n int, seed uint64) data.Set {
	r := rand.New(rand.NewPCG(seed, 0))
	s := data.Set{X: mat.NewDense(n, 2, nil), Y: make([]float64, n)}
	for i := range n {
		x := 2 * r.Float64()
		s.X.SetRow(i, []float64{x, r.NormFloat64()})
		s.Y[i] = l.draw(x, r)
	}
	return s
}

func fit(t *testing.T, m *training.Model, loss losses.Loss, train data.Set, epochs int) *training.Model {
	t.Helper()
	tr := training.Trainer{Loss: loss, Solver: &training.Adam{Rate: training.Cosine(2e-2, max(float64(epochs), 1), 0)}, Seed: 3}
	if _, err := tr.Fit(ctx, m, train, epochs); err != nil {
		t.Fatal(err)
	}
	return m
}

func predict(t *testing.T, m *training.Model, x *mat.Dense, how ...training.PredictOption) distributions.Posterior {
	t.Helper()
	q, err := m.Predict(ctx, x, how...)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func mean(v []float64) (m float64) {
	for _, x := range v {
		m += x / float64(len(v))
	}
	return m
}

// Before the first step every row's prediction is the marginal of the training targets: its cost is that of the best distribution
// of the head's kind, or of its density where it has no such bound from below.
func TestStartsAtTheMarginal(t *testing.T) {
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			train := rows(l, 1000, 1)
			m := fit(t, &training.Model{Net: l.net, Y: l.y, Dtype: tensor.Float64}, l.loss, train, 0)
			got, want := -mean(predict(t, m, train.X).LogProb(train.Y)), l.marginal(train.Y)
			if got > want+l.start || l.start < 1e-3 && l.start > 0 && got < want-1e-9 {
				t.Errorf("it starts at %.5f nats a row, the marginal is %.5f", got, want)
			}
		})
	}
}

// A head learns the law, seen on other rows: 2,000 rows leave about a hundredth of a nat for the weights' own errors.
func TestLearnsALaw(t *testing.T) {
	slow.Test(t)
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			train, test := rows(l, 2000, 1), rows(l, 2000, 2)
			m := fit(t, &training.Model{Net: l.net, X: data.Standardize{}, Y: l.y}, l.loss, train, 25)
			cost := predict(t, m, test.X).LogProb(test.Y)
			excess := 0.
			for i := range cost {
				excess -= (cost[i] + l.cost(test.X.At(i, 0), test.Y[i])) / float64(len(cost))
			}
			if excess > l.learned {
				t.Errorf("%.4f nats a row above the law", excess)
			}
		})
	}
}

// A target in another unit, with another origin, gives the same fit in that unit. Losses in the unit have other gradients, which Adam
// divides out but for its Epsilon: fits differ by a millionth.
func TestUnitsOfTheTargetMeanNothing(t *testing.T) {
	for _, l := range laws {
		if !l.free {
			continue
		}
		t.Run(l.name, func(t *testing.T) {
			train := rows(l, 300, 1)
			other := data.Set{X: train.X, Y: slices.Clone(train.Y)}
			for i := range other.Y {
				other.Y[i] = 1000*other.Y[i] - 7e4
			}
			of := func(s data.Set) distributions.Posterior {
				m := fit(t, &training.Model{Net: l.net, Dtype: tensor.Float64}, l.loss, s, 3)
				return predict(t, m, train.X)
			}
			q, scaled := of(train), of(other)
			a, b := q.CDF(train.Y), scaled.CDF(other.Y)
			for i := range a {
				if math.Abs(a[i]-b[i]) > 1e-5 {
					t.Fatalf("row %d: the cdf is %v and %v", i, a[i], b[i])
				}
			}
		})
	}
}

// Every head works where its weights are distributions, or its units are dropped, in both types.
func TestUnderWrappers(t *testing.T) {
	slow.Test(t)
	for _, l := range laws {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			train := rows(l, 120, 1)
			for _, net := range []training.Net{bnn.Variational{Net: l.net}, bnn.Variational{Net: l.net, Only: []string{"*"}, Posterior: bnn.MeanField{}, Estimator: bnn.Flipout}, bnn.MCDropout{Net: l.net}} {
				m := fit(t, &training.Model{Net: net, Y: l.y, Dtype: dt}, losses.ELBO{Rows: 120, Likelihood: l.loss}, train, 2)
				q := predict(t, m, train.X, training.Draws(3))
				for i, v := range q.LogProb(train.Y) {
					if math.IsNaN(v) || math.IsInf(v, 1) {
						t.Fatalf("%s, %T in %v: row %d has %v", l.name, net, dt, i, v)
					}
				}
			}
		}
	}
}
