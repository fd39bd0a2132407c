package ops_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// shapeColumns are what the rows of shapes.json hold behind a and b, with the scale beside the value to which it is right
// where it is the difference of two terms: near the roots of log B and of the entropy, 1.
var shapeColumns = []struct {
	name  string
	scale float64
	make  func(t *testing.T, a, b *G.Node) *G.Node
}{
	{"log B", 1, func(t *testing.T, a, b *G.Node) *G.Node { return ops.LogBeta(a, b) }},
	{"d/da log B", 0, func(t *testing.T, a, b *G.Node) *G.Node { return gradients(t, ops.Sum(ops.LogBeta(a, b)), a)[0] }},
	{"d2/da2 log B", 0, func(t *testing.T, a, b *G.Node) *G.Node {
		return gradients(t, ops.Sum(gradients(t, ops.Sum(ops.LogBeta(a, b)), a)[0]), a)[0]
	}},
	{"d2/dadb log B", 0, func(t *testing.T, a, b *G.Node) *G.Node {
		return gradients(t, ops.Sum(gradients(t, ops.Sum(ops.LogBeta(a, b)), b)[0]), a)[0]
	}},
	{"entropy", 1, func(t *testing.T, a, b *G.Node) *G.Node { return ops.BetaEntropy(a, b) }},
	{"d/da entropy", 1, func(t *testing.T, a, b *G.Node) *G.Node { return gradients(t, ops.Sum(ops.BetaEntropy(a, b)), a)[0] }},
}

// Functions of two shapes equal mpmath's to 1e-13 in float64 and 8 ulps in float32, whatever their sum is.
func TestShapesGolden(t *testing.T) {
	var rows [][]float64
	filetest.ReadJSON(t, "../testdata/shapes.json", &rows)
	var a, b []float64
	for _, r := range rows {
		a, b = append(a, r[0]), append(b, r[1])
	}
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		tolerance, tiny := 1e-13, 1e-300
		if dt == tensor.Float32 {
			tolerance, tiny = 8*0x1p-24, 1e-37
		}
		f := newFixture(dt)
		x, y := f.vector(a...), f.vector(b...)
		for c, column := range shapeColumns {
			for i, got := range f.eval(column.make(t, x, y)) {
				want := rows[i][2+c]
				if math.Abs(want) < 1e37 && !(math.Abs(got-want) <= tolerance*max(math.Abs(want), column.scale, tiny)) {
					t.Errorf("%v: %s of %g, %g is %.17g, want %.17g", dt, column.name, a[i], b[i], got, want)
				}
			}
		}
	}
}
