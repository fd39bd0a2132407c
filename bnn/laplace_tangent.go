package bnn

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// tangent is the parameters of a row's distribution, and their derivatives by the weights, for rows of x.
type tangent struct {
	*oneRow
	*around
	params  []linearParam
	outputs G.Nodes // (1), all elements of params
	logs    []bool  // by output
	shift   []*mat.Dense
	j       *jacobian
	xs      []float64
	d       int
}

// linearParam is a parameter of a distribution that is linear in the weights, or whose logarithm is.
type linearParam struct {
	node *G.Node // (1, ...), or without the rows' axis if they have it in common
	log  bool
}

func (a *around) tangent(x *mat.Dense) (t *tangent, err error) {
	n, d := x.Dims()
	if err := a.model.XScale.CheckColumns(d); err != nil {
		return nil, err
	}
	if err := (data.Set{X: x, Y: make([]float64, n)}).Check(); err != nil {
		return nil, err
	}
	t = &tangent{around: a, xs: make([]float64, n*d), d: d}
	a.model.XScale.Forward(t.xs, x)
	if t.oneRow, err = newOneRow(a.model, d); err != nil {
		return nil, err
	}
	if t.params, err = linearParams(t.q); err != nil {
		return nil, err
	}
	for _, p := range t.params {
		for e := range p.node.Shape().TotalSize() {
			t.outputs, t.logs = append(t.outputs, numberOf(p.node, e)), append(t.logs, p.log)
		}
	}
	var targets G.Nodes
	for _, s := range a.slots {
		targets = append(targets, t.pass.Node(s.path))
	}
	t.j, err = t.jacobian(t.outputs, targets)
	return t, err
}

// linearParams lists the parameters of a distribution, each node once.
func linearParams(q distributions.Distribution) (params []linearParam, err error) {
	add := func(log bool, nodes ...*G.Node) {
		for _, n := range nodes {
			if !slices.ContainsFunc(params, func(p linearParam) bool { return p.node == n }) {
				params = append(params, linearParam{n, log})
			}
		}
	}
	switch q := q.(type) {
	case distributions.Normal:
		add(false, q.Loc)
		add(true, q.Scale)
	case distributions.Bernoulli:
		add(false, q.Logits)
	case distributions.Categorical:
		add(false, q.Logits)
	case distributions.Beta:
		add(true, q.Alpha, q.Beta)
	case distributions.MixtureSameFamily:
		for _, part := range []distributions.Distribution{q.Mixing, q.Components} {
			ps, err := linearParams(part)
			if err != nil {
				return nil, err
			}
			for _, p := range ps {
				add(p.log, p.node)
			}
		}
	default:
		return nil, fmt.Errorf("which parameters of a %T are positive is not known: draw the weights", q)
	}
	return params, nil
}

// at sets the outputs of row i and returns their derivatives by the weights.
func (t *tangent) at(i int, outputs []float64) (*mat.Dense, error) {
	if err := t.j.run(t.xs[i*t.d:(i+1)*t.d], 0); err != nil {
		return nil, err
	}
	jac := mat.NewDense(len(outputs), t.dim(), nil)
	for k, n := range t.outputs {
		v := t.j.data(n)[0]
		row := jac.RawRowView(k)
		copy(row, t.gather(t.j.value.RawRowView(k)))
		if outputs[k] = v; t.logs[k] {
			outputs[k] = math.Log(v)
			for e := range row {
				row[e] /= v
			}
		}
	}
	return jac, nil
}
