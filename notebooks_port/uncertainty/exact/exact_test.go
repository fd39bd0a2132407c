package exact

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
)

// golden is testdata/uncertainty.json: the notebook's data and what SciPy finds for them.
type golden struct {
	X, Y             []float64
	Point, Aleatoric struct {
		Kernel, Bias []float64
		NLL          float64
	}
	Epistemic struct {
		Mean, SD, MeanField []float64
		Corr                float64
	}
	Both struct {
		Mean, SD []float64
		Loss     float64
	}
}

func load(t *testing.T) (g golden) {
	t.Helper()
	filetest.ReadJSON(t, "../../../testdata/uncertainty.json", &g)
	return g
}

// near compares to a relative tolerance.
func near(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
	for i, w := range want {
		if !(math.Abs(got[i]-w) <= tolerance*math.Abs(w)) {
			t.Errorf("%s: number %d is %.10g, want %.10g", what, i, got[i], w)
		}
	}
}

// What is in closed form has lost at most 1e-12 to the condition of the design, about 40 squared. SciPy stops where its function does
// not change: within sqrt(1e-14) of the minimum in each of its scaled parameters, 1e-6 relative with room for a flat valley.
func TestGoldens(t *testing.T) {
	g := load(t)
	line, nll := Point(g.X, g.Y)
	near(t, "line", line, []float64{g.Point.Kernel[0], g.Point.Bias[0]}, 1e-12)
	near(t, "its NLL", []float64{nll}, []float64{g.Point.NLL}, 1e-12)

	w, nll, err := Aleatoric(g.X, g.Y, .05)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "line with a scale", w, append(g.Aleatoric.Kernel, g.Aleatoric.Bias...), 1e-6)
	near(t, "its NLL", []float64{nll}, []float64{g.Aleatoric.NLL}, 1e-12)

	p := Epistemic(g.X, g.Y)
	near(t, "posterior mean", p.Mean, g.Epistemic.Mean, 1e-12)
	near(t, "posterior sd", p.SD, g.Epistemic.SD, 1e-12)
	near(t, "correlation", []float64{p.Corr}, []float64{g.Epistemic.Corr}, 1e-12)
	near(t, "mean-field sd", p.MeanField, g.Epistemic.MeanField, 1e-12)

	mean, sd, loss, err := Both(g.X, g.Y, .01)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean of both", mean, g.Both.Mean, 1e-6)
	near(t, "sd of both", sd, g.Both.SD, 1e-6)
	near(t, "loss of both", []float64{loss}, []float64{g.Both.Loss}, 1e-10)
}

// Derivatives equal central differences of fourth order with h = 1e-4: rounding leaves 2^-52/h = 2e-12 of the function, the
// formula h^4 = 1e-16 of a fifth derivative that steep scales make large. 1e-7 is room for it.
func TestDerivativesEqualDifferences(t *testing.T) {
	g := load(t)
	const h = 1e-4
	p := scaled{g.X, g.Y, .05}
	w := []float64{.2, .7, 4, 20}
	grad := make([]float64, 4)
	p.grad(grad, w)
	for j := range w {
		at := func(step float64) float64 {
			v := append([]float64{}, w...)
			v[j] += step
			return p.nll(v)
		}
		if want := (8*(at(h)-at(-h)) - at(2*h) + at(-2*h)) / (12 * h); math.Abs(grad[j]-want) > 1e-7*(1+math.Abs(want)) {
			t.Errorf("nll: derivative %d is %v, differences %v", j, grad[j], want)
		}
	}
	m := meanField{scaled: scaled{g.X, g.Y, .01}}
	m.at, m.weight = hermite(64)
	v := []float64{11, 7, 4, 12, -1, .2, -.7, .3}
	slope := make([]float64, 8)
	m.slope(slope, v)
	for j := range v {
		at := func(step float64) float64 {
			u := append([]float64{}, v...)
			u[j] += step
			return m.loss(u)
		}
		if want := (8*(at(h)-at(-h)) - at(2*h) + at(-2*h)) / (12 * h); math.Abs(slope[j]-want) > 1e-7*(1+math.Abs(want)) {
			t.Errorf("mean-field loss: derivative %d is %v, differences %v", j, slope[j], want)
		}
	}
}

// The quadrature is exact for polynomials: the moments of a standard normal.
func TestHermite(t *testing.T) {
	at, weight := hermite(64)
	for power, want := range map[int]float64{0: 1, 1: 0, 2: 1, 4: 3, 6: 15} {
		got := 0.
		for i, z := range at {
			got += weight[i] * math.Pow(z, float64(power))
		}
		if math.Abs(got-want) > 1e-12*(1+want) {
			t.Errorf("E z^%d is %v, want %v", power, got, want)
		}
	}
}

// The independent normals nearest in KL(q || p) to a normal are as wide as its conditionals, never as its marginals.
func TestMeanFieldIsNarrow(t *testing.T) {
	g := load(t)
	p := Epistemic(g.X, g.Y)
	for j := range p.SD {
		want := p.SD[j] * math.Sqrt(1-p.Corr*p.Corr) // conditional on the other weight
		if math.Abs(p.MeanField[j]-want) > 1e-12*want {
			t.Errorf("weight %d: mean-field sd %v, conditional sd %v", j, p.MeanField[j], want)
		}
	}
}

// Rows of one x have no line.
func TestNoLine(t *testing.T) {
	x, y := []float64{2, 2, 2}, []float64{1, 2, 3}
	if line, nll := Point(x, y); !math.IsNaN(line[0]) || !math.IsNaN(nll) {
		t.Errorf("a line %v through one x", line)
	}
	if _, _, err := Aleatoric(x, y, .05); err == nil {
		t.Error("a line with a scale through one x")
	}
	if _, _, _, err := Both(x, y, .05); err == nil {
		t.Error("a mean-field posterior through one x")
	}
}

// Weights that are known leave the line and its noise; uncertain ones of the mean add their variance, and those of a scale that
// is all but linear its own: with t far above 0 softplus is t, and the noise's square has the mean m² + v.
func TestPredictive(t *testing.T) {
	x, mean := []float64{-3, 0, 2}, []float64{.5, 1, 2, 60}
	for _, sd := range [][]float64{{0, 0, 0, 0}, {.1, 0, .3, 0}, {.1, .2, .3, 1}} {
		loc, spread := Predictive(x, mean, sd, 1)
		for i, x := range x {
			noise := Floor + mean[1]*x + mean[3]
			want := noise*noise + sd[0]*sd[0]*x*x + sd[2]*sd[2] + sd[1]*sd[1]*x*x + sd[3]*sd[3]
			if math.Abs(loc[i]-mean[0]*x-mean[2]) > 1e-15*60 || math.Abs(spread[i]*spread[i]/want-1) > 1e-12 {
				t.Errorf("sd %v, x = %v: %v ± %v, want a variance of %v", sd, x, loc[i], spread[i], want)
			}
		}
	}
}
