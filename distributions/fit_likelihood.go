package distributions

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A fitting is a family with its data.
type fitting struct {
	d      Distribution
	rows   fitRows
	params []fitParam
	data   []G.Value   // y, upper and weights of the groups that have rows
	groups []int       // these groups
	whole  *graph.Func // log-likelihood, its gradient, and its second derivatives unless they are differences
	rough  bool        // they are
}

func newFitting(d Distribution, rows fitRows) (*fitting, error) {
	params, err := fitParams(d)
	if err != nil {
		return nil, err
	}
	if len(params) == 0 {
		return nil, fmt.Errorf("no parameter is nil: there is nothing to estimate")
	}
	f := &fitting{d: d, rows: rows, params: params}
	for g, y := range rows.y {
		if len(y) == 0 {
			continue
		}
		f.groups = append(f.groups, g)
		for _, v := range [][]float64{y, rows.upper[g], rows.weights[g]} {
			f.data = append(f.data, tensor.New(tensor.WithShape(len(v)), tensor.WithBacking(v)))
		}
	}
	f.whole = f.function(true)
	return f, f.supported()
}

// function is the log-likelihood as a function of the free numbers and the data.
func (f *fitting) function(second bool) *graph.Func {
	fn := graph.NewFunc(func(in G.Nodes) G.Nodes {
		u := in[0]
		y := f.logLikelihood(in)
		grad := gradient(y, u)
		out := G.Nodes{y, grad}
		if second {
			for k := range f.params {
				out = append(out, gradient(scalarAt(grad, k), u))
			}
		}
		return out
	})
	fn.InputNames = []string{"free numbers"}
	for _, g := range f.groups { // of one length two nodes of one name would be the same
		of := [...]string{exactRows: "observed", rightRows: "right-censored", leftRows: "left-censored", intervalRows: "interval"}[g]
		fn.InputNames = append(fn.InputNames, "y "+of, "upper "+of, "weights "+of)
	}
	return fn
}

func gradient(y, x *G.Node) *G.Node {
	g, err := graph.Gradient(y, x)
	build.Throw("fit", err)
	return g[0]
}

// scalarAt is element k of a vector.
func scalarAt(x *G.Node, k int) *G.Node { return ops.Reshape(ops.Slice(x, 0, k, k+1)) }

func (f *fitting) logLikelihood(in G.Nodes) *G.Node {
	var sum *G.Node
	for k, g := range f.groups {
		part := ops.Sum(ops.Mul(in[3*k+3], f.logRows(in[0], g, in[3*k+1], in[3*k+2])))
		if sum == nil {
			sum = part
		} else {
			sum = ops.Add(sum, part)
		}
	}
	return sum
}

// logRows is what each row of a group adds.
func (f *fitting) logRows(u *G.Node, group int, y, upper *G.Node) *G.Node {
	params := make(G.Nodes, len(f.params))
	for k, p := range f.params {
		params[k] = p.node(scalarAt(u, k))
	}
	d := withParams(f.d, u.Graph(), params)
	switch group {
	case rightRows:
		return LogSurvival(d, y)
	case leftRows:
		return LogCDF(d, y)
	case intervalRows:
		return logMass(d, y, upper)
	}
	return LogProb(d, y)
}

// at evaluates everything at free numbers; second derivatives that the graph has not are differences of gradients.
func (f *fitting) at(u []float64) (v float64, grad []float64, hess [][]float64, err error) {
	out, err := f.call(u)
	if err != nil && !f.rough {
		f.rough, f.whole = true, f.function(false)
		out, err = f.call(u)
	}
	if err != nil {
		return 0, nil, nil, err
	}
	if !f.rough {
		return out[0][0], out[1], out[2:], nil
	}
	hess = make([][]float64, len(u))
	for k := range u {
		hess[k] = make([]float64, len(u))
		const h = 1e-5
		for _, sign := range []float64{1, -1} {
			moved := append([]float64(nil), u...)
			moved[k] += sign * h
			side, err := f.call(moved)
			if err != nil {
				return 0, nil, nil, err
			}
			for j, g := range side[1] {
				hess[k][j] += sign * g / (2 * h)
			}
		}
	}
	return out[0][0], out[1], hess, nil
}

func (f *fitting) call(u []float64) ([][]float64, error) {
	v := tensor.New(tensor.WithShape(len(u)), tensor.WithBacking(append([]float64(nil), u...)))
	values, err := f.whole.Call(append([]G.Value{v}, f.data...)...)
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(values))
	for k, v := range values {
		if s, ok := v.Data().([]float64); ok {
			out[k] = s
		} else {
			out[k] = []float64{firstNumber(v)}
		}
	}
	return out, nil
}

// supported refuses the first row that the family has no density or probability for.
func (f *fitting) supported() error {
	s := SupportOf(f.onAny())
	for _, group := range f.groups {
		for j, y := range f.rows.y[group] {
			switch {
			case group == rightRows && y >= s.Hi, group == leftRows && y < s.Lo, group == intervalRows && (y >= s.Hi || f.rows.upper[group][j] < s.Lo):
				return fmt.Errorf("row %d: nothing of the support [%v, %v] is where the value is said to be", f.rows.row[group][j], s.Lo, s.Hi)
			case group != exactRows:
			case y < s.Lo || y > s.Hi:
				return fmt.Errorf("row %d: y is %v, outside of the support [%v, %v]", f.rows.row[group][j], y, s.Lo, s.Hi)
			case s.Kind == Integers && y != math.Trunc(y):
				return fmt.Errorf("row %d: y is %v, but must be a whole number", f.rows.row[group][j], y)
			}
		}
	}
	return nil
}
