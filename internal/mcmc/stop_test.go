package mcmc

import (
	"errors"
	"testing"
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
