package claims

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
)

// race is the result of a small notebook: the errors of two methods by rows.
type race struct {
	Old     []float64 `json:"old"`
	New     []float64 `json:"new"`
	Seconds float64   `json:"seconds"`
	Claims  List      `json:"claims"`
}

// races says which is better after all rows, and nothing of no rows.
func races() Table[race] {
	return Table[race]{
		Claims: []Claim[race]{{
			Name: "better",
			Rests: func(r race) Numbers {
				if len(r.Old) == 0 {
					return nil
				}
				return Numbers{"old": r.Old[len(r.Old)-1], "new": r.New[len(r.New)-1]}
			},
			Holds: func(n Numbers) bool { return n["new"] < n["old"] },
			Says: func(n Numbers) string {
				return fmt.Sprintf("the new method is better, %.2f for %.2f", n["new"], n["old"])
			},
			Else: func(n Numbers) string { return fmt.Sprintf("no gain: %.2f for %.2f", n["new"], n["old"]) },
		}},
		Captions: Captions{"lower is better: %d methods": "definition", "published .125": "of another paper"},
	}
}

// fake runs the small notebook. What it prints and draws, and its results.json, may be spoiled.
func fake(t *testing.T, table Table[race], r race, spoil func(printed, heading *string, r *race)) (wrong []string) {
	t.Helper()
	dir := t.TempDir()
	r.Claims = table.Say(r)
	heading := "Two methods: " + r.Claims.Of("better")
	printed := "error 0.31 after 2 rows\npublished .125, lower is better: 2 methods\nwarning: row 3 has the smallest share, 0.076\nepoch 1/2  loss 7.77\nseconds  8.88\n"
	spoil(&printed, &heading, &r)
	if err := output.JSON(filepath.Join(dir, "results.json"), r); err != nil {
		t.Fatal(err)
	}
	if err := figure.NewPage(100, heading, "errors by rows (arXiv:1505.05424)").Save(filepath.Join(dir, "a.png")); err != nil {
		t.Fatal(err)
	}
	return table.Audit(dir, printed)
}

var won, lost = race{Old: []float64{.4, .5}, New: []float64{.42, .31}}, race{Old: []float64{.4, .31}, New: []float64{.42, .5}}

func clean(printed, heading *string, r *race) {}

// What is said is true: of either outcome, and of no rows, of which nothing is said.
func TestAuditPasses(t *testing.T) {
	for name, r := range map[string]race{"won": won, "lost": lost} {
		if wrong := fake(t, races(), r, clean); len(wrong) > 0 {
			t.Errorf("%s: %q", name, wrong)
		}
	}
	none := func(printed, heading *string, r *race) { *printed = "" }
	if wrong := fake(t, races(), race{}, none); len(wrong) > 0 {
		t.Errorf("no rows: %q", wrong)
	}
}

// Each way of saying what the numbers do not carry is caught.
func TestAuditCatches(t *testing.T) {
	for want, spoil := range map[string]func(printed, heading *string, r *race){
		`says "removes"`:                     func(_, heading *string, _ *race) { *heading += ". The new method removes the error" },
		`says "better"`:                      func(printed, _ *string, _ *race) { *printed += "the old method is better" },
		"gives 0.37, which is not":           func(printed, _ *string, _ *race) { *printed += "error 0.37" },
		"gives .12, which is not":            func(printed, _ *string, _ *race) { *printed += "published .12" },
		"is neither printed nor drawn":       func(_, heading *string, _ *race) { *heading = "Two methods" },
		"its numbers carry":                  func(_, _ *string, r *race) { r.New[1] = .6 },
		"results.json keeps the claims\n[]":  func(_, _ *string, r *race) { r.Claims = nil },
		"the new method is better, 0.31 for": func(_, heading *string, r *race) { r.Old, r.New = lost.Old, lost.New },
	} {
		r := race{Old: append([]float64(nil), won.Old...), New: append([]float64(nil), won.New...)}
		wrong := strings.Join(fake(t, races(), r, spoil), "\n")
		if !strings.Contains(wrong, want) {
			t.Errorf("want %q, got\n%s", want, wrong)
		}
	}
}

// A claim that nothing could refute is none: one that always holds, and one that holds of what is not known.
func TestAuditCatchesVacuous(t *testing.T) {
	for name, holds := range map[string]func(n Numbers) bool{
		"always":  func(Numbers) bool { return true },
		"unknown": func(n Numbers) bool { return !(n["new"] >= n["old"]) },
	} {
		table := races()
		table.Claims[0].Holds = holds
		if wrong := strings.Join(fake(t, table, won, clean), "\n"); !strings.Contains(wrong, `claim "better" holds of anything`) {
			t.Errorf("%s: %q", name, wrong)
		}
	}
}

// A run that left nothing, no results or a picture of another program is told.
func TestAuditOfNothing(t *testing.T) {
	dir := t.TempDir()
	if wrong := races().Audit(dir, ""); len(wrong) != 1 || !strings.Contains(wrong[0], "results.json") {
		t.Errorf("%q", wrong)
	}
	for name, text := range map[string]string{"results.json": "{}", "a.png": "no picture"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if wrong := races().Audit(dir, ""); len(wrong) != 1 || !strings.Contains(wrong[0], "a.png") {
		t.Errorf("%q", wrong)
	}
}
