package main

import (
	"strings"
	"testing"
)

// The table has each method, then what is published if anything is, without standard errors that are not known.
func TestTable(t *testing.T) {
	o, r := scored()
	o.methods = []string{"mdn"}
	var out strings.Builder
	r.print(&out, o)
	want := `
set                method             rmse          log-lik.
yacht              mdn               5.000 +- 0.100   -4.000 +- 0.200
yacht              dropout 2016      1.110            -1.550
yacht              dropout 2018      0.670 +- 0.049   -1.250 +- 0.015
plane              mdn               6.000 +- 0.100   -4.000 +- 0.200
`
	if got := out.String(); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// What each split chose is beside its scores.
func TestPrintSplits(t *testing.T) {
	var out strings.Builder
	printSplits(&out, []score{{RMSE: 1.5, LL: -2, chosen: "dropout 0.1"}})
	if want := "  split  1: rmse   1.500, log-likelihood  -2.000  dropout 0.1\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

// The page for the repository: the command that made it, errors where they are known, and what compares with nothing.
func TestMarkdown(t *testing.T) {
	o, r := scored()
	o.methods, o.seed, o.share, o.draws = []string{"bbb", "mdn"}, 1, 1, 1000
	for _, set := range o.sets {
		for m, s := range r[set] {
			s.Whole, s.Setting.Splits = set == "plane", 3
			r[set][m] = s
		}
	}
	text := r.markdown(o)
	for _, want := range []string{
		"go run ./notebooks_port/uci -data DIR -sets yacht,plane -methods bbb,mdn\n", "Means over 3 splits ± their standard errors, seed 1.\n",
		"| set | bbb | mdn | dropout 2016 | dropout 2018 |\n|---|---|---|---|---|\n| yacht | 2.000 ± 0.100 | 5.000 ± 0.100 | 1.110 | 0.670 ± 0.049 |\n",
		"| plane | -1.000 ± 0.200 | -4.000 ± 0.200 |  |  |\n", "mixture's log-likelihood on plane compares with nothing",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	o.sets, o.methods, o.share = []string{"plane"}, []string{"bbb"}, .5
	text = r.markdown(o)
	if strings.Contains(text, "2018") || strings.Contains(text, "mixture") || !strings.Contains(text, "of 0.5 of the epochs") {
		t.Errorf("one set without published figures:\n%s", text)
	}
	if usual := (options{sets: usualSets, methods: methodNames, draws: 1000, share: 1, seed: 1}).flags(); usual != "" {
		t.Errorf("flags %q of a run of everything", usual)
	}
	o = options{sets: usualSets, methods: []string{"mdn"}, splits: 3, draws: 50, share: .1, seed: 2}
	if got := o.flags(); got != " -methods mdn -splits 3 -draws 50 -epochs 0.1 -seed 2" {
		t.Errorf("flags %q", got)
	}
}
