package harness

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Teams are measured in turn, and each one's median is of its own numbers.
func TestPlayAlternates(t *testing.T) {
	var log []string
	a := &fake{name: "a", numbers: []float64{9, 1, 2}, log: &log}
	b := &fake{name: "b", numbers: []float64{10, 30, 20}, log: &log}
	o := Run{Rounds: 3}.Play(Case{Name: "x"}, []Team{a, b})
	slices.Sort(log[6:]) // closed in any order
	if got, want := strings.Join(log, " "), "a b a b a b close a close b"; got != want {
		t.Errorf("the order of calls is %q, want %q", got, want)
	}
	if d := cmp.Diff(map[string]float64{"a": 2, "b": 20}, o.Median); d != "" {
		t.Errorf("medians (-want +got):\n%s", d)
	}
	if r, ok := o.Ratio("a", "b"); r != .1 || !ok {
		t.Errorf("a is %v of b, %v, want .1", r, ok)
	}
}

// A team that lacks the case, that cannot enter, that fails on the way or at the end has no median; the others have
// all their rounds.
func TestPlayGoesOnWithoutTheFailed(t *testing.T) {
	var log []string
	teams := []Team{
		&fake{name: "none", enter: ErrNoCase, log: &log},
		&fake{name: "refuses", enter: errBroken, log: &log},
		&fake{name: "breaks", numbers: []float64{1}, fails: 2, log: &log},
		&fake{name: "negative", numbers: []float64{-1}, log: &log},
		&fake{name: "nan", numbers: []float64{math.NaN()}, log: &log},
		&fake{name: "infinite", numbers: []float64{math.Inf(1)}, log: &log},
		&fake{name: "leaks", numbers: []float64{1}, close: errBroken, log: &log},
		&fake{name: "good", numbers: []float64{5, 7}, log: &log},
	}
	o := Run{Rounds: 4}.Play(Case{Name: "x"}, teams)
	if d := cmp.Diff(map[string]float64{"good": 6}, o.Median); d != "" {
		t.Errorf("medians (-want +got):\n%s", d)
	}
	for _, name := range []string{"refuses", "breaks", "negative", "nan", "infinite", "leaks"} {
		if o.Failed[name] == nil {
			t.Errorf("team %q is not among those that failed", name)
		}
	}
	if len(o.Failed) != 6 || !errors.Is(o.Failed["breaks"], errBroken) {
		t.Errorf("failures are %v", o.Failed)
	}
	count := map[string]int{}
	for _, call := range log {
		count[call]++
	}
	if count["good"] != 4 || count["breaks"] != 2 || count["nan"] != 1 || count["close breaks"] != 1 {
		t.Errorf("calls: %v", count)
	}
}

// A slow contender sits out once it has had its time, after one measurement at least.
func TestPlayLimitsTheSlow(t *testing.T) {
	var log []string
	slow := &fake{name: "slow", numbers: []float64{1}, takes: 2 * time.Millisecond, log: &log}
	quick := &fake{name: "quick", numbers: []float64{2}, log: &log}
	o := Run{Rounds: 5, Limit: time.Millisecond}.Play(Case{}, []Team{slow, quick})
	count := map[string]int{}
	for _, call := range log {
		count[call]++
	}
	if count["slow"] != 1 || o.Median["slow"] != 1 || o.Median["quick"] != 2 {
		t.Errorf("calls %v, medians %v", count, o.Median)
	}
}

// At least half of the numbers are at most the median and at least half are no less.
func TestMedian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-1e9, 1e9), 1, 20).Draw(t, "x")
		before := slices.Clone(x)
		m, below, above := Median(x), 0, 0
		for _, v := range x {
			if v <= m {
				below++
			}
			if v >= m {
				above++
			}
		}
		if 2*below < len(x) || 2*above < len(x) {
			t.Fatalf("median of %v is %v: %d below, %d above", x, m, below, above)
		}
		if !slices.Equal(before, x) {
			t.Fatalf("%v was reordered to %v", before, x)
		}
	})
	if m := Median(nil); !math.IsNaN(m) {
		t.Errorf("median of nothing is %v", m)
	}
}

// The best of several teams is the least; of teams without numbers there is none.
func TestBestAndRatio(t *testing.T) {
	o := Outcome{Median: map[string]float64{Ours: 3, JAXStep: 12, JAXScan: 6}}
	if v, ok := o.Best(JAXStep, JAXScan); v != 6 || !ok {
		t.Errorf("best is %v, %v, want 6", v, ok)
	}
	if _, ok := o.Best(Gorgonia); ok {
		t.Error("a team without a number is best")
	}
	if r, ok := o.Ratio(Ours, JAXStep, JAXScan); r != .5 || !ok {
		t.Errorf("ratio is %v, %v, want .5", r, ok)
	}
	if _, ok := o.Ratio(Ours, Gorgonia); ok {
		t.Error("there is a ratio to a team without a number")
	}
	if _, ok := o.Ratio(Gorgonia, Ours); ok {
		t.Error("there is a ratio of a team without a number")
	}
}
