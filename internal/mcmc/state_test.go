package mcmc

import (
	"math"
	"slices"
	"testing"
)

// bowl is a standard normal.
type bowl int

func (b bowl) Dim() int { return int(b) }

func (b bowl) LogProb(x, grad []float64) float64 {
	sum := 0.
	for i, v := range x {
		sum -= v * v / 2
		grad[i] = -v
	}
	return sum
}

// A chain of a State draws what the chain that gave it would have drawn, from any transition on.
func TestStateGoesOn(t *testing.T) {
	s := Settings{Warmup: 60, Draws: 5, MaxDepth: 4, Seed: 2}
	never := func() error { return nil }
	whole := NewChain([]float64{1, -2, .5})
	if err := whole.Run(bowl(3), s, never, nil); err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, 1, 9, 30, 59, 60, 61, 64, 65} {
		c, n := NewChain([]float64{1, -2, .5}), 0
		err := c.Run(bowl(3), s, func() error {
			if n >= at {
				return errStop
			}
			return nil
		}, func() { n++ })
		if at < 65 && err != errStop {
			t.Fatal(err)
		}
		d, err := c.State().Chain()
		if err != nil {
			t.Fatalf("after %d transitions: %v", at, err)
		}
		if err := d.Run(bowl(3), s, never, nil); err != nil {
			t.Fatal(err)
		}
		for k, w := range whole.Draws {
			if !slices.Equal(w, d.Draws[k]) || whole.LogProbs[k] != d.LogProbs[k] || whole.Energies[k] != d.Energies[k] {
				t.Fatalf("after %d transitions: draw %d is %v, want %v", at, k, d.Draws[k], w)
			}
		}
		if d.Step != whole.Step || d.Leaps != whole.Leaps || math.Float64bits(d.Acceptances) != math.Float64bits(whole.Acceptances) {
			t.Errorf("after %d transitions: step %v and %d leaps, want %v and %d", at, d.Step, d.Leaps, whole.Step, whole.Leaps)
		}
	}
}

// errStop ends a run.
var errStop = stopError{}

type stopError struct{}

func (stopError) Error() string { return "stop" }

// A State whose parts do not fit each other makes no chain.
func TestStateErrors(t *testing.T) {
	c := NewChain([]float64{1, 2})
	if err := c.Run(bowl(2), Settings{Warmup: 3, Draws: 2}, func() error { return nil }, nil); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(s *State){
		"no place": func(s *State) { s.At = nil }, "half a draw": func(s *State) { s.Draws = s.Draws[1:] }, "energies": func(s *State) { s.Energies = nil },
		"masses": func(s *State) { s.Inverse = s.Inverse[1:] }, "no masses": func(s *State) { s.Inverse = nil }, "mean": func(s *State) { s.Seen.Mean = nil },
		"variance": func(s *State) { s.Seen.M2 = []float64{1} }, "warm-up": func(s *State) { s.Warmed = -1 }, "transitions": func(s *State) { s.Transitions++ },
	} {
		s := c.State()
		spoil(&s)
		if _, err := s.Chain(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
