package main

import (
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
)

// recorded are the results of the program with its defaults, which -run Full -full makes again and compares.
func recorded(t *testing.T) results {
	t.Helper()
	return programtest.Recorded[results](t, "testdata/results.json")
}

// What the README says of the fits is what the table says of the program's defaults; the rest of it holds whatever they find.
func TestReadme(t *testing.T) {
	r := recorded(t)
	programtest.Readme(t, table(), claims.Captions{
		"+ 5 five times":                                                    "count",
		"Nothing says how far off it may be":                                "definition: a line without a band",
		"More rows would not take it away":                                  "definition of aleatoric",
		"More rows would draw them together":                                "theory: the posterior's sd falls by the root of the rows",
		"They cross near x = 0, because the fitted normals are independent": "identity: the variance of k x + b is least at 0",
		"the exact posterior is narrowest amid the rows":                    "identity: at the mean of x",
		"long before its posteriors have converged":                         "of the claims above",
		"the conjugate posterior and its nearest independent normals":       "definition",
		"least squares, Newton's method":                                    "names of methods",
		"trains on all rows until they have":                                "definition of a flag",
	}, r, r.Claims)
}

// The record is of the program with its defaults: the same claims hold, of numbers that other processors' bits move by less than a tenth.
func TestFullRecord(t *testing.T) {
	if !*full {
		t.Skip("it runs the whole program, ten seconds: use -full")
	}
	r, _ := notebookRun(t, options{out: t.TempDir(), seed: 1})
	programtest.SameClaims(t, recorded(t).Claims, r.Claims, .1, 0)
}
