package distributions

import (
	"context"
	"errors"
	"math"
	"testing"

	G "gorgonia.org/gorgonia"
)

// A target that is 0 beside the end of a Beta, and not beyond it, leaves no infinite end.
func TestEndsThatATargetLeavesOut(t *testing.T) {
	train := FlatPrior{-1, 2}
	target := Histogram{Edges: []float64{-1, .5, 1, 2}, Mass: []float64{1, 0, 1}}
	beta := withoutForms(compiledMixture(false, []float64{1, 2, .5}))
	for name, q := range map[string]Posterior{
		"upper": must1(SwapPrior(beta, train, target)),
		"lower": must1(SwapPrior(newPosterior(compiledMixture(false, []float64{1, .5, 2}).f), train,
			Histogram{Edges: []float64{-1, 0, .5, 2}, Mass: []float64{1, 0, 1}})),
	} {
		mode := q.Mode()[0]
		if math.Abs(mode-.5) > 1e-12 || len(q.Modes()[0]) != 1 || q.Modes()[0][0] != mode {
			t.Errorf("%s: Mode %v, Modes %v, want .5: it rises to there and is 0 beyond", name, mode, q.Modes()[0])
		}
		region := q.HPD(.9)[0]
		if len(region) != 1 || min(math.Abs(region[0].Lo-.5), math.Abs(region[0].Hi-.5)) > 1e-12 {
			t.Errorf("%s: HPD(.9) %v, want one interval at .5", name, region)
		}
	}
}

// Rows that were solved at ends they knew, and can then not be loaded again, are NaN or what they were, not a panic.
func TestEndsThatCannotBeLoadedAgain(t *testing.T) {
	const n, block = 200, 8 // more rows than are kept whole
	c := newDeclaredOn()
	d := Beta{Alpha: c.input("a", n), Beta: c.input("b", n)}
	var broken error
	load := func(_, n int) ([]drawValues, error) {
		shapes := func(a, b float64) drawValues {
			return func(p *G.Node) G.Value {
				if p.Name() == "a" {
					return dense(repeated(a, n), n)
				}
				return dense(repeated(b, n), n)
			}
		}
		return []drawValues{shapes(.3, .4), shapes(2, .2)}, broken
	}
	for _, rows := range []int{n, 20} {
		broken = nil
		q := must1(NewStreamed(context.Background(), d, rows, 2, block, load))
		want := q.HPD(.5)[rows-1]
		broken = errors.New("gone")
		s := q.f.(*redirected).stream
		s.mu.Lock()
		clear(s.held)
		s.mu.Unlock()
		q.HPD(.5)
		if w := q.Warnings(); len(w) == 0 {
			t.Error("nothing is said")
		}
		broken = nil
		s.mu.Lock()
		clear(s.held)
		s.mu.Unlock()
		if got := q.HPD(.5)[rows-1]; len(got) != len(want) || got[0] != want[0] {
			t.Errorf("once it can be loaded: %v, want %v", got, want)
		}
	}
}
