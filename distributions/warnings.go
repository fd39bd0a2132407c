package distributions

import (
	"fmt"
	"sync"

	"github.com/deepprob/deepprob/internal/density"
)

// A memo holds what is computed once for a Posterior: its rows, solved, and what is asked of them beside that.
type memo struct {
	density.Rows

	mu    sync.Mutex
	rough []bool // by row, once entropies were asked for: p log p could not be followed to full accuracy

	decompose sync.Once
	parts     []drawParts // of mixtures of draws
}

func newMemo(f density.Family, first, n int) *memo {
	return &memo{Rows: density.Rows{Family: f, First: first, N: n}}
}

// summaries returns those of all rows, computed once.
func (q Posterior) summaries() []density.Summary {
	if q.n == 0 {
		return nil
	}
	return q.memo.Summaries()
}

// Warnings is what a reader of the numbers must know, in sentences: what SwapPrior left out, rows that could not be
// solved, components that none of 1,000 rows or more uses, and entropies that were asked for and could not be integrated exactly.
// It solves all rows once if no method has yet.
func (q Posterior) Warnings() []string {
	out := append([]string(nil), q.notes...)
	rows := q.summaries()
	if l := q.has().Loader; l != nil {
		out = append(out, l.Warnings(q.first, q.n)...)
	}
	for _, w := range rowWarnings {
		out = warnOf(out, q.n, w.text, func(i int) bool { return rows[i].State == w.state })
	}
	if q.n == 0 {
		return out
	}
	out = append(out, q.deadComponents()...)
	q.memo.mu.Lock()
	defer q.memo.mu.Unlock()
	return warnOf(out, len(q.memo.rough), "the entropy is less exact than other answers: p log p could not be followed to full accuracy",
		func(i int) bool { return q.memo.rough[i] && rows[i].State == density.Fine })
}

// warnOf appends a warning of the rows, of n, that it is true of.
func warnOf(out []string, n int, text string, of func(i int) bool) []string {
	count, first := 0, 0
	for i := n - 1; i >= 0; i-- {
		if of(i) {
			count, first = count+1, i
		}
	}
	if count == 0 {
		return out
	}
	return append(out, fmt.Sprintf("%d of %d rows, row %d first: %s", count, n, first, text))
}

var rowWarnings = []struct {
	state density.State
	text  string
}{
	{density.Invalid, "the density is NaN, or infinite inside its support: the parameters are NaN or out of their domain"},
	{density.Empty, "the density is zero everywhere"},
	{density.Lost, "the density is so narrow that float64 makes noise of it: quantiles, draws, the cdf and closed forms are right, modes, regions and integrals are NaN or none"},
	{density.Unnormal, "the density does not integrate to 1: a bump of it is narrower than the distribution says, or it is not normalized"},
	{density.Unresolved, "the density cannot be followed to full accuracy, because features of it are too narrow for float64 or its logarithm too large: all but log-densities is less exact there"},
}
