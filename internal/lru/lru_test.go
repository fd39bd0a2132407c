package lru

import (
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// at is a key.
func at(k int) func() int { return func() int { return k } }

func equals(x int) func(v int) bool { return func(v int) bool { return v == x } }

// modelled is what a Cache should hold, as a list from the one used last to the one used longest ago.
type modelled struct {
	value, bytes int
	held         bool
	e            *Entry[int, int]
}

// Whatever is asked of it, a cache holds what a list kept by hand does; keys collide on purpose.
func TestAgainstAList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const budget = 20
		var c Cache[int, int]
		var list []*modelled
		front := func(i int) {
			m := list[i]
			list = slices.Insert(slices.Delete(list, i, i+1), 0, m)
		}
		total := func() (n int) {
			for _, m := range list {
				n += m.bytes
			}
			return n
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			v := rapid.IntRange(0, 9).Draw(t, "value")
			i := slices.IndexFunc(list, func(m *modelled) bool { return m.value == v })
			switch op := rapid.IntRange(0, 3).Draw(t, "op"); {
			case op == 0 && i < 0:
				list = slices.Insert(list, 0, &modelled{v, 0, true, c.Add(v%3, v)})
			case op == 1 && i >= 0:
				n := rapid.IntRange(0, 12).Draw(t, "bytes")
				list[i].bytes += n
				list[i].held = false
				fits := c.Grow(list[i].e, n, budget)
				for j := len(list) - 1; j > 0 && total() > budget; j-- {
					if !list[j].held {
						list = slices.Delete(list, j, j+1)
					}
				}
				if fits != (total() <= budget) {
					t.Fatalf("it fits: %v, in the list %d of %d", fits, total(), budget)
				}
			case op == 2 && i >= 0:
				c.Remove(list[i].e)
				c.Remove(list[i].e)
				c.Grow(list[i].e, 5, budget) // of what is gone
				list = slices.Delete(list, i, i+1)
			case op == 3:
				e := c.Get(at(v%3), equals(v))
				if (e != nil) != (i >= 0) || e != nil && e.Value != v {
					t.Fatalf("value %d: %v, in the list at %d", v, e, i)
				}
				if i >= 0 {
					front(i)
				}
			}
			if n, bytes := c.Size(); n != len(list) || bytes != total() {
				t.Fatalf("%d entries of %d bytes, in the list %d of %d", n, bytes, len(list), total())
			}
		}
	})
}

// The entry used last stays, however large it is: a network beyond the budget is not compiled at each call.
func TestLargerThanTheBudget(t *testing.T) {
	var c Cache[string, int]
	for v := range 3 {
		if c.Grow(c.Add("x", v), 100, 10) {
			t.Error("100 bytes fit 10")
		}
		if n, bytes := c.Size(); n != 1 || bytes != 100 {
			t.Errorf("%d entries of %d bytes", n, bytes)
		}
	}
}

// What is being made is not forgotten, so that who makes it can be found.
func TestBeingMade(t *testing.T) {
	var c Cache[int, int]
	c.Add(1, 1)
	for k := 2; k < 9; k++ {
		c.Grow(c.Add(k, k), 10, 10)
	}
	if c.Get(at(1), equals(1)) == nil || c.Get(at(8), equals(8)) == nil {
		t.Error("what is being made was forgotten, or what was used last")
	}
	if n, _ := c.Size(); n != 2 {
		t.Errorf("%d entries", n)
	}
}

// Run with the race detector.
func TestConcurrently(t *testing.T) {
	var c Cache[int, int]
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 2000 {
				k := (i*7 + g) % 50
				e := c.Get(at(k), equals(k))
				if e == nil {
					e = c.Add(k, k)
				}
				c.Grow(e, 1, 100)
				if e.Value != k {
					t.Errorf("%d under %d", e.Value, k)
				}
			}
		})
	}
	all.Wait()
}

func TestHitAllocatesNothing(t *testing.T) {
	var c Cache[uint64, int]
	for k := range 100 {
		c.Grow(c.Add(uint64(k), k), 1, 1000)
	}
	k := 0
	if n := testing.AllocsPerRun(100, func() {
		k = (k + 31) % 100
		c.Get(func() uint64 { return uint64(k) }, func(v int) bool { return v == k })
	}); n != 0 {
		t.Errorf("%v allocations a hit", n)
	}
}
