package data

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Scaler is how columns are brought to the units a network works in. It is a literal that says how; Fit looks at rows
// and gives the map itself. Fit on the training rows only: bounds or moments that have seen the test rows tell the
// network about them.
//
// Laws: Fit is a function of the numbers in x alone and does not write x; the map of column j depends on column j
// alone; values that are not finite are an error that names row and column.
type Scaler interface {
	// Fit returns the map for the columns of x (n, d).
	Fit(x *mat.Dense) (Affine, error)
}

var (
	_ Scaler = Standardize{}
	_ Scaler = Range{}
	_ Scaler = MinMax{}
	_ Scaler = Identity{}
)

// Standardize maps each column by (x - mean) / sd to mean 0 and population standard deviation 1 (divisor n).
//
// A constant column is an error. To give it scale 1, as some libraries do, would let it pass as a feature: it tells the
// network nothing while it is constant, is nearly always the wrong column, and enters unscaled, at any size, with the
// first row in which it differs. Values that span more than float64 holds, or an sd below its least number, are an error
// as well; squares that overflow or vanish do no harm.
type Standardize struct{}

// Fit computes mean and sd in two passes, the second correcting the rounding of the first: the corrected two-pass
// algorithm of Chan, Golub and LeVeque (1983), The American Statistician 37, 242.
func (Standardize) Fit(x *mat.Dense) (Affine, error) {
	b, err := bounds(x)
	if err != nil {
		return Affine{}, err
	}
	n, d := x.Dims()
	a := Affine{Shift: make([]float64, d), Scale: make([]float64, d)}
	for j := range d {
		if b.least[j] == b.most[j] {
			return Affine{}, constant(j, b.least[j])
		}
		if math.IsInf(b.most[j]-b.least[j], 0) {
			return Affine{}, tooWide(j, b.least[j], b.most[j])
		}
		unit := unitOf(max(-b.least[j], b.most[j]))
		mean, sd := moments(n, func(i int) float64 { return x.At(i, j) / unit })
		if sd *= unit; !(sd > 0) {
			return Affine{}, columnError(j, "its values from %v to %v have the standard deviation %v in float64: change its unit", b.least[j], b.most[j], sd)
		}
		a.Shift[j], a.Scale[j] = mean*unit, sd
	}
	return a, nil
}

// unitOf is what to count values up to top in, so that the squares of their deviations neither overflow nor lose digits: 1,
// or for very large and very small ones a power of two, by which division and multiplication are exact.
func unitOf(top float64) float64 {
	if top > 1e-140 && top < 1e140 {
		return 1
	}
	_, e := math.Frexp(top)
	return math.Ldexp(1, max(e-1, -1022))
}

// moments are mean and standard deviation.
func moments(n int, at func(i int) float64) (mean, sd float64) {
	for i := range n {
		mean += at(i)
	}
	mean /= float64(n)
	var sum, square float64
	for i := range n {
		dev := at(i) - mean
		sum += dev
		square += dev * dev
	}
	drift := sum / float64(n)
	return mean + drift, math.Sqrt(square/float64(n) - drift*drift)
}

// Range maps every column by (x - Min) / (Max - Min): [Min, Max] to [0, 1], and values outside to values outside. Use it
// where the bounds are known beforehand, such as the edges of a prior: a range taken from data differs from sample to
// sample. It is an error unless both are finite and Min < Max.
type Range struct{ Min, Max float64 }

// Fit takes only the number of columns from x.
func (r Range) Fit(x *mat.Dense) (Affine, error) {
	if width := r.Max - r.Min; !(width > 0) || math.IsInf(width, 0) {
		return Affine{}, fileError("", "range from %v to %v: Min and Max are finite and Min is the smaller", r.Min, r.Max)
	}
	b, err := bounds(x)
	if err != nil {
		return Affine{}, err
	}
	for j := range b.least {
		b.least[j], b.most[j] = r.Min, r.Max
	}
	return b.affine()
}

// MinMax maps each column by (x - min) / (max - min) to [0, 1], the bounds being its own. A constant column is an error,
// for the reasons given at Standardize.
type MinMax struct{}

// Fit finds the bounds.
func (MinMax) Fit(x *mat.Dense) (Affine, error) {
	b, err := bounds(x)
	if err != nil {
		return Affine{}, err
	}
	return b.affine()
}

// Identity leaves every column as it is.
type Identity struct{}

// Fit takes only the number of columns from x.
func (Identity) Fit(x *mat.Dense) (Affine, error) {
	b, err := bounds(x)
	if err != nil {
		return Affine{}, err
	}
	for j := range b.least {
		b.least[j], b.most[j] = 0, 1
	}
	return b.affine()
}
