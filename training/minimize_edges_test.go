package training_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// methods are all there are.
var methods = []training.Method{training.LBFGS{}, training.GaussNewton{}, training.GaussNewton{Dense: -1}}

// One row is fitted exactly: the rate is its count, in spite of four weights for it.
func TestMinimizeOneRow(t *testing.T) {
	c := leasts(t)["poisson"]
	row := 0
	for c.Y[row] == 0 {
		row++
	}
	set := c.set().Take([]int{row})
	gamma, _ := math.Lgamma(set.Y[0] + 1)
	want := set.Y[0] - set.Y[0]*math.Log(set.Y[0]) + gamma
	for _, method := range methods {
		m := c.model("poisson", tensor.Float64)
		h, err := training.Trainer{}.Minimize(t.Context(), m, set, training.Minimization{Method: method})
		if err != nil || len(h) == 0 || math.Abs(h[len(h)-1].Loss-want) > 1e-12*(1+want) {
			t.Errorf("%v: %v, %v, want a loss of %v", method, err, h, want)
		}
	}
}

// The density of one row grows without bound as the scale goes to 0: the search ends, at weights that are finite, and does not say
// that it has converged. Where 1/scale² is infinite that is an error of Gauss-Newton steps.
func TestMinimizeUnboundedBelow(t *testing.T) {
	c := leasts(t)["heteroscedastic"]
	for _, method := range methods {
		m := c.model("heteroscedastic", tensor.Float64)
		h, err := training.Trainer{}.Minimize(t.Context(), m, c.set().Take([]int{3}), training.Minimization{Method: method})
		if len(h) == 0 || err != nil && !strings.Contains(err.Error(), "second derivatives of the loss are not finite") {
			t.Fatalf("%v: %v, %d iterations", method, err, len(h))
		}
		last := h[len(h)-1]
		if !(last.Loss < -10) || math.IsInf(last.Loss, 0) || (last.Stopped == "") != (err != nil) || strings.Contains(last.Stopped, "converged") {
			t.Errorf("%v: a loss of %v, %s", method, last.Loss, last.Stopped)
		}
		for path, v := range m.Params.All() {
			for _, w := range ops.Data[float64](v) {
				if w-w != 0 {
					t.Errorf("%v: %s is %v", method, path, w)
				}
			}
		}
	}
}

// A tolerance below what rounding leaves ends a search that says so, and where there is nothing to find from the first that is an error.
func TestMinimizeFindsNothing(t *testing.T) {
	c := leasts(t)["poisson"]
	for _, method := range methods {
		m := c.model("poisson", tensor.Float64)
		how := training.Minimization{Method: method, Tolerance: 1e-300}
		h, err := training.Trainer{}.Minimize(t.Context(), m, c.set(), how)
		if err != nil || len(h) == 0 || !strings.HasPrefix(h[len(h)-1].Stopped, "no lower loss was found") {
			t.Fatalf("%v: %v, %v", method, err, h)
		}
		was := m.Params.Clone()
		again, err := training.Trainer{}.Minimize(t.Context(), m, c.set(), how)
		if err == nil || !strings.Contains(err.Error(), "where it begins no lower loss was found") || len(again) > 0 || !equalParams(was, m.Params) {
			t.Errorf("%v: again %v, %v", method, err, again)
		}
	}
}

// In float32 the same minima are found, to a worst rounding of 2^-24 in each of the 200 terms of the mean, and known for them.
func TestMinimizeInFloat32(t *testing.T) {
	for kind, c := range leasts(t) {
		for _, method := range methods {
			h, err := training.Trainer{}.Minimize(t.Context(), c.model(kind, tensor.Float32), c.set(), training.Minimization{Method: method})
			if err != nil || len(h) == 0 {
				t.Fatalf("%s, %v: %v, %d iterations", kind, method, err, len(h))
			}
			if last := h[len(h)-1]; !strings.Contains(last.Stopped, "converged") || !(math.Abs(last.Loss-c.Loss) <= 200*0x1p-24*max(1, math.Abs(c.Loss))) {
				t.Errorf("%s, %v: a loss of %v after %d iterations, scipy has %v: %s", kind, method, last.Loss, len(h), c.Loss, last.Stopped)
			}
		}
	}
}

// raised is NLL and a number, of which rounding takes all digits in which the losses near a minimum differ.
type raised float64

func (r raised) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	return ops.AddConst(losses.NLL{}.PerRow(q, y), float64(r))
}

// A large constant in the loss, which its gradient does not know of, keeps nobody from the minimum. Only where the curvature changes along
// the way a line search in float32 may end among losses that are equal to rounding, as the last bits have it.
func TestMinimizeRaisedLoss(t *testing.T) {
	for kind, c := range leasts(t) {
		if kind == "mlp" {
			continue // is nearly flat along its way, where rounding of the loss is more than it falls
		}
		for _, f := range []struct {
			dt tensor.Dtype
			by raised
		}{{tensor.Float32, 1000}, {tensor.Float64, 1000}, {tensor.Float64, 1e6}} {
			for _, method := range methods {
				h, err := training.Trainer{Loss: f.by}.Minimize(t.Context(), c.model(kind, f.dt), c.set(), training.Minimization{Method: method})
				if err != nil || len(h) == 0 {
					t.Fatalf("%s in %v raised by %g, %v: %v, %d iterations", kind, f.dt, f.by, method, err, len(h))
				}
				last := h[len(h)-1]
				if _, walks := method.(training.LBFGS); walks && kind == "heteroscedastic" && f.dt == tensor.Float32 {
					if !(math.Abs(last.Loss-c.Loss-float64(f.by)) <= 8*0x1p-23*float64(f.by)) { // what losses that are equal may differ by, and their own rounding
						t.Errorf("%s in %v raised by %g, %v: %v, the least is %v", kind, f.dt, f.by, method, h, c.Loss)
					}
				} else if !strings.Contains(last.Stopped, "converged") {
					t.Errorf("%s in %v raised by %g, %v: %v, %s", kind, f.dt, f.by, method, h, last.Stopped)
				}
			}
		}
	}
}

// With a validation set the weights are those of its least loss, where the network has begun to learn the rows by heart.
func TestMinimizeValidates(t *testing.T) {
	c := leasts(t)["mlp"]
	all := c.set()
	var few, others []int
	for i := range c.Y {
		if i < 12 {
			few = append(few, i)
		} else {
			others = append(others, i)
		}
	}
	val := all.Take(others)
	m := c.model("mlp", tensor.Float64)
	h, err := training.Trainer{Validation: &val, Patience: 5}.Minimize(t.Context(), m, all.Take(few), training.Minimization{})
	if err != nil {
		t.Fatal(err)
	}
	best := 0
	for k, e := range h {
		if e.ValLoss < h[best].ValLoss {
			best = k
		}
	}
	if best == len(h)-1 || len(h) != best+6 || strings.Contains(h[len(h)-1].Stopped, "converged") {
		t.Fatalf("the best is iteration %d of %d: %s", best+1, len(h), h[len(h)-1].Stopped)
	}
	short := c.model("mlp", tensor.Float64)
	if _, err := (training.Trainer{}).Minimize(t.Context(), short, all.Take(few), training.Minimization{Iterations: best + 1}); err != nil {
		t.Fatal(err)
	}
	if !equalParams(m.Params, short.Params) {
		t.Errorf("the weights are not those of iteration %d", best+1)
	}
	if m.Run.Best != nil || m.Run.SinceBest > 0 {
		t.Errorf("a fit that follows would be judged by what validation found: %v", m.Run)
	}
}

// asking does something when it is asked whether it has ended.
type asking struct {
	context.Context
	do func()
}

func (a asking) Err() error { a.do(); return nil }

// A model is minimized once at a time, and not beside a fit.
func TestMinimizeOneAtATime(t *testing.T) {
	c := leasts(t)["poisson"]
	m := c.model("poisson", tensor.Float64)
	asked := 0
	var while []error
	ctx := asking{t.Context(), func() {
		if asked++; asked == 3 { // in the search
			_, err := training.Trainer{}.Minimize(t.Context(), m, c.set(), training.Minimization{})
			_, fit := training.Trainer{}.Fit(t.Context(), m, c.set(), 1)
			while = append(while, err, fit)
		}
	}}
	h, err := training.Trainer{}.Minimize(ctx, m, c.set(), training.Minimization{})
	if err != nil || len(h) != len(m.History) || math.Abs(h[len(h)-1].Loss-c.Loss) > 1e-8 {
		t.Errorf("%v, %d iterations of %d", err, len(h), len(m.History))
	}
	if len(while) != 2 || while[0] == nil || while[1] == nil {
		t.Errorf("meanwhile another: %v", while)
	}
}

// What cannot be minimized is an error that leaves the model as it was.
func TestMinimizeRefusesRows(t *testing.T) {
	c := leasts(t)["poisson"]
	ended, end := context.WithCancel(t.Context())
	end()
	nan := c.set()
	nan.Y = append([]float64{}, nan.Y...)
	nan.Y[7] = math.NaN()
	idle := c.set()
	idle.Weights = make([]float64, len(idle.Y))
	for want, f := range map[string]struct {
		ctx     context.Context
		trainer training.Trainer
		set     data.Set
		how     training.Minimization
	}{
		"context canceled": {ctx: ended, set: c.set()},
		"row 7":            {set: nan},
		"weights":          {set: idle},
		"MaxNorm":          {trainer: training.Trainer{MaxNorm: 1}, set: c.set()},
		"Resume":           {trainer: training.Trainer{Resume: true}, set: c.set()},
		"Patience":         {trainer: training.Trainer{Patience: 1}, set: c.set()},
		"-1 Iterations":    {set: c.set(), how: training.Minimization{Iterations: -1}},
		"Tolerance -1":     {set: c.set(), how: training.Minimization{Tolerance: -1}},
		"Tolerance +Inf":   {set: c.set(), how: training.Minimization{Tolerance: math.Inf(1)}},
	} {
		for _, method := range methods {
			if f.ctx == nil {
				f.ctx = t.Context()
			}
			f.how.Method = method
			m := c.model("poisson", tensor.Float64)
			was := m.Params.Clone()
			h, err := f.trainer.Minimize(f.ctx, m, f.set, f.how)
			if err == nil || !strings.Contains(err.Error(), want) || len(h) > 0 {
				t.Errorf("%s: %v, %v", want, h, err)
			}
			if want == "context canceled" && !errors.Is(err, context.Canceled) {
				t.Errorf("%v is no %v", err, context.Canceled)
			}
			if !equalParams(was, m.Params) || len(m.History) > 0 || m.XScale != nil || m.Steps > 0 {
				t.Errorf("%s: the error has changed the model", want)
			}
		}
	}
}
