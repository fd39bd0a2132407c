package all_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// predicted is what the model of a file said when it was saved.
type predicted struct {
	Note     string
	X        []float64 // rows of two features
	Mean, SD []float64
}

// oldNets are the networks of the files that this version makes: testdata/files/v1_NAME.safetensors, with v1_NAME.json beside it.
var oldNets = map[string]training.Net{
	"v1_mixture":     nets.Mixture{Body: layers.MLP{Widths: []int{4}, Activation: layers.Tanh}, Components: 3},
	"v1_variational": bnn.Variational{Net: nets.Gaussian{Body: layers.MLP{Widths: []int{4}, Activation: layers.Tanh}}, Posterior: bnn.MeanField{}},
}

// writeOld makes the files of this version that are not there. What is there was released, and stays.
func writeOld(t *testing.T, dir string) {
	for name, net := range oldNets {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path + ".safetensors"); err == nil {
			continue
		}
		s := savedSet(oneNumber)
		s.Target = "c"
		val := s.Head(10)
		m := &training.Model{Net: net, X: data.Standardize{}, Y: data.Standardize{}, Dtype: tensor.Float64, Note: "of format 1"}
		tr := training.Trainer{Loss: losses.ELBO{Rows: rows, Beta: training.Linear(0, 2, 1)}, BatchSize: 15, Seed: 1<<63 + 1, Validation: &val,
			Solver: &training.AdamW{Rate: training.WarmUp(1, training.Cosine(.01, 5, 0))}}
		if name == "v1_mixture" {
			tr.Loss = nil
		}
		if _, err := tr.Fit(ctx, m, s, 3); err != nil {
			t.Fatal(err)
		}
		m.Prior = distributions.FlatPrior{}
		p := predicted{Note: m.Note, X: []float64{0, 0, 1, -1, .5, 2}}
		p.Mean, p.SD = ask(t, m, p.X)
		b, err := json.MarshalIndent(p, "", "\t")
		if err == nil {
			err = os.WriteFile(path+".json", append(b, '\n'), 0o644)
		}
		if err == nil {
			err = m.Save(path + ".safetensors")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func ask(t *testing.T, m *training.Model, x []float64) (mean, sd []float64) {
	q := posteriors(t, m, mat.NewDense(len(x)/2, 2, x))[0]
	return q.Mean(), q.StdDev()
}

// Files of all versions that were released stay readable, and their models say what they said. -update adds those of this one.
func TestOldFiles(t *testing.T) {
	const dir = "testdata/files"
	if *update {
		writeOld(t, dir)
	}
	files, err := filepath.Glob(dir + "/*.safetensors")
	if err != nil || len(files) < len(oldNets) {
		t.Fatalf("%d files of %d: %v", len(files), len(oldNets), err)
	}
	for _, path := range files {
		m, err := training.Load(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		b, err := os.ReadFile(strings.TrimSuffix(path, "safetensors") + "json")
		var was predicted
		if err == nil {
			err = json.Unmarshal(b, &was)
		}
		if err != nil {
			t.Fatal(err)
		}
		mean, sd := ask(t, m, was.X)
		for i := range mean {
			if tol := 1e-9 * was.SD[i]; !(math.Abs(mean[i]-was.Mean[i]) <= tol) || !(math.Abs(sd[i]-was.SD[i]) <= tol) {
				t.Errorf("%s: row %d is %g ± %g: was %g ± %g", path, i, mean[i], sd[i], was.Mean[i], was.SD[i])
			}
		}
		if m.Note != was.Note || len(m.History) != m.Epochs || m.Trainer == nil || m.Prior == nil || m.XScale.Names[0] != "a" || m.Run.Solver.Steps != m.Steps {
			t.Errorf("%s: it lacks something: %v", path, m)
		}
		if _, err := (training.Trainer{Loss: m.Trainer.Loss, Seed: m.Trainer.Seed}).Fit(ctx, m, savedSet(oneNumber), 1); err != nil {
			t.Errorf("%s: going on: %v", path, err)
		}
	}
}
