package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// wideRows is 12 rows of noise 2.06 whose regression has weights of .628 and .511 either way under N(0, 1).
func wideRows() data.Set {
	s := data.Set{X: mat.NewDense(12, 1, nil), Y: make([]float64, 12)}
	e := make([]float64, 12)
	rng.New(3, "noise", 0, 0).Normal64(e, 0)
	for i := range e {
		x := .2134 * (float64(i) - 5.5)
		s.X.Set(i, 0, x)
		s.Y[i] = 1 + x + 2.06*e[i]
	}
	return s
}

func widths(t *testing.T, m *training.Model, n int) []float64 {
	t.Helper()
	into := m.Params.Clone()
	draws := mat.NewDense(n, 2, nil)
	for k := range n {
		if err := m.Sampler.Sample(into, 5, k); err != nil {
			t.Fatal(err)
		}
		draws.SetRow(k, vectorOf(into))
	}
	return []float64{stat.StdDev(mat.Col(nil, 0, draws), nil), stat.StdDev(mat.Col(nil, 1, draws), nil)}
}

// Without settings the widths are those of the exact posterior of two weights: of chains, short cycles of SGHMC included,
// within four standard errors at an effective size of 100 a chain; of SWAG, whose noise is right for one curvature, within a factor
// of 1.4 on average over five seeds.
func TestDefaultWidths(t *testing.T) {
	c := newConjugateOf(t, wideRows(), 2.06, 1)
	exact := []float64{math.Sqrt(c.cov.At(0, 0)), math.Sqrt(c.cov.At(1, 1))}
	if math.Abs(exact[0]-.628) > .001 || math.Abs(exact[1]-.511) > .001 {
		t.Errorf("the exact widths are %v, want .628 and .511", exact)
	}
	prior := linear{SD: c.noise}
	for name, f := range map[string]func(seed uint64) (fitter, training.Net, int, float64){
		"swag": func(seed uint64) (fitter, training.Net, int, float64) {
			return bnn.SWAG{Trainer: training.Trainer{Loss: losses.ELBO{Rows: 12}, Seed: seed}}, bnn.MAP{Net: prior}, 200, .4
		},
		"sgld": func(seed uint64) (fitter, training.Net, int, float64) {
			return bnn.SGLD{Trainer: training.Trainer{Seed: seed}}, prior, 1000, .3
		},
		"sghmc in cycles of 100": func(seed uint64) (fitter, training.Net, int, float64) {
			return bnn.SGHMC{Cycles: 10, Trainer: training.Trainer{Seed: seed}}, prior, 1000, .3
		},
	} {
		sum := make([]float64, 2)
		for seed := range uint64(5) {
			fitted, net, epochs, _ := f(seed)
			m := &training.Model{Net: net, Dtype: float64Type}
			if _, err := fitted.Fit(ctx, m, c.set, epochs); err != nil {
				t.Fatal(err)
			}
			n := m.Sampler.Len()
			if n == 0 {
				n = 2000
			}
			for i, sd := range widths(t, m, n) {
				sum[i] += sd / exact[i] / 5
			}
		}
		_, _, _, off := f(0)
		t.Logf("%s: %.2f and %.2f of the exact widths", name, sum[0], sum[1])
		for _, r := range sum {
			if r > 1+off || r < 1/(1+off) {
				t.Errorf("%s: %v of the exact widths", name, sum)
			}
		}
	}
}

// Chains that began apart are compared, and what makes widths wrong is told.
func TestDiagnose(t *testing.T) {
	c := newConjugateOf(t, wideRows(), 2.06, 1)
	m := &training.Model{Net: linear{SD: c.noise}, Dtype: float64Type}
	diagnose := func(f fitter, epochs int) bnn.Diagnostics {
		t.Helper()
		if _, err := f.Fit(ctx, m, c.set, epochs); err != nil {
			t.Fatal(err)
		}
		d, err := bnn.Diagnose(m)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	good := diagnose(bnn.SGHMC{Chains: 4, Trainer: training.Trainer{Seed: 1}}, 4000)
	if w := good.Warnings(); len(w) > 0 || len(good.LogJoint) != 4 || len(good.Paths) != 2 || m.Sampler.Len() != 4*2000 {
		t.Errorf("%d draws, R-hat %v, sizes %v, warnings %q", m.Sampler.Len(), good.RHat, good.ESS, w)
	}
	for want, f := range map[string]fitter{
		"the chains have not met":     bnn.SGLD{Chains: 4, Rate: training.Constant(1e-4), Trainer: training.Trainer{Seed: 1}},
		"the effective sample size":   bnn.SGHMC{Cycles: 1, Rate: 1e-4, Trainer: training.Trainer{Seed: 1}},
		"the Solver was given":        bnn.SWAG{Trainer: training.Trainer{Solver: momentum()}},
		"no time to move from one ep": bnn.SWAG{Trainer: training.Trainer{Solver: &training.SGD{Rate: training.Constant(1e-4)}, BatchSize: 2}},
	} {
		m = &training.Model{Net: linear{SD: c.noise}, Dtype: float64Type}
		if w := strings.Join(diagnose(f, 100).Warnings(), "; "); !strings.Contains(w, want) {
			t.Errorf("%T: warnings %q, want %q", f, w, want)
		}
	}
	if _, err := bnn.Diagnose(&training.Model{}); err == nil || !strings.Contains(err.Error(), "no draws") {
		t.Errorf("error %v", err)
	}
	if _, err := (bnn.SGLD{Chains: -1}).Fit(ctx, m, c.set, 10); err == nil || !strings.Contains(err.Error(), "-1 chains") {
		t.Errorf("error %v", err)
	}
	m.Sampler = nil
	if _, err := (bnn.SWAG{Trainer: training.Trainer{BatchSize: 12}}).Fit(ctx, m, c.set, 10); err == nil || !strings.Contains(err.Error(), "no noise") {
		t.Errorf("error %v", err)
	}
}
