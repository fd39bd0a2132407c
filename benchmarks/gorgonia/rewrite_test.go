package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each edit changes what it is for and nothing else, comments included.
func TestRewrite(t *testing.T) {
	for _, c := range []struct {
		edit       edit
		from, want string
	}{
		{swapMachines, "func f() { var m *tapeMachine = NewTapeMachine(g, opts...) }", "func f() { var m *Swapped = NewSwapped(g, opts...) }"},
		{swapMachines, "// NewTapeMachine(\nfunc f() VM { return G.NewTapeMachine(g) }", "// NewTapeMachine(\nfunc f() VM { return G.NewSwapped(g) }"},
		{swapMachines, "func f() { m := NewTapeMachine(g); _ = m.locMap }", ""},
		{swapMachines, "func f() { m := NewLispMachine(g) }", ""},
		{fixSeeds, "var r = rng.New(time.Now().UnixNano())", "var r = rng.New(fixedSeed(time.Now()))"},
		{fixSeeds, "var r = time.Now()", ""},
		{noDropout, "var y, err = G.Dropout(x, .2)", "var y, err = G.NoDropout(x, .2)"},
		{timeSolvers, "func (s *Adam) Step(model []ValueGrad) (err error) { return nil }", "func (s *Adam) Step(model []ValueGrad) (err error) { defer solverStep()(); return nil }"},
		{timeSolvers, "func (s slice) Step() int { return 1 }", ""},
		{dropImport("C"), "import \"C\"\n\nvar x int", "var x int"},
		{dropImport("C"), "import \"fmt\"", ""},
	} {
		if c.want == "" {
			c.want = c.from
		}
		got, err := rewrite("a.go", []byte("package a\n\n"+c.from+"\n"), c.edit)
		if err != nil {
			t.Errorf("%s: %v", c.from, err)
			continue
		}
		if d := cmp.Diff(squeeze("package a "+c.want), squeeze(string(got))); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.from, d)
		}
	}
}

// squeeze is Go text without what gofmt decides.
func squeeze(s string) string {
	return strings.NewReplacer(" ", "", "\n", "", "\t", "", ";", "").Replace(s)
}

// A program reports when main ends and links this library's machine in; other files and packages do neither.
func TestFlushMain(t *testing.T) {
	got, err := rewrite("main.go", []byte("package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println()\n}\n"), flushMain)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`import "gorgonia.org/gorgonia/swapped"`, "defer swapped.Flush()\n\tfmt.Println()"} {
		if !strings.Contains(string(got), part) {
			t.Errorf("the program lacks %q:\n%s", part, got)
		}
	}
	for _, text := range []string{"package main\n\nfunc helper() {}\n", "package a\n\nfunc main() {}\n"} {
		if got, err := rewrite("a.go", []byte(text), flushMain); err != nil || string(got) != text {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	}
}

func TestRewriteRefusesWhatIsNotGo(t *testing.T) {
	if got, err := rewrite("a.go", []byte("package"), swapMachines); err == nil {
		t.Errorf("became %q", got)
	}
}

// Tests and examples are changed, and of the library itself only its seeds and its solvers' Step.
func TestEdits(t *testing.T) {
	text := []byte("package p\n\nfunc (s *S) Step(m []V) error { NewTapeMachine(time.Now().UnixNano()); return nil }\n")
	for file, want := range map[string][]string{
		"nn_test.go":            {"NewSwapped", "UnixNano"},
		"examples/iris/main.go": {"NewSwapped", "UnixNano"},
		"ops/nn/conv_test.go":   {"NewSwapped", "UnixNano"},
		"weights.go":            {"NewTapeMachine", "fixedSeed"},
		"solvers.go":            {"NewTapeMachine", "UnixNano", "solverStep"},
	} {
		got, err := rewrite(file, text, edits(file)...)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"NewSwapped", "NewTapeMachine", "UnixNano", "fixedSeed", "solverStep"} {
			has := strings.Contains(string(got), word)
			if wanted := strings.Contains(strings.Join(want, " "), word); has != wanted {
				t.Errorf("%s has %s: %v, want %v", file, word, has, wanted)
			}
		}
	}
}
