package ops_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// derivativeGoldens are rows [x, f', f”, f”'] from testdata/derivatives.py.
func derivativeGoldens(t *testing.T) map[string][][4]float64 {
	t.Helper()
	var rows map[string][][4]float64
	filetest.ReadJSON(t, "../testdata/derivatives.json", &rows)
	return rows
}

var differentiated = map[string]func(*G.Node) *G.Node{
	"erf": ops.Erf, "erfc": ops.Erfc, "normal_cdf": ops.NormalCDF, "log_normal_cdf": ops.LogNormalCDF,
	"log_sigmoid": ops.LogSigmoid, "softplus": ops.Softplus, "silu": ops.SiLU, "gelu": ops.GELU,
	"lgamma": ops.Lgamma, "digamma": ops.Digamma, "log_exp_e1": ops.LogExpE1, "log_gap": ops.LogGap,
}

// gaussian are those whose derivatives are e^(-x^2) or e^(-x^2/2), with an exponent that is rounded.
var gaussian = map[string]bool{"erf": true, "erfc": true, "normal_cdf": true, "gelu": true}

// Derivatives of order 1, 2 and 3 over the whole range, relative to 1e-13 in float64 as the functions themselves, and to 16
// ulps in float32. Softplus has its gradient from its output, which rounds x away near 0: the third, which is 0 there, is
// right to ulps of the second.
func TestDerivativesGolden(t *testing.T) {
	for name, rows := range derivativeGoldens(t) {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			tolerance, tiny := 1e-13, 1e-300
			if dt == tensor.Float32 {
				tolerance, tiny = 16*0x1p-24, 1e-35
			}
			var points []float64
			for _, r := range rows {
				points = append(points, r[0])
			}
			f := newFixture(dt)
			x := f.vector(points...)
			y := differentiated[name](x)
			for k := 1; k <= 3; k++ {
				y = gradients(t, ops.Sum(y), x)[0]
				for i, got := range f.eval(y) {
					want, scale := rows[i][k], max(math.Abs(rows[i][k]), tiny)
					switch {
					case name == "softplus" && k == 3:
						scale = max(scale, rows[i][2])
					case k == 3 && (name == "erf" || name == "erfc"): // 4x^2 - 2 times the first
						scale = max(scale, math.Abs(rows[i][1]))
					}
					if gaussian[name] { // an exponent of so many ulps
						scale *= 1 + points[i]*points[i]
					}
					if scale < 1e35 && !(math.Abs(got-want) <= tolerance*scale) {
						t.Errorf("%s, %v: derivative %d at %g is %.9g, want %.9g", name, dt, k, points[i], got, want)
					}
				}
			}
		}
	}
}

// The values that were wrong by products of lower orders: log Phi far left, and e^x E1(x).
func TestDerivativesFarOut(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		x := f.vector(-1e4, -1000)
		first := gradients(t, ops.Sum(ops.LogNormalCDF(x)), x)[0]
		second := gradients(t, ops.Sum(first), x)[0]
		third := gradients(t, ops.Sum(second), x)[0]
		f.wantAll(t, first, 1e4+1e-4, 1000+1e-3-2e-9)
		f.wantAll(t, second, -1+1e-8, -1+1e-6-6e-12)
		far := f.vector(1e30, -1e30, 39, -39) // whose squares are infinite in float32, and times a density of 0 were NaN
		slope := gradients(t, ops.Sum(ops.GELU(far)), far)[0]
		f.wantAll(t, gradients(t, ops.Sum(slope), far)[0], 0, 0, 0, 0)
		f.wantAll(t, third, 2e-12*(1-12e-8+150e-16), 2e-9*(1-12e-6+150e-12-2072e-18))
	}
}

// LogGap itself, from mpmath: near 0 the difference would be 0, or half of its digits.
func TestLogGap(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		f.wantAll(t, ops.LogGap(f.vector(0, 0x1p-30, -0x1p-30, -0x1p-10, .5, -.5, -.875, 8, 0x1p60, inf, -1, -2, nan)),
			0, 4.33680868724937251e-19, 4.33680869263466296e-19, 4.77147826612785968e-07, .09453489189183562, .19314718055994531, 1.2044415416798357, 5.802775422663781, 1.152921504606847e18-41.58883083359672, inf, inf, nan, nan)
	}
}

// A derivative of an order that has no formula is refused, and at the ends of the domain none is NaN that has a limit.
func TestDerivativesEnd(t *testing.T) {
	f := newFixture(tensor.Float64)
	x := f.vector(0, inf, -inf, -1)
	for name, want := range map[string][3][4]float64{
		"log_normal_cdf": {{.7978845608028654, 0, inf, 1.525135276160981}, {-.6366197723675814, 0, -1, -.8009023344296512}, {.2180136141449902, 0, 0, .11693119540604883}},
		"log_exp_e1":     {{-inf, 0, nan, nan}, {inf, 0, nan, nan}, {-inf, 0, nan, nan}},
		"log_sigmoid":    {{.5, 0, 1, .7310585786300049}, {-.25, 0, 0, -.19661193324148185}, {0, 0, 0, -.09085774767294841}},
		"silu":           {{.5, 1, 0, .07232948812851327}, {.5, 0, 0, .3023661188100153}, {0, 0, 0, .3078988235350808}},
		"normal_cdf":     {{.3989422804014327, 0, 0, .24197072451914337}, {0, 0, 0, .24197072451914337}, {-.3989422804014327, 0, 0, 0}},
		"erf":            {{1.1283791670955126, 0, 0, .41510749742059472}, {0, 0, 0, .83021499484118944}, {-2.2567583341910251, 0, 0, .83021499484118944}},
		"gelu":           {{.5, 1, 0, -.083315470587686291}, {.79788456080286541, 0, 0, .24197072451914337}, {0, 0, 0, .72591217355743012}},
		"log_gap":        {{0, 1, nan, -inf}, {1, 0, 0, inf}, {-2, 0, 0, -inf}},
		"digamma":        {{inf, 0, nan, inf}, {nan, 0, nan, nan}, {inf, 0, nan, inf}},
	} {
		y := differentiated[name](x)
		for k := range 3 {
			y = gradients(t, ops.Sum(y), x)[0]
			for i, got := range f.eval(y) {
				if w := want[k][i]; !(math.Abs(got-w) <= 1e-13*math.Abs(w)) && got != w && !(got != got && w != w) {
					t.Errorf("%s: derivative %d, element %d is %v, want %v", name, k+1, i, got, w)
				}
			}
		}
	}
	y := ops.LogSigmoid(x)
	for range 8 {
		y = gradients(t, ops.Sum(y), x)[0]
	}
	if _, err := graph.Gradient(ops.Sum(gradients(t, ops.Sum(y), x)[0]), x); err == nil {
		t.Error("the tenth derivative is not there: asking for it must be an error")
	}
}
