package kernel

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
)

// goldens are rows of arguments followed by the value, from testdata/special.py.
func goldens(t testing.TB) map[string][][]float64 {
	t.Helper()
	var rows map[string][][]float64
	filetest.ReadJSON(t, "../../testdata/special.json", &rows)
	return rows
}

// others are the functions of golden values that have no loop of one argument.
var others = []struct {
	name string
	f    func(a []float64) float64
	tol  float64
}{
	{"NormalQuantile", func(a []float64) float64 { return NormalQuantile64(a[0]) }, 1e-15},
	{"LBeta", func(a []float64) float64 { return LBeta64(a[0], a[1]) }, 1e-13},
	{"RegIncBeta", func(a []float64) float64 { return RegIncBeta64(a[0], a[1], a[2]) }, 1e-12},
}

// TestSpecialGoldens bounds the float64 forms by 1e-13 relative, 450 ulps, also at the points near roots that the
// goldens hold, and by 1e-12 where an exponent of up to 700 is rounded (RegIncBeta). Subnormal values get 2 quanta.
func TestSpecialGoldens(t *testing.T) {
	rows := goldens(t)
	for _, u := range unary {
		if u.name == "InverseMills" {
			continue // TestInverseMills has its values
		}
		checkGolden(t, u.name, rows[u.name], 1e-13, func(a []float64) float64 {
			dst := []float64{0}
			u.loop64(dst, a)
			return dst[0]
		})
	}
	for _, o := range others {
		checkGolden(t, o.name, rows[o.name], o.tol, o.f)
	}
}

func checkGolden(t *testing.T, name string, rows [][]float64, tol float64, f func([]float64) float64) {
	t.Helper()
	if len(rows) == 0 {
		t.Fatalf("%s: no golden values", name)
	}
	worst, at := 0., []float64(nil)
	for _, row := range rows {
		n := len(row) - 1
		got, want := f(row[:n:n]), row[n]
		e := math.Abs(got - want)
		if e <= 2*math.SmallestNonzeroFloat64 {
			continue
		}
		e /= math.Abs(want)
		if !(e <= tol) {
			t.Errorf("%s(%v) = %v, want %v: off by %.1e relative", name, row[:n], got, want, e)
		}
		if e > worst {
			worst, at = e, row
		}
	}
	t.Logf("%-14s %4d rows, worst relative error %.1e at %v", name, len(rows), worst, at)
}
