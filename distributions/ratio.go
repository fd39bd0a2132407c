package distributions

import (
	"math"
	"slices"
)

// A priorRatio is the weight r = target/train, 0 where either is.
type priorRatio struct {
	train, target Prior
	lo, hi        float64 // where it is positive
	edges         []float64
	logs          []float64 // (edges-1) log r where it is constant, else NaN
	finite        []float64 // the edges that are finite
	targets       []float64 // (edges-1) log-densities inside the pieces
	flat          bool      // the target is constant on each piece
	regular       bool
}

// newPriorRatio merges the pieces of both priors.
func newPriorRatio(train, target Prior) *priorRatio {
	r := &priorRatio{train: train, target: target}
	lo, hi := target.Support()
	tlo, thi := train.Support()
	r.edges = append(r.edges, lo, hi, tlo, thi)
	r.edges = append(append(r.edges, train.Breaks()...), target.Breaks()...)
	r.edges = slices.DeleteFunc(r.edges, func(e float64) bool { return !(e >= lo && e <= hi) })
	slices.Sort(r.edges)
	r.edges = slices.Compact(r.edges)
	steps := isStepwise(train) && isStepwise(target)
	r.flat = isStepwise(target)
	r.regular = isRegular(train) && isRegular(target)
	r.lo, r.hi = math.Inf(1), math.Inf(-1)
	for k := range len(r.edges) - 1 {
		a, b := r.edges[k], r.edges[k+1]
		at := inner(a, b)
		r.targets = append(r.targets, target.LogProb(at))
		log := logRatio(r.targets[k], train.LogProb(at))
		if !math.IsInf(log, -1) {
			r.lo, r.hi = min(r.lo, a), max(r.hi, b)
			if !steps {
				log = math.NaN()
			}
		}
		r.logs = append(r.logs, log)
	}
	r.finite = slices.DeleteFunc(slices.Clone(r.edges), func(e float64) bool { return math.IsInf(e, 0) })
	return r
}

// Trim is [lo, hi] without what r leaves out at its ends: there may be more of r beyond them.
func (r *priorRatio) Trim(lo, hi float64) (from, to float64) {
	from, to = max(lo, r.lo), min(hi, r.hi)
	if from > r.lo {
		for k := r.piece(from); k < len(r.logs)-1 && math.IsInf(r.logs[k], -1); k++ {
			from = r.edges[k+1]
		}
	}
	if to < r.hi {
		k := r.piece(to)
		if k > 0 && r.edges[k] == to {
			k--
		}
		for ; k > 0 && math.IsInf(r.logs[k], -1); k-- {
			to = r.edges[k]
		}
	}
	return from, to
}

// isRegular reports whether log p is finite at both sides of every break unless it is -Inf between it and the next.
func isRegular(p Prior) bool {
	switch p.(type) {
	case *smoothHistogram, *cubics:
		return true
	}
	return isStepwise(p)
}

// inner is a point between a and b, one of which may be infinite.
func inner(a, b float64) float64 {
	switch {
	case math.IsInf(a, -1) && math.IsInf(b, 1):
		return 0
	case math.IsInf(a, -1):
		return b - max(1, math.Abs(b))
	case math.IsInf(b, 1):
		return a + max(1, math.Abs(a))
	}
	return a + (b-a)/2
}

// Breaks is the edges that are finite.
func (r *priorRatio) Breaks() []float64 { return r.finite }

// Regular reports whether no piece goes to 0 or infinity, being of histograms or uniform.
func (r *priorRatio) Regular() bool { return r.regular }

// direct is log r at y, in piece k, from the priors.
func (r *priorRatio) direct(k int, y float64) float64 {
	if r.flat && len(r.targets) > 0 {
		return logRatio(r.targets[k], r.train.LogProb(y))
	}
	return logRatio(r.target.LogProb(y), r.train.LogProb(y))
}

// logRatio is the log of a ratio that is 0 where either density is.
func logRatio(target, train float64) float64 {
	if math.IsInf(target, -1) || math.IsInf(train, -1) {
		return math.Inf(-1)
	}
	return target - train
}

// Add adds log r at y to out, or sets it there if fresh. Points in ascending order find their piece at once. Pieces
// are closed below and open above, but for the last.
func (r *priorRatio) Add(y, out []float64, fresh bool) {
	k, last := 0, len(r.logs)-1
	for j, v := range y {
		if !(v >= r.lo && v <= r.hi) {
			out[j] = math.Inf(-1)
			if math.IsNaN(v) {
				out[j] = v
			}
			continue
		}
		if v < r.edges[k] || v >= r.edges[k+1] && k < last {
			if k++; k > last || v < r.edges[k] || v >= r.edges[k+1] && k < last {
				k = r.piece(v)
			}
		}
		log := r.logs[k]
		if math.IsNaN(log) {
			log = r.direct(k, v)
		}
		switch {
		case fresh || math.IsInf(log, -1):
			out[j] = log
		default:
			out[j] += log
		}
	}
}

// Constant is log r all over [a, b], NaN if it varies, and the piece that a is in, which is not before below.
func (r *priorRatio) Constant(a, b float64, below int) (log float64, piece int) {
	for piece = below; piece < len(r.logs)-1 && r.edges[piece+1] <= a; {
		piece++
	}
	if b > r.edges[piece+1] {
		return math.NaN(), piece
	}
	return r.logs[piece], piece
}

func (r *priorRatio) piece(v float64) int {
	k, found := slices.BinarySearch(r.edges, v)
	if !found {
		k--
	}
	return min(max(k, 0), len(r.logs)-1)
}
