package main

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
)

// notebook runs the program, audits what it says of its result, and returns what it wrote.
func notebook(t *testing.T, o options) (r results, printed string) {
	t.Helper()
	return programtest.Run(t, run, o, o.out, table())
}

// learned checks what the lecture says: each curve is nearest to its own truth, the divergence is positive and falls, and the
// likelihood's loss is the entropy and the divergence. Over seeds 1 to 5 with 3,000 rows and 1 to 8 with 100,000 the mean divergence of
// the last five epochs is .10 to .24 of that after the first, which is .01 to .20 of that before; the bounds are a half.
func learned(t *testing.T, r results) {
	t.Helper()
	for name, c := range map[string]struct{ own, other, another float64 }{
		"L2":  {r.L2.From.Mean, r.L2.From.Median, r.L2.From.Mode},
		"L1":  {r.L1.From.Median, r.L1.From.Mean, r.L1.From.Mode},
		"MDN": {r.MDN.From.Mode, r.MDN.From.Median, r.MDN.From.Mean},
	} {
		if !(c.own < min(c.other, c.another)) {
			t.Errorf("%s: the learned curve is %v from its own truth and %v and %v from the others", name, c.own, c.other, c.another)
		}
	}
	last := len(r.KL) - 1
	for i, d := range r.KL {
		if !(d.Exact > 0) {
			t.Errorf("divergence after epoch %d is %v", i, d.Exact)
		}
	}
	if late := lateDivergence(r); late > r.KL[1].Exact/2 || r.KL[1].Exact > r.KL[0].Exact/2 {
		t.Errorf("divergences %v, %v after an epoch and %v at last do not fall", r.KL[0].Exact, r.KL[1].Exact, late)
	}
	if d := r.KL[last]; math.Abs(d.NLL.Mean-entropy()-d.Exact) > 5*d.NLL.SE {
		t.Errorf("held-out loss %v ± %v less the entropy %v is not the divergence %v", d.NLL.Mean, d.NLL.SE, entropy(), d.Exact)
	}
	if l := r.L1; math.Abs(l.TestLoss.Mean-l.Optimum) > 5*l.TestLoss.SE {
		t.Errorf("held-out absolute error %v ± %v, optimum %v", l.TestLoss.Mean, l.TestLoss.SE, l.Optimum)
	}
}

// lateDivergence is the mean over the last five epochs.
func lateDivergence(r results) (mean float64) {
	for _, d := range r.KL[len(r.KL)-5:] {
		mean += d.Exact / 5
	}
	return mean
}

// The whole notebook on few rows: every output is there, and it shows what it should.
func TestNotebook(t *testing.T) {
	slow.Test(t)
	o := options{out: t.TempDir(), rows: 3000, epochs: 20, seed: 2}
	r, printed := notebook(t, o)
	if r.Rows != (sizes{3000, 1000}) || len(r.L2.EpochLoss) != 20 || len(r.L1.EpochLoss) != 20 || len(r.MDN.EpochLoss) != 20 || len(r.KL) != 21 {
		t.Errorf("rows %+v, epochs %d, %d, %d, divergences %d", r.Rows, len(r.L2.EpochLoss), len(r.L1.EpochLoss), len(r.MDN.EpochLoss), len(r.KL))
	}
	learned(t, r)
	for _, name := range []string{"curves.png", "kl.png", "densities.png"} {
		if info, err := os.Stat(filepath.Join(o.out, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, want := range []string{"l2  epoch 20/20", "l1  epoch 20/20", "mdn  epoch 20/20", "optimum 0.9724", "optimum 1.0178", "seconds"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the output lacks %q:\n%s", want, printed)
		}
	}
}

// One epoch is enough to draw.
func TestOneEpoch(t *testing.T) {
	slow.Test(t)
	if r, _ := notebook(t, options{out: t.TempDir(), rows: minRows, epochs: 1, seed: 1}); len(r.KL) != 2 {
		t.Errorf("%d divergences of one epoch, want 2", len(r.KL))
	}
}

func TestFlags(t *testing.T) {
	programtest.Refuses(t, parse, map[string]string{
		"-rows 10": "-rows 10: want at least 1000",

		"-rows 9223372036854775807": "-rows 9223372036854775807: want at most 268435456",
		"-epochs 0":                 "-epochs 0: want at least 1",
		"rows.csv":                  `unexpected argument "rows.csv": all options are flags, see -h`,
		"-seed x":                   `invalid value "x" for flag -seed`,
	})
}

// An interrupted run says so and leaves the networks, and the epochs of the mixture, that were finished.
func TestInterrupted(t *testing.T) {
	o := options{out: t.TempDir(), rows: minRows, epochs: 5, seed: 1}
	programtest.Interrupt(t, run, o, "mdn  epoch 3/")
	text, err := os.ReadFile(filepath.Join(o.out, "results.json"))
	var r results
	if err := errors.Join(err, json.Unmarshal(text, &r)); err != nil {
		t.Fatal(err)
	}
	if len(r.L2.EpochLoss) != 5 || len(r.L1.EpochLoss) != 5 || len(r.MDN.EpochLoss) < 2 || !strings.Contains(string(text), `"unfinished": true`) {
		t.Errorf("results.json:\n%s", text)
	}
}
