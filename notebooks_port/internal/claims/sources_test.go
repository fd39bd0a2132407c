package claims

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// program is the code of a small notebook, with holes for its doc, a heading that a small run does not reach, and the usage of a flag.
const program = `// Program is a notebook. DOC
package main

import ("flag"; "fmt")

type t struct{ X int ` + "`json:\"better\"`" + ` }

func main() {
	f := flag.Int("rows", 100, "USAGE")
	if *f > 1_000_000 {
		draw("HEADING", fmt.Sprintf("%.3f dex", 1.))
	}
	panic(fmt.Errorf("-rows %d: more are needed", *f))
}
`

const table = `package main

import "claims"

var captions = claims.Captions{"lower is better": "definition", "without a reason is better": ""}

var claim = "the new method is better"
`

// sources audits the small notebook with its holes filled.
func sources(t *testing.T, fill ...string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"main.go": strings.NewReplacer(fill...).Replace(program), "claims.go": table,
		"main_test.go": "package main\nvar want = \"the old method is better\"\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	wrong, err := Sources(dir)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(wrong, "\n")
}

// Captions with a reason, the table itself, errors, tags and tests may say what they like.
func TestSourcesPass(t *testing.T) {
	if wrong := sources(t, "HEADING", "lower is better"); wrong != "" {
		t.Error(wrong)
	}
}

// A false sentence is caught wherever it stands in the code.
func TestSourcesCatch(t *testing.T) {
	for _, hole := range []string{"DOC", "HEADING", "USAGE"} {
		for text, want := range map[string]string{
			"The bias vanishes.":         `says "vanishes"`,
			"error 0.25 dex":             "gives 0.25",
			"without a reason is better": `says "better"`,
			"the new method is better":   `says "better"`, // a claim is said by the table alone
		} {
			if wrong := sources(t, hole, text); !strings.Contains(wrong, want) || !strings.Contains(wrong, "main.go:") {
				t.Errorf("%s %q: want %q, got %q", hole, text, want, wrong)
			}
		}
	}
}

// What is no Go is an error.
func TestSourcesOfNoGo(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte("no Go"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Sources(dir); err == nil {
		t.Error("no error")
	}
	if _, err := Sources(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("no error of a missing folder")
	}
}
