package training_test

import (
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
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// sampled is the least variational wrapper: weights N(loc, exp(logsd)^2), a standard normal prior, one draw a step.
type sampled struct{}

func (w sampled) Param(s *layers.Scope, name string, init layers.Initializer, shape ...int) *G.Node {
	in := s.Sub(name)
	loc, logsd := in.Param("loc", init, shape...), in.Param("logsd", layers.Constant(-2), shape...)
	sd := ops.Exp(logsd)
	loglik := func(x *G.Node) *G.Node { return ops.MulConst(ops.Sum(ops.Square(x)), .5) }
	s.Penalty(layers.Penalty{
		Path:         in.Path(),
		CrossEntropy: ops.Add(loglik(loc), loglik(sd)), // up to a constant
		Entropy:      ops.Sum(logsd),
	})
	return ops.Add(loc, ops.Mul(sd, ops.Normal(s.SharedKey(), in.Stream("eps"), s.Dtype(), shape...)))
}

// bayesian is a network with sampled weights, and with dropout if drop.
type bayesian struct{ drop bool }

func (n bayesian) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	s = s.Intercept(sampled{})
	h := s.Call("in", layers.Dense{Units: 5, Activation: layers.Tanh}, x)
	if n.drop {
		h = s.Call("drop", layers.Dropout{Rate: .25}, h)
	}
	return gaussian{}.Forward(s, h)
}

// shuffled is a set as tensors in the order of an epoch.
func shuffled(s data.Set, seed uint64, epoch int) (x, y *tensor.Dense) {
	s = s.Take(rng.New(seed, "shuffle", uint64(epoch), 0).Perm(s.Rows()))
	return tensor.New(tensor.WithShape(s.X.Dims()), tensor.WithBacking(s.X.RawMatrix().Data)), tensor.New(tensor.WithShape(s.Rows()), tensor.WithBacking(s.Y))
}

// A step of the trainer, which draws the weights once, cuts the batch into shards and puts the gradient together again,
// is the step of the explicit loop over the whole graph: the same sums in another order, so to 1e-12. The larger batch
// is computed in three rounds.
func TestELBOStepIsTheExplicitStep(t *testing.T) {
	for _, n := range []int{120, 2500} {
		t.Run(fmt.Sprint(n), func(t *testing.T) { elboStepIsTheExplicitStep(t, n) })
	}
}

func elboStepIsTheExplicitStep(t *testing.T, n int) {
	const rate = .01
	s := line(n, .3, 1)
	for _, drop := range []bool{false, true} {
		net := bayesian{drop}
		loss := losses.ELBO{Rows: n, Beta: training.Constant(.7), Temperature: training.Constant(.4)}
		f := layers.NewFunction(func(sc *layers.Scope, in G.Nodes) *G.Node {
			return loss.Mean(sc, net.Forward(sc, in[0]), in[1])
		})
		x, y := shuffled(s, 3, 1)
		p, err := f.Init(3, x, y)
		if err != nil {
			t.Fatal(err)
		}
		m := &training.Model{Net: net, Dtype: tensor.Float64}
		h := fit(t, training.Trainer{Loss: loss, BatchSize: n, Solver: &training.SGD{Rate: training.Constant(rate)}, Seed: 3}, m, s, 3)
		for step := range 3 {
			x, y := shuffled(s, 3, step+1)
			value, grads, err := f.Train(3, step).ValueAndGrad(p, x, y)
			if err != nil {
				t.Fatal(err)
			}
			if got := h[step].Loss; math.Abs(got-value) > 1e-12*math.Abs(value) {
				t.Errorf("step %d: loss %v, explicit %v", step, got, value)
			}
			for path, w := range p.All() {
				for i, g := range ops.Data[float64](grads.Get(path)) {
					ops.Data[float64](w)[i] -= rate * g
				}
			}
		}
		for path, want := range p.All() {
			for i, w := range ops.Data[float64](want) {
				if got := ops.Data[float64](m.Params.Get(path))[i]; math.Abs(got-w) > 1e-12 {
					t.Errorf("dropout %v: %s[%d] is %v after three steps, explicit %v", drop, path, i, got, w)
				}
			}
		}
	}
}

// The parts add up: the loss is -LogLik + beta (CrossEntropy - temperature Entropy).
func TestBoundParts(t *testing.T) {
	const n = 130
	s := line(n, .3, 1)
	loss := losses.ELBO{Rows: n, Beta: training.Constant(.7), Temperature: training.Constant(.4), Draws: 3}
	m := &training.Model{Net: bayesian{}, Dtype: tensor.Float64}
	for _, e := range fit(t, training.Trainer{Loss: loss, BatchSize: n}, m, s, 3) {
		b := e.Bound
		if want := -b.LogLik + .7*(b.CrossEntropy-.4*b.Entropy); math.Abs(e.Loss-want) > 1e-12*math.Abs(want) {
			t.Errorf("epoch %d: loss %v, its parts give %v", e.Number, e.Loss, want)
		}
		if b.KL != b.CrossEntropy-b.Entropy || b.ELBO() != b.LogLik-b.KL || math.Abs(b.Beta-.7)+math.Abs(b.Temperature-.4) > 1e-15 {
			t.Errorf("epoch %d: %+v", e.Number, b)
		}
	}
}

// The divergence weighs 1/N in a batch of any size: with nothing learned, the mean loss of an epoch is the same for all.
func TestDivergenceDoesNotDependOnTheBatch(t *testing.T) {
	const n = 120
	s := line(n, .3, 1)
	kl := func(batch int) float64 {
		m := &training.Model{Net: bayesian{}, Dtype: tensor.Float64}
		h := fit(t, training.Trainer{Loss: losses.ELBO{Rows: n}, BatchSize: batch, Solver: &training.SGD{Rate: training.Constant(0)}, Seed: 5}, m, s, 1)
		return h[0].Bound.KL
	}
	want := kl(n)
	for _, batch := range []int{1, 7, 40, 119} {
		if got := kl(batch); math.Abs(got-want) > 1e-13*math.Abs(want) {
			t.Errorf("batches of %d: KL %v a row, the whole set %v", batch, got, want)
		}
	}
}

// The bound by importance is at least the ELBO of the same draws (Jensen).
func TestImportanceWeighted(t *testing.T) {
	const n = 60
	s := line(n, .3, 1)
	loss := func(weighted bool) float64 {
		m := &training.Model{Net: bayesian{}, Dtype: tensor.Float64}
		l := losses.ELBO{Rows: n, Draws: 8, ImportanceWeighted: weighted}
		return fit(t, training.Trainer{Loss: l, BatchSize: n, Seed: 5}, m, s, 1)[0].Loss
	}
	if iw, elbo := loss(true), loss(false); !(iw < elbo) {
		t.Errorf("importance-weighted loss %v, ELBO's %v: it must be lower", iw, elbo)
	}
}

// The same bits on any number of cores.
func TestELBOSameBits(t *testing.T) {
	s := line(500, .3, 1)
	run := func(cores int) (*layers.Params, []float64) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		m := &training.Model{Net: bayesian{drop: true}}
		h := fit(t, training.Trainer{Loss: losses.ELBO{Rows: 500, Draws: 2}, BatchSize: 170, Seed: 2}, m, s, 3)
		return m.Params, h.Losses()
	}
	p, want := run(1)
	for _, cores := range []int{2, 3, 8} {
		q, got := run(cores)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%d cores: %s", cores, d)
		}
		for path, v := range p.All() {
			if d := cmp.Diff(v.Data(), q.Get(path).Data()); d != "" {
				t.Errorf("%d cores: %s differs", cores, path)
			}
		}
	}
}

// What would weigh the divergence wrongly is refused.
func TestELBOMistakes(t *testing.T) {
	s := line(50, .3, 1)
	for _, c := range []struct {
		want string
		loss losses.Loss
		net  training.Net
	}{
		{"losses.ELBO{Rows: 50}", losses.NLL{}, bayesian{}},
		{"ELBO.Rows is 0", losses.ELBO{}, bayesian{}},
		{"ELBO.Rows is 49 but there are 50", losses.ELBO{Rows: 49}, bayesian{}},
		{"at least 2", losses.ELBO{Rows: 50, ImportanceWeighted: true}, bayesian{}},
		{"noise for each row", losses.ELBO{Rows: 50, Draws: 2, ImportanceWeighted: true}, bayesian{drop: true}},
		{"beta -1", losses.ELBO{Rows: 50, Beta: training.Constant(-1)}, bayesian{}},
		{"as a value", &losses.ELBO{Rows: 50}, bayesian{}},
		{"Likelihood of an ELBO", losses.ELBO{Rows: 50, Likelihood: losses.ELBO{Rows: 50}}, bayesian{}},
	} {
		_, err := training.Trainer{Loss: c.loss}.Fit(ctx, &training.Model{Net: c.net}, s, 1)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}

// The gradient of the bound by importance, put together from those of its draws, is its derivative: central differences
// of steps of 1e-5 are off by 1e-9 of numbers near 1. Beta and temperature are in it.
func TestImportanceWeightedGradient(t *testing.T) {
	const n, h = 30, 1e-5
	s := line(n, .3, 1)
	loss := losses.ELBO{Rows: n, Draws: 4, ImportanceWeighted: true, Beta: training.Constant(.7), Temperature: training.Constant(.4)}
	step := func(p *layers.Params, rate float64) (float64, *layers.Params) {
		m := &training.Model{Net: bayesian{}, Dtype: tensor.Float64, Fitted: training.Fitted{Params: p.Clone()}}
		e := fit(t, training.Trainer{Loss: loss, BatchSize: n, Seed: 5, Solver: &training.SGD{Rate: training.Constant(rate)}}, m, s, 1)
		return e[0].Loss, m.Params
	}
	start := &training.Model{Net: bayesian{}, Dtype: tensor.Float64}
	fit(t, training.Trainer{Loss: loss}, start, s, 0)
	_, after := step(start.Params, 1)
	for path, v := range start.Params.All() {
		w := ops.Data[float64](v)
		for i, old := range w {
			w[i] = old + h
			up, _ := step(start.Params, 0)
			w[i] = old - h
			down, _ := step(start.Params, 0)
			w[i] = old
			got, want := old-ops.Data[float64](after.Get(path))[i], (up-down)/(2*h)
			if math.Abs(got-want) > 1e-8*max(1, math.Abs(want)) {
				t.Errorf("%s[%d]: gradient %v, differences give %v", path, i, got, want)
			}
		}
	}
}

// Five fits of one epoch are one of five under a schedule of beta: time goes on.
func TestELBOGoesOn(t *testing.T) {
	s := line(130, .3, 1)
	tr := func() training.Trainer {
		return training.Trainer{Loss: losses.ELBO{Rows: 130, Beta: training.Linear(0, 4, 1)}, BatchSize: 50, Solver: &training.Adam{}, Seed: 3}
	}
	whole, pieces := &training.Model{Net: bayesian{drop: true}}, &training.Model{Net: bayesian{drop: true}}
	h := fit(t, tr(), whole, s, 5)
	one := tr()
	for k := range 5 {
		if e := fit(t, one, pieces, s, 1)[0]; e.Loss != h[k].Loss || e.Bound.Beta != h[k].Bound.Beta {
			t.Errorf("epoch %d: loss %v and beta %v alone, %v and %v in one fit", k+1, e.Loss, e.Bound.Beta, h[k].Loss, h[k].Bound.Beta)
		}
	}
	if d := cmp.Diff(bits(whole), bits(pieces)); d != "" {
		t.Error(d)
	}
}
