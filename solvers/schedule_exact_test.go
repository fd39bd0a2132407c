package solvers

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// quotient is a time in exact arithmetic and as the float64 nearest to it.
type quotient struct{ a, b int64 }

func (q quotient) rat() *big.Rat { return big.NewRat(q.a, q.b) }
func (q quotient) float() float64 {
	x, _ := q.rat().Float64()
	return x
}

// periods are what a person writes, in epochs.
var periods = []quotient{{1, 10}, {1, 5}, {3, 10}, {7, 10}, {9, 10}, {1, 3}, {2, 3}, {5, 7}, {11, 100}, {123, 1000}, {1, 1}, {11, 10}, {5, 2}, {49, 10}}

// exactly calls visit for steps in the first epochs of a run at so many steps an epoch, with their time.
func exactly(visit func(now quotient)) {
	for n := int64(1); n <= 61; n += 1 + n/5 {
		for k := int64(0); k <= 6*n && k < 90; k++ {
			visit(quotient{k, n})
		}
	}
}

// over is the number of whole periods by now, in exact arithmetic, and whether it is all of the quotient.
func over(now, period quotient) (whole float64, integer bool) {
	q := new(big.Rat).Quo(now.rat(), period.rat())
	return float64(new(big.Int).Quo(q.Num(), q.Denom()).Int64()), q.IsInt()
}

// A schedule jumps, ends and has its whole powers at the step of exact arithmetic, for every period and number of steps an
// epoch.
func TestSchedulesInExactTime(t *testing.T) {
	for _, p := range periods {
		x := p.float()
		stairs, power, step := Staircase(3, .5, x), Exponential(3, .5, x), Step(1, x, 2, 2*x, 3)
		ends := map[string]Schedule{
			"cosine": Cosine(1, x, .25), "linear": Linear(1, x, .25), "polynomial": Polynomial(1, x, .25, 3), "root": Polynomial(1, x, .25, .5),
			"warm-up": WarmUp(x, Constant(.25)), // below .25 before
		}
		exactly(func(now quotient) {
			at, times := now.float(), func(name string, got float64) string {
				return fmt.Sprintf("%s over %d/%d at step %d of %d: %v", name, p.a, p.b, now.a, now.b, got)
			}
			n, integer := over(now, p)
			if got := stairs.At(at); got != 3*math.Pow(.5, n) {
				t.Fatal(times("staircase", got))
			}
			if got := power.At(at); integer && got != 3*math.Pow(.5, n) {
				t.Fatal(times("exponential", got))
			}
			if got := step.At(at); got != min(n, 2)+1 {
				t.Fatal(times("step", got))
			}
			for name, s := range ends {
				if got := s.At(at); (got == .25) != (n >= 1) {
					t.Fatal(times(name, got))
				}
			}
		})
	}
}

// After a warm-up too, where the time since its end is a difference.
func TestWarmUpInExactTime(t *testing.T) {
	slow.Test(t)
	for _, wait := range append(periods, quotient{401, 100}) {
		for _, p := range periods {
			s, step := WarmUp(wait.float(), Staircase(1, .5, p.float())), WarmUp(wait.float(), Step(1, p.float(), 2))
			nested := WarmUp(wait.float(), WarmUp(p.float(), Constant(1)))
			exactly(func(now quotient) {
				past := new(big.Rat).Sub(now.rat(), wait.rat())
				if past.Sign() < 0 {
					return
				}
				n, _ := over(quotient{past.Num().Int64(), past.Denom().Int64()}, p)
				at := now.float()
				if got := s.At(at); got != math.Pow(.5, n) {
					t.Fatalf("%v since %v: the stairs of %v are at %v, want %v", now, wait, p, got, math.Pow(.5, n))
				}
				if got := step.At(at); got != 1+min(n, 1) {
					t.Fatalf("%v since %v: the step at %v gives %v", now, wait, p, got)
				}
				if got := nested.At(at); (got == 1) != (n >= 1) {
					t.Fatalf("%v since %v: a second warm-up of %v gives %v", now, wait, p, got)
				}
			})
		}
	}
}

// Five steps an epoch and stairs of a fifth of one: a stair each step.
func TestSolverStepsOnStairs(t *testing.T) {
	s := &SGD{Rate: Staircase(1, .5, .2)}
	s.SetStepsPerEpoch(5)
	w := &oneWeight{w: ops.NewValue(tensor.Float64, tensor.Shape{1}), g: ops.NewValue(tensor.Float64, tensor.Shape{1})}
	for k := range 40 {
		if err := s.Step([]gorgonia.ValueGrad{w}); err != nil {
			t.Fatal(err)
		}
		if got, want := s.LastRate(), math.Ldexp(1, -k); got != want {
			t.Errorf("step %d has the rate %v, want %v", k, got, want)
		}
	}
}

type oneWeight struct{ w, g gorgonia.Value }

func (o *oneWeight) Value() gorgonia.Value         { return o.w }
func (o *oneWeight) Grad() (gorgonia.Value, error) { return o.g, nil }
