package training

import (
	"errors"
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// products gives the Gauss-Newton matrix at the model's weights times a vector, without the matrix.
type products struct {
	program *graph.Program
	vectors []*tensor.Dense // what it is multiplied with, by weight
	out     G.Nodes
}

// newProducts compiles them over all rows, with the penalties' shares of the loss that was computed last.
func (z *minimizer) newProducts() (p *products, err error) {
	defer build.Recover(&err)
	l, err := z.model.lossGraph(z.Loss, z.pass, z.train.n, z.features, z.targets)
	if err != nil {
		return nil, err
	}
	if l.Key() != nil || l.SharedKey() != nil {
		return nil, errors.New("the network draws noise, of which each step knows another quadratic model: take LBFGS")
	}
	p = &products{}
	params, vs, us := G.Nodes{}, G.Nodes{}, G.Nodes{}
	for _, weight := range z.weights { // in the order of the vectors, which need not be the network's
		path := weight.(G.Namer).Name()
		w := l.Node(path)
		params = append(params, w)
		vs = append(vs, build.Input(l.Graph, l.Dtype, "vector of "+path, w.Shape()...))
	}
	rows := l.expected(isLikelihood(z.Loss))
	ts := l.arguments(rows, params)
	for i, t := range ts {
		us = append(us, build.Input(l.Graph, l.Dtype, fmt.Sprintf("cotangent %d", i), t.Shape()...))
	}
	p.out = l.curved(rows, ts, us, params, vs)
	for i, h := range l.penaltyTimes(params, vs, z.objective) {
		p.out[i] = ops.Add(p.out[i], h)
	}
	if p.program, err = graph.Compile(p.out...); err != nil {
		return nil, err
	}
	p.program.UseCores(true)
	return p, p.bind(z, l, vs, us)
}

// arguments are what the rows' losses are a function of, and of no weights besides: learned parameters of the distribution. A loss that
// meets what several of them are cut from, as the density of a spline may, is by that, and one that meets weights, as of a flow
// whose networks see the target, by those.
func (l *lossGraph) arguments(rows *G.Node, params G.Nodes) G.Nodes {
	ends := map[*G.Node]bool{}
	for _, n := range slices.Concat(params, learned(plan.Ancestors(parametersOf(l.q)), params)) {
		ends[n] = true
	}
	return build.Frontier(rows, ends)
}

// curved is J'HJ v. J v is the derivative of u'J v by u, at any u.
func (l *lossGraph) curved(rows *G.Node, ts, us, params, vs G.Nodes) G.Nodes {
	back, err := graph.VJP(ts, us, params...)
	build.Throw("gauss-newton", err)
	along, err := graph.VJP(back, vs, us...)
	build.Throw("gauss-newton", err)
	slope, err := graph.Partial(ops.Sum(ops.Mul(rows, l.w)), ts...)
	build.Throw("gauss-newton", err)
	bent, err := graph.Partial(inner(slope, stopped(along)), ts...)
	build.Throw("gauss-newton", err)
	out, err := graph.VJP(ts, bent, params...)
	build.Throw("gauss-newton", err)
	return out
}

// expected is a loss of each row that has the second derivatives of H: that of the row or, of a negative log-likelihood whose
// own may be negative, its mean over targets of the distribution itself, which is a constant to the derivative.
func (l *lossGraph) expected(likelihood bool) *G.Node {
	if !likelihood {
		return l.per
	}
	switch q := l.q.(type) {
	case distributions.Normal:
		loc, scale := ops.StopGradient(q.Loc), ops.StopGradient(q.Scale)
		squares := ops.Add(ops.Square(scale), ops.Square(ops.Sub(q.Loc, loc)))
		return ops.Add(ops.Log(q.Scale), ops.MulConst(ops.Div(squares, ops.Square(q.Scale)), .5))
	case distributions.Poisson:
		return ops.Sub(q.Rate, ops.Mul(ops.StopGradient(q.Rate), ops.Log(q.Rate)))
	}
	return l.per
}

// isLikelihood reports whether a loss is a negative log-likelihood.
func isLikelihood(l losses.Loss) bool {
	switch l := l.(type) {
	case losses.NLL:
		return true
	case losses.ELBO:
		return l.Likelihood == nil || isLikelihood(l.Likelihood)
	}
	return false
}

// penaltyTimes is the Hessian of the penalties as they weigh in the loss, times vs; none without them.
func (l *lossGraph) penaltyTimes(params, vs G.Nodes, o *objective) G.Nodes {
	var sum *G.Node
	add := func(n *G.Node, share float64) {
		if n == nil || share == 0 {
			return
		}
		if n = ops.MulConst(n, share); sum != nil {
			n = ops.Add(sum, n)
		}
		sum = n
	}
	for _, p := range l.Penalties {
		add(p.CrossEntropy, o.cross)
		add(p.Entropy, -o.entropy)
	}
	if sum == nil {
		return nil
	}
	grads, err := graph.Gradient(sum, params...)
	build.Throw("gauss-newton", err)
	times, err := graph.VJP(grads, vs, params...)
	build.Throw("gauss-newton", err)
	return times
}

// parametersOf lists the nodes of a distribution, each once.
func parametersOf(q distributions.Distribution) (ts G.Nodes) {
	distributions.Map(q, func(n *G.Node) *G.Node {
		if !slices.Contains(ts, n) {
			ts = append(ts, n)
		}
		return n
	})
	return ts
}

// inner is the sum of the products of all elements.
func inner(xs, ys G.Nodes) (sum *G.Node) {
	for i, x := range xs {
		n := ops.Sum(ops.Mul(x, ys[i]))
		if sum != nil {
			n = ops.Add(sum, n)
		}
		sum = n
	}
	return sum
}

func stopped(ns G.Nodes) (out G.Nodes) {
	for _, n := range ns {
		out = append(out, ops.StopGradient(n))
	}
	return out
}

// bind gives the program the rows and memory of its own for what it is multiplied with.
func (p *products) bind(z *minimizer, l *lossGraph, vs, us G.Nodes) error {
	x, y, w := room(l.x), room(l.y), room(l.w)
	z.train.gather(&shard{x: x, y: y, w: w}, z.order, z.train.n)
	errs := []error{p.program.Let(l.x, x), p.program.Let(l.y, y), p.program.Let(l.w, w), l.bind(p.program)}
	for _, u := range us {
		errs = append(errs, p.program.Let(u, room(u)))
	}
	for _, v := range vs {
		r := room(v)
		p.vectors = append(p.vectors, r)
		errs = append(errs, p.program.Let(v, r))
	}
	return errors.Join(errs...)
}

func room(n *G.Node) *tensor.Dense { return ops.NewValue(n.Dtype(), n.Shape()).(*tensor.Dense) }

// times is G v.
func (p *products) times(v []float64) (out []float64, err error) {
	for _, to := range p.vectors {
		n := to.Shape().TotalSize()
		float64s.Set(to, v[:n])
		v = v[n:]
	}
	if err := p.program.RunAll(); err != nil {
		return nil, err
	}
	for _, n := range p.out {
		out = append(out, float64s.Of(p.program.Value(n))...)
	}
	return out, nil
}
