package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func (d Transformed) cdf(y *G.Node) *G.Node {
	return d.probability(y, probability{"cdf", cdf, survival, 0, 1})
}

func (d Transformed) logCDF(y *G.Node) *G.Node {
	return d.probability(y, probability{"log-cdf", logCDF, logSurvival, math.Inf(-1), 0})
}

func (d Transformed) logSurvival(y *G.Node) *G.Node {
	return d.probability(y, probability{"log-survival", logSurvival, logCDF, 0, math.Inf(-1)})
}

// probability is a function of Base that becomes the other one if the map decreases, with its values below and above all mass.
type probability struct {
	name        string
	f, opposite func(d Distribution, x *G.Node) *G.Node
	low, high   float64
}

func (d Transformed) probability(y *G.Node, p probability) *G.Node {
	if event := d.EventShape(); len(event) > 0 {
		build.Fail(p.name, []tensor.Shape{event}, "there is no %s of vectors", p.name)
	}
	d.continuous()
	from := pull(d.Bijector, y, 0)
	v := p.value(d.Base, from)
	return instead(from.high, instead(from.low, v, p.low), p.high)
}

func (p probability) value(base Distribution, from preimage) *G.Node {
	if from.falling == nil {
		return p.f(base, from.x)
	}
	return ops.Where(from.falling, p.opposite(base, from.x), p.f(base, from.x))
}

// survival is P(X > x), from the logarithm if d has it: 1 - cdf loses it far out.
func survival(d Distribution, x *G.Node) *G.Node {
	if _, ok := d.(HasLogSurvival); ok {
		return ops.Exp(logSurvival(d, x))
	}
	return opposite(cdf(d, x))
}

// Support is the image of Base's.
func (d Transformed) Support() Support {
	if d.rank() > 0 || len(d.EventShape()) > 0 {
		return Reals()
	}
	s := SupportOf(d.Base)
	for _, b := range leaves(d.Bijector) {
		s = d.image(b, s)
	}
	return s
}

// image is the support s after b: numbers where it is all of b's domain, else nodes.
func (d Transformed) image(b Bijector, s Support) Support {
	domain, codomain := domainsOf(b)
	if s.Lower == nil && s.Upper == nil && s.Lo <= domain.Lo && s.Hi >= domain.Hi {
		return codomain
	}
	lo, hi := d.imageOf(b, s.Lower, max(s.Lo, domain.Lo), domain), d.imageOf(b, s.Upper, min(s.Hi, domain.Hi), domain)
	if falling := decreasing(b); falling != nil {
		lo, hi = ops.Where(falling, hi, lo), ops.Where(falling, lo, hi)
	}
	return Support{Lo: codomain.Lo, Hi: codomain.Hi, Lower: lo, Upper: hi}
}

// imageOf is where b takes an end, a node or a number. That of an end of b's domain is one of its codomain, and not differentiated: on the
// way there are numbers times infinity and 0 times log 0.
func (d Transformed) imageOf(b Bijector, n *G.Node, v float64, domain Support) *G.Node {
	switch {
	case n == nil && v > domain.Lo && v < domain.Hi:
		return b.Forward(full(nodeOf(d), v))
	case n == nil:
		return ops.StopGradient(b.Forward(full(nodeOf(d), v)))
	}
	inside := ops.Mul(ops.Less(full(n, domain.Lo), n), ops.Less(n, full(n, domain.Hi)))
	at := b.Forward(ops.Where(inside, n, full(n, interior(domain.Lo, domain.Hi))))
	return ops.Where(inside, at, ops.StopGradient(b.Forward(n)))
}

// Bump is the image of Base's, as wide as the map stretches it there.
func (d Transformed) Bump() (at, width *G.Node) {
	d.numbers("bump")
	at, width = bumpOf(d.Base)
	at, width = carried(d.Bijector, at, width)
	return onShape(at, d.BatchShape()), onShape(width, d.BatchShape())
}

// carried is bumps after a map.
func carried(b Bijector, at, width *G.Node) (_, _ *G.Node) {
	for _, b := range leaves(b) {
		width = ops.Mul(width, ops.Exp(b.LogDetJacobian(at)))
		at = b.Forward(at)
	}
	return at, width
}

// numbers refuses vectors.
func (d Transformed) numbers(what string) {
	if d.rank() > 0 || len(d.EventShape()) > 0 {
		build.Fail(what, []tensor.Shape{d.EventShape()}, "there is no %s of vectors", what)
	}
}

// bumpOf is d's bump, the place of a point, or else mean and standard deviation.
func bumpOf(d Distribution) (at, width *G.Node) {
	if b, ok := d.(HasBump); ok {
		return b.Bump()
	}
	if s := SupportOf(d); s.Kind == Points {
		if s.At == nil {
			build.Fail("support", shapesOf(d), "the support of %T is Points, and its At does not say where they are", d)
		}
		return s.At, full(s.At, 0)
	}
	return Mean(d), ops.Sqrt(Variance(d))
}
