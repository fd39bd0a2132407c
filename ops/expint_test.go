package ops_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/tensor"
)

// Values and slopes equal mpmath's to 20 units in the last place of what they are computed from: the series below x = 1,
// whose terms reach 1 and whose sum falls to .2, and beyond it a fraction that does not cancel.
func TestLogExpE1Golden(t *testing.T) {
	var rows [][3]float64
	filetest.ReadJSON(t, "../testdata/expint.json", &rows)
	var x []float64
	for _, r := range rows {
		x = append(x, r[0])
	}
	f := newFixture(tensor.Float64)
	in := f.vector(x...)
	y := ops.LogExpE1(in)
	slopes := f.grad(t, ops.Sum(y), in)
	for i, got := range f.eval(y) {
		want, slope, least := rows[i][1], rows[i][2], 0.
		if x[i] < 1 {
			least = 1
		}
		if math.Abs(got-want) > 20*0x1p-52*max(1, math.Abs(want)) {
			t.Errorf("log(e^x E1(x)) at %v is %v, want %v", x[i], got, want)
		}
		if math.Abs(slopes[i]-slope) > 20*0x1p-52*max(least, math.Abs(slope)) {
			t.Errorf("slope at %v is %v, want %v", x[i], slopes[i], slope)
		}
	}
}

// The ends of the domain.
func TestLogExpE1Edges(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		f.wantAll(t, ops.LogExpE1(f.vector(0, -1, nan)), inf, nan, nan)
	}
}
