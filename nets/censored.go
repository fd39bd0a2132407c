package nets

import (
	"cmp"
	"math"
	"slices"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// Censored learns from targets that are not always seen: times until something happens of which some had not happened when the study
// ended, readings below what an instrument sees. A row of the target is (value, status), with the status of distributions.Censored: 0
// of a value that was seen, 1 if the truth is above it, -1 if it is not above. With Intervals it is (low, high, status), where status 2 is
// low < y <= high and of others low is the value. Of is any head of one number; the prediction is its, about the truth. Of a Gaussian this is Tobin's
// (1958) regression.
//
// Of starts at the product-limit estimate of the marginal (Kaplan and Meier 1958). losses.NLL fits it: log p(value) of what was seen, the
// log-probability of what is known of the others. Leave Model.Y nil: a status cannot be scaled, and heads count in units of the target.
type Censored struct {
	Of        training.Net
	Intervals bool
}

var _ training.Net = Censored{}

// Forward is a distributions.Censored of what Of predicts.
func (m Censored) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	if m.Of == nil {
		build.Fail("censored", nil, "Of is nil: give the head whose target is censored, such as nets.Gaussian{}")
	}
	columns := 2
	if m.Intervals {
		columns = 3
	}
	check(s, "censored", columns, nil, "")
	base := m.Of.Forward(s.Targeting(uncensored), x)
	return distributions.Censored{Base: base, Intervals: m.Intervals}
}

// uncensored is the product-limit estimate of what rows of values and statuses are: Efron's (1967) redistribution gives the weight of a row
// whose truth is above its value to the rows above, and of one whose truth is below to those below, in proportion to theirs. A row with none on that side
// keeps it; intervals stand for a value inside.
func uncensored(t *layers.Targets) *layers.Targets {
	return layers.NewTargets(1, func() (y, weights []float64) {
		type seen struct{ y, w, status float64 }
		var rows []seen
		for row, w := range t.All() {
			r := seen{row[0], w, row[len(row)-1]}
			if r.status == distributions.IntervalCensored && len(row) > 2 {
				r.y = within(row[0], row[1])
			}
			rows = append(rows, r)
		}
		pass := func(status, up float64) {
			slices.SortStableFunc(rows, func(a, b seen) int { // what was seen at a value is passed before what was lost there
				return cmp.Or(cmp.Compare(up*a.y, up*b.y), cmp.Compare(math.Abs(a.status), math.Abs(b.status)))
			})
			left, grown := 0., 1.
			for _, r := range rows {
				left += r.w
			}
			for i := range rows {
				left -= rows[i].w
				w := rows[i].w
				rows[i].w *= grown
				if rows[i].status == status && left > 1e-12*w && i < len(rows)-1 {
					rows[i].w, grown = 0, grown*(1+w/left)
				}
			}
		}
		pass(distributions.RightCensored, 1)
		pass(distributions.LeftCensored, -1)
		for _, r := range rows {
			y, weights = append(y, r.y), append(weights, r.w)
		}
		return y, weights
	})
}

// within is a number of (low, high], a whole one between whole ends, so that counts start at counts.
func within(low, high float64) float64 {
	middle := low/2 + high/2
	if whole := math.Trunc(low) == low && math.Trunc(high) == high; !whole {
		return middle
	}
	if down := math.Floor(middle); down > low {
		return down
	}
	return high
}
