package bnn

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// fisher is the Fisher information of a row's distribution by its parameters t, written as A'A: a row r of A is
// sum_j scale(r, t)_j dt_j.
type fisher struct {
	params G.Nodes // (rows), or (1) if rows have it in common
	noise  string  // path of the state that is the scale of a Normal; "" for none

	// factors sets a, (params, params), for the parameters t of a row.
	factors func(a *mat.Dense, t []float64)

	// hessian is in place of factors the second derivatives of -log p(y) by the params, each a row of nodes; nil for the information.
	hessian []G.Nodes
}

// newFisher knows
//
//	Normal       (dloc/scale)² + 2 (dscale/scale)²
//	Bernoulli    p (1-p) dlogit²
//	Categorical  sum_c p_c (dlogit_c - sum_j p_j dlogit_j)²
func newFisher(q distributions.Distribution, pass *layers.Pass) (fisher, error) {
	switch q := q.(type) {
	case distributions.Normal:
		f := fisher{params: G.Nodes{q.Loc, q.Scale}, factors: func(a *mat.Dense, t []float64) {
			a.Set(0, 0, 1/t[1])
			a.Set(1, 1, math.Sqrt2/t[1])
		}}
		i := slices.IndexFunc(pass.States(), func(path string) bool { return pass.Node(path) == q.Scale })
		if i >= 0 && q.Scale.Shape().TotalSize() == 1 {
			f.noise = pass.States()[i]
		}
		return f, nil
	case distributions.Bernoulli:
		return fisher{params: G.Nodes{q.Logits}, factors: func(a *mat.Dense, t []float64) {
			e := math.Exp(-math.Abs(t[0]))
			a.Set(0, 0, math.Sqrt(e)/(1+e))
		}}, nil
	case distributions.Categorical:
		return categoricalFisher(q), nil
	}
	return fisher{}, fmt.Errorf("the network predicts a %T: Laplace knows the Fisher information of a Normal, a Bernoulli and a Categorical", q)
}

func categoricalFisher(q distributions.Categorical) fisher {
	n, k := q.Logits.Shape()[0], q.Logits.Shape()[1]
	f := fisher{}
	for c := range k {
		f.params = append(f.params, ops.Reshape(ops.Slice(q.Logits, 1, c, c+1), n))
	}
	p := make([]float64, k)
	f.factors = func(a *mat.Dense, t []float64) {
		top, sum := slices.Max(t), 0.
		for c, l := range t {
			p[c] = math.Exp(l - top)
			sum += p[c]
		}
		for c := range p {
			p[c] /= sum
		}
		for c := range p {
			for j := range p {
				a.Set(c, j, -math.Sqrt(p[c])*p[j])
			}
			a.Set(c, c, math.Sqrt(p[c])*(1-p[c]))
		}
	}
	return f
}

// scoreFactors are those of the score of a drawn target, one of several: the mean of the squares of scores is the information.
// With the observed targets in their place it would not be (the empirical Fisher: Kunstner et al. 2019, arXiv:1905.12558):
// that one vanishes where a network fits well, and where the distribution is wrong it is not the curvature.
func scoreFactors(draws int) func(a *mat.Dense, t []float64) {
	return func(a *mat.Dense, _ []float64) { a.Set(0, 0, 1/math.Sqrt(float64(draws))) }
}

// adder returns what adds the information of the row that j has computed.
func (f fisher) adder(j *jacobian, sum structure) func() {
	if f.hessian != nil {
		return f.signedAdder(j, sum)
	}
	k := len(f.params)
	t, a, root := make([]float64, k), mat.NewDense(k, k, nil), mat.NewDense(k, j.width, nil)
	return func() {
		for i, p := range f.params {
			t[i] = j.data(p)[0]
		}
		f.factors(a, t)
		root.Mul(a, j.value)
		sum.add(j, root, 1)
	}
}

// addFisher adds the information of rows from lo on.
func (h *head) addFisher(sum *mat.SymDense, lo, rows int) {
	width := 0
	for _, l := range h.lasts {
		width += l.out
	}
	byRow := h.informations(rows, width)
	weighted := make([]float64, rows)
	for c, from := 0, h.units(); c < width; c++ {
		for d := c; d < width; d++ {
			some := false
			for i := range rows {
				weighted[i] = byRow[i*width*width+c*width+d]
				some = some || weighted[i] != 0
			}
			if some {
				addOuter(sum, from[c], from[d], weighted, lo)
			}
		}
	}
}

// unit is an output of a layer.
type unit struct {
	*last
	c int
}

func (h *head) units() (us []unit) {
	for _, l := range h.lasts {
		for c := range l.out {
			us = append(us, unit{l, c})
		}
	}
	return us
}

// addOuter adds sum_i f_i phi_i phi_i' where the weights of outputs a and b meet.
func addOuter(sum *mat.SymDense, a, b unit, f []float64, lo int) {
	scaled := mat.DenseCopyOf(b.inputs.Slice(lo, lo+len(f), 0, b.in))
	for i, v := range f {
		row := scaled.RawRowView(i)
		for j := range row {
			row[j] *= v
		}
	}
	var block mat.Dense
	block.Mul(a.inputs.Slice(lo, lo+len(f), 0, a.in).T(), scaled)
	same := a.last == b.last && a.c == b.c
	for i := range a.in {
		first := 0
		if same {
			first = i
		}
		for j := first; j < b.in; j++ {
			r, s := a.at+i*a.out+a.c, b.at+j*b.out+b.c
			sum.SetSym(r, s, sum.At(r, s)+block.At(i, j))
		}
	}
}

// informations are the Fisher informations of rows by all outputs, (rows, width, width).
func (h *head) informations(rows, width int) []float64 {
	k := len(h.info.params)
	thetas := make([][]float64, k)
	for j, p := range h.info.params {
		thetas[j] = ops.Data[float64](h.program.Value(p))
	}
	out := make([]float64, rows*width*width)
	t, a := make([]float64, k), mat.NewDense(k, k, nil)
	jacobian, root := mat.NewDense(k, width, nil), mat.NewDense(k, width, nil)
	for i := range rows {
		for j, v := range thetas {
			t[j] = v[i%len(v)] // of length 1 if rows have it in common
			at := 0
			for _, l := range h.lasts {
				g := ops.Data[float64](h.program.Value(l.factors[j]))
				copy(jacobian.RawRowView(j)[at:], g[i*l.out:(i+1)*l.out])
				at += l.out
			}
		}
		h.info.factors(a, t)
		root.Mul(a, jacobian)
		info := mat.NewDense(width, width, out[i*width*width:(i+1)*width*width])
		info.Mul(root.T(), root)
	}
	return out
}
