package distributions

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// Warnings is what a reader of the numbers must know, in sentences: what is an integral over draws, and rows that are NaN.
func (q Joint) Warnings() []string {
	out := slices.Clone(q.notes)
	if q.n == 0 {
		return out
	}
	var missing []string
	for _, c := range []struct {
		what string
		ok   bool
	}{
		{"means", q.f.can(q.f.meanFunc()) == nil},
		{"covariances", q.f.can(q.f.covarianceFunc()) == nil},
		{"marginals", q.allMarginals()},
	} {
		if !c.ok {
			missing = append(missing, c.what)
		}
	}
	_, fn := q.f.drawFunc()
	first, known := q.known()
	sampled := fn != nil || known && (q.Numbers() == 1 || q.conditional(first).err == nil)
	switch {
	case len(missing) > 0 && sampled:
		out = append(out, fmt.Sprintf("%s has no %s in closed form: they are estimates by seeded draws", q.family(), strings.Join(missing, ", no ")))
	case !sampled:
		out = append(out, fmt.Sprintf("%s has no way to draw, so there are no samples, and what has no closed form is NaN: give it a method Sample(noise *gorgonia.Node) *gorgonia.Node", q.family()))
	}
	return warnOf(out, q.n, "the density is NaN: the parameters are", q.broken())
}

// broken tells which rows are NaN: their densities at their means are.
func (q Joint) broken() func(i int) bool {
	y := table[float64](q.n, q.Numbers())
	if q.f.can(q.f.meanFunc()) == nil {
		y = q.Mean()
	}
	for _, v := range y {
		for j := range v {
			if math.IsNaN(v[j]) { // a mean that does not exist
				v[j] = q.shift[j]
			}
		}
	}
	logs := q.LogProb(y)
	return func(i int) bool { return math.IsNaN(logs[i]) }
}

// allMarginals reports whether those of all numbers are known: of a product of conditionals that of the first is, and the others' are not. They
// are built, and only that of number 0 is compiled.
func (q Joint) allMarginals() bool {
	built := func() (err error) {
		defer build.Recover(&err)
		q.f.sketch(1, 0, func(d Distribution, _ G.Nodes) Distribution {
			for j := range q.Numbers() {
				Marginal(d, j)
			}
			return d
		})
		return nil
	}
	return q.hasMarginal(0) && built() == nil
}
