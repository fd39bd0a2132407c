package main

import (
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The report counts, names what is slower and says why a test fails.
func TestReport(t *testing.T) {
	r := report{machine: "a CPU", version: "v1", rounds: 2,
		examples: []ran{
			{example: example{name: "a", what: "x", dense: true}, us: [2]float64{20, 10}, solver: 3, compared: compared{lines: 1, values: 4, apart: 1e-15}},
			{example: example{name: "b", what: "y"}, us: [2]float64{10, 20}, failed: [2]string{"panic: a|b", ""}},
		},
		tests: []tested{
			{name: "TestA", us: [2]float64{30, 10}, worst: 2, graphs: 3, slow: record{Ops: "+ ⊙"}, subs: [2][2]int{{0, 4}, {0, 4}}},
			{name: "TestUse", failed: [2]string{"", "exit status 1"}, subs: [2][2]int{{0, 1}, {1, 0}}},
			{name: "TestB", us: [2]float64{10, 30}, worst: .5, graphs: 1, subs: [2][2]int{{0, 1}, {0, 1}}},
		}}
	text := r.text()
	for _, part := range []string{
		"| a | x | 20 | 10 | 2 | 3 | 4 numbers, at most 1e-15 apart |\n",
		"| b | y | 10 | 20 | 0.5 | - | it prints none; with TapeMachine it fails: panic: a\\|b |\n",
		"Slower than with TapeMachine: b. Dense and less than 3 times faster: a.",
		"Of 3 tests and testable examples 3 pass with TapeMachine and 2 with ours; with their subtests, of 6, 6 and 5.",
		"| TestUse | ours | exit status 1 | it counts calls",
		"slower than with TapeMachine: TestB.",
		"| TestB | 1 | 10 | 30 | 0.333 | 0.5 |  |\n| TestA | 3 | 30 | 10 | 3 | 2 | + ⊙ |\n", // the worst first
	} {
		if !strings.Contains(text, part) {
			t.Errorf("the report lacks %q:\n%s", part, text)
		}
	}
}

func TestOutcome(t *testing.T) {
	for want, r := range map[string]ran{
		"fails: x":                               {failed: [2]string{"", "x"}},
		"3 numbers, equal, without Dropout":      {compared: compared{lines: 1, values: 3}, example: example{dropout: true}},
		"2 lines, equal":                         {compared: compared{lines: 2}},
		"differ: 1 lines":                        {compared: compared{other: "1 lines"}},
		"1 numbers, at most 0.5 apart (1 and 2)": {compared: compared{lines: 1, values: 1, apart: .5, where: "1 and 2"}},
		"it prints none; with TapeMachine it fails: index out of ra": {failed: [2]string{"index out of ra", ""}},
	} {
		if got := r.outcome(); got != want {
			t.Errorf("the outcome is %q, want %q", got, want)
		}
	}
}

func TestLeaves(t *testing.T) {
	out := "=== RUN   TestA\n--- FAIL: TestA (0.00s)\n    --- PASS: TestA/x (0.00s)\n    --- FAIL: TestA/y (0.00s)\n--- PASS: TestAB (0.00s)\nPASS\n"
	if d := cmp.Diff([2]int{1, 2}, leaves(out)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestReason(t *testing.T) {
	for out, want := range map[string]string{
		"ok\n  Error Trace: a_test.go:1\n  Error:  \tNot equal\n": "Error: Not equal",
		"x\npanic: index\n\ngoroutine 1":                          "panic: index",
		"--- FAIL: ExampleA\ngot:\n1\nwant:\n2\n":                 "got: 1 want: 2",
		"FAIL": "EOF",
	} {
		if got := reason(result{output: out, err: io.EOF}); got != want {
			t.Errorf("the reason of %q is %q, want %q", out, got, want)
		}
	}
}

// The images have MNIST's header and size, and as many labels.
func TestWriteMNIST(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mnist")
	if err := writeMNIST(dir, 7); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]struct{ magic, size int }{
		"train-images-idx3-ubyte": {0x803, 16 + 7*28*28}, "train-labels-idx1-ubyte": {0x801, 8 + 7},
		"t10k-images-idx3-ubyte": {0x803, 16 + 7*28*28}, "t10k-labels-idx1-ubyte": {0x801, 8 + 7},
	} {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if len(text) != want.size || binary.BigEndian.Uint32(text) != uint32(want.magic) || binary.BigEndian.Uint32(text[4:]) != 7 {
			t.Errorf("%s has %d bytes and begins with % x", file, len(text), text[:8])
		}
		if strings.Contains(file, "labels") {
			for _, l := range text[8:] {
				if l > 9 {
					t.Errorf("a label is %d", l)
				}
			}
		}
	}
}

func TestParse(t *testing.T) {
	for args, want := range map[string]options{
		"":                     {md: filepath.Join("benchmarks", "gorgonia.md"), tests: ".", examples: "all", rounds: 3},
		"-tests= -examples a":  {examples: "a", rounds: 3},
		"-tests X -md f":       {md: "f", tests: "X", examples: "all", rounds: 3},
		"-examples= -rounds 1": {tests: ".", rounds: 1},
	} {
		if got, err := parse(strings.Fields(args), io.Discard); err != nil || got != want {
			t.Errorf("%q is %+v, %v, want %+v", args, got, err, want)
		}
	}
	for _, bad := range []string{"iris", "-rounds 0", "-x"} {
		if got, err := parse(strings.Fields(bad), io.Discard); err == nil {
			t.Errorf("%q is %+v, want an error", bad, got)
		}
	}
	if _, err := choose("iris,none"); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("an unknown example gives %v", err)
	}
	if got, err := choose(""); err != nil || len(got) != 0 {
		t.Errorf("no names choose %v, %v", got, err)
	}
}
