package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
)

// recorded are the results of the program with its defaults, which -run Full -full makes again.
func recorded(t *testing.T) results {
	t.Helper()
	return programtest.Recorded[results](t, "testdata/results.json")
}

// tables are those of the README, as the program prints them.
func tables(r results) map[string]string {
	masses, regression := clustersHead(), toyHead()
	for _, h := range clusterMethods(0) {
		m := r.Clusters.Methods[h.key]
		for i, n := range r.Clusters.Rows {
			masses += methodResult{Epochs: m.Epochs[:i+1], Epistemic: m.Epistemic[:i+1], Aleatoric: m.Aleatoric[:i+1], RMSE: m.RMSE[:i+1], NLL: m.NLL[:i+1]}.line(h.name, n)
		}
	}
	for _, h := range toyMethods(options{}, 0) {
		regression += r.Toy.Methods[h.key].line(h.name)
	}
	var parting bytes.Buffer
	r.Clusters.Parting.print(&parting, options{})
	return map[string]string{"cluster masses": masses, "parting": strings.TrimPrefix(parting.String(), "\n"), "toy regression": regression + r.Toy.NUTS.line()}
}

// The README has the tables of the record to the letter, says what the numbers carry, and the rest of it holds whatever they are.
func TestReadme(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	r := recorded(t)
	for name, want := range tables(r) {
		if !strings.Contains(string(raw), "```\n"+want+"```\n") {
			t.Errorf("README.md has another table of %s than the record, whose is\n%s", name, want)
		}
	}
	programtest.Readme(t, table(), readmeCaptions, r, r.Claims)
}

var readmeCaptions = claims.Captions{
	"The lecture has it that the epistemic part shrinks as rows come in while the aleatoric part stays": "the lecture's words",
	"what a network does not know it can also call noise":                                               "identity: the likelihood of the rows is that of the sum",
	"of a network half as wide":                        "definition",
	"the weights are the most probable ones":           "definition",
	"of three noises that of the greatest evidence":    "definition",
	"the evidence says so, for it falls":               "measured apart: from -252 to -319 nats, while the noise goes from .125 to .079 dex",
	"which asks for the sum of both":                   "identity",
	"draws from the exact posterior":                   "definition",
	"on rows that neither has seen":                    "definition",
	"by up to 20 standard deviations of the features.": "definition",
}
