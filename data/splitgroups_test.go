package data

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Law: all rows, each once; no group on both sides; neither side empty; a split is a function of its seed.
func TestSplitGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := numbered(rapid.IntRange(2, 80).Draw(t, "n"))
		s.Groups = rapid.SliceOfN(rapid.IntRange(-3, 9), s.Rows(), s.Rows()).Draw(t, "groups")
		s.Groups[0] = 100
		train := rapid.IntRange(1, s.Rows()-1).Draw(t, "train")
		seed := rapid.Uint64().Draw(t, "seed")
		a, b, err := s.SplitGroups(train, seed)
		if err != nil {
			t.Fatal(err)
		}
		all := append(rowsOf(t, a), rowsOf(t, b)...)
		again, _, _ := s.SplitGroups(train, seed)
		if !slices.Equal(rowsOf(t, again), all[:a.Rows()]) {
			t.Fatalf("one seed, two splits")
		}
		slices.Sort(all)
		for i, r := range all {
			if i != r {
				t.Fatalf("rows %v", all)
			}
		}
		for _, g := range b.Groups {
			if slices.Contains(a.Groups, g) {
				t.Fatalf("group %d is on both sides", g)
			}
		}
		if a.Rows() == 0 || b.Rows() == 0 {
			t.Fatalf("%d and %d rows", a.Rows(), b.Rows())
		}
	})
}

// Law: no choice among all of up to 2^10 comes nearer to the target.
func TestNearestSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 40), 2, 10).Draw(t, "sizes")
		total := 0
		for _, n := range sizes {
			total += n
		}
		target := rapid.IntRange(1, total-1).Draw(t, "target")
		got, taken := 0, nearestSum(sizes, target)
		for i, n := range sizes {
			if taken[i] {
				got += n
			}
		}
		best := total
		for subset := 1; subset < 1<<len(sizes)-1; subset++ {
			sum := 0
			for i, n := range sizes {
				sum += n * (subset >> i & 1)
			}
			best = min(best, max(sum-target, target-sum))
		}
		if got == 0 || got == total || max(got-target, target-got) != best {
			t.Fatalf("sizes %v, target %d: sum %d, but a choice misses by %d", sizes, target, got, best)
		}
	})
}

// A beginning that fits is kept: the seed decides, not the sizes.
func TestNearestSumKeepsTheBeginning(t *testing.T) {
	for _, c := range []struct {
		sizes  []int
		target int
		want   []bool
	}{
		{[]int{2, 2, 2, 2}, 4, []bool{true, true, false, false}},
		{[]int{3, 1, 5, 2, 2}, 6, []bool{true, true, false, true, false}},
		{[]int{6, 5, 5}, 10, []bool{false, true, true}},
		{[]int{9, 9}, 1, []bool{true, false}},
		{[]int{9, 9}, 17, []bool{true, false}},
		{[]int{3, 3, 3, 3}, 7, []bool{true, true, false, false}},
	} {
		if got := nearestSum(c.sizes, c.target); !slices.Equal(got, c.want) {
			t.Errorf("%v to %d: %v, want %v", c.sizes, c.target, got, c.want)
		}
	}
}

// Without groups each row is its own.
func TestSplitGroupsWithoutGroups(t *testing.T) {
	a, b, err := numbered(10).SplitGroups(7, 3)
	if err != nil || a.Rows() != 7 || b.Rows() != 3 {
		t.Errorf("%d and %d rows, %v", a.Rows(), b.Rows(), err)
	}
}

// Both catalogues are the size of the case study's: sizes that all differ, and sizes of 3 that never add up to 200,000.
func BenchmarkSplitGroups(b *testing.B) {
	for name, group := range map[string]func(i int) int{
		"size3": func(i int) int { return i / 3 },
		"sizes": func(i int) int { return i / (3 + i/1000%98) },
	} {
		s := numbered(266_000)
		s.Groups = make([]int, s.Rows())
		for i := range s.Groups {
			s.Groups[i] = group(i)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := s.SplitGroups(200_000, 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
