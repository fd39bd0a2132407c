package bnn

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// observe makes the curvature of a row that of -log p at its target, by what the distribution is made of: the outputs of the last
// layers, whatever link leads from there to its parameters, and weights that it meets elsewhere.
func (e *still) observe() (err error) {
	defer build.Recover(&err)
	ts := e.outputs()
	e.info = fisher{noise: e.info.noise}
	nll := ops.Sum(ops.Neg(e.q.LogProb(e.y)))
	slopes, err := graph.Partial(nll, ts...)
	if err != nil {
		return err
	}
	for i, t := range ts {
		for k := range t.Shape().TotalSize() {
			e.info.params = append(e.info.params, numberOf(t, k))
			row, err := graph.Partial(ops.Sum(numberOf(slopes[i], k)), ts...)
			if err != nil {
				return err
			}
			e.info.hessian = append(e.info.hessian, row)
		}
	}
	return nil
}

// outputs are the nodes that the distribution is a function of, and of no weights besides: what the last layers give, and weights that
// it meets elsewhere. A parameter of it that an inner layer reaches past the last ones, as in a residual network, or that is made of
// weights without layers, is such a node itself: by what an inner layer gives, second derivatives would be of more than the likelihood.
func (r *oneRow) outputs() (ts G.Nodes) {
	lasts := feeding(r.seen, r.q)
	ends, inner := map[*G.Node]bool{}, map[*G.Node]bool{}
	for _, path := range r.pass.Paths() {
		ends[r.pass.Node(path)], inner[r.pass.Node(path)] = true, len(lasts) == 0
	}
	for _, l := range r.seen {
		ends[l.z], inner[l.z] = true, !slices.Contains(lasts, l)
	}
	distributions.Map(r.q, func(n *G.Node) *G.Node {
		if slices.ContainsFunc(build.Frontier(n, ends), func(n *G.Node) bool { return inner[n] }) {
			ends[n] = true
		}
		return n
	})
	return build.Frontier(r.q.LogProb(r.y), ends)
}

// signedAdder adds the rows' H, which need not be positive, as the difference of two matrices that are.
func (f fisher) signedAdder(j *jacobian, sum structure) func() {
	k := len(f.params)
	h := mat.NewSymDense(k, nil)
	return func() {
		for i, row := range f.hessian {
			at := 0
			for _, n := range row {
				for _, v := range j.data(n) {
					if at <= i {
						h.SetSym(at, i, v)
					}
					at++
				}
			}
		}
		for _, sign := range []float64{1, -1} {
			if a := root(h, sign); a != nil || sign > 0 {
				r := mat.NewDense(k, j.width, nil)
				if a != nil {
					r.Mul(a, j.value)
				}
				sum.add(j, r, sign)
			}
		}
	}
}

// root is A with A'A the part of h whose eigenvalues have the sign; nil if that is nothing but rounding.
func root(h *mat.SymDense, sign float64) *mat.Dense {
	k := h.SymmetricDim()
	var e mat.EigenSym
	if !e.Factorize(h, true) { // not finite: the loss is not either
		return nil
	}
	var u mat.Dense
	e.VectorsTo(&u)
	values := e.Values(nil)
	rounding := 0x1p-50 * float64(k) * max(values[k-1], -values[0])
	var a *mat.Dense
	for i, v := range values {
		if sign*v <= rounding {
			continue
		}
		if a == nil {
			a = mat.NewDense(k, k, nil)
		}
		for c := range k {
			a.Set(i, c, math.Sqrt(sign*v)*u.At(c, i))
		}
	}
	return a
}
