package distributions_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// normalLogProb is the density of a Normal in plain numbers.
func normalLogProb(loc, scale, y float64) float64 {
	z := (y - loc) / scale
	return -z*z/2 - math.Log(scale) - math.Log(2*math.Pi)/2
}

// An Independent of d Normals is their product, one point a row and several; its moments are theirs, its entropy their
// sum.
func TestIndependent(t *testing.T) {
	loc, scale := []float64{0, 1, 2, -1, .5, 3}, []float64{1, 2, .5}
	y := []float64{.1, .2, .3, -1, 4, 2}
	grid := slices.Concat(y[:3], y[3:], y[:3], y[3:])
	out := mustEval(t, tensor.Float64, []array{arr(loc, 2, 3), vec(scale...), arr(y, 2, 3), arr(grid, 2, 2, 3)}, func(in G.Nodes) G.Nodes {
		d := distributions.Independent{Base: distributions.Normal{Loc: in[0], Scale: in[1]}}
		return G.Nodes{d.LogProb(in[2]), d.LogProb(in[3]), distributions.Mean(d), distributions.Variance(d), distributions.Entropy(d), d.Sample(in[2]), d.Sample(in[3])}
	})
	for i := range 2 {
		for m := range 2 {
			want := 0.
			for j := range 3 {
				want += normalLogProb(loc[3*i+j], scale[j], grid[6*i+3*m+j])
				within(t, "sample on a grid", out[6][6*i+3*m+j], loc[3*i+j]+scale[j]*grid[6*i+3*m+j], 1e-15)
			}
			within(t, fmt.Sprintf("row %d, point %d", i, m), out[1][2*i+m], want, 1e-13)
			if m == i {
				within(t, fmt.Sprintf("row %d", i), out[0][i], want, 1e-13)
			}
		}
		entropy := 0.
		for j := range 3 {
			within(t, "mean", out[2][3*i+j], loc[3*i+j], 0)
			within(t, "variance", out[3][3*i+j], scale[j]*scale[j], 0)
			within(t, "sample", out[5][3*i+j], loc[3*i+j]+scale[j]*y[3*i+j], 1e-15)
			entropy += math.Log(scale[j]) + .5 + math.Log(2*math.Pi)/2
		}
		within(t, "entropy", out[4][i], entropy, 1e-14)
	}
}

// A mixture of vectors sums the elements inside the components, also on a grid, and has the moments of each element.
func TestMixtureOfVectors(t *testing.T) {
	const n, k, d, m = 2, 3, 2, 4
	logits, loc, y := ramp(n*k), ramp(n*k*d), ramp(n*m*d)
	out := mustEval(t, tensor.Float64, []array{arr(logits, n, k), arr(loc, n, k, d), arr(y, n, m, d), arr(slices.Concat(y[:d], y[m*d:m*d+d]), n, d)}, func(in G.Nodes) G.Nodes {
		q := distributions.MixtureSameFamily{
			Mixing:     distributions.Categorical{Logits: in[0]},
			Components: distributions.Independent{Base: distributions.Normal{Loc: in[1], Scale: ops.Full(in[0].Graph(), tensor.Float64, .7)}},
		}
		return G.Nodes{q.LogProb(in[2]), q.LogProb(in[3]), distributions.Mean(q), distributions.Variance(q)}
	})
	for i := range n {
		w := softmax(logits[i*k : (i+1)*k])
		for j := range m {
			p := 0.
			for c := range k {
				l := 0.
				for e := range d {
					l += normalLogProb(loc[(i*k+c)*d+e], .7, y[(i*m+j)*d+e])
				}
				p += w[c] * math.Exp(l)
			}
			within(t, fmt.Sprintf("row %d, point %d", i, j), out[0][i*m+j], math.Log(p), 1e-13)
		}
		within(t, "one point a row", out[1][i], out[0][i*m], 0)
		for e := range d {
			mean, square := 0., 0.
			for c := range k {
				l := loc[(i*k+c)*d+e]
				mean += w[c] * l
				square += w[c] * (l*l + .49)
			}
			within(t, "mean", out[2][i*d+e], mean, 1e-14)
			within(t, "variance", out[3][i*d+e], square-mean*mean, 1e-13)
		}
	}
}

func ramp(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.Sin(float64(i))
	}
	return v
}

func softmax(l []float64) []float64 {
	w, sum := make([]float64, len(l)), 0.
	for i := range l {
		w[i] = math.Exp(l[i])
		sum += w[i]
	}
	for i := range w {
		w[i] /= sum
	}
	return w
}

// A mixture of mixtures is a mixture over pairs.
func TestMixtureOfMixtures(t *testing.T) {
	outer, inner, loc := ramp(4), ramp(12), ramp(12)
	y := arr([]float64{0, .5, -.2, 2}, 2, 2)
	out := mustEval(t, tensor.Float64, []array{arr(outer, 2, 2), arr(inner, 2, 2, 3), arr(loc, 2, 2, 3), y}, one(func(in G.Nodes) *G.Node {
		return distributions.MixtureSameFamily{
			Mixing: distributions.Categorical{Logits: in[0]},
			Components: distributions.MixtureSameFamily{
				Mixing:     distributions.Categorical{Logits: in[1]},
				Components: distributions.Normal{Loc: in[2], Scale: ops.Full(in[0].Graph(), tensor.Float64, 1)},
			},
		}.LogProb(in[3])
	}))
	for i := range 2 {
		for m := range 2 {
			p := 0.
			for a, wa := range softmax(outer[2*i : 2*i+2]) {
				at := 6*i + 3*a
				for b, wb := range softmax(inner[at : at+3]) {
					p += wa * wb * math.Exp(normalLogProb(loc[at+b], 1, y.data[2*i+m]))
				}
			}
			within(t, fmt.Sprintf("row %d, point %d", i, m), out[0][2*i+m], math.Log(p), 1e-13)
		}
	}
}

// The gradient of a reparametrized draw is that of Loc + Scale*noise.
func TestSampleGradient(t *testing.T) {
	out := mustEval(t, tensor.Float64, []array{vec(1, 2), vec(.5, 3), vec(-1, 2)}, func(in G.Nodes) G.Nodes {
		draw := distributions.Sample(normalOf(in), in[2])
		grads, err := graph.Gradient(ops.Sum(draw), in[0], in[1])
		if err != nil {
			t.Fatal(err)
		}
		point := distributions.Sample(distributions.Deterministic{Loc: in[0]}, in[2])
		return G.Nodes{draw, grads[0], grads[1], point}
	})
	for k, want := range [][]float64{{.5, 8}, {1, 1}, {-1, 2}, {1, 2}} {
		for i := range want {
			within(t, fmt.Sprintf("output %d, row %d", k, i), out[k][i], want[i], 0)
		}
	}
}

// laplace is a distribution of another package: exported fields and the interface, nothing else.
type laplace struct {
	Loc  *G.Node
	Name string
}

func (d *laplace) BatchShape() tensor.Shape { return d.Loc.Shape() }
func (d *laplace) EventShape() tensor.Shape { return tensor.Shape{} }
func (d *laplace) LogProb(y *G.Node) *G.Node {
	return ops.AddConst(ops.Neg(ops.Abs(ops.Sub(y, d.Loc))), -math.Ln2)
}

// A foreign distribution can be a component, at one point a row or on a grid.
func TestForeignComponent(t *testing.T) {
	logits, loc := ramp(6), ramp(6)
	build := func(in G.Nodes) *G.Node {
		return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: in[0]}, Components: &laplace{Loc: in[1]}}.LogProb(in[2])
	}
	in := []array{arr(logits, 2, 3), arr(loc, 2, 3), vec(.3, -2)}
	for _, points := range [][]float64{{.3, -2}, {.3, 0, -1, 8, -2, .5}} {
		m := len(points) / 2
		if in[2] = arr(points, 2, m); m == 1 {
			in[2] = arr(points, 2)
		}
		out := mustEval(t, tensor.Float64, in, one(build))
		for j, y := range points {
			p, i := 0., j/m
			for c, w := range softmax(logits[3*i : 3*i+3]) {
				p += w * math.Exp(-math.Abs(y-loc[3*i+c])) / 2
			}
			within(t, fmt.Sprintf("row %d of %d points", i, m), out[0][j], math.Log(p), 1e-14)
		}
	}
}

// kinds is a distribution of another package whose parameter has an axis of its own.
type kinds struct {
	Logits *G.Node `param:"axes=1"`
}

func (d kinds) BatchShape() tensor.Shape  { return distributions.Categorical(d).BatchShape() }
func (d kinds) EventShape() tensor.Shape  { return tensor.Shape{} }
func (d kinds) LogProb(y *G.Node) *G.Node { return distributions.Categorical(d).LogProb(y) }

// untagged forgets to say so.
type untagged struct{ Logits *G.Node }

func (d untagged) BatchShape() tensor.Shape  { return kinds(d).BatchShape() }
func (d untagged) EventShape() tensor.Shape  { return tensor.Shape{} }
func (d untagged) LogProb(y *G.Node) *G.Node { return kinds(d).LogProb(y) }

// Axes of a parameter's own are told by a tag, on a grid and in a mixture; an untagged one is told of the tag.
func TestForeignAxes(t *testing.T) {
	logits := ramp(12)
	grid := []float64{0, 1, 2, 2, 1, 0}
	in := []array{arr(logits, 2, 2, 3), arr(ramp(4), 2, 2), arr(grid, 2, 3)}
	mix := func(of func(n *G.Node) distributions.Distribution) func(in G.Nodes) *G.Node {
		return func(in G.Nodes) *G.Node {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: in[1]}, Components: of(in[0])}.LogProb(in[2])
		}
	}
	got := mustEval(t, tensor.Float64, in, one(mix(func(n *G.Node) distributions.Distribution { return kinds{n} })))
	want := mustEval(t, tensor.Float64, in, one(mix(func(n *G.Node) distributions.Distribution { return distributions.Categorical{Logits: n} })))
	for i := range want[0] {
		within(t, fmt.Sprint("point ", i), got[0][i], want[0][i], 1e-14)
	}
	_, err := evalNodes(tensor.Float64, in, one(mix(func(n *G.Node) distributions.Distribution { return untagged{n} })))
	if err == nil || !strings.Contains(err.Error(), `axes=1`) {
		t.Errorf("an untagged field gave %v", err)
	}
}

// bag holds nodes in every way that Map promises to find.
type bag struct {
	First   *G.Node
	Nested  struct{ Inside *G.Node }
	Many    []*G.Node
	Parts   []distributions.Distribution
	Other   distributions.Distribution
	Nothing *G.Node
	Label   string
	hidden  *G.Node
}

func (bag) BatchShape() tensor.Shape  { return tensor.Shape{} }
func (bag) EventShape() tensor.Shape  { return tensor.Shape{} }
func (bag) LogProb(y *G.Node) *G.Node { return y }

func TestMapFindsEveryNode(t *testing.T) {
	g := G.NewGraph()
	node := func(name string) *G.Node { return G.NewScalar(g, tensor.Float64, G.WithName(name)) }
	b := bag{First: node("a"), Many: []*G.Node{node("c"), node("d")}, Label: "kept", hidden: node("h"),
		Parts: []distributions.Distribution{distributions.Deterministic{Loc: node("e")}}, Other: &laplace{Loc: node("f"), Name: "kept"}}
	b.Nested.Inside = node("b")
	var names []string
	other := G.NewGraph()
	out := distributions.Map(b, func(n *G.Node) *G.Node {
		names = append(names, n.Name())
		return G.NewScalar(other, tensor.Float32, G.WithName(strings.ToUpper(n.Name())))
	}).(bag)
	if got := strings.Join(names, ""); got != "abcdef" {
		t.Errorf("visited %q, want abcdef", got)
	}
	var after []string
	distributions.Map(out, func(n *G.Node) *G.Node { after = append(after, n.Name()); return n })
	if got := strings.Join(after, ""); got != "ABCDEF" {
		t.Errorf("rebuilt on %q, want ABCDEF", got)
	}
	if out.Label != "kept" || out.hidden != b.hidden || out.Nothing != nil || out.Other.(*laplace).Name != "kept" {
		t.Errorf("other fields changed: %+v", out)
	}
	if b.First.Name() != "a" || b.Many[0].Name() != "c" || b.Other.(*laplace).Loc.Name() != "f" {
		t.Error("the original changed")
	}
}

// BenchmarkMixtureLogProb is the density of a mixture of 16 and its gradient for a training batch of 100 rows, float32.
func BenchmarkMixtureLogProb(b *testing.B) {
	for name, f := range map[string]func(p G.Nodes) distributions.Distribution{
		"normal": func(p G.Nodes) distributions.Distribution { return distributions.Normal{Loc: p[1], Scale: p[2]} },
		"beta":   func(p G.Nodes) distributions.Distribution { return distributions.Beta{Alpha: p[2], Beta: p[2]} },
	} {
		b.Run(name, func(b *testing.B) {
			const n, k = 100, 16
			g := G.NewGraph()
			p := make(G.Nodes, 3)
			for i := range p {
				v := ramp(n * k)
				for j := range v {
					v[j] += 2
				}
				p[i] = G.NewTensor(g, tensor.Float32, 2, G.WithShape(n, k), G.WithName(fmt.Sprint("p", i)), G.WithValue(arr(v, n, k).value(tensor.Float32)))
			}
			v := ramp(n)
			for j := range v {
				v[j] = (v[j] + 1.1) / 2.2
			}
			y := G.NewTensor(g, tensor.Float32, 1, G.WithShape(n), G.WithName("y"), G.WithValue(vec(v...).value(tensor.Float32)))
			q := distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: f(p)}
			loss := ops.Mean(q.LogProb(y))
			grads, err := graph.Gradient(loss, p...)
			if err != nil {
				b.Fatal(err)
			}
			program, err := graph.Compile(append(G.Nodes{loss}, grads...)...)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := program.RunAll(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
