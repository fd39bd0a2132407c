package distributions

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"gonum.org/v1/gonum/mat"
)

// What is known of a value of Observations, by the numbers that the status column of Censored has.
const (
	LeftCensored     = -1 // Y <= y
	Observed         = 0  // Y = y
	RightCensored    = 1  // Y > y
	IntervalCensored = 2  // y < Y <= upper
)

// Observations are the data of Fit, one row each.
type Observations struct {
	Y       []float64
	Upper   []float64 // upper ends, of intervals; nil if there are none
	Status  []int     // nil: every value is Observed
	Weights []float64 // how often each row counts; nil: once
}

// An Estimate is a parameter of a fit.
type Estimate struct {
	Name   string // "Normal.Scale"
	Value  float64
	StdErr float64 // NaN where the likelihood has no curvature to tell: a bound of the support, a kink
}

// Fitted is what Fit finds.
type Fitted struct {
	Distribution  Distribution // of constants: Numbers makes a Posterior of one row of it
	Parameters    []Estimate   // of what was estimated, in the order of the fields
	Covariance    *mat.SymDense
	LogLikelihood float64 // in nats, weighted
}

// HasStart has a rough estimate of its parameters, by field, from which Fit begins; for those that are missing it takes the median for
// Loc, a robust deviation for Scale, and 1 or 0 for others, by their domain.
type HasStart interface {
	Start(y, weights []float64) map[string]float64
}

// Fit finds the parameters of d, a scalar family, that make the data likeliest: of the fields that are nil. Others are held, and
// must be constants: Fit(StudentT{DF: Constant(4)}, data) estimates Loc and Scale.
//
// Parameters are free numbers or, if their tag says positive, exponentials of such; the sum of weights times log-densities (censored rows:
// log-probabilities) is climbed by Newton's method from a start at moments, with derivatives of the graph, until the next
// step is below 1e-6 standard errors. StdErr is the root of the diagonal of the inverse of the observed information, minus the matrix of
// second derivatives of the weighted log-likelihood: a weight of 2 is a row that occurs twice. Laplace, AsymmetricLaplace, Uniform, Pareto, Categorical and
// OrderedLogistic have closed forms where nothing is censored or held; the errors of both Laplaces are by the expected information, and that of
// a bound is NaN, as are those of a TruncatedNormal whose ends are nil: the lowest and the highest value.
//
// It is an error if there are no data, if a row is NaN or outside of the support, and if the likelihood has no maximum: all values of a
// place and width are equal, or it rises as long as a parameter grows.
func Fit(d Distribution, data Observations) (out Fitted, err error) {
	defer build.Recover(&err)
	if d == nil {
		return out, errors.New("distributions: Fit: the distribution is nil: give a family, such as distributions.Normal{}")
	}
	rows, err := newFitRows(data)
	if err != nil {
		return out, fmt.Errorf("distributions: Fit: %w", err)
	}
	out, err = fitInUnits(d, rows)
	return out, wrapFit(d, err)
}

// fitAsItIs is the fit of data in their own units.
func fitAsItIs(d Distribution, rows fitRows) (Fitted, error) {
	if out, ok, err := closedFit(d, rows); ok || err != nil {
		return out, err
	}
	switch d := d.(type) {
	case TruncatedNormal:
		if d.Low == nil || d.High == nil {
			return fitWindow(d, rows)
		}
	case Uniform:
		return Fitted{}, errors.New("the ends are the lowest and the highest value, which censored rows do not tell")
	}
	return climbed(d, rows)
}

// climbed is the fit by Newton's method.
func climbed(d Distribution, rows fitRows) (out Fitted, err error) {
	f, err := newFitting(d, rows)
	if err != nil {
		return out, err
	}
	u, err := f.climb()
	if err != nil {
		return out, err
	}
	return f.fitted(u), nil
}

func wrapFit(d Distribution, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("distributions: Fit %s: %w", nameOf(d), err)
}

// fitRows are rows that count, sorted by what is known of them.
type fitRows struct {
	y, upper, weights [4][]float64
	row               [4][]int
	total             float64 // weight
}

// The groups of fitRows.
const (
	exactRows = iota
	rightRows
	leftRows
	intervalRows
)

func newFitRows(data Observations) (r fitRows, err error) {
	n := len(data.Y)
	for name, k := range map[string]int{"Upper": len(data.Upper), "Status": len(data.Status), "Weights": len(data.Weights)} {
		if k != 0 && k != n {
			return r, fmt.Errorf("%s has %d rows and Y %d", name, k, n)
		}
	}
	for i, y := range data.Y {
		w, status, upper := 1., Observed, math.NaN()
		if data.Weights != nil {
			w = data.Weights[i]
		}
		if data.Status != nil {
			status = data.Status[i]
		}
		if data.Upper != nil {
			upper = data.Upper[i]
		}
		group := map[int]int{Observed: exactRows, RightCensored: rightRows, LeftCensored: leftRows, IntervalCensored: intervalRows}
		g, ok := group[status]
		switch {
		case !ok:
			return r, fmt.Errorf("row %d: the status is %d, but must be 0 (observed), 1 (right-censored), -1 (left-censored) or 2 (interval)", i, status)
		case !(w >= 0 && w <= math.MaxFloat64):
			return r, fmt.Errorf("row %d: the weight is %v, but must be finite and not negative", i, w)
		case y-y != 0:
			return r, fmt.Errorf("row %d: y is %v, but must be finite", i, y)
		case g == intervalRows && !(upper > y && upper <= math.MaxFloat64):
			return r, fmt.Errorf("row %d: the interval (%v, %v] is empty or not finite", i, y, upper)
		case w == 0:
			continue
		}
		r.y[g], r.upper[g], r.weights[g], r.row[g] = append(r.y[g], y), append(r.upper[g], upper), append(r.weights[g], w), append(r.row[g], i)
		r.total += w
	}
	switch {
	case r.total == 0:
		return r, errors.New("there are no data: no row has weight")
	case len(r.y[exactRows])+len(r.y[intervalRows]) == 0 && (len(r.y[leftRows]) == 0 || len(r.y[rightRows]) == 0):
		return r, errors.New("every row is censored on the same side: nothing says how far the values go there")
	}
	return r, nil
}

// exact reports whether nothing is censored.
func (r fitRows) exact() bool {
	return len(r.y[rightRows])+len(r.y[leftRows])+len(r.y[intervalRows]) == 0
}
