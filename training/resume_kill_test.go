//go:build unix

package training_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/solvers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// killedFit is the variable that makes TestKilledFits a program that fits the run of that name, with the file in its second word.
const killedFit = "DEEPPROB_TEST_FITS"

// unhurried is a solver that gives a kill time to come, and tells of its first step in a process.
type unhurried struct{ *solvers.Adam }

var begun sync.Once

func (s unhurried) Step(params []G.ValueGrad) error {
	begun.Do(func() { os.Stdout.WriteString("begun\n") })
	time.Sleep(time.Millisecond)
	return s.Adam.Step(params)
}

func init() { training.Register(unhurried{}) }

// killable are runs of some hundred steps.
func killable() map[string]oneRun {
	out := map[string]oneRun{}
	for name, epochs := range map[string]int{"elbo": 60, "elbo's average": 60, "states": 40, "average": 40} {
		o := runs()[name]
		o.solver = func() G.Solver { return unhurried{&solvers.Adam{Rate: solvers.Cosine(.01, 40, 0)}} }
		o.epochs, o.others = epochs, false
		out[name] = o
	}
	return out
}

// Fits that are killed at any instant, and run again until they are done, end with the bits of one that was not.
func TestKilledFits(t *testing.T) {
	slow.Test(t)
	if what := strings.SplitN(os.Getenv(killedFit), "|", 2); len(what) == 2 {
		o := killable()[what[0]]
		tr, m := o.kept(what[1], training.Every{Steps: 3}, 1)
		fit(t, tr, m, o.set(), o.epochs)
		return
	}
	most := 24
	if *full {
		most = 1000
	}
	draw, kills, done := rng.New(1, "kills", 0, 0), 0, 0
	for kills < most {
		for name, o := range killable() {
			whole, want := o.whole(t)
			path := filepath.Join(t.TempDir(), "fit.safetensors")
			for killFit(t, name, path, time.Duration(draw.Perm(150)[0])*time.Millisecond) {
				kills++
				if _, err := training.Load(path); err != nil {
					t.Fatalf("%s: after a kill the file does not load: %v", name, err)
				}
			}
			done++
			o.resumed(t, name+" killed", path, whole, want)
		}
	}
	t.Logf("%d kills of %d fits", kills, done)
}

// killFit runs a fit and kills it some time after its first step; false if it came to its end before.
func killFit(t *testing.T, name, path string, after time.Duration) bool {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestKilledFits$")
	c.Env = append(os.Environ(), killedFit+"="+name+"|"+path)
	var said strings.Builder
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if lines.Scan() && lines.Text() == "begun" { // otherwise its last file was of its end
		kill := time.AfterFunc(after, func() { c.Process.Kill() })
		defer kill.Stop()
	}
	for lines.Scan() {
		said.WriteString(lines.Text() + "\n")
	}
	err = c.Wait()
	if err != nil && !strings.Contains(err.Error(), "killed") {
		t.Fatalf("%s: %v\n%s", name, err, said.String())
	}
	return err != nil
}
