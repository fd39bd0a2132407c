package distributions_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func modeOfNormals(p G.Nodes) *G.Node {
	return distributions.Mode(mixedOf(p[0], distributions.Normal{Loc: p[1], Scale: p[2]}))
}

// bumpsOfRows are logits, places and widths of two normals for each of so many rows.
func bumpsOfRows(rows int) (in []array) {
	for k := range 3 {
		a := zeros(rows, 2)
		for i := range a.data {
			a.data[i] = 1 + .7*math.Abs(math.Sin(float64(i*(k+1)+k)))
		}
		in = append(in, a)
	}
	return in
}

// Maps over rows, also within each other and of gradients, give the modes and derivatives that one batch of all rows has, and so do
// Jacobians, which are 0 between rows.
func TestModesMapOverRows(t *testing.T) {
	const outer, inner = 4, 3
	in := bumpsOfRows(outer * inner)
	want := mustEval(t, tensor.Float64, in, modeAndGradients(t, func(p G.Nodes) distributions.Distribution {
		return mixedOf(p[0], distributions.Normal{Loc: p[1], Scale: p[2]})
	}))
	var folded []G.Value
	for _, a := range in {
		folded = append(folded, arr(a.data, outer, inner, 2).value(tensor.Float64))
	}
	sum := func(p G.Nodes) *G.Node { return ops.Sum(modeOfNormals(p)) }
	for name, f := range map[string]*graph.Func{
		"a map":                 graph.VMap(modeOfNormals),
		"a map in a map":        graph.VMap(graph.VMap(modeOfNormals)),
		"a map of Checkpoint":   graph.VMap(graph.Checkpoint(modeOfNormals)),
		"gradients":             graph.VMap(graph.ValueAndGrad(sum, 0, 1, 2)),
		"gradients, row by row": graph.VMap(graph.VMap(graph.ValueAndGrad(modeOfNormals, 0, 1, 2))),
	} {
		out, err := f.Call(folded...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for k, v := range out {
			got := floats(v)
			if len(got) != len(want[k]) { // of sums
				continue
			}
			for i := range got {
				within(t, name, got[i], want[k][i], 1e-13)
			}
		}
		if len(out) == 0 {
			t.Errorf("%s: no outputs", name)
		}
	}
	for name, f := range map[string]*graph.Func{"in reverse": graph.JacobianReverse(modeOfNormals, 1), "forward": graph.JacobianForward(modeOfNormals, 1)} {
		jacobian := mustEval(t, tensor.Float64, in, func(p G.Nodes) G.Nodes { return f.Nodes(p...) })[0]
		for i := range outer * inner {
			for j := range 2 * outer * inner {
				d := 0.
				if j/2 == i {
					d = want[2][j]
				}
				within(t, "the Jacobian "+name, jacobian[2*outer*inner*i+j], d, 1e-13)
			}
		}
	}
}

// One Func has modes of batches of any size, also of none.
func TestModesOfBatches(t *testing.T) {
	f := graph.NewFunc(func(p G.Nodes) G.Nodes {
		d := distributions.Truncated{Base: distributions.Normal{Loc: ops.Sum(p[1], 1), Scale: ops.Sum(p[2], 1)}, Low: ops.Sum(p[0], 1)}
		return G.Nodes{modeOfNormals(p), distributions.Mode(d)}
	})
	for _, n := range []int{3, 1, 0, 7, 3} {
		var in []G.Value
		for _, a := range bumpsOfRows(n) {
			in = append(in, a.value(tensor.Float64))
		}
		out, err := f.Call(in...)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range out {
			if s := v.Shape(); len(s) != 1 || s[0] != n {
				t.Errorf("output %d of %d rows has the shape %v", k, n, s)
			}
		}
		if n == 0 {
			continue
		}
		want := mustEval(t, tensor.Float64, bumpsOfRows(n), one(modeOfNormals))[0]
		for i, m := range floats(out[0]) {
			within(t, "the mode", m, want[i], 0)
		}
	}
}

// Parameters of any size have a mode or NaN, and NaN where one is NaN or the last is not positive.
func TestModesSurvive(t *testing.T) {
	values := []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 0, 1, 1e-5, 1e8, -1e8, 1e-37, 1e37, 1e300, -1e300, 1e-300, 5e-324}
	var a, b []float64
	for _, x := range values {
		for _, y := range values {
			a, b = append(a, x, 1), append(b, y, 1)
		}
	}
	n := len(a) / 2
	for name, components := range map[string]func(a, b *G.Node) distributions.Distribution{
		"normals":  func(a, b *G.Node) distributions.Distribution { return distributions.Normal{Loc: a, Scale: b} },
		"laplaces": func(a, b *G.Node) distributions.Distribution { return distributions.Laplace{Loc: a, Scale: b} },
		"cauchys":  func(a, b *G.Node) distributions.Distribution { return distributions.Cauchy{Loc: a, Scale: b} },
		"gammas":   func(a, b *G.Node) distributions.Distribution { return distributions.Gamma{Concentration: a, Rate: b} },
		"negative binomials": func(a, b *G.Node) distributions.Distribution {
			return distributions.NegativeBinomial{Rate: a, Concentration: b}
		},
	} {
		for _, dt := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
			out := mustEval(t, dt, []array{zeros(n, 2), arr(a, n, 2), arr(b, n, 2)}, modeAndGradients(t, func(p G.Nodes) distributions.Distribution {
				return mixedOf(p[0], components(p[1], p[2]))
			}))
			for i, m := range out[0] {
				x, y := a[2*i], b[2*i]
				if bad := x != x || !(y > 0); bad && m == m {
					t.Errorf("%s in %v: the mode of %v, %v is %v", name, dt, x, y, m)
				}
			}
		}
	}
}
