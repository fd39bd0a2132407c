package ops_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Values at the ends of float32 that naive formulas turn into NaN or Inf, for the value and the gradient.
func TestFloat32Extremes(t *testing.T) {
	f := newFixture(tensor.Float32)
	x := f.vector(-1e4, -90, -80, 80, 90, 1e4)
	type pair struct{ y, d []float64 }
	low, lower := math.Exp(-80), math.Exp(-90) // the second is subnormal in float32
	table := map[string]struct {
		f func(*G.Node) *G.Node
		pair
	}{
		"softplus":    {ops.Softplus, pair{[]float64{0, lower, low, 80, 90, 1e4}, []float64{0, lower, low, 1, 1, 1}}},
		"log_sigmoid": {ops.LogSigmoid, pair{[]float64{-1e4, -90, -80, -low, -lower, 0}, []float64{1, 1, 1, low, lower, 0}}},
		"sigmoid":     {ops.Sigmoid, pair{[]float64{0, lower, low, 1, 1, 1}, []float64{0, lower, low, low, lower, 0}}},
		"tanh":        {ops.Tanh, pair{[]float64{-1, -1, -1, 1, 1, 1}, make([]float64, 6)}},
		"silu":        {ops.SiLU, pair{[]float64{0, -90 * lower, -80 * low, 80, 90, 1e4}, []float64{0, -89 * lower, -79 * low, 1, 1, 1}}},
		"gelu":        {ops.GELU, pair{[]float64{0, 0, 0, 80, 90, 1e4}, []float64{0, 0, 0, 1, 1, 1}}},
		"elu":         {func(x *G.Node) *G.Node { return ops.ELU(x, 1) }, pair{[]float64{-1, -1, -1, 80, 90, 1e4}, []float64{0, lower, low, 1, 1, 1}}},
		"erf":         {ops.Erf, pair{[]float64{-1, -1, -1, 1, 1, 1}, make([]float64, 6)}},
		"normal_cdf":  {ops.NormalCDF, pair{[]float64{0, 0, 0, 1, 1, 1}, make([]float64, 6)}},
	}
	for name, c := range table {
		y := c.f(x)
		got, d := f.eval(y), f.grad(t, y, x)
		for i := range got {
			if !close32(got[i], c.y[i], 8) || !close32(d[i], c.d[i], 8) {
				t.Errorf("%s: element %d is %v with gradient %v, want %v and %v", name, i, got[i], d[i], c.y[i], c.d[i])
			}
		}
	}
}

// Far left Phi(x) = phi(x)/(-x) q with q = 1 - 1/x^2 + 3/x^4 - 15/x^6 + 105/x^8 ..., so phi/Phi = -x/q.
func TestLogNormalCDFTail(t *testing.T) {
	q := func(x float64) float64 {
		r := 1 / (x * x)
		return -r + 3*r*r - 15*r*r*r + 105*r*r*r*r // q - 1
	}
	logPhi := func(x float64) float64 { return -x*x/2 - math.Log(-x*math.Sqrt(2*math.Pi)) + math.Log1p(q(x)) }
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		x := f.vector(-80, -1000)
		y := ops.LogNormalCDF(x)
		f.wantAll(t, y, logPhi(-80), logPhi(-1000))
		f.wantAll(t, gradients(t, ops.Sum(y), x)[0], 80/(1+q(-80)), 1000/(1+q(-1000)))
	}
}

func TestKinksAndTies(t *testing.T) {
	f := newFixture(tensor.Float64)
	zero := f.vector(0)
	for name, y := range map[string]*G.Node{"relu": ops.ReLU(zero), "abs": ops.Abs(zero), "sign": ops.Sign(zero)} {
		if d := f.grad(t, y, zero)[0]; d != 0 {
			t.Errorf("%s: gradient %v at 0, want 0", name, d)
		}
	}
	limits := f.vector(-1, 1, 1.5)
	f.wantAll(t, gradients(t, ops.Sum(ops.Clip(limits, -1, 1)), limits)[0], 1, 1, 0)

	a, b := f.vector(1, 2, 3), f.vector(1, 3, 2)
	for _, op := range []func(a, b *G.Node) *G.Node{ops.Maximum, ops.Minimum} {
		d := gradients(t, ops.Sum(op(a, b)), a, b)
		f.wantAll(t, ops.Add(d[0], d[1]), 1, 1, 1)
		if got := f.eval(d[0])[0]; got != .5 {
			t.Errorf("a tie gives %v to one side, want half", got)
		}
	}
	rows := f.input(tensor.Shape{2, 4}, []float64{3, 1, 3, 3, -inf, -inf, 0, -1})
	f.wantAll(t, gradients(t, ops.Sum(ops.Max(rows, 1)), rows)[0], 1./3, 0, 1./3, 1./3, 0, 0, 1, 0)
}

func TestSoftmaxRows(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		x := f.input(tensor.Shape{6, 2}, []float64{90, 0, -90, 0, 1e4, 1e4, -inf, 3, -inf, -inf, inf, 1})
		half := math.Log(2)
		e90 := math.Exp(-90)
		f.wantAll(t, ops.LogSumExp(x), 90, e90, 1e4+half, 3, -inf, inf) // log(1 + e^-90) is not 0
		f.wantAll(t, ops.LogSoftmax(x), -e90, -90, -90, -e90, -half, -half, -inf, 0, -inf, -inf, 0, -inf)
		if dt == tensor.Float64 {
			f.wantAll(t, ops.Softmax(x), 1, e90, e90, 1, .5, .5, 0, 1, 0, 0, 1, 0)
		}
		d := gradients(t, ops.Sum(ops.LogSumExp(x)), x)[0]
		for i, w := range []float64{1, 0, 0, 1, .5, .5, 0, 1, 0, 0, 1, 0} {
			if got := f.eval(d)[i]; math.Abs(got-w) > 1e-38 {
				t.Errorf("%v: gradient %d is %v, want %v", dt, i, got, w)
			}
		}
	}
	f := newFixture(tensor.Float64)
	f.wantAll(t, ops.LogSumExp(f.vector(1, 2, 3)), 3.4076059644443804) // Gorgonia's gives 1.505
	f.wantAll(t, ops.LogSumExp(f.vector(nan, 2)), nan)
}

// Subtracting log-sum-exp from large logits at once would round: at 1e4, float32 is spaced 1e-3.
func TestLogSoftmaxKeepsDigits(t *testing.T) {
	f := newFixture(tensor.Float32)
	f.wantAll(t, ops.LogSoftmax(f.vector(1e4, 1e4-8)), -math.Log1p(math.Exp(-8)), -8-math.Log1p(math.Exp(-8)))
}

func TestXLogYAtZero(t *testing.T) {
	f := newFixture(tensor.Float64)
	x, y := f.vector(0, 0, 0, 2, 0, 2), f.vector(0, -1, 3, 0, nan, 3)
	v := ops.XLogY(x, y)
	f.wantAll(t, v, 0, 0, 0, -inf, nan, 2*math.Log(3))
	d := gradients(t, ops.Sum(v), x, y)
	f.wantAll(t, d[0], 0, 0, math.Log(3), -inf, nan, math.Log(3))
	f.wantAll(t, d[1], 0, 0, 0, inf, nan, 2./3)
	dd := gradients(t, ops.Add(ops.Sum(d[0]), ops.Sum(d[1])), x, y)
	for i := range 3 {
		if got := f.eval(dd[0])[i] + f.eval(dd[1])[i]; math.IsNaN(got) {
			t.Errorf("second derivative %d is NaN beside a finite value", i)
		}
	}
	u, w := f.vector(0, 0, 1), f.vector(-1, -2, 3)
	v = ops.XLog1pY(u, w)
	f.wantAll(t, v, 0, 0, math.Log(4))
	d = gradients(t, ops.Sum(v), u, w)
	f.wantAll(t, d[0], 0, 0, math.Log(4))
	f.wantAll(t, d[1], 0, 0, .25)
}

// What Where does not select may be anything, and so may its gradient.
func TestWhereDropsInfinities(t *testing.T) {
	f := newFixture(tensor.Float64)
	x := f.vector(-1, 0, 4)
	y := ops.Where(ops.Less(f.vector(0), x), ops.Sqrt(x), ops.Full(f.g, f.dt, 7))
	f.wantAll(t, y, 7, 7, 2)
	side := f.vector(inf, nan, 3)
	z := ops.Where(f.vector(0, 0, 1), ops.Mul(side, f.vector(inf)), x)
	f.wantAll(t, gradients(t, ops.Sum(z), x)[0], 1, 1, 0)
}

// A million float32 of one sign: added in a row, the error would be of order 1e-2.
func TestFloat32SumStaysAccurate(t *testing.T) {
	const n = 1 << 20
	x := uniform(5, n, 0, 1)
	exact := 0.
	for i, v := range x {
		x[i] = float64(float32(v))
		exact += x[i] // to n·2^-53 relative, far below what is tested
	}
	bound := (63 + math.Log2(n/64)) * 0x1p-24 * exact
	f := newFixture(tensor.Float32)
	v := f.input(tensor.Shape{n}, x)
	if got := f.eval(ops.Sum(v))[0]; math.Abs(got-exact) > bound {
		t.Errorf("sum %v, want %v within %v", got, exact, bound)
	}
	columns := f.eval(ops.Sum(ops.Reshape(v, n/2, 2), 0))
	if got := columns[0] + columns[1]; math.Abs(got-exact) > bound {
		t.Errorf("column sums %v, want %v within %v", got, exact, bound)
	}
}
