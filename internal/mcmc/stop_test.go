package mcmc

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// round is a standard normal that counts how often it is asked.
type round struct{ asked int }

func (r *round) Dim() int { return 3 }

func (r *round) LogProb(x, grad []float64) (logp float64) {
	r.asked++
	for i, v := range x {
		grad[i] = -v
		logp -= v * v / 2
	}
	return logp
}

// A chain is asked whether to stop before every leap, so that a single trajectory of any length ends soon after it.
func TestStopsWithinATrajectory(t *testing.T) {
	enough := errors.New("enough")
	target := &round{}
	c := NewChain([]float64{1, 2, 3})
	c.inverse, c.Step = []float64{1, 1, 1}, .1 // stable, so that no divergence ends the trajectory
	left := 1000
	err := c.Run(target, Settings{Draws: 1, Leaps: 1 << 40}, func() error {
		if left--; left < 0 {
			return enough
		}
		return nil
	}, nil)
	if !errors.Is(err, enough) || c.Transitions() != 0 || target.asked > 1001 {
		t.Errorf("%v after %d transitions and %d gradients", err, c.Transitions(), target.asked)
	}
}

// So it is where a chain looks for a step, at its beginning and wherever masses have changed; a chain that was stopped anywhere, at
// any leap, and runs again draws what it would have drawn.
func TestStopsWhileItLooksForAStep(t *testing.T) {
	settings := Settings{Warmup: 40, Draws: 5, MaxDepth: 3, Seed: 1}
	run := func(patience int) (c *Chain, stops int) {
		c = NewChain([]float64{1, 2, 3})
		for {
			left, target := patience, &round{}
			err := c.Run(target, settings, func() error {
				if left--; left < 0 {
					return errStopped
				}
				return nil
			}, nil)
			if target.asked > patience+1 { // and the density where it is
				t.Errorf("%d gradients for %d leaps", target.asked, patience)
			}
			if err == nil {
				return c, stops
			}
			if patience++; !errors.Is(err, errStopped) { // so that it gets through a transition at last
				t.Fatal(err)
			}
			stops++
		}
	}
	whole, _ := run(1 << 20)
	for patience := range 4 {
		stopped, stops := run(patience)
		if d := cmp.Diff(whole, stopped, cmp.AllowUnexported(Chain{}, stepSize{}, spread{})); d != "" || stops < 8 {
			t.Errorf("from %d leaps, stopped %d times:\n%s", patience, stops, d)
		}
	}
}

var errStopped = errors.New("stopped")
