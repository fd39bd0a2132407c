package distributions

import (
	"math"
	"slices"
	"testing"
)

// diceRows is a fair coin, a loaded die, a class that never comes, and a point mass.
func diceRows() Posterior {
	return newPosterior(testAtoms{
		at:   [][]float64{{0, 1}, {1, 2, 3, 4, 5, 6}, {0, 1, 2}, {14.25}},
		mass: [][]float64{{.5, .5}, {.1, .25, .1, .05, .3, .2}, {.4, 0, .6}, {1}},
	})
}

func TestDiscreteMoments(t *testing.T) {
	q := diceRows()
	for i, want := range [][4]float64{ // mean, variance, mode, entropy
		{.5, .25, 0, math.Ln2},
		{.1 + .5 + .3 + .2 + 1.5 + 1.2, 0, 5, 0},
		{1.2, .96, 2, -.4*math.Log(.4) - .6*math.Log(.6)},
		{14.25, 0, 14.25, 0},
	} {
		closeTo(t, "mean", q.Mean()[i], want[0], 1e-14)
		closeTo(t, "mode", q.Mode()[i], want[2], 0)
		if i != 1 {
			closeTo(t, "variance", q.Variance()[i], want[1], 1e-14)
			closeTo(t, "entropy", q.Entropy()[i], want[3], 1e-14)
		}
	}
	if m := q.Modes(); !slices.Equal(m[1], []float64{5, 2}) || !slices.Equal(m[0], []float64{0}) || !slices.Equal(m[2], []float64{2, 0}) {
		t.Errorf("modes %v", m)
	}
}

func TestDiscreteLogProbIsZeroMassOffTheAtoms(t *testing.T) {
	q := diceRows()
	l := q.LogProb([]float64{1, 2.5, 1, 14.25})
	if l[0] != math.Log(.5) || !math.IsInf(l[1], -1) || !math.IsInf(l[2], -1) || l[3] != 0 {
		t.Errorf("log-masses %v", l)
	}
}

// The smallest k with cdf(k) >= p, also at p equal to a sum of masses.
func TestDiscreteQuantile(t *testing.T) {
	q := diceRows()
	for _, c := range []struct {
		p    float64
		want []float64
	}{
		{0, []float64{0, 1, 0, 14.25}}, {.1, []float64{0, 1, 0, 14.25}}, {.35, []float64{0, 2, 0, 14.25}}, {.45, []float64{0, 3, 2, 14.25}},
		{.5, []float64{0, 4, 2, 14.25}}, {.500001, []float64{1, 5, 2, 14.25}}, {1, []float64{1, 6, 2, 14.25}},
	} {
		if got := q.Quantile(c.p); !slices.Equal(got, c.want) {
			t.Errorf("quantile %v: %v, want %v", c.p, got, c.want)
		}
		for i, f := range q.CDF(c.want) {
			if f < c.p-1e-15 {
				t.Errorf("row %d: cdf of quantile %v is %v", i, c.p, f)
			}
		}
	}
}

// The fewest atoms that hold the mass, ascending, as intervals of length 0.
func TestDiscreteHPD(t *testing.T) {
	r := diceRows().HPD(.7)
	for i, want := range [][]float64{{0, 1}, {2, 5, 6}, {0, 2}, {14.25}} {
		var got []float64
		for _, v := range r[i] {
			if v.Lo != v.Hi {
				t.Errorf("row %d: %v has a length", i, v)
			}
			got = append(got, v.Lo)
		}
		if !slices.Equal(got, want) {
			t.Errorf("row %d: %v, want %v", i, got, want)
		}
	}
	if r := diceRows().HPD(1); len(r[2]) != 2 {
		t.Errorf("all mass of a row with an impossible class: %v", r[2])
	}
}

// E|Y - y| - E|Y - Y'|/2.
func TestDiscreteCRPS(t *testing.T) {
	q := diceRows()
	f := q.f.(testAtoms)
	for _, y := range []float64{-3, 0, .4, 2, 3.7, 20} {
		got := q.CRPS([]float64{y, y, y, y})
		for i := range f.at {
			want := 0.
			for k, a := range f.at[i] {
				want += f.mass[i][k] * math.Abs(a-y)
				for l, b := range f.at[i] {
					want -= f.mass[i][k] * f.mass[i][l] * math.Abs(a-b) / 2
				}
			}
			closeTo(t, "CRPS", got[i], want, 1e-13)
		}
	}
}

// PIT values of draws are uniform, and so is that of a draw of each of many rows.
func TestDiscretePITIsUniform(t *testing.T) {
	const n = 4000
	a := testAtoms{}
	for range n {
		a.at, a.mass = append(a.at, []float64{0, 1, 2}), append(a.mass, []float64{.2, .5, .3})
	}
	q := newPosterior(a)
	y := make([]float64, n)
	counts := [3]float64{}
	for i, d := range q.Sample(8, 1) {
		y[i] = d[0]
		counts[int(d[0])]++
	}
	for k, p := range []float64{.2, .5, .3} {
		closeTo(t, "frequency", counts[k]/n, p, 5*math.Sqrt(p*(1-p)/n))
	}
	u := q.PIT(y, 2)
	slices.Sort(u)
	worst := 0.
	for i, v := range u {
		worst = max(worst, math.Abs(v-(float64(i)+.5)/n))
	}
	if worst > 2.2/math.Sqrt(n) { // Kolmogorov-Smirnov, p = 1e-4
		t.Errorf("Kolmogorov-Smirnov distance %v", worst)
	}
	if again := q.PIT(y, 2); !slices.IsSorted(u) || slices.Max(again) != u[n-1] {
		t.Error("the same seed gives other values")
	}
}

// Atoms move with the scale; their masses have no Jacobian.
func TestDiscreteScaled(t *testing.T) {
	q := diceRows()
	s := must1(q.Scaled(13.5, 1.8334))
	up := func(v float64) float64 { return 13.5 + 1.8334*v }
	y := []float64{up(1), up(2), up(2), up(14.25)}
	l := s.LogProb(y)
	for i, want := range []float64{math.Log(.5), math.Log(.25), math.Log(.6), 0} {
		closeTo(t, "log-mass", l[i], want, 1e-15)
		closeTo(t, "entropy", s.Entropy()[i], q.Entropy()[i], 1e-15)
		closeTo(t, "mode", s.Mode()[i], up(q.Mode()[i]), 0)
		closeTo(t, "mean", s.Mean()[i], up(q.Mean()[i]), 1e-13)
	}
	closeTo(t, "cdf at a scaled atom", s.CDF(y)[1], .35, 1e-15)
}
