package training_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
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

var ctx = context.Background()

// gaussian is a network that predicts a normal distribution.
type gaussian struct{ hidden []int }

func (n gaussian) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	if len(n.hidden) > 0 {
		x = s.Call("body", layers.MLP{Widths: n.hidden, Activation: layers.Tanh, Last: layers.Tanh}, x)
	}
	column := func(y *G.Node) *G.Node { return ops.Reshape(y, y.Shape()[0]) }
	return distributions.Normal{
		Loc:   column(s.Call("loc", layers.Dense{Units: 1}, x)),
		Scale: column(s.Call("scale", layers.Positive{Units: 1, Floor: 1e-3}, x)),
	}
}

// line is n rows of y = 2 x0 - x1 + 3 + noise of the given size.
func line(n int, noise float64, seed uint64) data.Set {
	x, e := make([]float64, 2*n), make([]float64, n)
	rng.New(seed, "x", 0, 0).Normal64(x, 0)
	rng.New(seed, "noise", 0, 0).Normal64(e, 0)
	y := make([]float64, n)
	for i := range y {
		y[i] = 2*x[2*i] - x[2*i+1] + 3 + noise*e[i]
	}
	return data.Set{X: mat.NewDense(n, 2, x), Y: y, Names: []string{"x0", "x1"}, Target: "y"}
}

func fit(t *testing.T, tr training.Trainer, m *training.Model, s data.Set, epochs int) training.History {
	t.Helper()
	h, err := tr.Fit(ctx, m, s, epochs)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// Least squares by gradient descent, in the target's own units, comes to the normal equations.
func TestLinearRegression(t *testing.T) {
	s := line(500, .3, 1)
	m := &training.Model{Net: training.Point(layers.Dense{Units: 1}), Dtype: tensor.Float64}
	fit(t, training.Trainer{Loss: losses.MSE{}, Solver: &training.Adam{Rate: training.Cosine(.1, 60, 0)}}, m, s, 60)
	design := mat.NewDense(500, 3, nil)
	for i := range 500 {
		design.SetRow(i, []float64{s.X.At(i, 0), s.X.At(i, 1), 1})
	}
	var want mat.VecDense
	if err := want.SolveVec(design, mat.NewVecDense(500, s.Y)); err != nil {
		t.Fatal(err)
	}
	w, b := ops.Data[float64](m.Params.Get("kernel")), ops.Data[float64](m.Params.Get("bias"))
	for i, got := range []float64{w[0], w[1], b[0]} {
		// The rate has decayed to 0; what is left of the batches' noise is below a tenth of the estimates' standard error .013.
		if math.Abs(got-want.AtVec(i)) > 1.3e-3 {
			t.Errorf("coefficient %d is %v, least squares gives %v", i, got, want.AtVec(i))
		}
	}
}

// The mean negative log-likelihood of a right model cannot fall below the entropy of its noise, and comes near it.
func TestNLLReachesEntropy(t *testing.T) {
	train, test := line(4000, .5, 1), line(4000, .5, 2)
	m := &training.Model{Net: gaussian{}, X: data.Standardize{}, Y: data.Standardize{}}
	fit(t, training.Trainer{Solver: &training.Adam{Rate: training.Cosine(.1, 30, 0)}}, m, train, 30)
	q, err := m.Predict(ctx, test.X)
	if err != nil {
		t.Fatal(err)
	}
	nll := 0.
	for _, l := range q.LogProb(test.Y) {
		nll -= l / 4000
	}
	// Entropy of N(0, .5²) in the target's own units; the sample mean of -log p has standard error sqrt(1/2/4000) = .011,
	// and fitting 6 parameters on 4,000 rows costs 6/2/4000 nats.
	entropy := .5*math.Log(2*math.Pi*math.E) + math.Log(.5)
	if math.Abs(nll-entropy) > 3*.011+.001 {
		t.Errorf("NLL %v nats a row, the noise has %v", nll, entropy)
	}
}

// bits are all weights of a model.
func bits(m *training.Model) map[string]any {
	out := map[string]any{}
	for path, v := range m.Params.All() {
		out[path] = v.Clone().(*tensor.Dense).Data()
	}
	return out
}

// Two fits of one seed give the same bits, on any number of cores, with noise and a short last batch; another seed
// does not.
func TestSameSeedSameBits(t *testing.T) {
	s := line(1030, .3, 1)
	run := func(cores int, seed uint64) map[string]any {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		m := &training.Model{Net: training.Point(layers.Sequential{
			layers.Dense{Units: 16, Activation: layers.ReLU}, layers.Dropout{Rate: .2}, layers.Dense{Units: 1}}), X: data.Standardize{}}
		fit(t, training.Trainer{Loss: losses.MSE{}, BatchSize: 200, Seed: seed}, m, s, 3)
		return bits(m)
	}
	one := run(1, 7)
	for _, cores := range []int{1, 2, 8} {
		if d := cmp.Diff(one, run(cores, 7)); d != "" {
			t.Errorf("%d cores give other bits than one: %s", cores, d)
		}
	}
	if cmp.Equal(one, run(2, 8)) {
		t.Error("seeds 7 and 8 give the same weights")
	}
}

// An epoch sees every row once, also those of the short last batch: with a rate of 0 its loss is the loss of the set.
func TestEpochSeesEveryRow(t *testing.T) {
	s := line(257, .3, 1)
	s.Weights = make([]float64, 257)
	sum, total := 0., 0.
	for i := range s.Weights {
		s.Weights[i] = float64(i%5 + 1)
		sum += s.Weights[i] * s.Y[i] * s.Y[i]
		total += s.Weights[i]
	}
	zero := layers.Dense{Units: 1, Kernel: layers.Zeros}
	for _, batch := range []int{1, 50, 100, 256, 257, 1000} {
		m := &training.Model{Net: training.Point(zero), Dtype: tensor.Float64}
		still := &training.SGD{Rate: training.Constant(0)}
		h := fit(t, training.Trainer{Loss: losses.MSE{}, BatchSize: batch, Solver: still, Validation: &s}, m, s, 1)
		for name, got := range map[string]float64{"training": h[0].Loss, "validation": h[0].ValLoss} {
			if math.Abs(got-sum/total) > 1e-12*sum/total {
				t.Errorf("batches of %d: %s loss %v, the weighted mean is %v", batch, name, got, sum/total)
			}
		}
		if want := (257 + min(batch, 257) - 1) / min(batch, 257); h[0].Steps != want {
			t.Errorf("batches of %d: %d steps, want %d", batch, h[0].Steps, want)
		}
	}
}

// A weight of 2 is the row twice, and a weight of 0 is no row: the gradients of whole-set batches agree to rounding.
func TestWeightsAreRepeats(t *testing.T) {
	s := line(60, .3, 1)
	weighted := s
	weighted.Weights = make([]float64, 60)
	var rows []int
	for i := range 60 {
		weighted.Weights[i] = float64(i % 3)
		for range i % 3 {
			rows = append(rows, i)
		}
	}
	after := func(s data.Set, loss losses.Loss, net training.Net) []float64 {
		m := &training.Model{Net: net, Dtype: tensor.Float64}
		fit(t, training.Trainer{Loss: loss, BatchSize: s.Rows(), Solver: &training.SGD{Rate: training.Constant(.01)}}, m, s, 3)
		var all []float64
		for _, v := range m.Params.All() {
			all = append(all, ops.Data[float64](v)...)
		}
		return all
	}
	point := training.Point(layers.Dense{Units: 1})
	for name, c := range map[string]struct {
		loss losses.Loss
		net  training.Net
	}{"mse": {losses.MSE{}, point}, "l1": {losses.L1{}, point}, "huber": {losses.Huber{}, point}, "nll": {losses.NLL{}, gaussian{}}} {
		a, b := after(weighted, c.loss, c.net), after(s.Take(rows), c.loss, c.net)
		for i := range a {
			if math.Abs(a[i]-b[i]) > 1e-12 {
				t.Errorf("%s: parameter %d is %v with weights and %v with repeated rows", name, i, a[i], b[i])
			}
		}
	}
}

// Validation keeps the weights of the best epoch, Patience ends the fit, and breaking out of the loop keeps them too.
func TestEarlyStopping(t *testing.T) {
	train, val := line(40, 1, 1), line(200, 1, 2)
	wild := func() *training.Adam {
		return &training.Adam{Rate: training.ScheduleFunc(func(t float64) float64 { return .01 * math.Exp2(t/4) })} // ends in divergence
	}
	tr := training.Trainer{Loss: losses.MSE{}, BatchSize: 10, Solver: wild(), Validation: &val, Patience: 5}
	m := &training.Model{Net: training.Point(layers.MLP{Widths: []int{64, 1}, Activation: layers.Tanh}), X: data.Standardize{}, Y: data.Standardize{}}
	h := fit(t, tr, m, train, 400)
	best, _ := h.Best()
	if len(h) >= 400 || len(h) != best.Number+5 {
		t.Fatalf("%d epochs, the best being %d: want 5 more", len(h), best.Number)
	}
	// The model's own loss on the validation rows is the best epoch's, from the predictions.
	q, err := m.Predict(ctx, val.X)
	if err != nil {
		t.Fatal(err)
	}
	got := 0.
	for i, p := range q.Mean() {
		d := (p - val.Y[i]) / m.YScale.Scale[0]
		got += d * d / 200
	}
	if math.Abs(got-best.ValLoss) > 1e-5*best.ValLoss { // float32 against float64
		t.Errorf("the model's validation loss is %v, the best epoch had %v", got, best.ValLoss)
	}
	again := &training.Model{Net: m.Net, X: m.X, Y: m.Y}
	tr.Solver = wild()
	for e, err := range tr.Epochs(ctx, again, train, 400) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Number == best.Number+2 {
			break
		}
	}
	if d := cmp.Diff(bits(m), bits(again)); d != "" {
		t.Error("breaking out of the loop lost the best weights:", d)
	}
}

// A cancelled context ends the fit with its cause, at a step, with finite weights.
func TestCancel(t *testing.T) {
	c, cancel := context.WithCancelCause(ctx)
	why := errors.New("enough")
	defer cancel(nil)
	m := &training.Model{Net: gaussian{}}
	epochs := 0
	for _, err := range (training.Trainer{}).Epochs(c, m, line(500, .3, 1), 100) {
		if err != nil {
			if !errors.Is(err, why) || epochs != 3 {
				t.Errorf("after %d epochs: %v", epochs, err)
			}
			return
		}
		if epochs++; epochs == 3 {
			cancel(why)
		}
	}
	t.Error("the fit went on after it was cancelled")
}

// A loss that becomes non-finite names epoch, step, node and rows, and the weights are those before the step.
func TestNonFiniteLoss(t *testing.T) {
	s := line(40, .3, 1)
	net := training.Point(layers.LayerFunc(func(sc *layers.Scope, x *G.Node) *G.Node {
		return sc.Call("root", layers.LayerFunc(func(sc *layers.Scope, x *G.Node) *G.Node { return ops.Log(x) }),
			sc.Call("dense", layers.Dense{Units: 1, Kernel: layers.Zeros, Bias: layers.Constant(1)}, x))
	}))
	m := &training.Model{Net: net, Dtype: tensor.Float64}
	tr := training.Trainer{Loss: losses.MSE{}, BatchSize: 40, Solver: &training.SGD{Rate: training.Constant(10)}}
	_, err := tr.Fit(ctx, m, s, 50)
	if err == nil {
		t.Fatal("a logarithm of negative numbers was trained on")
	}
	for _, want := range []string{"training: epoch 2: step 1: the loss of row 22 is not finite (target -0.197071): an operation outside its domain, or steps that were too large: see which it is, lower the rate, or set MaxNorm (the last step's rate was 10); it is first NaN in log (root)"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q lacks %q", err, want)
		}
	}
	for path, v := range m.Params.All() {
		for _, w := range ops.Data[float64](v) {
			if math.IsNaN(w) || math.IsInf(w, 0) {
				t.Errorf("%s holds %v", path, w)
			}
		}
	}
}

// The row is found in whichever round of a large batch it was.
func TestNonFiniteLossOfALargeBatch(t *testing.T) {
	for _, bad := range []int{0, 700, 2999} {
		s := line(3000, .3, 1)
		s.Y[bad] = 1e300
		m := &training.Model{Net: training.Point(layers.Dense{Units: 1}), X: data.Identity{}, Y: data.Identity{}, Dtype: tensor.Float64}
		_, err := training.Trainer{Loss: losses.MSE{}, BatchSize: 3000}.Fit(ctx, m, s, 1)
		if want := fmt.Sprintf("step 1: the loss of row %d is not finite (target 1e+300): the target is far from 0, where an untrained network predicts: see whether it is right, and scale the target (Model.Y: data.Standardize{}); it is first +Inf in square (loss)", bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// halved is a user's solver around one of ours.
type halved struct{ *training.SGD }

func (h halved) Step(params []G.ValueGrad) error {
	for _, p := range params {
		g, _ := p.Grad()
		for i := range ops.Data[float64](g) {
			ops.Data[float64](g)[i] /= 2
		}
	}
	return h.SGD.Step(params)
}

// A solver that embeds one of ours has its own Step called.
func TestEmbeddedSolver(t *testing.T) {
	s := line(60, .3, 1)
	weight := func(solver G.Solver) float64 {
		m := &training.Model{Net: training.Point(layers.Dense{Units: 1, Kernel: layers.Zeros}), Dtype: tensor.Float64}
		fit(t, training.Trainer{Loss: losses.MSE{}, BatchSize: 60, Solver: solver}, m, s, 1)
		return ops.Data[float64](m.Params.Get("kernel"))[0]
	}
	whole, half := weight(&training.SGD{Rate: training.Constant(.1)}), weight(halved{&training.SGD{Rate: training.Constant(.1)}})
	if whole == 0 || math.Abs(half-whole/2) > 1e-15 {
		t.Errorf("the weight moved by %v with halved gradients, by %v with whole ones", half, whole)
	}
}

// Gorgonia's own solvers are accepted as they are.
func TestNativeSolvers(t *testing.T) {
	s := line(300, .1, 1)
	for name, solver := range map[string]G.Solver{
		"adam":    G.NewAdamSolver(G.WithLearnRate(.05)),
		"vanilla": G.NewVanillaSolver(G.WithLearnRate(.05)),
		"rmsprop": G.NewRMSPropSolver(G.WithLearnRate(.01)),
	} {
		m := &training.Model{Net: training.Point(layers.Dense{Units: 1})}
		h := fit(t, training.Trainer{Loss: losses.MSE{}, BatchSize: 30, Solver: solver}, m, s, 60)
		if last := h[len(h)-1].Loss; last > .02 { // twice the noise's variance
			t.Errorf("%s: loss %v after 60 epochs, began at %v", name, last, h[0].Loss)
		}
	}
}

// MaxNorm bounds the update: with plain gradient descent a step is at most rate times the norm.
func TestMaxNorm(t *testing.T) {
	s := line(50, .3, 1)
	m := &training.Model{Net: training.Point(layers.Dense{Units: 1, Kernel: layers.Zeros}), Dtype: tensor.Float64}
	h := fit(t, training.Trainer{Loss: losses.MSE{}, BatchSize: 50, MaxNorm: .5, Solver: &training.SGD{Rate: training.Constant(1)}}, m, s, 1)
	length := 0.
	for _, v := range m.Params.All() {
		for _, w := range ops.Data[float64](v) {
			length += w * w
		}
	}
	if math.Abs(math.Sqrt(length)-.5) > 1e-12 || h[0].GradNorm < 5 {
		t.Errorf("the first step has length %v with MaxNorm .5; the gradient's norm was %v", math.Sqrt(length), h[0].GradNorm)
	}
}

// Lines, one an epoch, when the output is not a terminal.
func TestTrainerProgress(t *testing.T) {
	var out bytes.Buffer
	m := &training.Model{Net: gaussian{}}
	fit(t, training.Trainer{Progress: &training.Progress{Out: &out, Label: "toy"}}, m, line(100, .3, 1), 3)
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[2], "toy  epoch 3/3  loss ") {
		t.Errorf("progress:\n%s", out.String())
	}
}

// The weights that Validation keeps have the states of their epoch, without which batch normalization is another network.
func TestBestWeightsHaveTheirStates(t *testing.T) {
	train, val := line(40, 1, 1), line(200, 1, 2)
	net := training.Point(layers.Sequential{layers.Dense{Units: 16, Activation: layers.Tanh}, layers.BatchNorm{}, layers.Dense{Units: 1}})
	m := &training.Model{Net: net, Dtype: tensor.Float64}
	h := fit(t, training.Trainer{Loss: losses.MSE{}, BatchSize: 10, Solver: &training.Adam{Rate: training.Constant(.1)}, Validation: &val}, m, train, 30)
	best, _ := h.Best()
	if best.Number == 30 {
		t.Fatal("the last epoch is the best one, which tests nothing")
	}
	q, err := m.Predict(ctx, val.X)
	if err != nil {
		t.Fatal(err)
	}
	got := 0.
	for i, p := range q.Mean() {
		got += (p - val.Y[i]) * (p - val.Y[i]) / 200
	}
	if math.Abs(got-best.ValLoss) > 1e-12*got {
		t.Errorf("the model's validation loss is %v, the best epoch had %v", got, best.ValLoss)
	}
}
