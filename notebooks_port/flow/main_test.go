package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
	"github.com/deepprob/deepprob/notebooks_port/internal/densities"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// small are options of a run of a second, on a catalogue of about 1,400 rows.
func small(t *testing.T) options {
	t.Helper()
	c, err := catalogue.Generate(context.Background(), 3, .005)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "clusters.fits")
	if err := c.WriteFITS(path); err != nil {
		t.Fatal(err)
	}
	return options{out: t.TempDir(), seed: 2, points: minPoints, epochs: 2, catalogue: path, cells: 40}
}

// notebookRun runs the program, audits what it says of its result, and returns what it wrote.
func notebookRun(t *testing.T, o options) (r results, printed string) {
	t.Helper()
	return programtest.Run(t, run, o, o.out, table())
}

// A short run writes everything, and the same numbers and pictures again if it is stopped and resumed.
func TestNotebook(t *testing.T) {
	slow.Test(t)
	o := small(t)
	r, printed := notebookRun(t, o)
	if len(r.Densities) != 4 || len(r.Densities[3].EpochLoss) != 2 || len(r.Turning.Modes) != len(shownX) || r.Clusters.Rows.Train < 900 {
		t.Errorf("results %+v", r)
	}
	for _, n := range r.Clusters.networks() {
		if len(n.EpochLoss) != massEpochs || len(n.FlatMode.Median) != len(r.Clusters.BinCentre) || n.NLL > .3 {
			t.Errorf("%s: %d epochs, %d bins, NLL %v", n.name, len(n.EpochLoss), len(n.FlatMode.Median), n.NLL)
		}
	}
	for _, want := range []string{"two moons  epoch 2/2", "turning moons  epoch 2/2", "flow  epoch 10/10", "13.55", "seconds"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the output lacks %q:\n%s", want, printed)
		}
	}
	for _, name := range []string{"densities.png", "warp.png", "losses.png", "turning.png", "clusters.png"} {
		if info, err := os.Stat(filepath.Join(o.out, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	resumes(t, o, r)
}

// resumes checks that a run that is stopped, and called again, writes what one call wrote, to the bytes of the pictures.
func resumes(t *testing.T, o options, want results) {
	t.Helper()
	whole := o.out
	o.out, o.checkpoint = t.TempDir(), filepath.Join(t.TempDir(), "fits")
	programtest.Resumes(t, run, o, whole, o.out, "rings  epoch 1/", "flow  epoch 3/")
	got := programtest.Recorded[results](t, filepath.Join(o.out, "results.json"))
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(results{}, "Seconds")); d != "" {
		t.Errorf("the results are others: %s", d)
	}
}

// 200 steps on 20,000 points bring the moons within .08 nats: .038 were measured.
func TestLearn(t *testing.T) {
	slow.Test(t)
	o := options{seed: 1, points: quickPoints, epochs: quickEpochs}
	_, l, err := o.learn(context.Background(), densities.All()[0], io.Discard)
	if err != nil || !(l.KL.Mean > 0 && l.KL.Mean < .08) {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestFlags(t *testing.T) {
	programtest.Refuses(t, parse, map[string]string{
		"-points 10":                  "-points 10: want at least 1000",
		"-points 9223372036854775807": "-points 9223372036854775807: want at most 268435456",
		"-epochs 0":                   "-epochs 0: want at least 1",
		"-rows 5":                     "-rows 5: want at least 200, or 0 for all",
		"rows.csv":                    `unexpected argument "rows.csv": all options are flags, see -h`,
		"-seed x":                     `invalid value "x" for flag -seed`,
	})
	o, err := parse([]string{"-quick", "-seed", "7", "-out", "a"}, io.Discard)
	if want := (options{out: "a", seed: 7, quick: true, points: quickPoints, epochs: quickEpochs, clusters: quickClusters}); err != nil || o != want {
		t.Errorf("options %+v, %v", o, err)
	}
}

// An interrupted run says so and leaves what was finished; a file for a folder is told before any work.
func TestInterrupted(t *testing.T) {
	slow.Test(t)
	o := small(t)
	programtest.Interrupt(t, run, o, "pinwheel  epoch 1/")
	r := programtest.Recorded[results](t, filepath.Join(o.out, "results.json"))
	if len(r.Densities) != 2 || len(r.Turning.EpochLoss) != 0 {
		t.Errorf("results %+v", r)
	}
	o.out = o.catalogue
	if err := run(context.Background(), o, io.Discard); err == nil || !strings.Contains(err.Error(), "-out") {
		t.Errorf("a file for a folder: %v", err)
	}
}
