package distributions

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// constantName is the name of nodes of Constant, of which errors say the field instead.
const constantName = "constant"

// Constant is a node with the value v: a parameter that is known, for Numbers.
func Constant(v ...float64) *G.Node {
	if len(v) == 0 {
		build.Fail("constant", nil, "there is no value: give one, or one for each row")
	}
	return G.NewVector(G.NewGraph(), tensor.Float64, G.WithShape(len(v)), G.WithName(constantName),
		G.WithValue(tensor.New(tensor.WithShape(len(v)), tensor.WithBacking(append([]float64(nil), v...)))))
}

// Numbers is a distribution whose parameters have values, such as those of Constant, as numbers: Numbers(Gamma{Concentration:
// Constant(2), Rate: Constant(.5)}) is one row. So is a distribution without a batch, as one whose parameters have an axis of their own:
// Numbers(MixtureSameFamily{Mixing: Categorical{Logits: Constant(0, 1)}, Components: Normal{Loc: Constant(0, 5), Scale: Constant(1, 2)}}).
func Numbers(d Distribution) (q Posterior, err error) {
	defer build.Recover(&err)
	return NewPosterior(oneRow(d, func(n *G.Node) G.Value { return n.Value() }))
}

// oneRow is d and the values of its nodes; of a batch of (), as of classes with one vector of logits, one row of such.
func oneRow(d Distribution, given func(n *G.Node) G.Value) (Distribution, func(n *G.Node) G.Value) {
	if d == nil || len(d.BatchShape()) > 0 {
		return d, given
	}
	values := map[*G.Node]G.Value{}
	row := Map(d, func(n *G.Node) *G.Node {
		shape := join(tensor.Shape{1}, n.Shape())
		in := G.NewTensor(G.NewGraph(), n.Dtype(), len(shape), G.WithShape(shape...), G.WithName(n.Name()))
		values[in] = asRow(given(n), shape)
		return in
	})
	return row, func(n *G.Node) G.Value { return values[n] }
}

// asRow is v with the axis of the row; nil if it has no such numbers.
func asRow(v G.Value, shape tensor.Shape) G.Value {
	if v == nil {
		return nil
	}
	v, err := rowmajor.Of(v)
	if err != nil || v.Shape().TotalSize() != shape.TotalSize() {
		return nil
	}
	if v.Dtype() == tensor.Float32 {
		return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(slices.Clone(ops.Data[float32](v))))
	}
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(slices.Clone(ops.Data[float64](v))))
}

// Prior is row i as a Prior: any scalar distribution can be one, by Numbers, and so can a prediction. It is an error if there is no
// such row, or if it has no numbers.
func (q Posterior) Prior(i int) (Prior, error) {
	if i < 0 || i >= q.n {
		return nil, fmt.Errorf("distributions: Prior: row %d of a posterior of %d rows", i, q.n)
	}
	if q.has().Jump != nil {
		return nil, fmt.Errorf("distributions: Prior: row %d has a mass at 0 amid its density, and a prior is one or the other", i)
	}
	p := rowPrior{row: q.Row(i)}
	if s := p.row.summaries()[0]; s.State.Broken() && !(s.State == density.Lost) {
		return nil, fmt.Errorf("distributions: Prior: row %d has no density: its parameters are NaN or out of their domain", i)
	}
	if p.discrete = q.has().Discrete(); !p.discrete {
		p.breaks = q.f.Breaks(q.first+i, nil)
	}
	return p, nil
}

// A rowPrior is one row of a posterior as a prior.
type rowPrior struct {
	row      Posterior
	discrete bool
	breaks   []float64
}

// LogProb is -Inf where the row's is infinite too, at an end where a weight by it is none.
func (p rowPrior) LogProb(y float64) float64 {
	l := p.row.LogProb([]float64{y})[0]
	if math.IsNaN(l) || math.IsInf(l, 1) {
		return math.Inf(-1)
	}
	return l
}

func (p rowPrior) Support() (lo, hi float64) {
	s := p.row.Support()[0]
	return s.Lo, s.Hi
}

func (p rowPrior) Breaks() []float64 { return p.breaks }
