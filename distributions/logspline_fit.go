package distributions

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/rng"
)

// LogSplineOptions say how FitLogSpline estimates. The zero value is sensible.
type LogSplineOptions struct {
	Weights []float64 // one a value, not negative; nil: equal
	Groups  []int     // what each value belongs to, as values of a group are not independent; nil: equal values are a group

	// Min and Max bound the support, where it is known; both 0: the range of the values. The density needs not vanish
	// there.
	Min, Max float64

	Knots int    // how many pieces the spline has, 1000 at most; 0: as many as the sample may need, 4 to 64
	Folds int    // of the cross-validation, no more than groups; times the pieces 100,000 at most; 0: 10
	Seed  uint64 // of the folds
}

// FitLogSpline estimates the density of a sample by penalized maximum likelihood (Good and Gaskins 1971; Silverman 1982, Ann.
// Statist. 10, 795): the maximizer of
//
//	mean of s(y_i) - log of the integral of e^s - Penalty/2 · integral of s'''(y)²
//
// where the third derivative counts on [Min, Max] brought to unit length. A large penalty leaves a normal density cut at
// the ends of the support, which a small one bends where the sample asks for it; there is no kernel that could spill over
// an end, and no bin whose count is noise. The penalty is the one under which the left-out tenths of the sample are the
// most probable. Values of a group stay in one tenth: lines of sight to one cluster are not independent masses, and a penalty
// chosen as if they were would let the density follow single clusters.
func FitLogSpline(values []float64, o LogSplineOptions) (LogSpline, error) {
	l, err := fitLogSpline(values, o)
	if err != nil {
		return LogSpline{}, fmt.Errorf("distributions: log-spline: %w", err)
	}
	return l, nil
}

func fitLogSpline(values []float64, o LogSplineOptions) (l LogSpline, err error) {
	if o, err = o.check(values); err != nil {
		return l, err
	}
	clusters := o.clusters(values)
	if len(clusters) < 2 {
		return l, errors.New("the values are one group, or all the same: a density needs two at least")
	}
	knots := o.knots(values, clusters)
	folds := make([]moment, min(o.Folds, len(clusters)))
	if work := len(folds) * (len(knots) - 1); work > maxWork {
		return l, fmt.Errorf("%d folds of a spline with %d pieces are %d times pieces, which takes minutes: want %d at most; 10 folds choose the penalty as well", len(folds), len(knots)-1, work, maxWork)
	}
	p := newPenalized(knots)
	for i, k := range rng.New(o.Seed, "distributions/logspline", 0, 0).Perm(len(clusters)) {
		f := &folds[i%len(folds)]
		for _, row := range clusters[k] {
			f.add(p, (values[row]-o.Min)/(o.Max-o.Min), o.weight(row))
		}
	}
	c := p.validated(folds)
	for k := range knots { // back from the unit interval
		knots[k] = o.Min + (o.Max-o.Min)*knots[k]
	}
	knots[0], knots[len(knots)-1] = o.Min, o.Max
	for j := range c {
		c[j] -= math.Log(o.Max - o.Min)
	}
	l = LogSpline{Knots: knots, Coefficients: c}
	if err := l.validate(); err != nil {
		return LogSpline{}, fmt.Errorf("the fit has failed: %w: weights of the values that differ by more than floats resolve?", err)
	}
	return l, nil
}

// maxPieces is what the support is checked to be wide enough for; maxWork, folds times pieces, takes half a minute.
const (
	maxPieces = 1000
	maxWork   = 100_000
)

// check fills in defaults and refuses what cannot be estimated from.
func (o LogSplineOptions) check(values []float64) (LogSplineOptions, error) {
	if o.Folds == 0 {
		o.Folds = 10
	}
	switch {
	case len(values) == 0:
		return o, errors.New("no values")
	case o.Weights != nil && len(o.Weights) != len(values):
		return o, fmt.Errorf("%d weights for %d values", len(o.Weights), len(values))
	case o.Groups != nil && len(o.Groups) != len(values):
		return o, fmt.Errorf("%d groups for %d values", len(o.Groups), len(values))
	case o.Folds < 2 || o.Knots < 0:
		return o, fmt.Errorf("%d folds and %d pieces: want at least 2 folds and a positive number of pieces", o.Folds, o.Knots)
	case o.Knots > maxPieces:
		return o, fmt.Errorf("%d pieces: want %d at most; 64 follow any density that a sample can tell from a smooth one", o.Knots, maxPieces)
	}
	lo, hi, sum := math.Inf(1), math.Inf(-1), 0. // of the values that count
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return o, fmt.Errorf("value %d is %v", i, v)
		}
		w := o.weight(i)
		if !(w >= 0) || math.IsInf(w, 1) {
			return o, fmt.Errorf("weight %d is %v", i, w)
		}
		if sum += w; w > 0 {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if math.IsInf(sum, 1) {
		return o, errors.New("the weights sum to +Inf: divide them by their largest")
	}
	if o.Min == 0 && o.Max == 0 {
		o.Min, o.Max = lo, hi
	}
	if !(lo >= o.Min && hi <= o.Max) {
		return o, fmt.Errorf("the values go from %v to %v, out of the support [%v, %v]", lo, hi, o.Min, o.Max)
	}
	if width := (o.Max - o.Min) / maxPieces; !(width > density.Spacing(max(math.Abs(o.Min), math.Abs(o.Max)))) || math.IsInf(width, 1) {
		return o, fmt.Errorf("a support from %v to %v cannot be cut into pieces", o.Min, o.Max)
	}
	return o, nil
}

func (o LogSplineOptions) weight(i int) float64 {
	if o.Weights == nil {
		return 1
	}
	return o.Weights[i]
}

// clusters are the rows of positive weight that belong together, in the order in which they first occur: of one group, or
// of one value.
func (o LogSplineOptions) clusters(values []float64) (clusters [][]int) {
	at := map[uint64]int{}
	for i, v := range values {
		if o.weight(i) == 0 {
			continue
		}
		key := math.Float64bits(v + 0) // -0 is 0
		if o.Groups != nil {
			key = uint64(o.Groups[i])
		}
		k, known := at[key]
		if !known {
			k, at[key] = len(clusters), len(clusters)
			clusters = append(clusters, nil)
		}
		clusters[k] = append(clusters[k], i)
	}
	return clusters
}

// knots are those of the spline on the unit interval: half of the pieces have equal widths and half, as far as they are not
// much narrower than those, hold equal shares of the clusters.
func (o LogSplineOptions) knots(values []float64, clusters [][]int) []float64 {
	n := o.Knots
	if n == 0 {
		n = min(max(len(clusters)/8, 4), 64)
	}
	equal := (n + 1) / 2
	at := make([]float64, 0, n+1)
	for k := range equal + 1 {
		at = append(at, float64(k)/float64(equal))
	}
	place := make([]float64, len(clusters))
	for k, rows := range clusters {
		place[k] = (values[rows[0]] - o.Min) / (o.Max - o.Min)
	}
	slices.Sort(place)
	for k := 1; k <= n-equal; k++ {
		at = append(at, place[len(place)*k/(n-equal+1)])
	}
	slices.Sort(at)
	least := 1 / (8 * float64(equal))
	knots := at[:1]
	for _, t := range at[1:] {
		if t-knots[len(knots)-1] >= least {
			knots = append(knots, t)
		}
	}
	knots[len(knots)-1] = 1
	return knots
}
