package programtest

import (
	"encoding/json"
	"maps"
	"os"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Recorded are results that a notebook wrote before, from testdata.
func Recorded[Results any](t *testing.T, path string) (r Results) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// SameClaims checks that a run makes the claims of a record, whose numbers other processors' bits move by less than a fraction of each or
// a margin.
func SameClaims(t *testing.T, recorded, run claims.List, fraction, margin float64) {
	t.Helper()
	if d := cmp.Diff(recorded, run, cmpopts.EquateApprox(fraction, margin), cmpopts.IgnoreFields(claims.Said{}, "Says")); d != "" {
		t.Errorf("the record is not of this program (-record +run):\n%s", d)
	}
}

// Readme checks that README.md says of its notebook what the table says of recorded results, whose claims are those said, and that the rest
// of it holds whatever they are: those are the table's captions and these.
func Readme[Results any](t *testing.T, table claims.Table[Results], captions claims.Captions, recorded Results, said claims.List) {
	t.Helper()
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	all := maps.Clone(table.Captions)
	maps.Copy(all, captions)
	table.Captions = all
	for _, wrong := range table.Prose(string(raw), recorded) {
		t.Error(wrong)
	}
	if d := cmp.Diff(table.Say(recorded), said); d != "" {
		t.Errorf("the record is of another table: run the program and copy its results.json (-now +recorded):\n%s", d)
	}
}
