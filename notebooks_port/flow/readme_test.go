package main

import (
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// recorded are the results of the program with its defaults, which -run FullRecord -full makes again and compares.
func recorded(t *testing.T) results {
	t.Helper()
	return programtest.Recorded[results](t, "testdata/results.json")
}

// What the README says of the flows is what the table says of the program's defaults; the rest of it holds whatever they find.
func TestReadme(t *testing.T) {
	r := recorded(t)
	programtest.Readme(t, table(), claims.Captions{
		"Since their formulas are known, so is what a flow has left to learn": "definition",
		"lines of a colour do not cross":                                      "identity: the map is one to one",
		"to be at most .05 nats":                                              "the law that -full holds",
		"no more than .02 nats behind":                                        "the law that -full holds",
	}, r, r.Claims)
}

// The record is of the program with its defaults: the same claims hold, of numbers that other processors' bits move by less than a fifth
// or .01.
func TestFullRecord(t *testing.T) {
	if !*full {
		t.Skip("it runs the whole program, minutes: use -full")
	}
	o := options{out: t.TempDir(), seed: 1, points: fullPoints, epochs: fullEpochs, clusters: fullClusters}
	r, _ := notebookRun(t, o)
	if d := cmp.Diff(recorded(t).Claims, r.Claims, cmpopts.EquateApprox(.2, .01), cmpopts.IgnoreFields(claims.Said{}, "Says")); d != "" {
		t.Errorf("the record is not of this program (-record +run):\n%s", d)
	}
}
