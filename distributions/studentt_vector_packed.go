package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// packedT is a MultivariateStudentT with the entries of its matrices along one axis.
type packedT struct {
	DF   *G.Node
	Loc  *G.Node `param:"axes=1"`
	Tril *G.Node `param:"axes=1"`
}

func (d packedT) BatchShape() tensor.Shape {
	n := d.EventShape()[0]
	return batchOfVectors("multivariate student t", vectorParam{d.DF, nil}, vectorParam{d.Loc, tensor.Shape{n}}, vectorParam{d.Tril, tensor.Shape{n * n}})
}

func (d packedT) EventShape() tensor.Shape { return d.tril().EventShape() }

func (d packedT) LogProb(y *G.Node) *G.Node { return d.logDensity(y) }

func (d packedT) tril() packedTriL { return packedTriL{Loc: d.Loc, Tril: d.Tril} }

// onBatch is tril with the location of each member of the batch.
func (d packedT) onBatch() packedTriL {
	return packedTriL{Loc: onShape(d.Loc, d.shape()), Tril: d.Tril}
}

func (d packedT) shape() tensor.Shape { return join(d.BatchShape(), d.EventShape()) }

// halves are v/2 and d/2.
func (d packedT) halves() (v, n *G.Node) {
	return ops.MulConst(positive(d.DF), .5), full(d.DF, float64(d.tril().dim())/2)
}

// norm is lgamma((v+d)/2) - lgamma(v/2) - d log(v pi)/2: the difference by a beta function, for at v = 1e8 the two have 9 digits in
// common.
func (d packedT) norm() *G.Node {
	v, n := d.halves()
	half := float64(d.tril().dim()) / 2
	lead, _ := math.Lgamma(half)
	return ops.Sub(ops.AddConst(ops.MulConst(ops.Log(positive(d.DF)), -half), lead-half*math.Log(math.Pi)), ops.LogBeta(v, n))
}

// logDensity takes a power of ten out of z where its square would overflow: tails are heavy there.
func (d packedT) logDensity(y *G.Node) *G.Node {
	z := d.tril().z(y)
	tiny := 1e-100
	if z.Dtype() == tensor.Float32 {
		tiny = 1e-12
	}
	s := ops.StopGradient(ops.Clip(ops.MulConst(ops.Max(ops.Abs(z), -1), tiny), 1, math.Inf(1)))
	df := positive(d.DF)
	q := ops.Div(lastSum(ops.Square(ops.Div(z, lastAxis(s)))), df)
	less := ops.Sub(ops.Square(ops.Reciprocal(s)), full(s, 1)) // 0 but out there
	log := ops.Add(ops.Log1p(ops.Add(q, less)), ops.MulConst(ops.Log(s), 2))
	power := ops.MulConst(ops.AddConst(df, float64(d.tril().dim())), -.5)
	return ops.Add(ops.Mul(power, log), ops.Sub(d.norm(), d.tril().logDet()))
}

// sample takes the logarithm of the gamma draw c/2, which is tiny where DF is.
func (d packedT) sample(noise *G.Node) *G.Node {
	n := d.tril().dim()
	v, _ := d.halves()
	log := ops.LogStandardGamma(v, column(noise, 0))
	wide := ops.Exp(ops.MulConst(ops.Sub(ops.Log(v), log), .5))
	off := ops.BatchMatMul(d.tril().factor(), ops.Slice(noise, -1, 1, n+1), n, false, false)
	return ops.Add(d.Loc, ops.Mul(off, lastAxis(wide)))
}

// inflation is v/(v - 2).
func (d packedT) inflation() *G.Node {
	safe := ops.Where(above(d.DF, 2), d.DF, full(d.DF, 3))
	ratio := ops.Div(safe, ops.AddConst(safe, -2))
	heavy := ops.Where(above(d.DF, 1), full(d.DF, math.Inf(1)), full(d.DF, math.NaN()))
	return ops.Where(above(d.DF, 2), ratio, heavy)
}

func (d packedT) entropy() *G.Node {
	v, _ := d.halves()
	n := d.tril().dim()
	gain := ops.Mul(ops.AddConst(v, float64(n)/2), digammaGain(v, n))
	return ops.Add(ops.Sub(d.tril().logDet(), d.norm()), gain)
}

// digammaGain is psi(x + n/2) - psi(x), by the sum over psi's steps of 1 and one step of a half.
func digammaGain(x *G.Node, n int) *G.Node {
	sum := full(x, 0)
	if n%2 == 1 {
		sum, x = halfStep(x), ops.AddConst(x, .5)
	}
	for i := range n / 2 {
		sum = ops.Add(sum, ops.Reciprocal(ops.AddConst(x, float64(i))))
	}
	return sum
}

// halfStep is psi(x + 1/2) - psi(x); above 64 its series 1/2x + 1/8x^2 - 1/64x^4 + 1/128x^6, whose next term is below 1e-14 of it.
func halfStep(x *G.Node) *G.Node {
	const large = 64
	small := ops.Clip(x, 0, large)
	r := ops.Reciprocal(ops.Clip(x, large, math.Inf(1)))
	s := ops.Square(r)
	series := ops.Add(ops.MulConst(r, .5), ops.Mul(s, ops.AddConst(ops.Mul(s, ops.AddConst(ops.MulConst(s, 1./128), -1./64)), 1./8)))
	exact := ops.Sub(ops.Digamma(ops.AddConst(small, .5)), ops.Digamma(small))
	return ops.Where(ops.Less(x, full(x, large)), exact, series)
}
