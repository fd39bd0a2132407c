package training_test

import (
	"context"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// known is a fitted model whose weights are written down: y ~ N(2u0 - u1 + .5, .25) in scaled units, with u = (x-1)/2
// and y in units of 10 from 100 on.
func known() *training.Model {
	p := &layers.Params{}
	set := func(path string, shape []int, x ...float64) {
		p.Set(path, tensor.New(tensor.WithShape(shape...), tensor.WithBacking(x)))
	}
	set("loc/kernel", []int{2, 1}, 2, -1)
	set("loc/bias", []int{1}, .5)
	set("scale/kernel", []int{2, 1}, 0, 0)
	set("scale/bias", []int{1}, math.Log(math.Expm1(.25-1e-3)))
	return &training.Model{
		Net: gaussian{}, Dtype: tensor.Float64, Fitted: training.Fitted{Params: p, XScale: &data.Affine{Shift: []float64{1, 1}, Scale: []float64{2, 2}}, YScale: &data.Affine{Shift: []float64{100}, Scale: []float64{10}}},
	}
}

// Predictions are in the target's own units: means move and stretch, densities carry the Jacobian.
func TestPredictUnits(t *testing.T) {
	x := mat.NewDense(2, 2, []float64{1, 1, 3, 5})
	q, err := known().Predict(ctx, x)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{100 + 10*.5, 100 + 10*(2*1-2+.5)} {
		if got := q.Mean()[i]; math.Abs(got-want) > 1e-12*want {
			t.Errorf("row %d: mean %v, want %v", i, got, want)
		}
		if got := q.StdDev()[i]; math.Abs(got-2.5) > 1e-12 {
			t.Errorf("row %d: sd %v, want 2.5", i, got)
		}
	}
	y := []float64{104, 101}
	for i, got := range q.LogProb(y) {
		z := (y[i] - q.Mean()[i]) / 2.5
		if want := -z*z/2 - math.Log(2.5) - .5*math.Log(2*math.Pi); math.Abs(got-want) > 1e-12 {
			t.Errorf("row %d: log p = %v, want %v", i, got, want)
		}
	}
}

// n rows at once equal n single rows, bit for bit, also over several blocks and a short last one.
func TestPredictRowsAreIndependent(t *testing.T) {
	m := known()
	s := line(600, 1, 3)
	all, err := m.Predict(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	mean, sd := all.Mean(), all.StdDev()
	for _, i := range []int{0, 1, 255, 256, 511, 512, 599} {
		one, err := m.Predict(ctx, mat.NewDense(1, 2, s.X.RawRowView(i)))
		if err != nil {
			t.Fatal(err)
		}
		if one.Mean()[0] != mean[i] || one.StdDev()[0] != sd[i] {
			t.Errorf("row %d alone: mean %v sd %v, among 600: %v %v", i, one.Mean()[0], one.StdDev()[0], mean[i], sd[i])
		}
	}
}

// Predict serves any number of goroutines: run with the race detector.
func TestPredictConcurrently(t *testing.T) { predictAtOnce(t, known(), line(300, 1, 4)) }

// predictAtOnce predicts a set in four goroutines, which must agree with one that was alone.
func predictAtOnce(t *testing.T, m *training.Model, s data.Set) {
	t.Helper()
	want, err := m.Predict(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			q, err := m.Predict(ctx, s.X)
			if err != nil {
				t.Error(err)
				return
			}
			if d := cmp.Diff(want.Mean(), q.Mean()); d != "" {
				t.Error(d)
			}
		})
	}
	wg.Wait()
}

// homoscedastic has one scale for all rows, a parameter of its own.
type homoscedastic struct{}

func (homoscedastic) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	y := s.Call("loc", layers.Dense{Units: 1}, x)
	return distributions.Normal{Loc: ops.Reshape(y, y.Shape()[0]), Scale: ops.Softplus(s.Param("scale", layers.Zeros, 1))}
}

func TestSharedParameter(t *testing.T) {
	s := line(400, .5, 5)
	m := &training.Model{Net: homoscedastic{}, X: data.Standardize{}}
	fit(t, training.Trainer{Solver: &training.Adam{Rate: training.Cosine(.1, 300, 0)}}, m, s, 300)
	q, err := m.Predict(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	sd := q.StdDev()
	// The maximum-likelihood scale is .5 within its standard error .5/sqrt(800) = .018.
	if math.Abs(sd[0]-.5) > 4*.018 || sd[0] != sd[399] {
		t.Errorf("sds %v and %v, the noise has .5", sd[0], sd[399])
	}
}

// The lecture's recipe has two ways to another prior: weight the rows by target/train while training, or divide the
// posterior by the training prior afterwards. On classes that do not overlap in x only in part both have a known answer.
//
// Here y = 0 or 1 with P(y=1) = .2 in training, and x is one of four cells with known P(x|y), so that the exact
// posterior under any prior is Bayes' rule. A network with a free value for each cell learns it.
func TestWeightsAgreeWithSwapPrior(t *testing.T) {
	const n, trained, wanted = 4000, .2, .7
	given := [2][4]float64{{.4, .3, .2, .1}, {.1, .2, .3, .4}} // P(x | y)
	s := cells(n, trained, given)
	net := training.Point(layers.Dense{Units: 1}) // its mean is P(y=1 | x) in least squares
	fitCells := func(s data.Set) []float64 {
		m := &training.Model{Net: net, Dtype: tensor.Float64}
		fit(t, training.Trainer{Loss: losses.MSE{}, BatchSize: n, Solver: &training.Adam{Rate: training.Cosine(.05, 600, 0)}}, m, s, 600)
		q, err := m.Predict(ctx, mat.NewDense(4, 4, []float64{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}))
		if err != nil {
			t.Fatal(err)
		}
		return q.Mean()
	}
	plain := fitCells(s)
	weighted := s
	weighted.Weights = make([]float64, n)
	for i, y := range s.Y {
		weighted.Weights[i] = y*wanted/trained + (1-y)*(1-wanted)/(1-trained)
	}
	direct := fitCells(weighted)
	for x, p := range plain {
		up := p * wanted / trained
		swapped := up / (up + (1-p)*(1-wanted)/(1-trained))
		exact := wanted * given[1][x] / (wanted*given[1][x] + (1-wanted)*given[0][x])
		// The cells hold exact proportions, so what is left is the optimizer's distance from the minimum.
		if math.Abs(direct[x]-exact) > 1e-6 || math.Abs(swapped-exact) > 1e-6 {
			t.Errorf("cell %d: weighted %v, swapped %v, Bayes' rule %v", x, direct[x], swapped, exact)
		}
	}
}

// cells is n rows of one-hot x with exactly the shares P(y) P(x|y).
func cells(n int, p float64, given [2][4]float64) data.Set {
	s := data.Set{X: mat.NewDense(n, 4, nil), Y: make([]float64, n)}
	i := 0
	for y, prior := range []float64{1 - p, p} {
		for x, q := range given[y] {
			for range int(math.Round(float64(n) * prior * q)) {
				s.X.Set(i, x, 1)
				s.Y[i] = float64(y)
				i++
			}
		}
	}
	return s
}

// The same on a continuous target, by SwapPrior itself: y ~ N(0, 1) in training, x = y + noise, and the target prior is
// flat on [-1, 1], where Bayes' rule is a truncated normal at x.
func TestWeightsAgreeWithSwapPriorContinuous(t *testing.T) {
	const n, noise = 20_000, .3
	y, e := make([]float64, n), make([]float64, n)
	rng.New(1, "y", 0, 0).Uniform64(y, 0)
	rng.New(1, "e", 0, 0).Normal64(e, 0)
	s := data.Set{X: mat.NewDense(n, 1, nil), Y: y, Weights: make([]float64, n)}
	train, err := rampPrior(y)
	if err != nil {
		t.Fatal(err)
	}
	flat := distributions.FlatPrior{Min: -1, Max: 1}
	for i := range y {
		s.X.Set(i, 0, y[i]+noise*e[i])
		s.Weights[i] = math.Exp(flat.LogProb(y[i]) - train.LogProb(y[i]))
	}
	plain := s
	plain.Weights = nil
	predict := func(s data.Set) distributions.Posterior {
		m := &training.Model{Net: MDN{Components: 6}, X: data.Standardize{}, Y: data.Range{Min: -1, Max: 1}}
		fit(t, training.Trainer{BatchSize: 200, Solver: &training.Adam{Rate: training.Cosine(1e-2, 15, 0)}}, m, s, 15)
		q, err := m.Predict(ctx, mat.NewDense(5, 1, []float64{-.8, -.4, 0, .4, .8}))
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	swapped, err := distributions.SwapPrior(predict(plain), train, flat)
	if err != nil {
		t.Fatal(err)
	}
	weighted := predict(s)
	for i, x := range []float64{-.8, -.4, 0, .4, .8} {
		want := truncatedMean(x, noise, -1, 1)
		// A mixture fitted to 20,000 rows knows the mean of a width-.3 posterior to a few hundredths.
		if a, b := swapped.Mean()[i], weighted.Mean()[i]; math.Abs(a-want) > .03 || math.Abs(b-want) > .03 {
			t.Errorf("x = %v: swapped mean %v, weighted %v, exact %v", x, a, b, want)
		}
	}
}

// rampPrior turns uniform numbers into draws of the density (3-y)/6 on [-1, 1], in place, and returns it as a histogram.
func rampPrior(y []float64) (distributions.Histogram, error) {
	for i, u := range y {
		y[i] = 3 - math.Sqrt(16-12*u) // the inverse of its cdf (16 - (3-y)²)/12
	}
	return distributions.NewHistogram(y, 20)
}

// truncatedMean is the mean of N(mu, sd²) limited to [lo, hi].
func truncatedMean(mu, sd, lo, hi float64) float64 {
	phi := func(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }
	cdf := func(z float64) float64 { return .5 * math.Erfc(-z/math.Sqrt2) }
	a, b := (lo-mu)/sd, (hi-mu)/sd
	return mu + sd*(phi(a)-phi(b))/(cdf(b)-cdf(a))
}

// What a stranger reads when something is wrong.
func TestModelErrors(t *testing.T) {
	s := line(30, 1, 1)
	bad := s.Take([]int{0, 1, 2})
	bad.X.Set(2, 1, math.NaN())
	fitted := known()
	column := training.Point(layers.LayerFunc(func(sc *layers.Scope, x *G.Node) *G.Node { return sc.Call("out", layers.Dense{Units: 3}, x) }))
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	predict := func(c context.Context, m *training.Model, x *mat.Dense) error {
		_, err := m.Predict(c, x)
		return err
	}
	train := func(tr training.Trainer, net training.Net, s data.Set) error {
		_, err := tr.Fit(ctx, &training.Model{Net: net}, s, 1)
		return err
	}
	negative := s
	negative.Weights = make([]float64, 30)
	for i := range negative.Weights {
		negative.Weights[i] = 1
	}
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"no parameters", predict(ctx, &training.Model{Net: gaussian{}}, s.X), "training: the Model has no parameters yet: fit it first, or set Params, XScale and YScale"},
		{"width", predict(ctx, fitted, mat.NewDense(1, 3, nil)), "training: x has 3 columns, 1 more than the 2 features that the model was fitted on: give the same columns in the same order"},
		{"nan", predict(ctx, fitted, bad.X), "row 2"},
		{"cancelled", predict(cancelled, fitted, s.X), "context canceled"},
		{"no net", train(training.Trainer{}, nil, s), "training: the Model has no Net"},
		{"nan in training", train(training.Trainer{}, gaussian{}, bad), "row 2"},
		{"three outputs for one target", train(training.Trainer{Loss: losses.MSE{}}, column, s), "(30,) and (30, 3)"},
		{"patience", train(training.Trainer{Patience: 3}, gaussian{}, s), "Patience needs Validation rows"},
		{"batch size", train(training.Trainer{BatchSize: -1}, gaussian{}, s), "must not be negative"},
		{"scalar loss of a point", train(training.Trainer{Loss: losses.CategoricalCrossEntropy{}}, gaussian{}, s), "Categorical"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, c.err, c.want)
		}
	}
}
