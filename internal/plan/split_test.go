package plan

import (
	"testing"

	G "gorgonia.org/gorgonia"
	"pgregory.net/rapid"
)

// Pieces are prepared once and cover every element once, none is below the least size, and little work is left whole.
func TestSplit(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n, least := rapid.IntRange(0, 300).Draw(r, "n"), rapid.IntRange(1, 40).Draw(r, "least")
		work := rapid.Float64Range(0, 20*pieceOf).Draw(r, "work")
		ran, prepared := make([]int, n), 0
		p := Split(n, least, work, func(lo, hi int) func(G.Value, []G.Value) {
			if prepared++; hi-lo < least {
				r.Fatalf("a piece from %d to %d", lo, hi)
			}
			return func(G.Value, []G.Value) {
				for i := lo; i < hi; i++ {
					ran[i]++
				}
			}
		})
		if p == nil {
			if work >= 2*pieceOf && n >= 2*least {
				r.Fatal("it is left whole")
			}
			return
		}
		if p.n > maxParts || float64(p.n)*pieceOf > work || p.n < 2 {
			r.Fatalf("%d pieces of %v ns", p.n, work)
		}
		m, s := &Machine{Vals: make([]G.Value, 1)}, &Step{}
		for range 2 {
			for k := range p.n {
				p.run(m, s, k)
			}
		}
		if prepared != p.n {
			r.Fatalf("%d pieces were prepared, of %d", prepared, p.n)
		}
		for i, k := range ran {
			if k != 2 {
				r.Fatalf("element %d was computed %d times in 2 runs", i, k)
			}
		}
	})
}
