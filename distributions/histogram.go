package distributions

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/density"
)

// Histogram is a density from counts: Mass[k]/(Edges[k+1] - Edges[k]) on [Edges[k], Edges[k+1]), the last bin closed,
// divided by the sum of the masses. With Smooth it is e^s(y), with s the monotone C1 cubic through log(mass/width) at
// the centres of the bins that are not empty (Fritsch and Butland 1984, SIAM J. Sci. Stat. Comput. 5, 300; scipy's PCHIP),
// continued straight to the outer edges of those bins: then a density divided by it has no jumps, and empty bins between others
// are bridged.
//
// A literal is checked when it is used: SwapPrior returns an error, LogProb NaN, if there is not one edge more than
// masses, if edges do not ascend, or if masses are negative, NaN or all zero.
type Histogram struct {
	Edges  []float64 // (bins+1), ascending
	Mass   []float64 // (bins), counts or sums of weights
	Smooth bool
}

// NewHistogram counts values in bins of equal width from the smallest to the largest.
func NewHistogram(values []float64, bins int) (Histogram, error) {
	return NewWeightedHistogram(values, nil, bins)
}

// NewWeightedHistogram sums weights, one a value, in bins of equal width from the smallest value to the largest. With
// nil weights it counts; weights that are all 0 are an error.
func NewWeightedHistogram(values, weights []float64, bins int) (Histogram, error) {
	if err := checkHistogram(values, weights, bins); err != nil {
		return Histogram{}, fmt.Errorf("distributions: histogram: %w", err)
	}
	lo, hi := slices.Min(values), slices.Max(values)
	h := Histogram{Edges: make([]float64, bins+1), Mass: make([]float64, bins)}
	for k := range h.Edges {
		h.Edges[k] = lo + (hi-lo)*(float64(k)/float64(bins))
	}
	h.Edges[bins] = hi
	for i, v := range values {
		w := 1.
		if weights != nil {
			w = weights[i]
		}
		h.Mass[h.bin(v)] += w
	}
	return h, nil
}

func checkHistogram(values, weights []float64, bins int) error {
	switch {
	case bins < 1:
		return fmt.Errorf("%d bins: at least one is needed", bins)
	case bins >= build.MaxElements():
		return fmt.Errorf("%d bins: fewer than %d are possible", bins, build.MaxElements())
	case len(values) == 0:
		return fmt.Errorf("no values")
	case weights != nil && len(weights) != len(values):
		return fmt.Errorf("%d weights for %d values", len(weights), len(values))
	}
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("value %d is %v", i, v)
		}
		if weights != nil && (!(weights[i] >= 0) || math.IsInf(weights[i], 1)) {
			return fmt.Errorf("weight %d is %v", i, weights[i])
		}
	}
	if weights != nil && slices.Max(weights) == 0 {
		return fmt.Errorf("all %d weights are 0, so there is no mass to share out: give at least one value a positive weight, or nil to count each", len(weights))
	}
	lo, hi := slices.Min(values), slices.Max(values)
	if width := (hi - lo) / float64(bins); math.IsInf(hi-lo, 1) || width <= density.Spacing(max(math.Abs(lo), math.Abs(hi))) {
		return fmt.Errorf("values from %v to %v cannot be cut into %d bins", lo, hi, bins)
	}
	return nil
}

// bin is the bin of y, which is in the support.
func (h Histogram) bin(y float64) int {
	k, found := slices.BinarySearch(h.Edges, y)
	if !found {
		k--
	}
	return min(max(k, 0), len(h.Mass)-1)
}

// LogProb is the log-density at y, normalized, -Inf outside the support. It goes through all bins; SwapPrior does that
// once.
func (h Histogram) LogProb(y float64) float64 {
	p, err := h.prepare()
	if err != nil {
		return math.NaN()
	}
	return p.LogProb(y)
}

// Support is the range of the bins; with Smooth, of those from the first to the last that is not empty.
func (h Histogram) Support() (lo, hi float64) {
	first, last := 0, len(h.Mass)-1
	if last < 0 || len(h.Edges) != last+2 {
		return math.NaN(), math.NaN()
	}
	for h.Smooth && first < last && h.Mass[first] == 0 {
		first++
	}
	for h.Smooth && last > first && h.Mass[last] == 0 {
		last--
	}
	return h.Edges[first], h.Edges[last+1]
}

// Breaks is the edges, or with Smooth the centres of the bins that are not empty, where the second derivative jumps.
func (h Histogram) Breaks() []float64 {
	if !h.Smooth {
		return h.Edges
	}
	if len(h.Edges) != len(h.Mass)+1 {
		return nil // a literal that is not valid
	}
	var at []float64
	for k, m := range h.Mass {
		if m > 0 {
			at = append(at, h.Edges[k]+(h.Edges[k+1]-h.Edges[k])/2)
		}
	}
	return at
}

func (h Histogram) steps() bool { return !h.Smooth }

// prepare checks h and computes its normalized log-densities.
func (h Histogram) prepare() (Prior, error) {
	if err := h.validate(); err != nil {
		return nil, err
	}
	if h.Smooth {
		return newSmoothHistogram(h), nil
	}
	sum := 0.
	for _, m := range h.Mass {
		sum += m
	}
	logs := make([]float64, len(h.Mass))
	for k, m := range h.Mass {
		logs[k] = math.Log(m/sum) - math.Log(h.Edges[k+1]-h.Edges[k])
	}
	return stepHistogram{h, logs}, nil
}

func (h Histogram) validate() error {
	if len(h.Mass) == 0 || len(h.Edges) != len(h.Mass)+1 {
		return fmt.Errorf("histogram with %d edges and %d masses: there must be one edge more than masses", len(h.Edges), len(h.Mass))
	}
	sum := 0.
	for k, m := range h.Mass {
		if !(h.Edges[k] < h.Edges[k+1]) || math.IsInf(h.Edges[k+1]-h.Edges[k], 1) {
			return fmt.Errorf("histogram bin %d is [%v, %v]: edges must be finite and ascend", k, h.Edges[k], h.Edges[k+1])
		}
		if !(m >= 0) || math.IsInf(m, 1) {
			return fmt.Errorf("histogram bin %d has mass %v", k, m)
		}
		sum += m
	}
	if !(sum > 0) || math.IsInf(sum, 1) {
		return fmt.Errorf("histogram masses sum to %v: the sum must be positive and finite", sum)
	}
	return nil
}

// stepHistogram is a Histogram with its log-densities.
type stepHistogram struct {
	Histogram
	logs []float64
}

func (h stepHistogram) LogProb(y float64) float64 {
	if !(y >= h.Edges[0] && y <= h.Edges[len(h.Mass)]) {
		return math.Inf(-1)
	}
	return h.logs[h.bin(y)]
}

func (h stepHistogram) prepare() (Prior, error) { return h, nil }
