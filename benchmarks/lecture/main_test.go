package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// TestMain is also the programs that are run: with "-rows" a small clustermass, with "fails" one that fails, with "ends"
// one that does not.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "-rows":
			fmt.Print(os.Getenv("TEST_CLUSTERMASS"))
			return
		case "ends":
			return
		case "fails":
			fmt.Println("no such column")
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func TestParse(t *testing.T) {
	o, err := parse(strings.Fields("-reference a.py -rounds 5 -components beta"), io.Discard)
	if want := (options{reference: "a.py", rounds: 5, components: "beta"}); err != nil || o != want {
		t.Errorf("parsed %+v, %v, want %+v", o, err, want)
	}
	for _, bad := range []string{"", "-reference a.py b", "-reference a.py -rounds 0", "-reference"} {
		if o, err := parse(strings.Fields(bad), io.Discard); err == nil {
			t.Errorf("%q is %+v, want an error", bad, o)
		}
	}
	err = race(context.Background(), options{reference: filepath.Join(t.TempDir(), "none.py")}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "-reference") {
		t.Errorf("a script that is not there gives %v", err)
	}
}

// The catalogue is the one that clustermass says it has read.
func TestMockCatalogue(t *testing.T) {
	t.Setenv("TEST_CLUSTERMASS", "no -catalogue given: making a mock one, once\nmade 5 rows\ncatalogue  /a b/c.fits, 1000 rows used\nMSE\n")
	if path, err := mockCatalogue(context.Background(), os.Args[0], t.TempDir()); err != nil || path != "/a b/c.fits" {
		t.Errorf("the catalogue is %q, %v", path, err)
	}
	t.Setenv("TEST_CLUSTERMASS", "hello\n")
	if path, err := mockCatalogue(context.Background(), os.Args[0], t.TempDir()); err == nil || !strings.Contains(err.Error(), "hello") {
		t.Errorf("the catalogue is %q, %v", path, err)
	}
}

// A run that ends is timed, one that fails is an error with what it printed.
func TestRunsAreTimed(t *testing.T) {
	ctx := context.Background()
	o := harness.Run{Rounds: 2}.Play(harness.Case{}, []harness.Team{whole{ctx, "a", nil, []string{os.Args[0], "ends"}}, whole{ctx, "b", nil, []string{os.Args[0], "fails"}}})
	if !(o.Median["a"] > 0) || len(o.Failed) != 1 {
		t.Errorf("timed %v, failed %v", o.Median, o.Failed)
	}
	if err := o.Failed["b"]; err == nil || !strings.Contains(err.Error(), "no such column") {
		t.Errorf("a run that fails gives %v", err)
	}
}

func TestReport(t *testing.T) {
	t.Setenv("DEEPPROB_CPU", "avx2")
	r := report{options: options{components: "beta", catalogue: "/home/x/c.fits", rounds: 3, python: "/p"}, machine: "a CPU", held: "Held.", load: [2]string{"0.1", "1.2"},
		outcome: harness.Outcome{Median: map[string]float64{harness.Ours: 2e6, theirs: 8e6}}}
	text := r.String()
	for _, part := range []string{"\nDEEPPROB_CPU=avx2 go run ./benchmarks/lecture -reference lecture_jax.py -components beta -catalogue c.fits\n", "Machine: a CPU.\nHeld.\n",
		"run 0.1, at its end 1.2", "of 3 runs", "| beta | 2.00 | 8.00 | 0.25 |\n"} {
		if !strings.Contains(text, part) {
			t.Errorf("the report lacks %q:\n%s", part, text)
		}
	}
	if strings.Contains(text, "/home") || strings.Contains(text, "/p") {
		t.Errorf("the report names places:\n%s", text)
	}
}
