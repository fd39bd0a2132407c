package distributions

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

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
