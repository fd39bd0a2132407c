package nets_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// pairs is n rows of three numbers: 2x + a, x - a + b/2 and c/10, with a, b and c standard normal.
func pairs(n int, seed uint64) data.Set {
	r := rand.New(rand.NewPCG(seed, 0))
	s := data.Set{X: mat.NewDense(n, 1, nil)}
	for i := range n {
		x, a, b, c := 2*r.Float64()-1, r.NormFloat64(), r.NormFloat64(), r.NormFloat64()
		s.X.Set(i, 0, x)
		s.Y = append(s.Y, 2*x+a, x-a+b/2, c/10+40)
	}
	return s
}

// pairsEntropy is -E log p(y | x): L is lower triangular with the diagonal 1, 1/2, 1/10.
var pairsEntropy = 1.5*(1+math.Log(2*math.Pi)) + math.Log(.05)

// pairsMarginal is the entropy of the normal with the covariances of the rows, or of the two factors that there are.
func pairsMarginal(s data.Set) float64 {
	c := mat.NewSymDense(3, nil)
	n := s.X.RawMatrix().Rows
	var mean [3]float64
	for i, y := range s.Y {
		mean[i%3] += y / float64(n)
	}
	for i := range n {
		for a := range 3 {
			for b := a; b < 3; b++ {
				c.SetSym(a, b, c.At(a, b)+(s.Y[3*i+a]-mean[a])*(s.Y[3*i+b]-mean[b])/float64(n))
			}
		}
	}
	return 1.5*(1+math.Log(2*math.Pi)) + math.Log(mat.Det(c))/2
}

// swirl is n rows of two numbers on one of three branches.
func swirl(n int, seed uint64) data.Set {
	r := rand.New(rand.NewPCG(seed, 0))
	s := data.Set{X: mat.NewDense(n, 1, nil)}
	for i := range n {
		x, k := 2*r.Float64()-1, float64(r.IntN(3))
		s.X.Set(i, 0, x)
		s.Y = append(s.Y, 3*math.Cos(x+2*math.Pi*k/3)+.1*r.NormFloat64(), 3*math.Sin(x+2*math.Pi*k/3)+.1*r.NormFloat64())
	}
	return s
}

// costs are the mean costs a row of the training rows before the first step, and of the others after the last.
func costs(t *testing.T, net training.Net, train, test data.Set, epochs int, dt tensor.Dtype) (first, last float64) {
	t.Helper()
	still := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Constant(1e-12)}, Seed: 1}
	h, err := still.Fit(ctx, &training.Model{Net: net, Dtype: dt}, train, 1)
	if err != nil {
		t.Fatal(err)
	}
	tr := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Cosine(2e-2, max(float64(epochs), 1), 0)}, Seed: 1, Validation: &test}
	g, err := tr.Fit(ctx, &training.Model{Net: net, Dtype: dt, X: data.Standardize{}}, train, epochs)
	if err != nil {
		t.Fatal(err)
	}
	last = math.Inf(1)
	for _, e := range g {
		last = min(last, e.ValLoss)
	}
	return h[0].Loss, last
}

// Vectors start at the marginal, which factor analysis of rank 2 is of three numbers too, and learn their law.
func TestMultivariateNormalLearns(t *testing.T) {
	train, test := pairs(1500, 1), pairs(1500, 2)
	for _, c := range []struct {
		net   nets.MultivariateNormal
		start float64
	}{{nets.MultivariateNormal{Body: small, Dim: 3}, 1e-4}, {nets.MultivariateNormal{Body: small, Dim: 3, Rank: 2}, 1e-2}} {
		first, last := costs(t, c.net, train, test, 20, tensor.Float64)
		if want := pairsMarginal(train); first > want+c.start || first < want-1e-9 {
			t.Errorf("rank %d starts at %v nats a row, the marginal is %v", c.net.Rank, first, want)
		}
		// the sampling error of the mean of 1,500 costs, of sd sqrt(3/2), is .032
		if last > pairsEntropy+.1 {
			t.Errorf("rank %d ends at %v nats a row, the law is %v", c.net.Rank, last, pairsEntropy)
		}
	}
}

// Mixtures of vectors start near the marginal, at components that each have their rows, and learn the branches.
func TestMixtureOfVectorsLearns(t *testing.T) {
	slow.Test(t)
	train, test := swirl(1500, 1), swirl(1500, 2)
	marginal := math.Log(2 * math.Pi * 9) // two normals of the ring's variance 9/2 each
	law := math.Log(3) + 1 + math.Log(2*math.Pi*.01)
	for _, of := range []nets.Family{nets.NormalVectors{Dim: 2}, nets.NormalVectors{Dim: 2, Rank: 1}} {
		first, last := costs(t, nets.Mixture{Body: small, Components: 3, Of: of}, train, test, 60, tensor.Float32)
		if first > 1+marginal-math.Log(2) {
			t.Errorf("%+v starts at %v nats a row", of, first)
		}
		if last > law+.15 {
			t.Errorf("%+v ends at %v nats a row, the law is %v", of, last, law)
		}
	}
}

func TestVectorsUnderWrappers(t *testing.T) {
	train := pairs(100, 1)
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for _, l := range []training.Net{nets.MultivariateNormal{Body: small, Dim: 3}, nets.Mixture{Body: small, Components: 2, Of: nets.NormalVectors{Dim: 3, Rank: 1}}} {
			for _, net := range []training.Net{bnn.Variational{Net: l}, bnn.MCDropout{Net: l}} {
				m := &training.Model{Net: net, Dtype: dt}
				h, err := training.Trainer{Loss: losses.ELBO{Rows: 100}, Seed: 1}.Fit(ctx, m, train, 2)
				if err != nil || math.IsNaN(h[1].Loss) {
					t.Errorf("%T of %T in %v: %v, %v", net, l, dt, h, err)
				}
			}
		}
	}
}

// Mistakes are told before the first step, with what to do.
func TestMistakes(t *testing.T) {
	one, three := rows(laws[0], 20, 1), pairs(20, 1)
	classes := rows(law{draw: func(x float64, _ *rand.Rand) float64 { return math.Floor(2 * x) }}, 20, 1)
	for _, c := range []struct {
		model training.Model
		set   data.Set
		want  string
	}{
		{training.Model{Net: nets.MultivariateNormal{}}, three, "the target has 3 numbers a row, so it is 3"},
		{training.Model{Net: nets.MultivariateNormal{Dim: 2}}, three, "3 numbers a row, and this head predicts 2"},
		{training.Model{Net: nets.MultivariateNormal{Dim: 3, Rank: 3}}, three, "Rank 3"},
		{training.Model{Net: nets.Mixture{Of: nets.NormalVectors{Dim: 1}}}, one, "nets.NormalComponents for one"},
		{training.Model{Net: nets.Mixture{Components: -1}}, one, "Components is -1"},
		{training.Model{Net: nets.Mixture{Of: nets.BetaComponents{}}}, one, "data.MinMax"},
		{training.Model{Net: nets.Gaussian{}}, three, "3 numbers a row, and this head predicts 1"},
		{training.Model{Net: nets.Gaussian{Floor: 2}}, one, "Floor is 2"},
		{training.Model{Net: nets.Categorical{}}, classes, "which makes them 4 classes"},
		{training.Model{Net: nets.Categorical{Classes: 3}}, classes, "a target is 3: want a class"},
		{training.Model{Net: nets.Categorical{Classes: 4}, Y: data.Standardize{}}, classes, "leave Model.Y nil"},
		{training.Model{Net: nets.Bernoulli{}}, classes, "want 0 or 1"},
		{training.Model{Net: nets.Quantiles{Levels: []float64{.5}}}, one, "at least two"},
		{training.Model{Net: nets.Quantiles{Levels: []float64{.9, .1}}}, one, "ascend"},
		{training.Model{Net: nets.Quantiles{}}, one, "losses.Pinball"},
	} {
		_, err := training.Trainer{}.Fit(ctx, &c.model, c.set, 1)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want %q", c.model.Net, err, c.want)
		}
	}
	for _, c := range []struct {
		net          training.Net
		loss         losses.Loss
		shift, scale float64
		dt           tensor.Dtype
		fits         bool
	}{
		{nets.Gaussian{}, losses.NLL{}, 0, 1e-40, tensor.Float32, false},
		{nets.Gaussian{}, losses.NLL{}, 1e6, 1, tensor.Float32, true},
		{nets.Gaussian{}, losses.NLL{}, 1e9, 1, tensor.Float32, false},
		{nets.Gaussian{}, losses.NLL{}, 1e9, 1, tensor.Float64, true},
		{nets.Quantiles{}, losses.Pinball{}, 1e4, 1, tensor.Float32, true},
		{nets.Quantiles{}, losses.Pinball{}, 1e6, 1, tensor.Float32, false},
		{nets.Quantiles{}, losses.Pinball{}, 1e6, 1, tensor.Float64, true},
	} {
		other := data.Set{X: one.X, Y: make([]float64, 20)}
		for i, y := range one.Y {
			other.Y[i] = c.shift + c.scale*y
		}
		_, err := training.Trainer{Loss: c.loss}.Fit(ctx, &training.Model{Net: c.net, Dtype: c.dt}, other, 1)
		if (err == nil) != c.fits || err != nil && !strings.Contains(err.Error(), "data.Standardize") {
			t.Errorf("%T of %v + %v y in %v: %v", c.net, c.shift, c.scale, c.dt, err)
		}
	}
}
