package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// scored is results of two sets, one of which has published figures.
func scored() (options, results) {
	o := options{sets: []string{"yacht", "plane"}, methods: methodNames}
	r := results{}
	for i, set := range o.sets {
		r[set] = map[string]summary{}
		for k, m := range o.methods {
			r[set][m] = summary{RMSE: 1 + float64(k+i), RMSESE: .1, LL: -float64(k), LLSE: .2}
		}
	}
	return o, r
}

func TestFigure(t *testing.T) {
	o, r := scored()
	path := filepath.Join(t.TempDir(), "uci.png")
	if err := save(path, o, r); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Errorf("%v", err)
	}
	if err := save(filepath.Join(t.TempDir(), "missing", "uci.png"), o, r); err == nil {
		t.Error("a figure was written into a folder that does not exist")
	}
}

// Every dot with its bar, and what is published, is inside the axes with room for a dot; one method with no spread too.
// What compares with nothing does not widen them.
func TestPanelHoldsAll(t *testing.T) {
	m := marks{ours: []interval{{value: 1, se: .1}, {value: 3, se: 1}}, first: &interval{value: 9}, later: &interval{value: -2, se: .5}}
	p := panel([]string{"mdn", "bbb"}, m, true)
	if !(p.X.Min < -3.4 && p.X.Max > 9.4 && p.Y.Min < height(1, 2) && p.Y.Max > height(0, 2)) {
		t.Errorf("axes %v to %v and %v to %v", p.X.Min, p.X.Max, p.Y.Min, p.Y.Max)
	}
	one := panel([]string{"mdn"}, marks{ours: []interval{{value: 2}}}, true)
	if !(one.X.Min < 2 && one.X.Max > 2) {
		t.Errorf("one value is on an axis from %v to %v", one.X.Min, one.X.Max)
	}
	m = marks{ours: []interval{{value: 1, se: .1}, {value: 100, se: 1, apart: true}}}
	if lo, hi := m.span(); !(lo < .8 && hi > 1.2 && hi < 2) {
		t.Errorf("an axis from %v to %v beside a value that is written", lo, hi)
	}
	if lo, hi := (marks{ours: m.ours[1:]}).span(); !(lo < hi) {
		t.Errorf("nothing drawn: an axis from %v to %v", lo, hi)
	}
}

// All errors drawn are the same number of standard errors: ours and what is published.
func TestOneKindOfError(t *testing.T) {
	o, r := scored()
	m := rmseMarks(o, r, "yacht")
	for _, v := range append(m.ours, *m.later) {
		if lo, hi := v.reach(); !near(hi-lo, 2*barErrors*v.se) || !(v.se > 0) {
			t.Errorf("%+v reaches from %v to %v", v, lo, hi)
		}
	}
	if m.later.se != published["yacht"].later.RMSESE || likelihoodMarks(o, r, "yacht").later.se != published["yacht"].later.LLSE {
		t.Error("the error of another score")
	}
}

// The key and the line below the heading promise what the sets asked for have: published figures, errors, a number of splits.
func TestNoEmptyPromises(t *testing.T) {
	for _, c := range []struct {
		sets   []string
		splits []int // of each
		items  int
		below  string
	}{
		{[]string{"yacht"}, []int{20}, 4, "Mean over 20 splits, beside the published figures of MC dropout."},
		{[]string{"plane"}, []int{20}, 1, "Mean over 20 splits."},
		{[]string{"plane"}, []int{1}, 1, "One split, which has no standard error."},
		{[]string{"plane", "yacht"}, []int{3, 20}, 4, "Mean over the splits, beside the published figures of MC dropout."},
	} {
		o, r := scored()
		o.sets = c.sets
		for i, set := range c.sets {
			for m, s := range r[set] {
				s.Setting.Splits = c.splits[i]
				r[set][m] = s
			}
		}
		if n, text := len(key(o, r)), below(o, r); n != c.items || text != c.below {
			t.Errorf("%v of %v splits: %d entries under %q", c.sets, c.splits, n, text)
		}
	}
}

// Whole-number targets are told from others, and only a mixture's density of them is set apart.
func TestApart(t *testing.T) {
	if !wholeNumbers([]float64{3, -1, 0}) || wholeNumbers([]float64{3, .5}) {
		t.Error("whole numbers are not told")
	}
	o, r := scored()
	for m, s := range r["plane"] {
		s.Whole = true
		r["plane"][m] = s
	}
	if text := below(o, r); !strings.Contains(text, "written, not drawn") {
		t.Errorf("a number without a word: %q", text)
	}
	for _, set := range o.sets {
		for k, v := range likelihoodMarks(o, r, set).ours {
			if v.apart != (set == "plane" && o.methods[k] == "mdn") {
				t.Errorf("%s on %s: apart %v", o.methods[k], set, v.apart)
			}
		}
		for _, v := range rmseMarks(o, r, set).ours {
			if v.apart {
				t.Errorf("an error on %s is set apart", set)
			}
		}
	}
}

// Each method has a name in the figure.
func TestTitles(t *testing.T) {
	for _, m := range methodNames {
		if titles[m] == "" || methods[m] == nil {
			t.Errorf("%s has no title or no method", m)
		}
	}
}
