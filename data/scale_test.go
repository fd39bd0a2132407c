package data

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// ulp is the relative spacing of float64.
const ulp = 0x1p-52

// The numbers offset, offset+1, ..., offset+n-1 have mean offset + (n-1)/2 and variance (n^2-1)/12 exactly; the second
// pass keeps both even where the offset is 10^9 times the sd. Deviations from a mean that is a whole number, and the sums
// of their squares, are exact, so that only the last operations round: one for the mean, four for the sd.
func TestStandardize(t *testing.T) {
	const n = 1001
	for _, offset := range []float64{0, -500, 1e9, 1e12} {
		x := mat.NewDense(n, 2, nil)
		for i := range n {
			x.Set(i, 0, offset+float64((i*3)%n))
			x.Set(i, 1, float64(i))
		}
		a, err := Standardize{}.Fit(x)
		if err != nil {
			t.Fatal(err)
		}
		mean, sd := offset+(n-1)/2, math.Sqrt((n*n-1)/12.)
		if math.Abs(a.Shift[0]-mean) > ulp*math.Abs(mean) || math.Abs(a.Scale[0]-sd) > 4*ulp*sd {
			t.Errorf("offset %v: mean %v, want %v; sd %v, want %v", offset, a.Shift[0], mean, a.Scale[0], sd)
		}
	}
}

// Law: the scaled columns have mean 0 and sd 1, within the rounding of sums of n numbers of size 1.
func TestStandardizeMoments(t *testing.T) {
	const n = 500
	x := mat.NewDense(n, 3, nil)
	for i := range n {
		u := float64(i) / n
		x.SetRow(i, []float64{math.Sin(9 * u), 1e6 + math.Exp(3*u), 1e-9 * u * u})
	}
	a := must(Standardize{}.Fit(x))
	z := make([]float64, n*3)
	a.Forward(z, x)
	for j := range 3 {
		var sum, square float64
		for i := range n {
			sum += z[3*i+j]
			square += z[3*i+j] * z[3*i+j]
		}
		// Column 1 is rounded at 1e6 ulp, 1e-10, before it is scaled by an sd of 5; the others at their own size.
		const tolerance = 1e-10
		if math.Abs(sum/n) > tolerance || math.Abs(square/n-1) > tolerance {
			t.Errorf("column %d has mean %v and mean square %v", j, sum/n, square/n)
		}
	}
}

func TestScalers(t *testing.T) {
	x := mat.NewDense(3, 2, []float64{1, -4, 2, 0, 5, 4})
	low, high := 13.5, 15.3334 // variables: the difference of constants would be rounded once
	for _, c := range []struct {
		scaler       Scaler
		shift, scale []float64
	}{
		{Range{Min: low, Max: high}, []float64{low, low}, []float64{high - low, high - low}},
		{MinMax{}, []float64{1, -4}, []float64{4, 8}},
		{Identity{}, []float64{0, 0}, []float64{1, 1}},
	} {
		a, err := c.scaler.Fit(x)
		if err != nil || !same(a.Shift, c.shift) || !same(a.Scale, c.scale) {
			t.Errorf("%T: %+v, %v", c.scaler, a, err)
		}
		if !same(x.RawMatrix().Data, []float64{1, -4, 2, 0, 5, 4}) {
			t.Errorf("%T wrote to x", c.scaler)
		}
	}
}

// Law: a map does not see other columns or the order of rows.
func TestScalersByColumn(t *testing.T) {
	x := mat.NewDense(4, 2, []float64{1, -4, 2, 0, 5, 4, 7, 3})
	for _, scaler := range []Scaler{Standardize{}, MinMax{}, Identity{}, Range{Max: 1}} {
		both := must(scaler.Fit(x))
		one := must(scaler.Fit(mat.NewDense(4, 1, []float64{3, 4, 0, -4})))
		if !same(both.Shift[1:], one.Shift) || math.Abs(both.Scale[1]-one.Scale[0]) > 2*ulp*one.Scale[0] {
			t.Errorf("%T: %+v beside another column, %+v alone", scaler, both, one)
		}
	}
}

func TestScalerErrors(t *testing.T) {
	flat := mat.NewDense(3, 2, []float64{1, 7, 2, 7, 3, 7})
	wide := mat.NewDense(2, 1, []float64{-1e308, 1e308})
	for _, c := range []struct {
		want   string
		scaler Scaler
		x      *mat.Dense
	}{
		{`data: column "1": is 7 in every row, so there is nothing to scale it by: leave the column out, or give it bounds with Range`, Standardize{}, flat},
		{`data: column "1": is 7 in every row, so there is nothing to scale it by: leave the column out, or give it bounds with Range`, MinMax{}, flat},
		{`data: column "0": its values from -1e+308 to 1e+308 span more than float64 holds: change its unit`, Standardize{}, wide},
		{`data: column "0": its values from -1e+308 to 1e+308 span more than float64 holds: change its unit`, MinMax{}, wide},
		{`data: column "0": its values from 0 to 5e-324 have the standard deviation 0 in float64: change its unit`, Standardize{}, mat.NewDense(2, 1, []float64{0, 5e-324})},
		{"data: range from 1 to 1: Min and Max are finite and Min is the smaller", Range{1, 1}, flat},
		{"data: range from 0 to NaN: Min and Max are finite and Min is the smaller", Range{0, math.NaN()}, flat},
		{"data: range from -Inf to 0: Min and Max are finite and Min is the smaller", Range{math.Inf(-1), 0}, flat},
		{"data: a scaler needs at least one row and one column", Standardize{}, nil},
		{"data: a scaler needs at least one row and one column", Identity{}, &mat.Dense{}},
	} {
		_, err := c.scaler.Fit(c.x)
		wantError(t, err, "/", c.want)
	}
	nan := mat.NewDense(2, 2, []float64{1, 2, 3, math.NaN()})
	for _, scaler := range []Scaler{Standardize{}, MinMax{}, Identity{}, Range{Max: 1}} {
		_, err := scaler.Fit(nan)
		wantError(t, err, "/", `data: column "1", row 1 (from 0): NaN: scalers are fitted to finite values; see Set.Check`)
	}
}

// FitX and FitY put names into maps and errors.
func TestFitNames(t *testing.T) {
	s := Set{X: mat.NewDense(2, 2, []float64{1, 7, 2, 7}), Y: []float64{1, 3}, Names: []string{"R_mean", "R_std"}, Target: "M"}
	_, err := s.FitX(Standardize{})
	wantError(t, err, "/", `data: column "R_std": is 7 in every row, so there is nothing to scale it by: leave the column out, or give it bounds with Range`)
	a, err := s.FitX(Identity{})
	if err != nil || !slices.Equal(a.Names, s.Names) {
		t.Errorf("%+v, %v", a, err)
	}
	y, err := s.FitY(MinMax{})
	if err != nil || !same(y.Shift, []float64{1}) || !same(y.Scale, []float64{2}) || !slices.Equal(y.Names, []string{"M"}) {
		t.Errorf("%+v, %v", y, err)
	}
	s.Y = []float64{1, 2, 1, 3}
	_, err = s.FitY(MinMax{})
	wantError(t, err, "/", `data: column "M 0": is 1 in every row, so there is nothing to scale it by: leave the column out, or give it bounds with Range`)
	s.Y = []float64{1}
	_, err = s.FitY(MinMax{})
	wantError(t, err, "/", "data: 1 targets for 2 rows: Y holds k numbers for each row of X")
	_, err = Set{}.FitX(MinMax{})
	wantError(t, err, "/", "data: a scaler needs at least one row and one column")
}

// Law: every scaler's map inverts, for every shape of data.
func TestScalersInvert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, d := rapid.IntRange(2, 20).Draw(t, "n"), rapid.IntRange(1, 4).Draw(t, "d")
		x := mat.NewDense(n, d, rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), n*d, n*d).Draw(t, "x"))
		for j := range d {
			x.Set(0, j, 1e6+1) // no column is constant
		}
		for _, scaler := range []Scaler{Standardize{}, MinMax{}, Identity{}, Range{Min: -3, Max: 4}} {
			a, err := scaler.Fit(x)
			if err != nil {
				t.Fatal(err)
			}
			roundTrip(t, fmt.Sprintf("%T", scaler), a, x)
		}
	})
}

// Columns in any unit have the moments of the unit 1 times it: squares of 1e160 overflow, those of 1e-160 have two digits and
// those of 1e-162 none. So do the bounds of MinMax and Range, which take no squares; the inverse gives the column back.
func TestScalersInAnyUnit(t *testing.T) {
	plain := []float64{1, 2, 3, -7, 2.5}
	want := must(Standardize{}.Fit(mat.NewDense(5, 1, plain)))
	for _, unit := range []float64{1e-300, 1e-162, 1e-160, 1e-154, 1e-100, 1e100, 1e154, 1e160, 1e300, 1.5e307} {
		x := make([]float64, 5)
		for i, v := range plain {
			x[i] = v * unit
		}
		for _, c := range []struct {
			s            Scaler
			shift, scale float64
		}{{Standardize{}, want.Shift[0], want.Scale[0]}, {MinMax{}, -7, 10}, {Range{-2 * unit, 3 * unit}, -2, 5}} {
			a := must(c.s.Fit(mat.NewDense(5, 1, x)))
			if math.Abs(a.Shift[0]/unit-c.shift) > 1e-14*(1+math.Abs(c.shift)) || math.Abs(a.Scale[0]/unit/c.scale-1) > 1e-14 {
				t.Errorf("%T, unit %g: shift %v, scale %v, want %v and %v", c.s, unit, a.Shift[0]/unit, a.Scale[0]/unit, c.shift, c.scale)
			}
			u := make([]float64, 5)
			a.Forward(u, mat.NewDense(5, 1, x))
			a.Inverse(u, u)
			for i := range x {
				if math.Abs(u[i]-x[i]) > 0x1p-51*(math.Abs(x[i])+math.Abs(a.Shift[0])) {
					t.Errorf("%T, unit %g: %v came back as %v", c.s, unit, x[i], u[i])
				}
			}
		}
	}
	for unit, shift := range map[float64]float64{1e-160: 2e-160, 1e-162: 2e-162} { // (1, 2, 3): sd is sqrt(2/3)
		a := must(Standardize{}.Fit(mat.NewDense(3, 1, []float64{unit, 2 * unit, 3 * unit})))
		if math.Abs(a.Shift[0]/shift-1) > 1e-15 || math.Abs(a.Scale[0]/unit/math.Sqrt(2./3)-1) > 1e-15 {
			t.Errorf("(1, 2, 3) %g: shift %v, scale %v", unit, a.Shift[0], a.Scale[0])
		}
	}
}
