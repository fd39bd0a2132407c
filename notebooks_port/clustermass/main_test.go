package main

import (
	"bytes"
	"context"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
)

// small writes a catalogue of about 4,000 rows.
func small(t *testing.T) string {
	t.Helper()
	c, err := catalogue.Generate(context.Background(), 3, .015)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "clusters.fits")
	if err := c.WriteFITS(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// notebook runs the program, audits what it says of its result, and returns what it wrote.
func notebook(t *testing.T, o options) (r report.Results, printed string) {
	t.Helper()
	return programtest.Run(t, run, o, o.out, table())
}

// The whole notebook on few rows: every output is there, and the numbers hang together.
func TestNotebook(t *testing.T) {
	slow.Test(t)
	path := small(t)
	for _, components := range []string{"beta", "normal"} {
		o := options{catalogue: path, out: t.TempDir(), rows: 3000, seed: 2, components: components}
		o.dot = filepath.Join(o.out, "mdn.dot")
		r, printed := notebook(t, o)
		if r.Rows.Train != 2296 || r.Rows.Test != 704 {
			t.Errorf("%s: rows %+v of 3000", components, r.Rows)
		}
		if len(r.MSE.EpochLoss) != 5 || len(r.MDN.EpochLoss) != 10 {
			t.Errorf("%s: %d and %d epochs, want 5 and 10", components, len(r.MSE.EpochLoss), len(r.MDN.EpochLoss))
		}
		// The width of the masses is .3 dex: a network that learned something is nearer, and its density is higher than
		// that of one normal for all, whose mean negative log is log(.3) + 1.42.
		if r.MSE.TestRMSE > .25 || r.MDN.TestNLL > math.Log(.3)+1.42 {
			t.Errorf("%s: test RMSE %v dex, NLL %v", components, r.MSE.TestRMSE, r.MDN.TestNLL)
		}
		for _, name := range []string{"prior.png", "bias.png", "bias_lines.png", "bias_priors.png", "posteriors.png", "losses.png", "mdn.dot"} {
			if info, err := os.Stat(filepath.Join(o.out, name)); err != nil || info.Size() == 0 {
				t.Errorf("%s: %s: %v", components, name, err)
			}
		}
		if r.CPU != graph.CPU() {
			t.Errorf("%s: results of CPU %q, want %q", components, r.CPU, graph.CPU())
		}
		for _, want := range []string{"cpu        " + graph.CPU(), "mse  epoch 5/5", "mdn  epoch 10/10", "13.55", "coverage", "seconds"} {
			if !strings.Contains(printed, want) {
				t.Errorf("%s: the output lacks %q:\n%s", components, want, printed)
			}
		}
		checkPriors(t, r, printed, "log-spline", "64 bins")
	}
}

// checkPriors looks for the estimates of the prior, by their names or what few rows make of 64 bins, in what a run says; the table
// of bias is that of the first.
func checkPriors(t *testing.T, r report.Results, printed string, names ...string) {
	t.Helper()
	if r.Prior != names[0] && !strings.HasSuffix(r.Prior, " bins") || len(r.Modes.Under) != len(names) {
		t.Fatalf("prior %q and modes under %+v, want %q", r.Prior, r.Modes.Under, names)
	}
	if d := cmp.Diff(r.Bias.FlatMode, r.Modes.Under[0].Median); d != "" {
		t.Errorf("the modes are not those of %s: %s", r.Prior, d)
	}
	for _, u := range r.Modes.Under {
		if !strings.Contains(printed, "\n"+u.Prior+": |median| ") {
			t.Errorf("nothing is printed of %s:\n%s", u.Prior, printed)
		}
	}
}

// With the notebook's histogram there is nothing else.
func TestHistogramPrior(t *testing.T) {
	slow.Test(t)
	o := options{catalogue: small(t), out: t.TempDir(), rows: 1000, seed: 2, components: "beta", prior: "histogram"}
	r, printed := notebook(t, o)
	checkPriors(t, r, printed, "64 bins")
}

// With numbers alone there are no figures, and the rest is what it was.
func TestNumbers(t *testing.T) {
	o := options{catalogue: small(t), out: t.TempDir(), rows: 300, seed: 2, components: "normal", numbers: true}
	if err := run(context.Background(), o, io.Discard); err != nil {
		t.Fatal(err)
	}
	r := programtest.Recorded[report.Results](t, filepath.Join(o.out, "results.json"))
	if r.CPU != graph.CPU() || len(r.MDN.EpochLoss) != 10 || r.Bias.FlatMode == nil {
		t.Errorf("%+v", r)
	}
	if all, _ := os.ReadDir(o.out); len(all) != 1 {
		t.Errorf("it wrote %v", all)
	}
}

// An ensemble runs through the notebook as one network does: its members are told, and its posterior is their mixture.
func TestMembers(t *testing.T) {
	slow.Test(t)
	path := small(t)
	o := options{catalogue: path, out: t.TempDir(), rows: 3000, seed: 2, components: "beta", start: "quantiles"}
	o.dot = filepath.Join(o.out, "mdn.dot")
	alone, _ := notebook(t, o)
	o.members = 3
	r, printed := notebook(t, o)
	for _, want := range []string{"mdn  member 1/3", "mdn  member 3/3"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the output lacks %q:\n%s", want, printed)
		}
	}
	if len(r.MDN.EpochLoss) != 10 || r.MDN.TestNLL >= alone.MDN.TestNLL {
		t.Errorf("%d epochs, test NLL %v, of one network %v", len(r.MDN.EpochLoss), r.MDN.TestNLL, alone.MDN.TestNLL)
	}
}

func TestFlags(t *testing.T) {
	programtest.Refuses(t, parse, map[string]string{
		"-components gamma": `-components "gamma": want beta or normal`,
		"-prior flat":       `-prior "flat": want logspline or histogram`,
		"-members 0":        "-members 0: want at least 1",
		"-start 0":          `-start "0": want random or quantiles`,
		"-epochs 1":         "-epochs 1: want at least 2",
		"-rows 10":          "-rows 10: want at least 200, or 0 for all",
		"-rows -1":          "-rows -1: want at least 200, or 0 for all",
		"clusters.fits":     `unexpected argument "clusters.fits": all options are flags, see -h`,
		"-seed x":           `invalid value "x" for flag -seed`,
	})
}

// What a stranger reads when the catalogue is not one.
func TestCatalogueErrors(t *testing.T) {
	whole, err := os.ReadFile(small(t))
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "cut.fits")
	if err := os.WriteFile(cut, whole[:len(whole)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other.fits")
	renamed := bytes.Replace(whole, []byte("'sigv    '"), []byte("'sigma   '"), 1)
	if err := os.WriteFile(other, renamed, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, want string
		rows       int
	}{
		{"nowhere.fits", "nowhere.fits", 0},
		{cut, "bytes", 0},
		{other, "sigv", 0},
		{small(t), "-rows 100000", 100_000},
	} {
		o := options{catalogue: c.path, out: t.TempDir(), rows: c.rows, seed: 1, components: "beta"}
		err := run(context.Background(), o, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), filepath.Base(c.path)) {
			t.Errorf("%s: error %v, want the file and %q", c.path, err, c.want)
		}
	}
}

// An interrupted run says so and leaves what was finished, marked as part of the results.
func TestInterrupted(t *testing.T) {
	o := options{catalogue: small(t), out: t.TempDir(), seed: 1, components: "beta"}
	programtest.Interrupt(t, run, o, "mdn  epoch 2/")
	text, err := os.ReadFile(filepath.Join(o.out, "results.json"))
	for _, want := range []string{`"unfinished": true`, `"train_mse"`, `"epoch_loss"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%v: results.json lacks %s:\n%s", err, want, text)
		}
	}
	if strings.Contains(string(text), "coverage") {
		t.Errorf("results.json holds what was not computed:\n%s", text)
	}
}
