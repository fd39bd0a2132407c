package distributions

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/density"
)

// emptyBins integrates the target over the pieces where train is empty.
func (r *priorRatio) emptyBins() ([]string, error) {
	pieces, total := r.targetPieces()
	if !(total > 0) {
		lo, hi := r.target.Support()
		return nil, fmt.Errorf("distributions: SwapPrior: the target prior has no density on its support [%v, %v]; a ClassPrior is for discrete rows", lo, hi)
	}
	var holes []density.Piece // stretches on which the training prior is empty, with their parts of the target's mass
	for _, p := range pieces {
		at := inner(p.Lo, p.Hi)
		log := r.train.LogProb(at)
		if math.IsNaN(log) {
			return nil, fmt.Errorf("distributions: SwapPrior: the training prior is NaN at %v", at)
		}
		if p.Mass == 0 || !math.IsInf(log, -1) {
			continue
		}
		if n := len(holes); n > 0 && holes[n-1].Hi == p.Lo {
			holes[n-1].Hi, holes[n-1].Mass = p.Hi, holes[n-1].Mass+p.Mass/total
		} else {
			holes = append(holes, density.Piece{Interval: p.Interval, Mass: p.Mass / total})
		}
	}
	return report(holes, r.advice(holes))
}

// advice is what to do about holes: a prior that is smooth already has none inside its support, and one cannot be asked to be
// what it is.
func (r *priorRatio) advice(holes []density.Piece) string {
	lo, hi := r.train.Support()
	inside := func(h density.Piece) bool { return h.Lo >= lo && h.Hi <= hi }
	if _, bins := r.train.(stepHistogram); bins && slices.ContainsFunc(holes, inside) {
		return "narrow the target's support, use fewer bins, set Histogram.Smooth, or estimate the prior by FitLogSpline"
	}
	return "narrow the target's support, or give a training prior that reaches further"
}

// targetPieces cuts the target at the breaks of both priors, or finer, and returns the masses and their sum: 0 if there is
// none.
func (r *priorRatio) targetPieces() (pieces []density.Piece, total float64) {
	if isStepwise(r.target) {
		for k := range len(r.edges) - 1 {
			a, b := r.edges[k], r.edges[k+1]
			mass := math.Exp(r.targets[k]) * (b - a)
			pieces, total = append(pieces, density.Piece{Interval: Interval{Lo: a, Hi: b}, Mass: mass}), total+mass
		}
		return pieces, total
	}
	return density.Pieces(priorFamily{r.target, r.finite}, 0)
}

// emptyClasses is emptyBins for class priors; of atoms at other places nothing can be said beforehand.
func (r *priorRatio) emptyClasses() ([]string, error) {
	classes, ok := r.target.(ClassPrior)
	if !ok {
		return nil, nil
	}
	var holes []density.Piece
	for k := range classes {
		y := float64(k)
		if m := math.Exp(classes.LogProb(y)); m > 0 && math.IsInf(r.train.LogProb(y), -1) {
			holes = append(holes, density.Piece{Interval: Interval{Lo: y, Hi: y}, Mass: m})
		}
	}
	return report(holes, "set the target's mass there to 0")
}

// report turns holes into a warning, or an error if they matter.
func report(holes []density.Piece, advice string) ([]string, error) {
	if len(holes) == 0 {
		return nil, nil
	}
	total := 0.
	var where []string
	for k, h := range holes {
		total += h.Mass
		switch {
		case k < 4:
			where = append(where, fmt.Sprintf("[%.6g, %.6g]", h.Lo, h.Hi))
		case k == 4:
			where = append(where, fmt.Sprintf("and %d more", len(holes)-4))
		}
	}
	text := fmt.Sprintf("%.2g of the target prior lies where the training prior is empty, on %s", total, strings.Join(where, ", "))
	if total > maxExcluded {
		return nil, fmt.Errorf("distributions: SwapPrior: %s; at most %v may: %s", text, maxExcluded, advice)
	}
	return []string{"SwapPrior: " + text + "; it is left out"}, nil
}
