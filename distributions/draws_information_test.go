package distributions

import (
	"fmt"
	"math"
	"testing"
)

// Draws that do not overlap tell themselves apart: log 2 and log 3 to the bit's rounding. Equal draws say nothing.
func TestMutualInformationAtItsBounds(t *testing.T) {
	closeTo(t, "far apart", twoNormals(60).MutualInformation()[0], math.Ln2, 1e-12)
	d, draws := normalDraws([][]float64{{0}, {500}, {-500}}, [][]float64{{1}, {1e-2}, {3}})
	closeTo(t, "three", must1(NewMixture(d, draws)).MutualInformation()[0], math.Log(3), 1e-12)
	d, draws = normalDraws([][]float64{{1}, {1}, {1}}, [][]float64{{.3}, {.3}, {.3}})
	q := must1(NewMixture(d, draws))
	closeTo(t, "equal draws", q.MutualInformation()[0], 0, 0)
	closeTo(t, "their epistemic variance", q.Epistemic()[0], 0, 0)
	closeTo(t, "their log-density", q.LogProb([]float64{1.2})[0], q.Draw(1).LogProb([]float64{1.2})[0], 0)
	closeTo(t, "an ordinary posterior", q.Draw(1).MutualInformation()[0], 0, 0)
}

// Entropy of the mixture less mean entropy of the draws, by midpoints: for normals closer and closer, where the difference
// of entropies would lose all digits but the divergences do not. To second order it is the variance of the locs over
// 2 scale^2: that of means +-a is a^2/2 - a^4/4 + O(a^6) for N(+-a, 1).
func TestMutualInformationOfNormals(t *testing.T) {
	for _, loc := range []float64{.5, 2, 4, 7} {
		q := twoNormals(loc)
		closeTo(t, fmt.Sprint("loc ", loc), q.MutualInformation()[0], informationByMidpoints(q, -14, loc+14), 1e-9)
	}
	for _, a := range []float64{1e-2, 1e-4, 1e-6} {
		d, draws := normalDraws([][]float64{{-a}, {a}}, [][]float64{{1}, {1}})
		got := must1(NewMixture(d, draws)).MutualInformation()[0]
		closeTo(t, fmt.Sprint("share at ", a), got/(a*a/2-a*a*a*a/4), 1, max(a*a*a*a, 1e-9))
	}
}

// informationByMidpoints is the mutual information of row 0 by its definition, on 400,000 cells; the midpoint rule's error for
// functions that are smooth and vanish at both ends is that of rounding, 1e-12.
func informationByMidpoints(q Posterior, lo, hi float64) float64 {
	const n = 400_000
	y := make([]float64, n)
	for j := range y {
		y[j] = lo + (hi-lo)*(float64(j)+.5)/n
	}
	entropy := func(q Posterior) float64 {
		sum := 0.
		for _, l := range q.LogProbs(y)[0] {
			if p := math.Exp(l); p > 0 {
				sum -= p * l * (hi - lo) / n
			}
		}
		return sum
	}
	total := entropy(q)
	for k := range q.Draws() {
		total -= entropy(q.Draw(k)) / float64(q.Draws())
	}
	return total
}

// On every draw count and width the numbers stay in their bounds, entropy and information agree, and scaling changes nothing.
func TestMutualInformationIsEntropyOfTheMixtureLessThatOfItsDraws(t *testing.T) {
	loc, scale := randomDraws(6, 25, 3)
	d, draws := normalDraws(loc, scale)
	q := must1(NewMixture(d, draws))
	mixture, information := q.Entropy(), q.MutualInformation()
	mean := make([]float64, q.Rows())
	for k := range draws {
		for i, h := range q.Draw(k).Entropy() {
			mean[i] += h / 6
		}
	}
	other := must1(q.Scaled(-5, 30)).MutualInformation()
	for i, m := range information {
		closeTo(t, fmt.Sprint("row ", i), m, mixture[i]-mean[i], 1e-9)
		closeTo(t, "scaled", other[i], m, 1e-9)
		if !(m >= 0 && m <= math.Log(6)) {
			t.Errorf("mutual information %v", m)
		}
	}
}

// Broken rows have NaN in every part.
func TestDrawsOfBrokenRows(t *testing.T) {
	nan := math.NaN()
	d, draws := normalDraws([][]float64{{0, 1}, {nan, 1}}, [][]float64{{1, 1}, {1, 2}})
	for _, q := range []Posterior{must1(NewMixture(d, draws)), must1(NewPosterior(d, draws[1])), must1(must1(NewMixture(d, draws)).Scaled(1, 2))} {
		for what, v := range map[string][]float64{"aleatoric": q.Aleatoric(), "epistemic": q.Epistemic(), "information": q.MutualInformation()} {
			if q.Draws() == 1 && what != "information" {
				continue // the variance is known
			}
			if !math.IsNaN(v[0]) || math.IsNaN(v[1]) {
				t.Errorf("%s of %d draws: %v", what, q.Draws(), v)
			}
		}
	}
}

// The series joins the formula: r log r - r + 1 at r = e^x is x^2/2 for small x, and at .1 on both sides the same to the
// rounding of the formula's terms, 2^-52.
func TestDivergenceAt(t *testing.T) {
	for _, x := range []float64{-.1, .1} {
		inside := math.Nextafter(x, 0)
		closeTo(t, "where they join", divergenceAt(math.Exp(inside), inside), divergenceAt(math.Exp(x), x), 0x1p-51)
	}
	for _, x := range []float64{-1e-5, 1e-9} {
		closeTo(t, "share", divergenceAt(math.Exp(x), x)/(x*x/2), 1, math.Abs(x))
	}
	if v := divergenceAt(0, math.Inf(-1)); v != 1 {
		t.Errorf("at 0: %v", v)
	}
}
