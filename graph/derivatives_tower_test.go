package graph_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// derivative is an op with operands on which it is smooth.
type derivative struct {
	op       string
	operands []domain
	f        func(in []*G.Node) *G.Node
}

// domain is a shape of numbers between two bounds.
type domain struct {
	lo, hi float64
	shape  tensor.Shape
}

func on(lo, hi float64, shape ...int) domain { return domain{lo, hi, shape} }
func free(shape ...int) domain               { return domain{-1.5, 1.5, shape} }

// values draws an operand, whose elements lie apart: a difference must not step over the tie of two of them.
func (d domain) values(r *rand.Rand) G.Value {
	v := ops.NewValue(tensor.Float64, d.shape)
	x := ops.Data[float64](v)
	for i, k := range r.Perm(len(x)) {
		x[i] = d.lo + (d.hi-d.lo)*(float64(k)+r.Float64()/2)/float64(len(x))
	}
	return v
}

// tower is a function's weighted sum, its derivative in a direction, the derivative of that in another one, and so on,
// each as a number, with the gradient of each.
type tower struct {
	y       *G.Node
	xs      G.Nodes
	feed    map[*G.Node]G.Value
	levels  []*G.Node
	grads   []G.Nodes
	refused error // of the order len(levels)
	touched error // how differentiating changed what was there
}

// newTower differentiates up to an order, or until that is refused.
func newTower(d derivative, r *rand.Rand, most int) *tower {
	g := G.NewGraph()
	t := &tower{feed: map[*G.Node]G.Value{}}
	input := func(name string, v G.Value) *G.Node {
		n := build.Input(g, tensor.Float64, name, v.Shape()...)
		t.feed[n] = v
		return n
	}
	for i, o := range d.operands {
		t.xs = append(t.xs, input(fmt.Sprintf("x%d", i), o.values(r)))
	}
	t.y = d.f(t.xs)
	t.levels = append(t.levels, dot(t.y, input("weights", free(t.y.Shape()...).values(r))))
	for k := 1; k <= most; k++ {
		before := spell(g)
		grads, err := graph.Gradient(t.levels[k-1], t.xs...)
		if after := spell(g); t.touched == nil && !slices.Equal(before, after[:min(len(before), len(after))]) {
			t.touched = fmt.Errorf("a derivative of order %d changed the graph that it is of", k)
		}
		if err != nil {
			t.refused = err
			return t
		}
		t.grads = append(t.grads, grads)
		var sum *G.Node
		for i, d := range grads {
			p := dot(d, input(fmt.Sprintf("v%d,%d", k, i), free(d.Shape()...).values(r)))
			if sum == nil {
				sum = p
				continue
			}
			sum = ops.Add(sum, p)
		}
		t.levels = append(t.levels, sum)
	}
	return t
}

// spell writes down the nodes of a graph: their hashes, which are of all that is below them, and ops with their parameters.
func spell(g *G.ExprGraph) (all []string) {
	for _, n := range g.AllNodes() {
		op := ""
		if n.Op() != nil {
			op = n.Op().String()
		}
		all = append(all, fmt.Sprint(n.ID(), n.Hashcode(), op, n.Shape()))
	}
	return all
}

// forward is the value of the function that is differentiated.
func (t *tower) forward() ([]float64, error) {
	p, err := graph.Compile(t.y)
	if err != nil {
		return nil, err
	}
	for _, x := range t.xs {
		if err := p.Let(x, t.feed[x]); err != nil {
			return nil, err
		}
	}
	err = p.RunAll()
	return slices.Clone(ops.Data[float64](p.Value(t.y))), err
}

// dot is the sum of the products of the elements of nodes of one shape, of any rank.
func dot(a, b *G.Node) *G.Node {
	if a.Dims() > 4 {
		return G.Must(G.Sum(G.Must(G.HadamardProd(a, b))))
	}
	return ops.Sum(ops.Mul(a, b))
}

// line is the gradient of a level along a direction, the size of what that is the sum of, and the level itself at a
// distance along the direction.
func (t *tower) line(k int, r *rand.Rand) (slope, size float64, at func(h float64) float64, err error) {
	p, err := graph.Compile(append(slices.Clone(t.grads[k]), t.levels[k])...)
	if err != nil {
		return 0, 0, nil, err
	}
	for n, v := range t.feed {
		if err := p.Let(n, v); err != nil {
			return 0, 0, nil, err
		}
	}
	direction, moved := make([][]float64, len(t.xs)), make([]G.Value, len(t.xs))
	for i, x := range t.xs {
		direction[i] = ops.Data[float64](free(x.Shape()...).values(r))
		moved[i] = ops.NewValue(tensor.Float64, x.Shape())
	}
	at = func(h float64) float64 {
		for i, x := range t.xs {
			for j, v := range ops.Data[float64](t.feed[x]) {
				ops.Data[float64](moved[i])[j] = v + h*direction[i][j]
			}
			err = cmp.Or(err, p.Let(x, moved[i]))
		}
		err = cmp.Or(err, p.RunAll())
		return graph.Float(p.Value(t.levels[k]))
	}
	at(0)
	for i, n := range t.grads[k] {
		for j, d := range ops.Data[float64](p.Value(n)) {
			slope += d * direction[i][j]
			size += math.Abs(d * direction[i][j])
		}
	}
	return slope, size, at, err
}

// difference is the derivative of a function at 0, but for h^4/30 times its fifth one.
func difference(f func(float64) float64, h float64) float64 {
	return (8*(f(h)-f(-h)) - (f(2*h) - f(-2*h))) / (12 * h)
}

// check compares the gradient of a level along a random direction with differences of the level, in float64.
func (t *tower) check(k int, r *rand.Rand) error {
	got, size, at, err := t.line(k, r)
	if err != nil {
		return err
	}
	if want := difference(at, 1e-3); !(math.Abs(got-want) <= 1e-7*(size+1e-3)) {
		return fmt.Errorf("derivative of order %d along a direction is %v, by differences %v", k+1, got, want)
	}
	return nil
}
