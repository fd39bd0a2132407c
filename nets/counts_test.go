package nets_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/stat/distuv"
	"gorgonia.org/tensor"
)

func lgamma(x float64) float64 { l, _ := math.Lgamma(x); return l }

func poissonCost(y, rate float64) float64 { return rate - y*math.Log(rate) + lgamma(y+1) }

func negativeBinomialCost(y, m, c float64) float64 {
	return lgamma(c) + lgamma(y+1) - lgamma(y+c) - c*math.Log(c/(c+m)) - y*math.Log(m/(c+m))
}

// ordered is the class that a logistic location falls in, between cutpoints at -1, 0 and 2.
func ordered(x float64, r *rand.Rand) float64 {
	u := r.Float64()
	v, c := 3*x-3+math.Log(u/(1-u)), 0.
	for _, cut := range []float64{-1, 0, 2} {
		if v > cut {
			c++
		}
	}
	return c
}

func orderedCost(x, y float64) float64 {
	cuts := []float64{math.Inf(-1), -1, 0, 2, math.Inf(1)}
	return -math.Log(sigmoid(cuts[int(y)+1]-3*x+3) - sigmoid(cuts[int(y)]-3*x+3))
}

// best is the least mean cost over some settings of a marginal.
func best(y []float64, cost func(y float64, at []float64) float64, settings ...[]float64) float64 {
	least := math.Inf(1)
	for _, at := range settings {
		sum := 0.
		for _, v := range y {
			sum += cost(v, at) / float64(len(y))
		}
		least = min(least, sum)
	}
	return least
}

var countLaws = []law{
	{
		name: "Poisson", net: nets.Poisson{Body: small},
		draw: func(x float64, r *rand.Rand) float64 {
			return distuv.Poisson{Lambda: 3 * math.Exp(x), Src: r}.Rand()
		},
		cost: func(x, y float64) float64 { return poissonCost(y, 3*math.Exp(x)) },
		marginal: func(y []float64) float64 {
			return best(y, func(y float64, at []float64) float64 { return poissonCost(y, at[0]) }, []float64{mean(y)})
		}, start: 1e-4, learned: .02,
	},
	{
		name: "NegativeBinomial", net: nets.NegativeBinomial{Body: small},
		draw: func(x float64, r *rand.Rand) float64 {
			rate := distuv.Gamma{Alpha: 2, Beta: 2 / (3 * math.Exp(x)), Src: r}.Rand()
			return distuv.Poisson{Lambda: rate, Src: r}.Rand()
		},
		cost: func(x, y float64) float64 { return negativeBinomialCost(y, 3*math.Exp(x), 2) },
		marginal: func(y []float64) float64 {
			var some [][]float64
			for c := .2; c < 10; c *= 1.05 {
				some = append(some, []float64{mean(y), c})
			}
			return best(y, func(y float64, at []float64) float64 { return negativeBinomialCost(y, at[0], at[1]) }, some...)
		}, start: 1e-3, learned: .02,
	},
	{
		name: "Ordinal", net: nets.Ordinal{Body: small, Classes: 4}, draw: ordered, cost: orderedCost,
		marginal: classMarginal, start: 1e-4, learned: .02,
	},
}

// trainingCosts are those of the rows before a step, and the excess over the law on others after the last.
func trainingCosts(t *testing.T, l law, epochs int) (first, excess float64) {
	t.Helper()
	train, test := rows(l, 2000, 1), rows(l, 2000, 2)
	still := training.Trainer{Solver: &training.Adam{Rate: training.Constant(1e-12)}, Seed: 1}
	h, err := still.Fit(ctx, &training.Model{Net: l.net, Dtype: tensor.Float64}, train, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, y := range test.Y {
		excess -= l.cost(test.X.At(i, 0), y) / float64(len(test.Y))
	}
	tr := training.Trainer{Solver: &training.Adam{Rate: training.Cosine(2e-2, float64(epochs), 0)}, Seed: 1, Validation: &test}
	g, err := tr.Fit(ctx, &training.Model{Net: l.net, X: data.Standardize{}}, train, epochs)
	if err != nil {
		t.Fatal(err)
	}
	return h[0].Loss, excess + g[epochs-1].ValLoss
}

// learns holds heads to their laws, from the marginal on.
func learns(t *testing.T, laws []law) {
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			first, excess := trainingCosts(t, l, 25)
			if want := l.marginal(rows(l, 2000, 1).Y); first > want+l.start {
				t.Errorf("it starts at %.5f nats a row, the marginal is %.5f", first, want)
			}
			if excess > l.learned {
				t.Errorf("%.4f nats a row above the law", excess)
			}
		})
	}
}

func TestCountsAndRanksLearn(t *testing.T)         { learns(t, countLaws) }
func TestCountsAndRanksUnderWrappers(t *testing.T) { wrapped(t, countLaws) }

// wrapped fits heads whose weights are distributions, or whose units are dropped.
func wrapped(t *testing.T, laws []law) {
	for _, l := range laws {
		train := rows(l, 100, 1)
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			for _, net := range []training.Net{bnn.Variational{Net: l.net}, bnn.MCDropout{Net: l.net}} {
				h, err := training.Trainer{Loss: losses.ELBO{Rows: 100}, Seed: 1}.Fit(ctx, &training.Model{Net: net, Dtype: dt}, train, 2)
				if err != nil || math.IsNaN(h[1].Loss) {
					t.Errorf("%T of %s in %v: %v, %v", net, l.name, dt, h, err)
				}
			}
		}
	}
}
