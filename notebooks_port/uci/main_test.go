package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
)

// write makes NAME.csv, y = 2 a - b + .1 noise, and three splits with a tenth of the rows each.
func write(t *testing.T, dir, name string, rows int) {
	t.Helper()
	z := make([]float64, 3*rows)
	rng.New(7, name, 0, 0).Normal64(z, 0)
	var csv, splits strings.Builder
	csv.WriteString("a,b,y\n")
	for i := range rows {
		a, b, e := z[3*i], z[3*i+1], z[3*i+2]
		fmt.Fprintf(&csv, "%g,%g,%g\n", a, b, 2*a-b+.1*e)
	}
	for k := range 3 {
		for i := k; i < rows; i += 10 {
			fmt.Fprintf(&splits, "%d ", i)
		}
		splits.WriteString("\n")
	}
	for path, text := range map[string]string{name + ".csv": csv.String(), name + ".splits.txt": splits.String()} {
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// reduced is the program on a small set that the test makes, under the name of one with published figures, for a
// thousandth of the epochs.
func reduced(t *testing.T) options {
	t.Helper()
	o := options{
		data: t.TempDir(), out: t.TempDir(), sets: []string{"yacht"}, methods: methodNames,
		splits: 2, draws: 20, share: .001, seed: 1, verbose: true,
	}
	write(t, o.data, "yacht", 60)
	return o
}

// whole runs it, audits what it says of its result, and returns what it wrote.
func whole(t *testing.T, o options) (json []byte, printed string) {
	t.Helper()
	_, printed = programtest.Run(t, run, o, o.out, table())
	json, err := os.ReadFile(filepath.Join(o.out, "results.json"))
	if err != nil {
		t.Fatal(err)
	}
	return json, printed
}

// The whole program on one core, and stopped and resumed on four: every method has an error below that of a constant, 2.24, the outputs
// are all there, and one seed gives the same bits.
func TestProgram(t *testing.T) {
	slow.Test(t)
	o := reduced(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	text, printed := whole(t, o)
	var r results
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	for _, m := range o.methods {
		s, ok := r["yacht"][m]
		if !ok || !(s.RMSE > 0 && s.RMSE < math.Sqrt(5)) || !(s.RMSESE > 0) || math.IsNaN(s.LL) || !(s.LLSE > 0) {
			t.Errorf("%s: %+v", m, s)
		}
	}
	if info, err := os.Stat(filepath.Join(o.out, "uci.png")); err != nil || info.Size() == 0 {
		t.Errorf("uci.png: %v", err)
	}
	for _, want := range []string{"split  2: rmse", "dropout 0.", " steps, decay ", "2 splits", "dropout 2018", "uci.png, results.json and results.md are in"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the output lacks %q:\n%s", want, printed)
		}
	}
	runtime.GOMAXPROCS(4)
	resumes(t, o, string(text))
}

// Another seed gives other results.
func TestSeed(t *testing.T) {
	slow.Test(t)
	o := reduced(t)
	o.methods = []string{"mcdropout"}
	one, _ := whole(t, o)
	o.seed = 2
	if two, _ := whole(t, o); bytes.Equal(one, two) {
		t.Error("two seeds gave the same results")
	}
}

// A cancelled run says so.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := run(ctx, reduced(t), io.Discard)
	if err == nil || !strings.Contains(err.Error(), "context canceled") {
		t.Errorf("an interrupted run ended with %v", err)
	}
}

func TestFlags(t *testing.T) {
	programtest.Refuses(t, parse, map[string]string{
		"":                           "-data: name the directory of NAME.csv and NAME.splits.txt",
		"-data d -sets ,":            "-sets: none is named",
		"-data d -methods ,":         "-methods: none is named",
		"-data d -methods mdn,magic": `-methods: there is no "magic": the methods are mcdropout, bbb, ensemble, laplace, mdn`,
		"-data d -splits -1":         "-splits -1, -draws 1000, -epochs 1: want at least 0, at least 2 and a positive share",
		"-data d -draws 1":           "-draws 1",
		"-data d -epochs 0":          "-epochs 0",
		"-data d yacht":              `unexpected argument "yacht": all options are flags, see -h`,
	})
	o, err := parse(strings.Fields("-data d -sets a,,b -methods mdn -splits 3"), io.Discard)
	if d := cmp.Diff([]string{"a", "b", "mdn"}, append(o.sets, o.methods...)); err != nil || d != "" || o.splits != 3 {
		t.Errorf("options %+v, %v", o, err)
	}
}
