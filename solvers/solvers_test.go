package solvers

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// testParam is a gorgonia.ValueGrad that is not a node: what a Trainer hands to its solver.
type testParam struct {
	name        string
	value, grad gorgonia.Value
}

func (p *testParam) Name() string                  { return p.name }
func (p *testParam) Value() gorgonia.Value         { return p.value }
func (p *testParam) Grad() (gorgonia.Value, error) { return p.grad, nil }

// gradless has no gradient, as a node has before its graph has run.
type gradless struct{ *testParam }

func (g gradless) Grad() (gorgonia.Value, error) { return nil, errors.New("no gradient set") }

// vectorOf is a parameter of shape (n) with the given numbers and a zero gradient.
func vectorOf[T float32 | float64](name string, w ...float64) *testParam {
	x := make([]T, len(w))
	for i := range w {
		x[i] = T(w[i])
	}
	return &testParam{name: name,
		value: tensor.New(tensor.WithShape(len(w)), tensor.WithBacking(x)),
		grad:  tensor.New(tensor.WithShape(len(w)), tensor.WithBacking(make([]T, len(w)))),
	}
}

// scalarOf is a parameter that is a *gorgonia.F32 or *gorgonia.F64.
func scalarOf[T float32 | float64](name string, w float64) *testParam {
	var zero T
	if _, ok := any(zero).(float32); ok {
		v := gorgonia.F32(w)
		return &testParam{name: name, value: &v, grad: new(gorgonia.F32)}
	}
	v := gorgonia.F64(w)
	return &testParam{name: name, value: &v, grad: new(gorgonia.F64)}
}

// goldenParams cuts the 8 numbers of the goldens into a (2, 2) matrix, a scalar and a vector.
func goldenParams[T float32 | float64](w []float64) []gorgonia.ValueGrad {
	kernel := vectorOf[T]("kernel", w[:4]...)
	for _, v := range []gorgonia.Value{kernel.value, kernel.grad} {
		if err := v.(*tensor.Dense).Reshape(2, 2); err != nil {
			panic(err)
		}
	}
	return []gorgonia.ValueGrad{kernel, scalarOf[T]("scale", w[4]), vectorOf[T]("bias", w[5:]...)}
}

func valuesOf(params []gorgonia.ValueGrad) (w []float64) {
	for _, p := range params {
		w = append(w, float64s.Of(p.Value())...)
	}
	return w
}

func setGrads(params []gorgonia.ValueGrad, g []float64) {
	for _, p := range params {
		grad, _ := p.Grad()
		n := grad.Shape().TotalSize()
		float64s.Set(grad, g[:n])
		g = g[n:]
	}
}

// goldenGradient is gradient(k, n) of testdata/solvers.py: exact in float32.
func goldenGradient(k, n int) []float64 {
	g := make([]float64, n)
	for i := range g {
		g[i] = float64((k*7+i*13)%17-8+i%3) / 8 * math.Ldexp(1, 2*i-9)
	}
	g[3] = 0
	if k%16 != 0 {
		g[5] = 0
	}
	return g
}

// rosenbrockGradient is that of (1-x)² + 100 (y-x²)² + (sum of squares of the others)/2.
func rosenbrockGradient(w []float64) []float64 {
	g := append([]float64{}, w...)
	x, y := w[0], w[1]
	g[0] = -2*(1-x) - 400*x*(y-x*x)
	g[1] = 200 * (y - x*x)
	return g
}

type optaxGoldens struct {
	Start   []float64
	Marks   []int
	Steps   int
	Solvers []struct {
		Name               string
		Fixed              [][]float64
		FixedSpread32      float64 `json:"fixed_spread32"`
		Rosenbrock         [][]float64
		RosenbrockSpread32 float64 `json:"rosenbrock_spread32"`
	}
	Schedules []struct {
		Name            string
		T, Exact, Optax []float64
	}
	Clip []struct {
		Limit, Norm, B float64
		A              []float64
	}
}

func readGoldens(t *testing.T) (g optaxGoldens) {
	t.Helper()
	filetest.ReadJSON(t, "../testdata/solvers.json", &g)
	return g
}

// testSolvers makes a fresh solver of each kind and setting in the goldens.
var testSolvers = map[string]func() Stateful{
	"adam":             func() Stateful { return &Adam{Rate: Constant(1e-2)} },
	"adam betas":       func() Stateful { return &Adam{Rate: Constant(1e-2), Beta1: .5, Beta2: .75, Eps: 1e-3} },
	"adam schedule":    func() Stateful { return &Adam{Rate: Step(1e-2, 100, 1e-2/8)} },
	"adamw":            func() Stateful { return &AdamW{Rate: Constant(1e-2)} },
	"adamw decay":      func() Stateful { return &AdamW{Rate: Constant(1e-2), Decay: .25} },
	"sgd":              func() Stateful { return &SGD{Rate: Constant(1e-3)} },
	"sgd momentum":     func() Stateful { return &SGD{Rate: Constant(1e-4), Momentum: .9} },
	"sgd nesterov":     func() Stateful { return &SGD{Rate: Constant(1e-4), Momentum: .9, Nesterov: true} },
	"rmsprop":          func() Stateful { return &RMSProp{Rate: Constant(1e-2)} },
	"rmsprop settings": func() Stateful { return &RMSProp{Rate: Constant(1e-3), Decay: .75, Eps: 1e-3} },
	"rmsprop momentum": func() Stateful { return &RMSProp{Rate: Constant(1e-3), Momentum: .9} },
	"rmsprop nesterov": func() Stateful { return &RMSProp{Rate: Constant(1e-3), Momentum: .9, Nesterov: true} },
	"rmsprop centered": func() Stateful { return &RMSProp{Rate: Constant(1e-3), Centered: true} },
	"rmsprop all": func() Stateful {
		return &RMSProp{Rate: Constant(1e-3), Centered: true, Momentum: .5, Nesterov: true}
	},
}

// distance runs a solver along a path of goldens and returns the largest |w - golden| / max(1, |golden|).
func distance[T float32 | float64](t *testing.T, s Stateful, g optaxGoldens, path [][]float64, grad func(k int, w []float64) []float64) (worst float64) {
	t.Helper()
	params := goldenParams[T](g.Start)
	for k, mark := 0, 0; k < g.Steps; k++ {
		setGrads(params, grad(k, valuesOf(params)))
		if err := s.Step(params); err != nil {
			t.Fatal(err)
		}
		if k+1 != g.Marks[mark] {
			continue
		}
		for i, w := range valuesOf(params) {
			worst = max(worst, math.Abs(w-path[mark][i])/max(1, math.Abs(path[mark][i])))
		}
		mark++
	}
	return worst
}

// Every solver follows optax over 200 steps. In float64 these make at most some 20 roundings each, 4000 2^-53 = 4.4e-13
// of the largest number in them. Neither problem amplifies errors: optax's own float32 run, whose largest distance from
// its float64 run is the golden's spread, stays within 130 roundings. In float32 a sum of 200 terms near 1 errs by
// sqrt(200/12) ulps of 1.2e-7, 5e-7, if its roundings are independent; those of a weight that only decays are not
// (adamw: 4e-6). So there the tolerance is 1e-6 beyond what optax itself loses to float32.
func TestSolversMatchOptax(t *testing.T) {
	g := readGoldens(t)
	if len(g.Solvers) != len(testSolvers) {
		t.Fatalf("%d solvers in the goldens, %d here", len(g.Solvers), len(testSolvers))
	}
	fixed := func(k int, w []float64) []float64 { return goldenGradient(k, len(w)) }
	slope := func(k int, w []float64) []float64 { return rosenbrockGradient(w) }
	for _, c := range g.Solvers {
		fresh := testSolvers[c.Name]
		check := func(what string, got, tol float64) {
			t.Helper()
			if !(got <= tol) {
				t.Errorf("%s, %s: off by %.2g, want at most %.2g", c.Name, what, got, tol)
			}
		}
		check("fixed float64", distance[float64](t, fresh(), g, c.Fixed, fixed), 1e-12)
		check("valley float64", distance[float64](t, fresh(), g, c.Rosenbrock, slope), 1e-12)
		check("fixed float32", distance[float32](t, fresh(), g, c.Fixed, fixed), 1e-6+c.FixedSpread32)
		check("valley float32", distance[float32](t, fresh(), g, c.Rosenbrock, slope), 1e-6+c.RosenbrockSpread32)
	}
}

func TestSolversZeroGradientsAndDoNotAllocate(t *testing.T) {
	for name, fresh := range testSolvers {
		s, params := fresh(), append(goldenParams[float32](goldenGradient(1, 8)), goldenParams[float64](goldenGradient(2, 8))...)
		g := goldenGradient(3, 16)
		setGrads(params, g)
		if err := s.Step(params); err != nil {
			t.Fatal(err)
		}
		for i, p := range params {
			grad, _ := p.Grad()
			for _, x := range float64s.Of(grad) {
				if x != 0 {
					t.Errorf("%s: the gradient of parameter %d is %v after the step", name, i, x)
				}
			}
		}
		if n := testing.AllocsPerRun(10, func() { _ = s.Step(params) }); n != 0 {
			t.Errorf("%s: %v allocations a step", name, n)
		}
	}
}

// Gorgonia gives p and q of p+q one gradient buffer: both must move.
func TestSolversMoveParametersThatShareAGradient(t *testing.T) {
	for name, fresh := range testSolvers {
		p, q := vectorOf[float64]("p", 1, 2), vectorOf[float64]("q", 1, 2)
		q.grad = p.grad
		params := []gorgonia.ValueGrad{p, q}
		s := fresh()
		for range 3 {
			float64s.Set(p.grad, []float64{3, -4})
			if err := s.Step(params); err != nil {
				t.Fatal(err)
			}
		}
		a, b := float64s.Of(p.value), float64s.Of(q.value)
		if a[0] != b[0] || a[1] != b[1] || a[0] >= 1 || a[1] <= 2 {
			t.Errorf("%s: p = %v, q = %v", name, a, b)
		}
	}
}

// A *tensor.Dense of shape () is a parameter of one number.
func TestSolverScalarTensor(t *testing.T) {
	p := &testParam{value: tensor.New(tensor.FromScalar(2.)), grad: tensor.New(tensor.FromScalar(.5))}
	if err := (&SGD{Rate: Constant(.25)}).Step([]gorgonia.ValueGrad{p}); err != nil {
		t.Fatal(err)
	}
	if w, g := ops.Data[float64](p.value)[0], ops.Data[float64](p.grad)[0]; w != 2-.125 || g != 0 {
		t.Errorf("value %v, gradient %v", w, g)
	}
}

func TestSolverTimeIsInEpochs(t *testing.T) {
	var times []float64
	s := &SGD{Rate: ScheduleFunc(func(t float64) float64 { times = append(times, t); return 1 / (1 + t) })}
	if !math.IsNaN(s.LastRate()) {
		t.Errorf("a rate of %v before the first step", s.LastRate())
	}
	s.SetStepsPerEpoch(4)
	p := []gorgonia.ValueGrad{vectorOf[float64]("w", 1)}
	for range 6 {
		if err := s.Step(p); err != nil {
			t.Fatal(err)
		}
	}
	for i, x := range times {
		if x != float64(i)/4 {
			t.Errorf("step %d is at time %v", i, x)
		}
	}
	if s.LastRate() != 1/2.25 {
		t.Errorf("last rate %v", s.LastRate())
	}
}

func TestSolverErrors(t *testing.T) {
	w := vectorOf[float64]("body/kernel", 1, 2, 3)
	column := tensor.New(tensor.WithShape(2, 2), tensor.WithBacking([]float64{1, 2, 3, 4}))
	if err := column.T(); err != nil {
		t.Fatal(err)
	}
	ints := tensor.New(tensor.WithShape(2), tensor.WithBacking([]int64{1, 2}))
	cases := []struct {
		s    gorgonia.Solver
		p    gorgonia.ValueGrad
		want string
	}{
		{&Adam{Beta1: 1.5}, w, "adam: Beta1 is 1.5, want a number between 0 and 1, or 0 for the default 0.9"},
		{&AdamW{Beta2: -1}, w, "adamw: Beta2 is -1"},
		{&AdamW{Decay: -1}, w, "adamw: Decay is -1, want a positive number"},
		{&Adam{Eps: math.NaN()}, w, "adam: Eps is NaN"},
		{&SGD{Momentum: 1}, w, "sgd: Momentum is 1"},
		{&RMSProp{Decay: 2}, w, "rmsprop: Decay is 2"},
		{&RMSProp{Momentum: -.5}, w, "rmsprop: Momentum is -0.5"},
		{&RMSProp{Eps: math.Inf(1)}, w, "rmsprop: Eps is +Inf"},
		{&SGD{Rate: Constant(-1)}, w, "sgd: the schedule's rate is -1 at time 0, want a finite rate of at least 0"},
		{&Adam{Rate: Cosine(1, 0, 0)}, w, "adam: the schedule's rate is NaN at time 0"},
		{&Adam{}, &testParam{name: "a"}, "adam: parameter a has no value: bind one before the first step"},
		{&Adam{}, gradless{w}, "parameter body/kernel has no gradient: no gradient set"},
		{&Adam{}, &testParam{value: w.value}, "parameter 0 has no gradient: run the graph before the step"},
		{&Adam{}, &testParam{name: "a", value: w.value, grad: vectorOf[float32]("", 1, 2, 3).grad},
			"parameter a has a value of float64 (3) and a gradient of float32 (3): they must agree"},
		{&Adam{}, &testParam{name: "a", value: w.value, grad: vectorOf[float64]("", 1, 2).grad}, "gradient of float64 (2)"},
		{&Adam{}, &testParam{name: "t", value: column, grad: column}, "parameter t is a *tensor.Dense of float64"},
		{&Adam{}, &testParam{name: "i", value: ints, grad: ints}, "want contiguous float32 or float64 tensors"},
	}
	for _, c := range cases {
		if err := c.s.Step([]gorgonia.ValueGrad{c.p}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want ...%s...", err, c.want)
		}
	}
	if got := float64s.Of(w.value); got[0] != 1 || got[1] != 2 || got[2] != 3 {
		t.Errorf("a refused step changed the values: %v", got)
	}
}

func TestSolverKeepsToItsParameters(t *testing.T) {
	s := &Adam{}
	a, b := vectorOf[float64]("a", 1, 2), vectorOf[float64]("b", 1)
	if err := s.Step([]gorgonia.ValueGrad{a, b}); err != nil {
		t.Fatal(err)
	}
	for want, params := range map[string][]gorgonia.ValueGrad{
		"the first step had 2 parameters, this one has 1: a new set of parameters needs a new solver": {a},
		"parameter b had 2 values of float64 at the first step and has 1 of float64 now":              {b, a},
		"parameter c had 2 values of float64 at the first step and has 2 of float32 now":              {vectorOf[float32]("c", 1, 2), b},
	} {
		if err := s.Step(params); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want ...%s...", err, want)
		}
	}
	if err := s.Step([]gorgonia.ValueGrad{a, b}); err != nil || s.State().Steps != 2 {
		t.Errorf("the solver is unusable after a refused step: %v, %d steps", err, s.State().Steps)
	}
}

// A copy of a solver that has made steps goes on with its own settings.
func TestCopiedSolver(t *testing.T) {
	p := []gorgonia.ValueGrad{vectorOf[float64]("w", 1, 2)}
	first := SGD{Rate: Constant(.5)}
	step := func(s *SGD) {
		setGrads(p, []float64{1, 1})
		if err := s.Step(p); err != nil {
			t.Fatal(err)
		}
	}
	step(&first)
	second := first
	second.Rate = Constant(.25)
	step(&second)
	if got := valuesOf(p); got[0] != .25 || got[1] != 1.25 {
		t.Errorf("the weights are %v, want [.25 1.25]", got)
	}
}
