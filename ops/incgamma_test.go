package ops_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Logarithms of both tails, the tails and their gradients for both operands equal mpmath's, from a = 1e-10 to 1e18: float64 to
// 1e-12 (an exponent of 700 has 1e-13), float32 to 20 ulps at the same numbers rounded, where these do not matter.
func TestIncGammaGolden(t *testing.T) {
	var a, x []float64
	rows := golden[[][8]float64](t, "incgamma.json")
	for _, r := range rows {
		a, x = append(a, r[0]), append(x, r[1])
	}
	f := newFixture(tensor.Float64)
	na, nx := f.vector(a...), f.vector(x...)
	for c, make := range []func(a, x *G.Node) *G.Node{ops.LogRegIncGamma, ops.LogRegIncGammaC, ops.RegIncGamma, ops.RegIncGammaC} {
		y := make(na, nx)
		d := gradients(t, ops.Sum(y), na, nx)
		value, da, dx := f.eval(y), f.eval(d[0]), f.eval(d[1])
		for i, r := range rows {
			side, sign := c%2, float64(1-c%2*2)
			want := [3]float64{r[2+side], r[4+side], sign * math.Exp(r[6]-r[2+side])}
			if c >= 2 {
				p := math.Exp(r[2+side])
				want = [3]float64{p, p * r[4+side], sign * math.Exp(r[6])}
			}
			for j, got := range [3]float64{value[i], da[i], dx[i]} {
				size := 1 + math.Abs(r[6]) + math.Abs(r[2+side]) // of exponents that are subtracted here
				if j == 0 {
					size = 1
				}
				if math.Abs(want[j]) < 1e-290 || math.Abs(r[6]) > 1e8 || want[j] > 1e300 {
					continue
				}
				if !(math.Abs(got-want[j]) <= 1e-12*size*math.Abs(want[j])) {
					t.Errorf("function %d, part %d of a %v, x %v is %.15g, want %.15g", c, j, a[i], x[i], got, want[j])
				}
			}
		}
	}
}

// Beyond the support the functions are constant, and shapes that are none give NaN.
func TestIncGammaEdges(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		a, x := f.vector(2, 2, 2, 0, -1, inf, nan, 2, 1e30, 1e30), f.vector(-1, 0, inf, 1, 1, 1, 1, nan, 1e29, 1e31)
		y := ops.RegIncGamma(a, x)
		f.wantAll(t, y, 0, 0, 1, nan, nan, nan, nan, nan, 0, 1)
		f.wantAll(t, gradients(t, ops.Sum(y), x)[0], 0, 0, 0, nan, nan, nan, nan, 0, 0, 0)
		f.wantAll(t, ops.RegIncGammaC(a, x), 1, 1, 0, nan, nan, nan, nan, nan, 1, 0)
		f.wantAll(t, ops.LogRegIncGamma(a, x), -inf, -inf, 0, nan, nan, nan, nan, nan, -1.4025850929940457e30, 0)
		one := f.vector(.5, 1, 2)
		f.wantAll(t, ops.LogGammaDensity(one, f.vector(0, 0, 0)), inf, 0, -inf)
		f.wantAll(t, ops.LogGammaDensity(one, f.vector(-1, inf, nan)), -inf, -inf, nan)
	}
}
