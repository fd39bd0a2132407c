package claims

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// vacuous are the claims that no numbers can refute: that hold of NaN, or however one number or all are changed.
func (t Table[R]) vacuous(r R) (wrong []string) {
	for _, c := range t.Claims {
		if n := c.Rests(r); len(n) > 0 && (c.Holds(n.changed("", func(float64) float64 { return math.NaN() })) || !refutable(n, c.Holds)) {
			wrong = append(wrong, fmt.Sprintf("claim %q holds of anything: %v", c.Name, n))
		}
	}
	return wrong
}

func refutable(n Numbers, holds func(Numbers) bool) bool {
	if !holds(n) {
		return true
	}
	for _, name := range append(slices.Collect(maps.Keys(n)), "") {
		for _, to := range []func(v float64) float64{
			func(v float64) float64 { return -v }, func(v float64) float64 { return 1e-6 * v },
			func(v float64) float64 { return 1e6 * v }, func(v float64) float64 { return v + 1 },
		} {
			if !holds(n.changed(name, to)) {
				return true
			}
		}
	}
	return false
}

// changed are other numbers in place of the one of a name, or of all if it is empty.
func (n Numbers) changed(name string, to func(v float64) float64) Numbers {
	m := Numbers{}
	for k, v := range n {
		m[k] = v
		if name == "" || k == name {
			m[k] = to(v)
		}
	}
	return m
}
