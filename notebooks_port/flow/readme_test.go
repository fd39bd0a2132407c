package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
)

// recorded are the results of the program with its defaults, which -run FullRecord -full makes again and compares.
func recorded(t *testing.T) results {
	t.Helper()
	return programtest.Recorded[results](t, "testdata/results.json")
}

// tables are those of the README, as the program prints them.
func tables(r results) []string {
	var plane, masses bytes.Buffer
	r.printPlane(&plane)
	r.Clusters.print(&masses)
	return []string{plane.String(), masses.String()}
}

// The README has the tables of the record to the letter. What it says of the flows is what the table says of the program's defaults; the rest of it holds whatever they find.
func TestReadme(t *testing.T) {
	r := recorded(t)
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range tables(r) {
		if !strings.Contains(string(raw), "```"+want+"```\n") {
			t.Errorf("README.md has other tables than the record, of which one is\n%s", want)
		}
	}
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
	programtest.SameClaims(t, recorded(t).Claims, r.Claims, .2, .01)
}
