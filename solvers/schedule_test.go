package solvers

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// goldenSchedules are the schedules of testdata/solvers.py.
var goldenSchedules = map[string]Schedule{
	"constant":            Constant(.25),
	"step":                Step(1e-3, 5, 1e-4),
	"steps":               Step(.5, 20, .125, 5, .25),
	"exponential":         Exponential(.1, .75, 10),
	"staircase":           Staircase(.1, .75, 10),
	"cosine":              Cosine(.1, 40, .025),
	"cosine to 0":         Cosine(.1, 40, 0),
	"linear":              Linear(.1, 30, .02),
	"polynomial":          Polynomial(.1, 30, .02, 2.5),
	"warm-up cosine":      WarmUp(10, Cosine(.1, 40, 0)),
	"warm-up exponential": WarmUp(10, Exponential(.1, .75, 10)),
}

// The exact formula: an argument's rounding u = 2^-53 grows by the formula's slope, at most 6 |ln .75| < 2 for the
// powers and pi/2 for the cosine; with those of power, product, difference and sum 8 u of the largest rate bound it.
// optax rounds time to float32, at most 1e-6 relative in these schedules.
func TestSchedulesMatchFormulaAndOptax(t *testing.T) {
	for _, c := range readGoldens(t).Schedules {
		s := goldenSchedules[c.Name]
		if s == nil {
			t.Fatalf("%s: no such schedule here", c.Name)
		}
		for i, x := range c.T {
			got := s.At(x)
			if math.Abs(got-c.Exact[i]) > 8*0x1p-53*max(s.At(0), s.At(10)) {
				t.Errorf("%s(%v) = %v, want %v", c.Name, x, got, c.Exact[i])
			}
			if i < len(c.Optax) && math.Abs(got-c.Optax[i]) > 1e-8+1e-6*got {
				t.Errorf("%s(%v) = %v, in optax %v", c.Name, x, got, c.Optax[i])
			}
		}
	}
}

func TestStepChangesAtItsTime(t *testing.T) {
	s := Step(1e-3, 5, 1e-4)
	for x, want := range map[float64]float64{0: 1e-3, 5 - 1e-14: 1e-3, math.Nextafter(5, 0): 1e-4, 5: 1e-4, 1e9: 1e-4} {
		if got := s.At(x); got != want {
			t.Errorf("at %v: %v, want %v", x, got, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a time without its rate did not panic")
		}
	}()
	for _, odd := range []int{1, 3} {
		Step(1e-3, 5, 1e-4, make([]float64, odd)...)
	}
}

func TestSchedulesEndWhereTheySay(t *testing.T) {
	for name, s := range map[string]Schedule{
		"cosine": Cosine(.1, 3, .007), "linear": Linear(.1, 3, .007), "polynomial": Polynomial(.1, 3, .007, 3),
	} {
		if a, b, c := s.At(0), s.At(3), s.At(1e6); math.Abs(a-.1) > 0x1p-55 || b != .007 || c != .007 {
			t.Errorf("%s: %v, %v, %v", name, a, b, c)
		}
	}
	w := WarmUp(2, Constant(.5))
	if a, b, c, d := w.At(0), w.At(1), w.At(2), w.At(3); a != 0 || b != .25 || c != .5 || d != .5 {
		t.Errorf("warm-up: %v, %v, %v, %v", a, b, c, d)
	}
	if got := WarmUp(-1, Linear(1, 2, 0)).At(1); got != .5 {
		t.Errorf("without a warm-up: %v", got)
	}
}

func TestSchedulesAreNaNWithoutSense(t *testing.T) {
	for name, s := range map[string]Schedule{
		"cosine of no length":  Cosine(1, 0, 0),
		"linear of no length":  Linear(1, math.NaN(), 0),
		"power 0":              Polynomial(1, 1, 0, 0),
		"factor 0":             Exponential(1, 0, 1),
		"stairs of no length":  Staircase(1, .5, 0),
		"warm-up for nothing":  WarmUp(1, nil),
		"warm-up for nonsense": WarmUp(1, Cosine(1, -1, 0)),
	} {
		if got := s.At(0); !math.IsNaN(got) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A tenth of the rate from the fifth epoch on, after half an epoch of warm-up.
func ExampleWarmUp() {
	rate := WarmUp(.5, Step(1e-3, 4.5, 1e-4))
	for _, epoch := range []float64{0, .25, .5, 4, 5} {
		fmt.Println(epoch, rate.At(epoch))
	}
	// Output:
	// 0 0
	// 0.25 0.0005
	// 0.5 0.001
	// 4 0.001
	// 5 0.0001
}

// The constructors return structs of what they were given, so that they compare, print and can be written.
func TestSchedulesAreData(t *testing.T) {
	for _, c := range []struct{ made, literal Schedule }{
		{Constant(1), ConstantSchedule{Rate: 1}},
		{Step(1, 2, 3, 4, 5), StepSchedule{First: 1, Changes: []Change{{After: 2, Rate: 3}, {After: 4, Rate: 5}}}},
		{Exponential(1, 2, 3), ExponentialSchedule{Initial: 1, Factor: 2, Every: 3}},
		{Staircase(1, 2, 3), ExponentialSchedule{Initial: 1, Factor: 2, Every: 3, Stairs: true}},
		{Cosine(1, 2, 3), CosineSchedule{Initial: 1, Duration: 2, Final: 3}},
		{Linear(1, 2, 3), PolynomialSchedule{Initial: 1, Duration: 2, Final: 3, Power: 1}},
		{Polynomial(1, 2, 3, 4), PolynomialSchedule{Initial: 1, Duration: 2, Final: 3, Power: 4}},
		{WarmUp(1, Constant(2)), WarmUpSchedule{Duration: 1, Then: ConstantSchedule{Rate: 2}}},
	} {
		if d := cmp.Diff(c.literal, c.made); d != "" {
			t.Errorf("%T: %s", c.made, d)
		}
	}
	if got := ScheduleFunc(math.Sqrt).At(4); got != 2 {
		t.Errorf("a function of 4: %v", got)
	}
	if got := ScheduleFunc(nil).At(4); !math.IsNaN(got) {
		t.Errorf("no function: %v", got)
	}
}

// Changes may stand in any order; of two at one time the later one counts, and one at no time never comes.
func TestStepsInAnyOrder(t *testing.T) {
	s := StepSchedule{First: 1, Changes: []Change{{5, 4}, {math.NaN(), 9}, {2, 2}, {5, 5}, {3, 3}, {math.Inf(1), 8}}}
	for x, want := range map[float64]float64{0: 1, 2: 2, 3: 3, 4.5: 3, 5: 5, 1e300: 5} {
		if got := s.At(x); got != want {
			t.Errorf("at %v: %v, want %v", x, got, want)
		}
	}
	if got := (StepSchedule{First: 7}).At(3); got != 7 {
		t.Errorf("without changes: %v", got)
	}
}
