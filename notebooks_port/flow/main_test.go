package main

import (
	"context"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
	"github.com/deepprob/deepprob/notebooks_port/internal/densities"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/mat"
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
	if r.Turning.KL.Mean <= 0 {
		t.Errorf("the flow of the moons that turn is %v nats from them", r.Turning.KL.Mean)
	}
	for _, n := range r.Clusters.networks() {
		if len(n.EpochLoss) != massEpochs || len(n.FlatMode.Median) != len(r.Clusters.BinCentre) || n.NLL > .3 {
			t.Errorf("%s: %d epochs, %d bins, NLL %v", n.name, len(n.EpochLoss), len(n.FlatMode.Median), n.NLL)
		}
		for k, x := range r.Clusters.BinCentre {
			// The prior of the training masses falls: without it all is heavier, but for what the flat one's upper end cuts off.
			if x < 14 && !(n.FlatMean.Median[k] > n.Mean.Median[k]) {
				t.Errorf("%s: about %.2f the mean is off by %v as trained, by %v under a flat prior", n.name, x, n.Mean.Median[k], n.FlatMean.Median[k])
			}
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

// No point that judges a flow is one that it was trained on, and a mean has the error of one.
func TestFresh(t *testing.T) {
	o, d := options{seed: 1, points: minPoints}, densities.All()[0]
	if o.planeRows(d)[0] == o.planeFresh(d)[0] || turningRows(1, "train", 1).Y[0] == turningRows(1, "fresh", 1).Y[0] {
		t.Error("fresh points are those of training")
	}
	if e := estimateOf([]float64{1, 3}); e.Mean != 2 || math.Abs(e.SE-1) > 1e-12 {
		t.Errorf("%+v", e)
	}
}

// A flow that has not been trained is a normal of the rows' means and deviations: of its own draws its regions hold their share, within 4
// standard errors.
func TestInside(t *testing.T) {
	slow.Test(t)
	const n = 300
	y := densities.Draws(densities.EightNormals{}, 1, "inside", 2000)
	m := &training.Model{Net: flows.NSF{Dim: 2, Layers: 1, Hidden: []int{4}, Bins: 2}}
	if _, err := (training.Trainer{Seed: 1}).Fit(context.Background(), m, data.Set{X: mat.NewDense(2000, 1, nil), Y: y}, 0); err != nil {
		t.Fatal(err)
	}
	rows := data.Set{X: mat.NewDense(n, 1, nil)}
	q, err := m.PredictJoint(context.Background(), rows.X)
	if err != nil {
		t.Fatal(err)
	}
	for _, drawn := range q.Sample(2, 1) {
		rows.Y = append(rows.Y, drawn[0]...)
	}
	share, err := options{seed: 3}.inside(context.Background(), m, rows)
	if err != nil {
		t.Fatal(err)
	}
	for k, l := range levels {
		if math.Abs(share[k]-l) > 4*math.Sqrt(l*(1-l)/n) {
			t.Errorf("the region of %v holds %v", l, share[k])
		}
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
