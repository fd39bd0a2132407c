package distributions

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Distributions of this package have formulas that take any y which broadcasts against batch+event, without checks, so that
// a mixture holds one y against k components and a grid's points share what depends on the parameters alone. They are
// unexported methods logDensity, cdf, logCDF, logSurvival and sample. Others are asked by their exported methods with
// everything repeated to one shape.

// onPoints evaluates f of d at y after checking y's shape; for a grid f sees d with its parameters spread.
func onPoints[D Distribution](op string, d D, y *G.Node, f func(d D, y *G.Node) *G.Node) *G.Node {
	if isGrid(op, d, y) {
		d = spread(d, 0).(D)
	}
	return f(d, y)
}

func logDensity(d Distribution, y *G.Node) *G.Node {
	if own, ok := d.(interface{ logDensity(y *G.Node) *G.Node }); ok {
		return own.logDensity(y)
	}
	d, y = together(d, y)
	return d.LogProb(y)
}

func cdf(d Distribution, y *G.Node) *G.Node {
	if own, ok := d.(interface{ cdf(y *G.Node) *G.Node }); ok {
		return own.cdf(y)
	}
	d, y = together(d, y)
	return must[HasCDF]("cdf", d).CDF(y)
}

func logCDF(d Distribution, y *G.Node) *G.Node {
	if own, ok := d.(interface{ logCDF(y *G.Node) *G.Node }); ok {
		return own.logCDF(y)
	}
	d, y = together(d, y)
	return must[HasLogCDF]("log-cdf", d).LogCDF(y)
}

func logSurvival(d Distribution, y *G.Node) *G.Node {
	if own, ok := d.(interface{ logSurvival(y *G.Node) *G.Node }); ok {
		return own.logSurvival(y)
	}
	d, y = together(d, y)
	return must[HasLogSurvival]("log-survival", d).LogSurvival(y)
}

func sample(d Distribution, noise *G.Node) *G.Node {
	if own, ok := d.(interface{ sample(noise *G.Node) *G.Node }); ok {
		return own.sample(noise)
	}
	d, noise = together(d, noise)
	return must[HasSample]("sample", d).Sample(noise)
}

// ofOurs reports whether d's formulas make NaN of parameters out of their domains themselves.
func ofOurs(d Distribution) bool {
	_, ok := d.(interface{ logDensity(y *G.Node) *G.Node })
	return ok
}

// guarded is d with NaN for values of its parameters out of the domains of their tags, which formulas of others make numbers of.
func guarded(d Distribution) Distribution {
	fields := fieldsOf(d)
	if ofOurs(d) || !slices.ContainsFunc(fields, func(f field) bool { return f.domain != nil && f.domain.guard != nil }) {
		return d
	}
	k := 0
	return Map(d, func(n *G.Node) *G.Node {
		k++
		if on := fields[k-1].domain; on != nil && on.guard != nil {
			return on.guard(n)
		}
		return n
	})
}

// together gives d, whose batch broadcasts against y, and y one shape: every parameter is repeated over the batch of both.
func together(d Distribution, y *G.Node) (Distribution, *G.Node) {
	event := d.EventShape()
	s := y.Shape()
	batch := build.Broadcast(d.BatchShape(), s[:max(len(s)-len(event), 0)])
	return repeat(guarded(d), batch, 0), onShape(y, join(batch, event))
}

// spread inserts an axis of length 1 at the end of the batch, or before its last keep axes, in every parameter.
func spread(d Distribution, keep int) Distribution {
	if own, ok := d.(interface{ spread(keep int) Distribution }); ok {
		return own.spread(keep)
	}
	return overParams(d, keep, func(n *G.Node, keep int) *G.Node { return axis(n, keep) }, spread)
}

// repeat repeats every parameter over batch, which stands for the axes before the last keep ones of d's batch.
func repeat(d Distribution, batch tensor.Shape, keep int) Distribution {
	over := func(n *G.Node, keep int) *G.Node { return repeatNode(n, batch, keep) }
	again := func(d Distribution, keep int) Distribution { return repeat(d, batch, keep) }
	return overParams(d, keep, over, again)
}

// repeatNode repeats n, of which the last keep axes are not the batch's.
func repeatNode(n *G.Node, batch tensor.Shape, keep int) *G.Node {
	s := n.Shape()
	at := len(s) - keep
	if at <= 0 {
		return n // shared by the whole batch
	}
	return onShape(n, join(batch, s[at:]))
}

// asRows is d, of any batch, as one of batch (n), whose parameters all have the rows' axis.
func asRows(d Distribution, batch tensor.Shape) Distribution {
	var over func(d Distribution, keep int) Distribution
	over = func(d Distribution, keep int) Distribution {
		return overParams(d, keep, func(n *G.Node, keep int) *G.Node {
			s := n.Shape()
			own := s[max(len(s)-keep, 0):]
			return ops.Reshape(onShape(n, join(batch, own)), join(tensor.Shape{batch.TotalSize()}, own)...)
		}, over)
	}
	return over(d, 0)
}
