package main

import (
	"os"
	"path/filepath"
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

// Every dot with its bar, and what is published, is inside the axes; one method with no spread too.
func TestPanelHoldsAll(t *testing.T) {
	marks := []interval{{1, .1}, {3, 1}}
	p := panel([]string{"mdn", "bbb"}, marks, true)
	addPublished(p, 9, interval{-2, .5})
	if !(p.X.Min < -3 && p.X.Max > 9 && p.Y.Min < height(1, 2) && p.Y.Max > height(0, 2)) {
		t.Errorf("axes %v to %v and %v to %v", p.X.Min, p.X.Max, p.Y.Min, p.Y.Max)
	}
	one := panel([]string{"mdn"}, []interval{{2, 0}}, true)
	if !(one.X.Min < 2 && one.X.Max > 2) {
		t.Errorf("one value is on an axis from %v to %v", one.X.Min, one.X.Max)
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
