package density

import (
	"math"
	"reflect"
	"testing"
)

// has names what a family knows.
func has(f Family) map[string]bool {
	v, known := reflect.ValueOf(*f.Has()), map[string]bool{}
	for i := range v.NumField() {
		if !v.Field(i).IsZero() {
			known[v.Type().Field(i).Name] = true
		}
	}
	return known
}

// Has is the same pointer at every call, and nothing is allocated by it: it is asked for every row.
func TestHasIsMadeOnce(t *testing.T) {
	n := randomNormals(2, 2, 1)
	for _, f := range []Family{n, Scale(n, 1, 2), Reweigh(n, newBins(3), &Rows{First: 0, N: 2})} {
		first := f.Has()
		if again := f.Has(); first != again || testing.AllocsPerRun(10, func() { f.Has() }) > 0 {
			t.Errorf("%T makes what it has anew", f)
		}
	}
}

// A wrapper has in closed form what it is made of has, if it keeps its meaning, and nothing else.
func TestWrappersHaveWhatTheyAreMadeOf(t *testing.T) {
	n, d := randomNormals(2, 2, 1), newDice([]float64{.2, .8}, []float64{.5, .5})
	for name, c := range map[string]struct {
		f    Family
		want []string
	}{
		"scaled":              {Scale(n, 1, 2), []string{"LogProbRows", "CDF", "Moments", "Charts", "Wrapper"}},
		"scaled, open":        {Scale(open{n}, 1, 2), []string{"Wrapper"}},
		"scaled atoms":        {Scale(d, 1, 2), []string{"Atoms", "Wrapper"}},
		"reweighed":           {Reweigh(n, newBins(3), &Rows{N: 2}), []string{"LogProbRows", "Wrapper", "LogMass", "Fraction", "Kernel"}},
		"reweighed atoms":     {Reweigh(d, bins{[]float64{0, 1}, []float64{1}}, &Rows{N: 2}), []string{"Atoms", "Wrapper", "LogMass", "Fraction", "Kernel"}},
		"reweighed, scaled":   {Scale(Reweigh(n, newBins(3), &Rows{N: 2}), 1, 2), []string{"LogProbRows", "Wrapper", "Fraction", "Kernel"}},
		"scaled, no features": {Scale(power{.5}, 1, 2), []string{"Wrapper"}},
	} {
		got, want := has(c.f), map[string]bool{}
		for _, w := range c.want {
			want[w] = true
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// The law of shift + scale y is that of y with its numbers changed, closed or solved, twice as well as once.
func TestScaleIsAChangeOfUnits(t *testing.T) {
	n := randomNormals(3, 3, 2)
	const shift, scale = 13.5, 1.8334
	for name, base := range map[string]Family{"closed": n, "open": open{n}} {
		twice := Scale(Scale(base, 2, .5), shift-2*scale/.5, scale/.5)
		for i := range n.Rows() {
			var a, b Solver
			for way, f := range map[string]Family{"once": Scale(base, shift, scale), "twice": twice} {
				want, got := Solve(base, i, &a), Solve(f, i, &b)
				u := want.Quantile(.3)
				y := got.Quantile(.3)
				closeTo(t, name+" "+way+" quantile", (y-shift)/scale, u, 1e-9)
				closeTo(t, name+" "+way+" mean", (got.Summary().Mean-shift)/scale, want.Summary().Mean, 1e-10)
				closeTo(t, name+" "+way+" deviation", got.Summary().Deviation/scale, want.Summary().Deviation, 1e-9)
				closeTo(t, name+" "+way+" crps", got.CRPS(shift)/scale, want.CRPS(0), 1e-10)
			}
		}
	}
}

// Atoms keep their masses where they are put, also where the way back would miss them by rounding.
func TestScaledAtomsKeepTheirMasses(t *testing.T) {
	d := newDice([]float64{.1, .2, .3, .4})
	f := Scale(d, .1, .3)
	at := f.Has().Atoms(0, nil)
	out := make([]float64, len(at))
	f.LogProb(0, at, out)
	for k, l := range out {
		closeTo(t, "mass", math.Exp(l), d.mass[0][k], 1e-15)
	}
	f.LogProb(0, []float64{.1000001}, out[:1])
	if !math.IsInf(out[0], -1) {
		t.Errorf("log-mass %v beside an atom", out[0])
	}
}

// The mass of a row under bins is a sum of differences of its cdf, and the density is what is left divided by it.
func TestReweighNormalizes(t *testing.T) {
	n, w := randomNormals(20, 4, 3), newBins(12)
	for name, base := range map[string]Family{"charts": n, "open": open{n}} {
		rows := &Rows{First: 2, N: 15}
		f := Reweigh(base, w, rows)
		for i := 2; i < 17; i++ {
			cdf, mass := make([]float64, len(w.edges)), 0.
			n.cdf(i, w.edges, cdf)
			for k, l := range w.logs {
				mass += math.Exp(l) * (cdf[k+1] - cdf[k])
			}
			closeTo(t, name+" log of the mass", f.Has().LogMass(i), math.Log(mass), 1e-10)
			y, before, after := []float64{.37}, make([]float64, 1), make([]float64, 1)
			n.LogProb(i, y, before)
			w.Add(y, before, false)
			f.LogProb(i, y, after)
			closeTo(t, name+" log-density", after[0], before[0]-math.Log(mass), 1e-9)
			if fr := f.Has().Fraction(i); !(fr > 0 && fr <= 1+1e-9) || rows.Summaries()[i-2].Fraction != fr {
				t.Errorf("%s: effective sample size %v", name, fr)
			}
		}
	}
}

// A wrapper is made again around another family; one that leaves no mass says so.
func TestAgain(t *testing.T) {
	f := Reweigh(newNormals([]float64{1, .5, .1}), newBins(4), &Rows{N: 1})
	mass := f.Has().Wrapper.Again(newNormals([]float64{1, .5, .1}, []float64{1, math.NaN(), .1}), 0, 2).Has().LogMass
	none := f.Has().Wrapper.Again(Scale(power{2}, 5, 1), 0, 1).Has().LogMass
	if mass(0) != f.Has().LogMass(0) || !math.IsInf(none(0), -1) || !math.IsNaN(mass(1)) {
		t.Errorf("log-masses %v, %v, %v", mass(0), none(0), mass(1))
	}
	if s := Scale(power{2}, 3, 4); s.Has().Wrapper.Again(power{2, 5}, 0, 2).Rows() != 2 || s.Has().Wrapper.Inside().Rows() != 1 {
		t.Error("scaled again")
	}
}
