//go:build unix

package training_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/internal/registry/registrytest"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// saves is the variable that makes TestKilledFit a program that goes on with the model of a file, and saves it after each epoch, until
// it is killed.
const saves = "TRAINING_TEST_SAVES"

// killed is the fit that is killed.
func killed() (training.Trainer, *training.Model) {
	return training.Trainer{Loss: losses.MSE{}, BatchSize: 10, Seed: 1, Solver: &training.Adam{Rate: training.Cosine(.01, 1e4, 0)}},
		&training.Model{Net: training.Point(layers.MLP{Widths: []int{64, 1}, Activation: layers.Tanh})}
}

func goOn(path string) error {
	m, err := training.Load(path)
	if err != nil {
		return err
	}
	tr, _ := killed()
	for _, err := range tr.Epochs(ctx, m, line(60, 1, 1), 1_000_000) {
		if err == nil {
			m.History = m.History[len(m.History)-1:] // or files would grow
			err = m.Save(path)
		}
		if err != nil {
			return err
		}
		os.Stdout.WriteString(".")
	}
	return nil
}

// Fits that are killed at any instant leave a file that loads, and going on from it time and again comes to the bits of the fit that was
// never stopped.
func TestKilledFit(t *testing.T) {
	if path := os.Getenv(saves); path != "" {
		if err := goOn(path); err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
	}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	tr, m := killed()
	fit(t, tr, m, line(60, 1, 1), 1)
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	kills := 24
	if *full {
		kills = 1000
	}
	r := rand.New(rand.NewPCG(1, 2))
	epochs := 1
	for range kills {
		filetest.Kill(t, saves+"="+path, time.Duration(r.IntN(30))*time.Millisecond, "-test.run", "^TestKilledFit$")
		m, err := training.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if m.Epochs < epochs {
			t.Fatalf("after a kill there are %d epochs, where there were %d", m.Epochs, epochs)
		}
		epochs = m.Epochs
	}
	got, err := training.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	tr, want := killed()
	fit(t, tr, want, line(60, 1, 1), epochs)
	if d := registrytest.Difference(bits(want), bits(got)); d != "" {
		t.Errorf("after %d kills in %d epochs: %s", kills, epochs, d)
	}
	t.Logf("%d kills in %d epochs", kills, epochs)
}
