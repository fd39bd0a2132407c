package distributions

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Transformed is the distribution of y = f(x), where x has the distribution Base, which has a density, and f is Bijector. Its
// batch is that which Base's and the bijector's parameters broadcast to, so that a standard normal of shape () with an Affine of
// shape (n) is n normals. A bijector of numbers maps each element of Base's events; one of vectors needs events of its own axes:
// wrap a batch (n, d) in Independent.
//
// All of Base's mass should be where the map is defined, above 0 for a Log: what is elsewhere is lost, and rows of numbers warn that the
// density does not integrate to 1.
//
// Mean, Variance and Entropy are there if the map is linear: Affine, Permutation, FillTriangular, their inverses and chains. So is
// Mode, and for any other map of numbers. Outside the map's image the density is 0, and so it is at an end of the image that only an
// infinite x reaches.
type Transformed struct {
	Base     Distribution
	Bijector Bijector
}

// BatchShape is the common shape of Base's batch and the bijector's parameters.
func (d Transformed) BatchShape() tensor.Shape {
	rank := d.rank()
	shapes := []tensor.Shape{d.Base.BatchShape()}
	overBijector(d.Bijector, rank, 0, func(n *G.Node, own int) *G.Node {
		s := n.Shape()
		shapes = append(shapes, s[:max(len(s)-own, 0)])
		return n
	})
	return batchOfShapes("transformed", shapes...)
}

// EventShape is Base's after the bijector.
func (d Transformed) EventShape() tensor.Shape {
	d.rank()
	return forwardShape(d.Bijector, d.Base.EventShape())
}

// NoiseShape is that of Base, whose events may have another shape than the results, for the whole batch.
func (d Transformed) NoiseShape() tensor.Shape {
	batch := d.BatchShape()
	return join(batch, NoiseShape(d.Base)[len(d.Base.BatchShape()):])
}

// LogProb is Base's log-density at the inverse x of y, plus log |det dx/dy|.
func (d Transformed) LogProb(y *G.Node) *G.Node {
	return onPoints("transformed log-prob", d, y, Transformed.logDensity)
}

// CDF is Base's at the inverse of y, or what is above that if the map decreases. It is there for maps of numbers.
func (d Transformed) CDF(y *G.Node) *G.Node {
	return onPoints("transformed cdf", d, y, Transformed.cdf)
}

// LogCDF is log P(Y <= y).
func (d Transformed) LogCDF(y *G.Node) *G.Node {
	return onPoints("transformed log-cdf", d, y, Transformed.logCDF)
}

// LogSurvival is log P(Y > y).
func (d Transformed) LogSurvival(y *G.Node) *G.Node {
	return onPoints("transformed log-survival", d, y, Transformed.logSurvival)
}

// Sample is the image of Base's draw.
func (d Transformed) Sample(noise *G.Node) *G.Node {
	from := shaped{d.BatchShape(), d.NoiseShape()[len(d.BatchShape()):]}
	if isGrid("transformed sample", from, noise) {
		d = spread(d, 0).(Transformed)
	}
	return d.sample(noise)
}

// Mean is the image of Base's, if the map is linear.
func (d Transformed) Mean() *G.Node { return d.linearly("mean", Mean(d.Base)) }

// Mode is the image of Base's, if the map is linear. Of another one, of numbers, it is found numerically, with implicit gradients of first
// order: where the map is flat it is denser than where the image is.
func (d Transformed) Mode() *G.Node {
	if d.rank() == 0 && len(d.EventShape()) == 0 && !d.isLinear() {
		return solvedMode(d)
	}
	return d.linearly("mode", Mode(d.Base))
}

// isLinear reports whether all maps are.
func (d Transformed) isLinear() bool {
	return !slices.ContainsFunc(leaves(d.Bijector), func(b Bijector) bool {
		if back, ok := b.(Inverse); ok {
			b = back.Of
		}
		_, ok := b.(linear)
		return !ok
	})
}

// Variance is Scale^2 times Base's, if the map is linear.
func (d Transformed) Variance() *G.Node {
	v := onShape(Variance(d.Base), join(d.BatchShape(), d.Base.EventShape()))
	for _, b := range leaves(d.Bijector) {
		v = d.linear("variance", b).forwardVariance(v)
	}
	return v
}

// Entropy is Base's plus the logarithm of the determinant, if the map is linear.
func (d Transformed) Entropy() *G.Node {
	x := onShape(full(nodeOf(d), 0), join(d.BatchShape(), d.Base.EventShape()))
	for _, b := range leaves(d.Bijector) {
		d.linear("entropy", b)
	}
	in, _ := eventDims(d.Bijector)
	return ops.Add(Entropy(d.Base), sumLast(d.Bijector.LogDetJacobian(x), d.rank()-in))
}

func (d Transformed) linearly(what string, x *G.Node) *G.Node {
	for _, b := range leaves(d.Bijector) {
		d.linear(what, b)
	}
	return d.forward(onShape(x, join(d.BatchShape(), d.Base.EventShape())))
}

// linear is b as a linear map, or fails.
func (d Transformed) linear(what string, b Bijector) linear {
	back, inverse := b.(Inverse)
	of := b
	if inverse {
		of = back.Of
	}
	l, ok := of.(linear)
	if !ok {
		build.Fail(what, shapesOf(d), "%T by %T has no %s in closed form; distributions.Posterior computes it numerically", d, of, what)
	}
	if inverse {
		return reversed{l}
	}
	return l
}

// reversed is a linear map's inverse.
type reversed struct{ of linear }

func (r reversed) forwardVariance(v *G.Node) *G.Node { return r.of.inverseVariance(v) }
func (r reversed) inverseVariance(v *G.Node) *G.Node { return r.of.forwardVariance(v) }

// rank is the axes of Base's events; it fails unless they are enough for the bijector.
func (d Transformed) rank() int {
	if d.Base == nil {
		build.Fail("transformed", nil, "Base is nil: give the distribution that is transformed, such as distributions.Normal{Loc: ..., Scale: ...}")
	}
	event := d.Base.EventShape()
	if in, _ := eventDims(d.Bijector); in > len(event) {
		build.Fail("transformed", []tensor.Shape{d.Base.BatchShape(), event}, "%T takes %d axes of an event together, but those of %T have %d: wrap it in distributions.Independent", d.Bijector, in, d.Base, len(event))
	}
	return len(event)
}

// continuous fails unless Base has a density.
func (d Transformed) continuous() {
	if SupportOf(d.Base).Kind != Continuous {
		build.Fail("transformed", shapesOf(d.Base), "%T has masses, not a density, and a map does not stretch them", d.Base)
	}
	if SupportOf(d.Base).AtZero {
		build.Fail("transformed", shapesOf(d.Base), "%T has a mass at 0 amid its density, and a map does not stretch it: transform what is inside, Hurdle{Base: Transformed{...}}", d.Base)
	}
}

func (d Transformed) logDensity(y *G.Node) *G.Node {
	d.continuous()
	b, of := d.Bijector, func(x *G.Node) *G.Node { return logDensity(d.Base, x) }
	if base, rest, ok := d.ofLogit(); ok {
		b, of = rest, base.logitDensity
	}
	p := pull(b, y, len(d.EventShape()))
	l := ops.AddLogWeight(p.logDet, of(p.x)) // -Inf where Base's is, though the determinant may be +Inf
	return instead(p.outside(), l, math.Inf(-1))
}

// A hasLogitDensity knows the log-density of the logit of what it is the distribution of.
type hasLogitDensity interface {
	logitDensity(x *G.Node) *G.Node
}

// ofLogit is a Base that knows the density of its logit, where that is taken first, and what is done to it.
func (d Transformed) ofLogit() (base hasLogitDensity, rest Chain, ok bool) {
	base, ok = d.Base.(hasLogitDensity)
	all := leaves(d.Bijector)
	if !ok || len(all) == 0 || all[0] != Bijector(Logit{}) && all[0] != Bijector(Inverse{Of: Sigmoid{}}) {
		return nil, nil, false
	}
	return base, all[1:], true
}

func (d Transformed) sample(noise *G.Node) *G.Node { return d.forward(sample(d.Base, noise)) }

func (d Transformed) forward(x *G.Node) *G.Node {
	for _, b := range leaves(d.Bijector) {
		x = b.Forward(x)
	}
	return x
}

// overParams visits the bijector too, whose parameters have as many axes of their own as it leaves of an event.
func (d Transformed) overParams(keep int, node func(n *G.Node, keep int) *G.Node, part func(d Distribution, keep int) Distribution) Distribution {
	return Transformed{Base: part(d.Base, keep), Bijector: overBijector(d.Bijector, d.rank(), keep, node)}
}

// shaped is a distribution of which only the shapes count.
type shaped struct{ batch, event tensor.Shape }

func (s shaped) BatchShape() tensor.Shape { return s.batch }
func (s shaped) EventShape() tensor.Shape { return s.event }
func (shaped) LogProb(y *G.Node) *G.Node  { return y }
