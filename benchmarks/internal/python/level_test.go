package python

import (
	"context"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/level"
)

// A held environment reaches the process that is asked, which then is found to be held; without it the same process is
// not, and that is an error which says what to do.
func TestHoldIsChecked(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	t.Setenv("ONEDNN_MAX_CPU_ISA", "")
	find := func(e Environment) (string, error) {
		t.Helper()
		parts, err := e.Check(context.Background(), io.Discard, "oneDNN")
		if err != nil {
			t.Fatal(err)
		}
		return Held(append(parts, parts...))
	}
	e := Environment{Python: os.Args[0]}
	if text, err := find(e); err == nil || !strings.Contains(err.Error(), "oneDNN uses more than AVX2") || !strings.Contains(err.Error(), "DEEPPROB_CPU") {
		t.Errorf("without a hold there is %q, %v", text, err)
	}
	if err := e.Hold(level.Hold{}); err != nil || e.Vars != nil {
		t.Errorf("no hold sets %q, %v", e.Vars, err)
	}
	if err := e.Hold(level.Hold{AVX2: true, Core: "Haswell"}); err != nil {
		t.Fatal(err)
	}
	text, err := find(e)
	if err != nil || strings.Count(text, "oneDNN: ISA AVX2") != 1 || !strings.Contains(text, "Nothing tells what MKL does.") {
		t.Errorf("held it says %q, %v", text, err)
	}
	whole, err := (&Environment{Python: os.Args[0]}).Level(context.Background(), io.Discard, level.Hold{AVX2: true, Core: "Zen"}, "oneDNN", "oneDNN")
	if err != nil || whole != text {
		t.Errorf("in one it says %q, %v, want %q", whole, err, text)
	}
	if text, err := e.Level(context.Background(), io.Discard, level.Hold{Why: "Nothing to hold."}, "fails"); err != nil || text != "Nothing to hold." {
		t.Errorf("without a hold it says %q, %v", text, err)
	}
	for _, library := range []string{"fails", "babbles"} {
		if parts, err := e.Check(context.Background(), io.Discard, library); err == nil || !strings.Contains(err.Error(), library) {
			t.Errorf("a check that %s gives %v, %v", library, parts, err)
		}
	}
}

// The compiler that torch.compile is told to call is there and can be started.
func TestHeldCompiler(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	var e Environment
	if err := e.Hold(level.Hold{AVX2: true, Core: "Haswell"}); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(e.Vars, func(v string) bool { return strings.HasPrefix(v, "CXX=") })
	if i < 0 {
		t.Fatalf("no compiler in %q", e.Vars)
	}
	info, err := os.Stat(strings.TrimPrefix(e.Vars[i], "CXX="))
	if err != nil || info.Mode()&0o100 == 0 {
		t.Errorf("the compiler is %v, %v", info, err)
	}
}

// What is added to a copy of the environment does not change it.
func TestEnvironIsACopy(t *testing.T) {
	e := Environment{Vars: make([]string, 1, 8)}
	_ = append(e.Environ(), "A=1")
	if got := e.Vars[:2][1]; got != "" {
		t.Errorf("the environment has become %q", got)
	}
	if len((Environment{}).Environ()) != len(os.Environ()) {
		t.Error("an environment without variables of its own is not this program's")
	}
}
