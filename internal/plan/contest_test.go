package plan_test

import (
	"testing"

	"github.com/deepprob/deepprob/internal/plan"
)

// A long step is on all cores from its first run on; it finds its way back to them when others leave the machine, and to one
// core when it is better alone.
func TestContest(t *testing.T) {
	const second = 1e9
	count := func(all []bool) (n int) {
		for _, a := range all {
			if a {
				n++
			}
		}
		return n
	}
	half := func(int) [2]float64 { return [2]float64{2 * second, second} }
	if all := plan.Rehearse(8, 9, half); count(all) != 8 || all[4] {
		t.Errorf("long steps that are faster on all cores: %v", all)
	}
	if all := plan.Rehearse(8, 200, func(int) [2]float64 { return [2]float64{second, 2 * second} }); count(all[10:]) > 22 {
		t.Errorf("long steps that are faster alone: on all cores in %d of 190 runs", count(all[10:]))
	}
	busy := func(run int) [2]float64 { // by others, at first
		if run < 40 {
			return [2]float64{1e6, 3e6}
		}
		return [2]float64{1e6, .5e6}
	}
	for _, pieces := range []int{2, 8} {
		if all := plan.Rehearse(pieces, 200, busy); count(all[100:]) < 90 {
			t.Errorf("%d pieces: on all cores in %d of 100 runs of an idle machine", pieces, count(all[100:]))
		}
	}
}
