package plan

import (
	"testing"

	"pgregory.net/rapid"
)

// Stretches that are taken never overlap, stretches given back are joined, and when all are back there is one gap.
func TestGaps(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		free, end := gaps{}, 0
		var taken []gap
		for range rapid.IntRange(1, 60).Draw(r, "moves") {
			if len(taken) > 0 && rapid.Bool().Draw(r, "give") {
				i := rapid.IntRange(0, len(taken)-1).Draw(r, "which")
				free.give(taken[i].at, taken[i].size)
				taken = append(taken[:i:i], taken[i+1:]...)
			} else {
				size := align * rapid.IntRange(1, 5).Draw(r, "size")
				taken = append(taken, gap{free.take(size, &end), size})
			}
			check(r, free, taken, end)
		}
		for _, g := range taken {
			free.give(g.at, g.size)
		}
		if len(free) != 1 || free[0] != (gap{0, end}) {
			r.Fatalf("%v is free of %d", free, end)
		}
	})
}

// check counts who has each line of a block.
func check(r *rapid.T, free gaps, taken []gap, end int) {
	lines := make([]int, end/align)
	for _, g := range append(append([]gap{}, free...), taken...) {
		for at := g.at; at < g.at+g.size; at += align {
			lines[at/align]++
		}
	}
	for i, n := range lines {
		if n != 1 {
			r.Fatalf("line %d belongs to %d: free %v, taken %v", i, n, free, taken)
		}
	}
	for i := 1; i < len(free); i++ {
		if free[i-1].at+free[i-1].size >= free[i].at {
			r.Fatalf("%v touch", free)
		}
	}
}
