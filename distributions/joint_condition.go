package distributions

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Condition is the distribution of the other numbers of each row, in their order, where number j is the value of that row: exact, or an
// error that names the family which has no conditionals. It is an error too where a value has no density. Of a mixture, of
// components or of draws, each counts by its density at the value; those of draws become components of one mixture then, so that Draws is 1.
func (q Joint) Condition(j int, value []float64) (Joint, error) {
	if err := q.number("Condition", j); err != nil {
		return Joint{}, err
	}
	if len(value) != q.n {
		panic(fmt.Sprintf("distributions: Joint.Condition: %d values for %d rows", len(value), q.n))
	}
	if q.Numbers() == 1 {
		return Joint{}, fmt.Errorf("distributions: Joint.Condition(%d): nothing is left of vectors of one number", j)
	}
	d := q.conditional(j)
	if d.err != nil || !q.hasMarginal(j) {
		return Joint{}, fmt.Errorf("distributions: Joint.Condition(%d): %s has no conditional distributions in closed form: draw from it (Sample), or use normals, Student's t, their mixtures, Independent or Dirichlet", j, q.family())
	}
	x := make([]float64, 0, q.n*q.draws)
	for _, v := range value {
		for range q.draws {
			x = append(x, (v-q.shift[j])/q.scale[j])
		}
	}
	logs, err := q.densitiesAt(j, x, value)
	if err != nil {
		return Joint{}, err
	}
	values := d.values(q.f, q.index(), rowInput{one, x})
	out, err := d.conditioned(values, logs, q.draws)
	if err != nil {
		return Joint{}, fmt.Errorf("distributions: Joint.Condition(%d): %w", j, err)
	}
	for i := range q.shift {
		if i != j {
			out.shift[left(i, j)], out.scale[left(i, j)] = q.shift[i], q.scale[i]
		}
	}
	return out.Noted(q.notes...), nil
}

// left is where number i is once number j is gone.
func left(i, j int) int {
	if i > j {
		return i - 1
	}
	return i
}

func (q Joint) conditional(j int) *derivation {
	return q.f.derivation(fmt.Sprint("condition ", j), 1, func(d Distribution, in G.Nodes) Distribution { return Conditional(d, j, in[0]) })
}

// densitiesAt is the log-density of number j at x in each draw of each row.
func (q Joint) densitiesAt(j int, x, value []float64) ([]float64, error) {
	fn := q.f.formula(fmt.Sprint("density of number ", j), 1, func(d Distribution, in G.Nodes) G.Nodes {
		return G.Nodes{LogProb(Marginal(d, j), in[0])}
	})
	if err := q.f.can(fn, rowInput{one, []float64{.5}}); err != nil {
		return nil, err
	}
	logs := q.f.numbers(fn, q.index(), 1, rowInput{one, x})
	for i := range q.n {
		top := math.Inf(-1)
		for _, l := range logs[i*q.draws : (i+1)*q.draws] {
			top = max(top, l)
		}
		if math.IsInf(top, -1) || math.IsNaN(value[i]) {
			return nil, fmt.Errorf("distributions: Joint.Condition(%d): row %d: the number cannot be %v: its density there is 0", j, i, value[i])
		}
	}
	return logs, nil
}

// conditioned is the Joint of the derived parameters, in which the draws of a row are one mixture with the logarithms of weights.
func (d *derivation) conditioned(values map[*G.Node]G.Value, logs []float64, draws int) (q Joint, err error) {
	if draws == 1 {
		return d.joint.Joint(look(values))
	}
	defer build.Recover(&err)
	f := &folding{g: G.NewGraph(), draws: draws, values: map[*G.Node]G.Value{}}
	return NewJoint(f.fold(d, values, logs), look(f.values))
}

// folding makes one mixture of the draws of each row: what has a value for each draw of each row, (n*S, ...), is (n, S, ...), and of a
// mixture of k components (n, S*k, ...). The numbers stay where they are.
type folding struct {
	g      *G.ExprGraph
	draws  int
	values map[*G.Node]G.Value
	count  int
}

const foldedRows = 3 // that the nodes are declared for: any number

func (f *folding) fold(d *derivation, values map[*G.Node]G.Value, logs []float64) Distribution {
	mix, isMixture := d.to.(MixtureSameFamily)
	if !isMixture {
		logits := f.input(tensor.Shape{f.draws}, logs, true)
		axes, k := batchAxes(d.to), 0
		return MixtureSameFamily{Mixing: Categorical{Logits: logits}, Components: Map(d.to, func(n *G.Node) *G.Node {
			k++
			return f.parameter(n, d.rowed[k-1], axes[k-1], 1, values[n])
		})}
	}
	c := mix.Mixing.count()
	own := ops.Data[float64](values[mix.Mixing.Logits])
	all := make([]float64, len(logs)*c)
	for i, l := range logs {
		row := own[i*c : (i+1)*c]
		top := math.Inf(-1)
		for _, v := range row {
			top = max(top, v)
		}
		sum := 0.
		for _, v := range row {
			sum += math.Exp(v - top)
		}
		for j, v := range row {
			all[i*c+j] = l + v - top - math.Log(sum)
		}
	}
	logits := f.input(tensor.Shape{f.draws * c}, all, true)
	axes, k := batchAxes(mix.Components), 0
	return MixtureSameFamily{Mixing: Categorical{Logits: logits}, Components: Map(mix.Components, func(n *G.Node) *G.Node {
		k++
		return f.parameter(n, d.rowed[k], axes[k-1], c, values[n]) // the logits were visited before
	})}
}

// parameter is a node with the value of n.
func (f *folding) parameter(n *G.Node, rowed bool, axes, components int, value G.Value) *G.Node {
	s := n.Shape()
	data := ops.Data[float64](value)
	switch {
	case axes == 0:
		return f.input(s, data, false)
	case !rowed:
		build.Fail("condition", []tensor.Shape{s}, "a parameter that rows share has an axis for them")
	case components == 1:
		return f.input(join(tensor.Shape{f.draws}, s[1:]), data, true)
	case len(s) < 2 || s[1] != components:
		build.Fail("condition", []tensor.Shape{s}, "a parameter of %d components has this shape", components)
	}
	return f.input(join(tensor.Shape{f.draws * components}, s[2:]), data, true)
}

// input is a node with a value, by row or shared by all.
func (f *folding) input(shape tensor.Shape, data []float64, rowed bool) *G.Node {
	declared, has := shape, shape
	if rowed {
		declared = join(tensor.Shape{foldedRows}, shape)
		has = join(tensor.Shape{len(data) / shape.TotalSize()}, shape)
	}
	f.count++
	n := build.Input(f.g, tensor.Float64, fmt.Sprint("folded", f.count), declared...)
	v := ops.NewValue(tensor.Float64, has)
	copy(ops.Data[float64](v), data)
	f.values[n] = v
	return n
}
