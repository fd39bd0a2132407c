package training_test

import (
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// flowSummary is that of a flow of vectors of dim numbers, given 2 features.
func flowSummary(t *testing.T, net training.Net, dim int) string {
	t.Helper()
	m := &training.Model{Net: net}
	s := data.Set{X: mat.NewDense(4, 2, []float64{1, 2, 3, 5, 2, 2, 0, 1})}
	for i := range 4 * dim {
		s.Y = append(s.Y, float64(i*i%7))
	}
	if err := m.FitScalers(s); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := m.Summary(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Networks that run inside the density of a flow of vectors are counted by hand for one log-density a row, each layer in its row; masks, and the
// product of the factors of a matrix, are once a batch.
func TestSummaryOfFlows(t *testing.T) {
	dense := func(in, out int) int { return out * (2*in + 1) }
	for _, c := range []struct {
		net         flows.Flow
		path        string
		parameters  int
		flops, pass int
	}{
		{flows.RealNVP{Dim: 3, Layers: 2, Hidden: []int{7}}.Flow(), "coupling_1/dense_0", 7 * 5, dense(4, 7) + 7, 1},
		{flows.RealNVP{Dim: 3, Layers: 2, Hidden: []int{7}}.Flow(), "coupling_1/dense_1", 2 * 8, dense(7, 2), 1},
		{flows.NSF{Dim: 3, Layers: 1, Hidden: []int{7}, Bins: 4}.Flow(), "coupling_0/dense_1", 11 * 8, dense(7, 11), 1},
		{flows.MAF{Dim: 3, Layers: 1, Hidden: []int{7, 6}}.Flow(), "autoregressive_0/dense_1", 6 * 8, dense(7, 6) + 6, 1},
		{flows.IAF{Dim: 3, Layers: 1, Hidden: []int{7, 6}}.Flow(), "autoregressive_0/dense_1", 6 * 8, dense(7, 6) + 6, 3},
		{flows.Flow{Dim: 3, Transforms: []flows.Transform{flows.LU{}}}, "lu_0", 9 + 3 + 3, dense(3, 3) + 1, 1}, // and the log-determinant added,
	} {
		text := flowSummary(t, c.net, 3)
		p, f := numbersOf(t, text, c.path)
		if p != c.parameters || f != c.pass*c.flops {
			t.Errorf("%v: %s has %d parameters and %d operations, by hand %d and %d in\n%s", c.net, c.path, p, f, c.parameters, c.pass*c.flops, text)
		}
		if !strings.Contains(text, "a row and") && strings.Contains(c.path, "auto") || !strings.Contains(strings.Join(strings.Fields(text), " "), "to a log-density;") {
			t.Errorf("%v: what is counted is not said in\n%s", c.net, text)
		}
	}
	if text := flowSummary(t, flows.NSF{}, 1); !strings.Contains(strings.Join(strings.Fields(text), " "), "to the parameters of its distribution") {
		t.Errorf("the networks of a flow of numbers run before its density:\n%s", text)
	}
}
