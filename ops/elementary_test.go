package ops_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var elementary = map[string]func(*G.Node) *G.Node{
	"atan": ops.Atan, "asinh": ops.Asinh, "sinh": ops.Sinh, "cosh": ops.Cosh, "log1m_exp": ops.Log1mExp,
	"normal_quantile": ops.NormalQuantile, "log_normal_quantile": ops.LogNormalQuantile, "log_bessel_i0": ops.LogBesselI0,
}

// golden reads a file of testdata.
func golden[T any](t *testing.T, name string) (v T) {
	t.Helper()
	filetest.ReadJSON(t, "../testdata/"+name, &v)
	return v
}

// Values and derivatives of order 1, 2 and 3 equal mpmath's over the whole range.
func TestElementaryGolden(t *testing.T) {
	rows := golden[map[string][][5]float64](t, "elementary.json")
	for name, make := range elementary {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			checkTower(t, name, dt, rows[name], make)
		}
	}
}

// checkTower compares f and its derivatives with rows [x, f, f', f”, f”'] to 1e-13, or 16 ulps of float32.
func checkTower(t *testing.T, name string, dt tensor.Dtype, rows [][5]float64, make func(*G.Node) *G.Node) {
	t.Helper()
	if len(rows) == 0 {
		t.Fatalf("no rows of %s", name)
	}
	tolerance, tiny, huge := 1e-13, 1e-300, 1e300
	if dt == tensor.Float32 {
		tolerance, tiny, huge = 16*0x1p-24, 1e-35, 1e35
	}
	var points []float64
	for _, r := range rows {
		if math.Abs(r[0]) > huge || math.Abs(r[0]) < tiny {
			r[0] = 1 // out of the range of float32, and left out below
		}
		points = append(points, r[0])
	}
	f := newFixture(dt)
	x := f.vector(points...)
	y := make(x)
	for k := range 4 {
		if k > 0 {
			y = gradients(t, ops.Sum(y), x)[0]
		}
		for i, got := range f.eval(y) {
			want := rows[i][k+1]
			scale := max(math.Abs(want), tiny)
			if name == "normal_quantile" {
				scale *= 1 + float64(k)*rows[i][1]*rows[i][1] // e^(x^2/2)^k
			}
			if points[i] == rows[i][0] && scale < huge && !(math.Abs(got-want) <= tolerance*scale) {
				t.Errorf("%s, %v: derivative %d at %g is %.17g, want %.17g", name, dt, k, points[i], got, want)
			}
		}
	}
}

// The ends of the domains.
func TestElementaryEdges(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		ends := f.vector(-inf, inf, nan, 0)
		f.wantAll(t, ops.Atan(ends), -math.Pi/2, math.Pi/2, nan, 0)
		f.wantAll(t, ops.Asinh(ends), -inf, inf, nan, 0)
		f.wantAll(t, ops.Sinh(ends), -inf, inf, nan, 0)
		f.wantAll(t, ops.Cosh(ends), inf, inf, nan, 1)
		f.wantAll(t, ops.Floor(f.vector(-inf, inf, nan, -.5, 2.9)), -inf, inf, nan, -1, 2)
		f.wantAll(t, ops.Log1mExp(f.vector(0, 1, -inf, nan)), -inf, nan, 0, nan)
		f.wantAll(t, ops.NormalQuantile(f.vector(0, 1, -.1, 1.1, nan)), -inf, inf, nan, nan, nan)
		f.wantAll(t, ops.LogNormalQuantile(f.vector(0, -inf, .1, nan)), inf, -inf, nan, nan)
	}
	f := newFixture(tensor.Float64)
	f.wantAll(t, ops.Sinh(f.vector(-710.25)), -math.Exp(709.25)/2*math.E)
}

// Sums along the last axis, and their gradient: those from each element on.
func TestCumSum(t *testing.T) {
	f := newFixture(tensor.Float64)
	x := f.input(tensor.Shape{2, 3}, []float64{1, 2, 3, 4, 5, 6})
	y := ops.CumSum(x)
	f.wantAll(t, y, 1, 3, 6, 4, 9, 15)
	w := f.input(tensor.Shape{2, 3}, []float64{1, 10, 100, 1, 0, 2})
	f.wantAll(t, gradients(t, ops.Sum(ops.Mul(y, w)), x)[0], 111, 110, 100, 3, 2, 2)
}
