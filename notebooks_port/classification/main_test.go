package main

import (
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

// learned checks what the lecture says at any size: one loss under two names; probabilities that are off under another prior as the
// exact ones of the old prior are, and right again after the swap; pictures all counted.
func learned(t *testing.T, r results) {
	t.Helper()
	c := r.CrossEntropy
	if c.RowDifference != 0 || c.WeightDifference != 0 || c.NLL != c.BCE || c.TrainedNLL != c.TrainedBCE {
		t.Errorf("likelihood and cross-entropy differ: %+v", c)
	}
	if !(c.Divergence > 0) || c.SoftLess.Mean > 5*c.SoftLess.SE || c.SoftLess.Mean < -5*c.SoftLess.SE {
		t.Errorf("cross-entropy with the true probabilities %v, entropy %v, less the likelihood %+v", c.Soft, c.Entropy, c.SoftLess)
	}
	for _, p := range r.Priors {
		if p.AsIs.Divergence < .8*p.Stale || p.AsIs.Divergence > 1.3*p.Stale {
			t.Errorf("deployed from %v at %v the divergence is %v, that of the exact posterior before %v", p.Train, p.Deploy, p.AsIs.Divergence, p.Stale)
		}
		if p.Swapped.Divergence > p.AsIs.Divergence/5 || p.Swapped.CalibrationError > p.AsIs.CalibrationError/2 || p.Swapped.NLL > p.AsIs.NLL {
			t.Errorf("the swap from %v to %v changes little: %v to %v", p.Train, p.Deploy, p.AsIs.Divergence, p.Swapped.Divergence)
		}
	}
	counted := 0
	for _, row := range r.Digits.Confusion {
		for _, n := range row {
			counted += n
		}
	}
	if counted != r.Rows.TestImages || len(r.Digits.Entropy) != 4 || r.Digits.Entropy[0].AUC != .5 {
		t.Errorf("%d of %d pictures counted, entropies %+v", counted, r.Rows.TestImages, r.Digits.Entropy)
	}
}

// The whole notebook on few rows: every output is there, and it shows what it should. Over seeds 1 to 10 at this size the divergence after the swap is .07 to .12 of that before and the calibration error .12 to .21, the divergence
// before .95 to 1.20 of that of the stale exact posterior, and the accuracy on digits .86 ± .022 (four deviations below is .77).
func TestNotebook(t *testing.T) {
	slow.Test(t)
	o := options{out: t.TempDir(), rows: 4000, images: 1200, seed: 2}
	r, printed := notebook(t, o)
	if r.Rows != (sizes{4000, 1600, 1200, 400}) || len(r.Priors) != 2 || len(r.Digits.EpochLoss) != 8 {
		t.Errorf("rows %+v, %d priors, epochs %v", r.Rows, len(r.Priors), r.Digits.EpochLoss)
	}
	learned(t, r)
	if a := r.Digits.Accuracy.Mean; a < .77 {
		t.Errorf("accuracy %v on digits", a)
	}
	for _, name := range []string{"calibration.png", "prior.png", "digits.png", "confusion.png", "entropy.png"} {
		if info, err := os.Stat(filepath.Join(o.out, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, want := range []string{"50:50  epoch 20/20", "90:10  epoch 20/20", "digits  epoch 8/8", "by hand", "bins in band", "seconds"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the output lacks %q:\n%s", want, printed)
		}
	}
}

func TestFlags(t *testing.T) {
	programtest.Refuses(t, parse, map[string]string{
		"-rows 10":   "-rows 10: want at least 1000",
		"-images 10": "-images 10: want at least 200",
		"cats":       `unexpected argument "cats": all options are flags, see -h`,
		"-seed x":    `invalid value "x" for flag -seed`,
	})
}

// An interrupted run says so and leaves what was finished, marked as part of the results.
func TestInterrupted(t *testing.T) {
	o := options{out: t.TempDir(), rows: minRows, images: minImages, seed: 1}
	programtest.Interrupt(t, run, o, "90:10  epoch 2/")
	text, err := os.ReadFile(filepath.Join(o.out, "results.json"))
	if err != nil || !strings.Contains(string(text), `"unfinished": true`) || !strings.Contains(string(text), `"cross_entropy"`) {
		t.Errorf("results.json, %v:\n%s", err, text)
	}
}
