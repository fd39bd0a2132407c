package solvers

import (
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/google/go-cmp/cmp"
	"gorgonia.org/gorgonia"
)

// A step whose update overflows is an error that moves nothing, in a loop of one's own, where weights may be anything between two
// steps. What a fit does about it is package training's to test.
func TestStepOverflows(t *testing.T) {
	for _, c := range []struct {
		w   *testParam
		top float64
	}{{vectorOf[float32]("w", 1, 2), 3e38}, {vectorOf[float64]("w", 1, 2), 1.5e308}} {
		params, dt := []gorgonia.ValueGrad{c.w}, c.w.value.Dtype()
		float64s.Set(c.w.grad, []float64{1, 1})
		a := &SGD{Rate: Constant(1)}
		if err := a.Step(params); err != nil {
			t.Fatal(err)
		}
		float64s.Set(c.w.value, []float64{-c.top, 0})
		float64s.Set(c.w.grad, []float64{c.top, 0})
		before := float64s.Of(c.w.value)
		if err := a.Step(params); err == nil || !strings.Contains(err.Error(), "solvers: sgd: the update at rate 1 makes parameter w -Inf") {
			t.Errorf("%v: %v", dt, err)
		}
		if d := cmp.Diff(before, float64s.Of(c.w.value)); d != "" || a.LastRate() != 1 || a.Steps() != 1 {
			t.Errorf("%v: the weights moved: %s; rate %v, %d steps", dt, d, a.LastRate(), a.Steps())
		}
		float64s.Set(c.w.grad, []float64{-c.top, 0})
		if err := a.Step(params); err != nil { // large, but finite
			t.Errorf("%v: %v", dt, err)
		}
	}
}

// onOne runs jobs on the caller's goroutine.
type onOne struct{ jobs int }

func (o *onOne) Run(jobs int, do func(int)) {
	for k := range jobs {
		do(k)
	}
	o.jobs += jobs
}

// embedding has a Step of its own, so it is not to be stepped as what it embeds.
type embedding struct{ Adam }

// A step on cores is the step, bit for bit, for every solver here; it leaves the gradients as they are.
func TestTeamMakesTheSameStep(t *testing.T) {
	for name, fresh := range testSolvers {
		alone, shared := goldenParams[float32](make([]float64, 8)), goldenParams[float32](make([]float64, 8))
		a, b, on := fresh(), Team(fresh()), &onOne{}
		if b == nil {
			t.Errorf("%s has no step on cores", name)
			continue
		}
		for k := range 3 {
			g := goldenGradient(k, 8)
			setGrads(alone, g)
			setGrads(shared, g)
			norm, err := GlobalNorm(shared)
			if err == nil {
				err = b.StepOn(on, shared, norm)
			}
			if err != nil {
				t.Fatal(name, err)
			}
			if after, _ := GlobalNorm(shared); after != norm {
				t.Errorf("%s: a step on cores left gradients of norm %v, of %v", name, after, norm)
			}
			if err := a.Step(alone); err != nil {
				t.Fatal(name, err)
			}
		}
		if d := cmp.Diff(valuesOf(alone), valuesOf(shared)); d != "" || on.jobs == 0 {
			t.Errorf("%s, %d jobs: %s", name, on.jobs, d)
		}
	}
	if Team(&embedding{}) != nil {
		t.Error("what embeds an Adam was taken for one")
	}
}
