package main

import (
	"math"
	"slices"
)

// interval is a value with its standard error. One that compares with nothing is written, not drawn: it would leave the
// others no room.
type interval struct {
	value, se float64
	apart     bool
}

// reach is the interval that is drawn.
func (v interval) reach() (lo, hi float64) { return v.value - barErrors*v.se, v.value + barErrors*v.se }

// marks are what a panel shows: ours by method, and what is published if anything is.
type marks struct {
	ours         []interval
	first, later *interval
}

func rmseMarks(o options, r results, set string) (m marks) {
	for _, name := range o.methods {
		s := r[set][name]
		m.ours = append(m.ours, interval{value: s.RMSE, se: s.RMSESE})
	}
	if p, ok := published[set]; ok {
		m.first, m.later = &interval{value: p.first.RMSE}, &interval{value: p.later.RMSE, se: p.later.RMSESE}
	}
	return m
}

// likelihoodMarks takes the density of a mixture that stands on whole numbers apart.
func likelihoodMarks(o options, r results, set string) (m marks) {
	for _, name := range o.methods {
		s := r[set][name]
		m.ours = append(m.ours, interval{value: s.LL, se: s.LLSE, apart: name == "mdn" && s.Whole})
	}
	if p, ok := published[set]; ok {
		m.first, m.later = &interval{value: p.first.LL}, &interval{value: p.later.LL, se: p.later.LLSE}
	}
	return m
}

// span is from the lowest to the highest that is drawn, with a margin in which a dot has room.
func (m marks) span() (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	drawn := slices.DeleteFunc(slices.Clone(m.ours), func(v interval) bool { return v.apart })
	if m.later != nil {
		drawn = append(drawn, *m.first, *m.later)
	}
	for _, v := range drawn {
		l, h := v.reach()
		lo, hi = min(lo, l), max(hi, h)
	}
	if len(drawn) == 0 {
		lo, hi = 0, 1
	}
	margin := .04*(hi-lo) + 1e-3*max(math.Abs(lo), math.Abs(hi), 1e-9)
	return lo - margin, hi + margin
}
