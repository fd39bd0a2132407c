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
