package distributions

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// fitOrdered is the fit of cutpoints: Loc and the log-odds of the classes up to each, which are those of their part of the weight. Only
// differences of Loc and the cutpoints are seen, so a Loc that is nil is 0. Log-odds of the cumulative parts F_j <= F_k have the covariance
// 1/(n (1-F_j) F_k), by that of the parts, F_j (1-F_k)/n.
func fitOrdered(d OrderedLogistic, r fitRows) (Fitted, bool, error) {
	if d.Cutpoints != nil {
		return Fitted{}, false, nil
	}
	if d.Loc == nil {
		d.Loc = Constant(0)
	}
	if d.Loc.Value() == nil || d.Loc.Shape().TotalSize() != 1 {
		return Fitted{}, true, fmt.Errorf("the node of Loc is no constant of one number: give distributions.Constant(v), or leave it nil for 0")
	}
	part, err := classParts(r)
	if err != nil {
		return Fitted{}, true, err
	}
	k := len(part) - 1
	if k == 0 {
		return Fitted{}, true, fmt.Errorf("all values are 0: there is no second class that a cutpoint could be below")
	}
	for c, p := range part {
		if p == 0 {
			return Fitted{}, true, fmt.Errorf("no row is of class %d, so the cutpoints beside it have no finite or no different estimates: join it to a neighbour", c)
		}
	}
	cuts, e, cov := make([]float64, k), make([]Estimate, k), mat.NewSymDense(k, nil)
	up, down := sumsFrom(part)
	for j := range k {
		cuts[j] = firstNumber(d.Loc.Value()) + math.Log(up[j]) - math.Log(down[j])
		for i := range j + 1 {
			cov.SetSym(i, j, 1/(r.total*down[i]*up[j]))
		}
		e[j] = Estimate{fmt.Sprintf("OrderedLogistic.Cutpoints[%d]", j), cuts[j], math.Sqrt(cov.At(j, j))}
	}
	d.Cutpoints = constantRow("cutpoints", cuts)
	out, ok, err := fittedAs(d, r, e...)
	out.Covariance = cov
	return out, ok, err
}

// sumsFrom is the sum of the parts up to each, and that of those beyond it, each summed from its own side.
func sumsFrom(part []float64) (up, down []float64) {
	n := len(part)
	up, down = make([]float64, n), make([]float64, n)
	for j := range n {
		up[j] = part[j]
		if j > 0 {
			up[j] += up[j-1]
		}
	}
	for j := n - 2; j >= 0; j-- {
		down[j] = down[j+1] + part[j+1]
	}
	return up, down
}

// classParts is the part of the weight that each class has.
func classParts(r fitRows) ([]float64, error) {
	top := 0.
	for j, y := range r.y[exactRows] {
		if !(y >= 0 && y == math.Trunc(y) && y < maxClasses) {
			return nil, fmt.Errorf("row %d: y is %v, but must be a class 0, 1, ..., %d", r.row[exactRows][j], y, maxClasses-1)
		}
		top = max(top, y)
	}
	part := make([]float64, int(top)+1)
	for j, y := range r.y[exactRows] {
		part[int(y)] += r.weights[exactRows][j] / r.total
	}
	return part, nil
}

// constantRow is the node of a row of numbers, on a graph of its own.
func constantRow(name string, v []float64) *G.Node {
	return G.NewMatrix(G.NewGraph(), tensor.Float64, G.WithShape(1, len(v)), G.WithName(name),
		G.WithValue(tensor.New(tensor.WithShape(1, len(v)), tensor.WithBacking(v))))
}
