package distributions

import (
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// solvedMode is the densest point m of d, a distribution of numbers, in the sense of Posterior.Mode and found as that finds it, as a
// differentiable function of d's parameters. Where the density is smooth at m its slope there stays 0, which gives
//
//	dm/dtheta = -(d2 log p/dy dtheta)/(d2 log p/dy2) at m;
//
// an end of the support, a jump or a kink that d tells of takes m along, and of a plateau between two such the centre moves with both.
// A mode on an integer, on a mass at 0 or at an end that is a number stays where it is.
//
// The graph is m - (g - [g])/[h] + (e - [e]), with g and h the two derivatives at [m], e the end and [.] without gradient: m in value,
// and of the first derivative above. Second derivatives by it are not those of m.
func solvedMode(d Distribution) *G.Node {
	if event := d.EventShape(); len(event) > 0 {
		build.Fail("mode", []tensor.Shape{event}, "%T of vectors has no mode in closed form; distributions.Joint searches for it", d)
	}
	batch := d.BatchShape()
	rows := batch.TotalSize()
	if rows == 0 {
		in, _ := distinct(d)
		return solved("mode", in, batch, func([]G.Value) []float64 { return nil })
	}
	d = asRows(d, batch)
	s := newModeSolver(d)
	in, _ := distinct(d)
	out := solved("mode", in, tensor.Shape{rows, modeColumns + s.ends}, s.solve)
	m := column(out, 0)
	if s.curve != nil {
		slope, _ := slopesOf(d, column(out, 1), false)
		m = ops.Add(m, ops.Mul(column(out, 2), change(slope)))
	}
	if s.ends > 0 {
		ends, _ := endsOf(d)
		share := ops.Slice(out, 1, modeColumns, modeColumns+s.ends)
		m = ops.Add(m, lastSum(ops.Mul(share, change(ends))))
	}
	return ops.Reshape(m, batch...)
}

// slopesOf is the first derivative of d's log-density by y, and the second if it is asked for.
func slopesOf(d Distribution, y *G.Node, twice bool) (first, second *G.Node) {
	by := func(of *G.Node) *G.Node {
		grads, err := graph.Gradient(ops.Sum(of), y)
		build.Throw("mode", err)
		return grads[0]
	}
	if first = by(LogProb(d, y)); twice {
		second = by(first)
	}
	return first, second
}

// endsOf is what a mode may rest on, (n, k) for n rows: the places of point masses, else ends of the support and breaks and then kinks,
// with the number of those. It is nil if there are none that depend on parameters.
func endsOf(d Distribution) (at *G.Node, kinks int) {
	var all G.Nodes
	first := 0 // of the kinks
	switch SupportOf(d).Kind {
	case Points:
		places, _ := bumpsOf(d)
		all, first = G.Nodes{places}, 1
	case Continuous:
		all = edgesOf(d)
		first = len(all)
		all = append(all, kinksOf(d)...)
	}
	for i, n := range all {
		if all[i] = flat(n, d.BatchShape()); i >= first {
			kinks += all[i].Shape()[1]
		}
	}
	if len(all) == 0 {
		return nil, 0
	}
	return ops.Concat(1, all...), kinks
}

// kinksOf is where the slope of d's density jumps, though the density does not, of families that have a place for it.
func kinksOf(d Distribution) (out G.Nodes) {
	switch d := d.(type) {
	case Laplace:
		return G.Nodes{onShape(d.Loc, d.BatchShape())}
	case AsymmetricLaplace:
		return G.Nodes{onShape(d.Loc, d.BatchShape())}
	case MixtureSameFamily:
		return kinksOf(d.Components)
	case Mixture:
		for _, c := range d.Components {
			out = append(out, kinksOf(c)...)
		}
	case Hurdle:
		return kinksOf(d.Base)
	case Truncated:
		return kinksOf(d.Base)
	case Transformed:
		for _, at := range kinksOf(d.Base) {
			out = append(out, spread(d, 0).(Transformed).forward(flat(at, d.BatchShape())))
		}
	}
	return out
}

// flat is x, of shape batch and more, as (n, m).
func flat(x *G.Node, batch tensor.Shape) *G.Node {
	n := batch[0]
	if len(x.Shape()) < len(batch) || x.Shape().TotalSize()%n != 0 || x.Shape()[0] != n {
		x = onShape(x, build.Broadcast(batch, x.Shape()))
	}
	return ops.Reshape(x, n, x.Shape().TotalSize()/n)
}
