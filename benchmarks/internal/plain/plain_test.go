package plain

import (
	"errors"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
	G "gorgonia.org/gorgonia"
)

func TestEnter(t *testing.T) {
	team := Team{mock.New(100, 1)}
	for _, k := range []harness.Kind{harness.Step, harness.Compile} {
		c, err := team.Enter(harness.Case{Kind: k, Net: "mse", Batch: 20, Steps: 5, Widths: []int{8, 8, 4}})
		if err != nil {
			t.Fatal(err)
		}
		if v, err := c.Measure(0); err != nil || !(v > 0) {
			t.Errorf("%s: measured %v, %v", k, v, err)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, c := range []harness.Case{{Kind: harness.Step, Net: "mdn-normal"}, {Kind: harness.Predict, Net: "mse"}} {
		if _, err := team.Enter(c); !errors.Is(err, harness.ErrNoCase) {
			t.Errorf("%s %s gives %v", c.Kind, c.Net, err)
		}
	}
}

// What is timed is training: over 40 epochs the loss falls to less than half, and every parameter moves.
func TestStepsLearn(t *testing.T) {
	f, err := newFit(harness.Case{Batch: 20, Steps: 5, Widths: []int{8, 8, 4}}, mock.New(100, 1))
	if err != nil {
		t.Fatal(err)
	}
	before := make([][]float32, len(f.params))
	for i, p := range f.params {
		before[i] = slices.Clone(p.Value().Data().([]float32))
	}
	var loss G.Value
	G.Read(f.loss, &loss)
	f.vm = G.NewTapeMachine(f.loss.Graph(), G.BindDualValues(f.params...))
	epoch := func() (sum float32) {
		for range 5 {
			if err := f.step(); err != nil {
				t.Fatal(err)
			}
			sum += loss.Data().(float32)
		}
		return sum
	}
	first, last := epoch(), float32(0)
	for range 39 {
		last = epoch()
	}
	if !(last < first/2) {
		t.Errorf("the loss went from %v to %v", first, last)
	}
	for i, p := range f.params {
		if slices.Equal(p.Value().Data().([]float32), before[i]) { // one weight may stay, behind a ReLU that is never above 0
			t.Errorf("%s did not move", p.Name())
		}
	}
}
