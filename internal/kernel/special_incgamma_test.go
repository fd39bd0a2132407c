package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
)

// goldenRows reads rows of testdata.
func goldenRows[T any](t *testing.T, name string) (rows []T) {
	t.Helper()
	filetest.ReadJSON(t, "../../testdata/"+name, &rows)
	return rows
}

// Both tails of the incomplete gamma function, their logarithms and derivatives equal mpmath's from a = 1e-10 to 1e18, as far as
// the digits of x and a tell, from which a rounding of either moves log P.
func TestIncGammaGolden(t *testing.T) {
	worst := [6]float64{}
	for _, r := range goldenRows[[8]float64](t, "incgamma.json") {
		a, x := r[0], r[1]
		var got [6]float64
		got[0], got[1] = LogRegIncGamma64(a, x), LogRegIncGammaC64(a, x)
		got[2], got[3] = LogGammaShapeSlope64(a, x, false), LogGammaShapeSlope64(a, x, true)
		got[4], got[5] = LogGammaDensity64(a, x), GammaScore64(a, x)
		for i, v := range got {
			want := r[2+i]
			off := math.Abs(v-want) / max(math.Abs(want), 1e-300)
			if math.Abs(want) < 1e-290 && math.Abs(v) < 1e-290 {
				off = 0
			}
			if i == 4 {
				off = math.Abs(v-want) / max(math.Abs(want), 1)
			}
			worst[i] = max(worst[i], off)
			if off > 3e-13 || off != off {
				t.Errorf("a %v, x %v, column %d: %.17g, want %.17g: off by %.2g", a, x, i, v, want, off)
			}
		}
	}
	t.Logf("off by %.2g at most", worst)
}

// P(a, x) = P(a+1, x) + x^a e^-x/Gamma(a+1) across all branches, and P + Q = 1.
func TestIncGammaLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		a := math.Exp(r.Float64()*30 - 15)
		x := a * math.Exp(r.NormFloat64()*min(3, 4/math.Sqrt(a)))
		p, next, d := RegIncGamma64(a, x), RegIncGamma64(a+1, x), math.Exp(LogGammaDensity64(a+1, x))
		if tol := 1e-12*p + 4*0x1p-52*a*d; math.Abs(p-next-d) > tol { // a+1 is rounded
			t.Fatalf("P(%v, %v) = %v is not %v + %v: off by %g", a, x, p, next, d, p-next-d)
		}
		if q := RegIncGammaC64(a, x); math.Abs(p+q-1) > 1e-14 {
			t.Fatalf("P + Q of %v, %v is %v", a, x, p+q)
		}
	}
}
