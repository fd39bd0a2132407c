package bnn

import (
	"math/big"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
)

// In exact arithmetic a cycle begins, with its full rate and without draws, and its draws begin, at the very step, for
// cycles that are no whole number of epochs too.
func TestCyclesInExactTime(t *testing.T) {
	slow.Test(t)
	one, boundaries := big.NewRat(1, 1), 0
	for _, explore := range []struct{ a, b int64 }{{4, 5}, {7, 10}, {1, 3}} {
		x, _ := big.NewRat(explore.a, explore.b).Float64()
		for epochs := int64(1); epochs <= 30; epochs += 2 + epochs/4 {
			for cycles := int64(1); cycles <= epochs; cycles++ {
				pace := SGHMC{Rate: 1, Cycles: int(cycles), Explore: x}.cycle(int(epochs))
				for perEpoch := int64(1); perEpoch <= 11; perEpoch += 2 {
					for step := range epochs * perEpoch {
						part := big.NewRat(step*cycles, perEpoch*epochs)
						for part.Cmp(one) >= 0 {
							part.Sub(part, one)
						}
						p := pace(float64(step) / float64(perEpoch))
						keep := part.Cmp(big.NewRat(explore.a, explore.b)) >= 0
						if p.keep != keep || (p.rate == 1) != (part.Sign() == 0) || (p.temperature == 1) != keep {
							t.Fatalf("%d cycles in %d epochs of %d steps, step %d, at %v of its cycle: %+v", cycles, epochs, perEpoch, step, part, p)
						}
						if part.Sign() == 0 {
							boundaries++
						}
					}
				}
			}
		}
	}
	if boundaries < 500 {
		t.Errorf("only %d cycles begin at a step", boundaries)
	}
}
