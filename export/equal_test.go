package export_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/training"
	"gorgonia.org/tensor"
)

// Exports of all heads and layers answer as their models do: float64 to 1e-12 of the answers' size, float32 to 1e-5 of their standard
// deviation.
func TestExportsAnswerAsTheirModels(t *testing.T) {
	slow.Test(t)
	var all []exported
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for _, c := range append(append([]testCase{}, heads...), bodies...) {
			all = append(all, exported{fmt.Sprintf("%s_%v", c.name, dt), c.model(t, dt), c.set(12, 9).X, c.vector()})
		}
	}
	for _, c := range random(6) {
		all = append(all, exported{c.name + "_float64", c.model(t, tensor.Float64), c.set(12, 9).X, false})
	}
	for _, c := range heads {
		if slices.Contains([]string{"gaussian", "gaussian3", "mixture", "vectors", "categorical", "poisson", "multivariate", "point"}, c.name) {
			all = append(all, exported{c.name + "_members_float32", c.ensemble(t, 3), c.set(12, 9).X, c.vector()})
		}
	}
	compare(t, all)
}

// ensemble is a model with some sets of weights.
func (c testCase) ensemble(t testing.TB, n int) *training.Model {
	m := c.model(t, tensor.Float32)
	var members training.Samples
	for k := range n {
		p := m.Params.Clone()
		shake(p, uint64(10+k))
		members = append(members, p)
	}
	m.Sampler = members
	return m
}

func compare(t *testing.T, all []exported) {
	t.Helper()
	var qs []question
	var want []answer
	for _, e := range all {
		q, a := e.questions(t)
		qs, want = append(qs, q...), append(want, a...)
	}
	got := ask(t, all, qs)
	worst := map[string]float64{}
	for i := range qs {
		from := i
		for from > 0 && qs[from-1].Name == qs[i].Name {
			from--
		}
		limit := limitOf(qs[i].Name)
		for what, off := range got[i].from(want[i], spread(want[from:from+12])) {
			worst[what] = max(worst[what], off/limit)
			if !(off <= limit) {
				t.Errorf("%s: %s is %.3g off, more than %g:\n%v\n%v", qs[i].Name, what, off, limit, got[i], want[i])
			}
		}
	}
	t.Logf("the greatest shares of the limits: %v", worst)
}

func limitOf(name string) float64 {
	if strings.HasSuffix(name, "32") {
		return 1e-5
	}
	return 1e-12
}

// vector reports whether the targets are vectors.
func (c testCase) vector() bool { return len(c.set(2, 1).Y) > 2 }
