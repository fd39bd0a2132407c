package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MultivariateStudentT is Loc + L x sqrt(DF/c) with x standard normal, c chi-square of DF degrees of freedom and L the lower triangle
// of ScaleTriL: elliptic contours as a normal's, and tails as the power -(DF + d) of the distance. L L' is not the covariance, which
// is DF/(DF - 2) of it. Everything is NaN unless DF and the diagonal of L are positive.
type MultivariateStudentT struct {
	DF        *G.Node `param:"positive"`    // (n...)
	Loc       *G.Node `param:"axes=1"`      // (n..., d)
	ScaleTriL *G.Node `param:"tril,axes=2"` // (n..., d, d), or fewer axes if rows share it
}

// BatchShape is the common shape of the parameters without their own axes.
func (d MultivariateStudentT) BatchShape() tensor.Shape {
	n := d.EventShape()[0]
	return batchOfVectors("multivariate student t", vectorParam{d.DF, nil}, vectorParam{d.Loc, tensor.Shape{n}}, vectorParam{d.ScaleTriL, tensor.Shape{n, n}})
}

// EventShape is (d).
func (d MultivariateStudentT) EventShape() tensor.Shape {
	return tensor.Shape{lastOf("multivariate student t", d.Loc, d.DF, d.ScaleTriL)}
}

// LogProb is lgamma((v+d)/2) - lgamma(v/2) - d log(v pi)/2 - sum_i log L_ii - (v+d)/2 log(1 + |z|^2/v) with v = DF, L z = y - Loc.
func (d MultivariateStudentT) LogProb(y *G.Node) *G.Node {
	return onPoints("multivariate student t log-prob", Distribution(d), y, logDensity)
}

// Mean is Loc, and NaN for DF <= 1, where there is none.
func (d MultivariateStudentT) Mean() *G.Node {
	p := d.packed()
	return onShape(ops.Where(lastAxis(above(d.DF, 1)), p.tril().mean(), full(d.Loc, math.NaN())), p.shape())
}

// Mode is Loc.
func (d MultivariateStudentT) Mode() *G.Node {
	p := d.packed()
	return onShape(nanUnless(lastAxis(above(d.DF, 0)), p.tril().mean()), p.shape())
}

// Variance is DF/(DF - 2) of the diagonal of L L': infinite for DF <= 2, and NaN for DF <= 1.
func (d MultivariateStudentT) Variance() *G.Node {
	p := d.packed()
	return onShape(ops.Mul(lastAxis(p.inflation()), p.tril().variance()), p.shape())
}

// Covariance is DF/(DF - 2) L L', which is not finite for DF <= 2.
func (d MultivariateStudentT) Covariance() *G.Node {
	p := d.packed()
	return onShape(ops.Mul(lastAxis(lastAxis(p.inflation())), p.tril().covariance()), join(p.shape(), d.EventShape()))
}

// Entropy is sum_i log L_ii + d log(v pi)/2 + log B(v/2, d/2) - lgamma(d/2) + (v+d)/2 (psi((v+d)/2) - psi(v/2)).
func (d MultivariateStudentT) Entropy() *G.Node { return onShape(d.packed().entropy(), d.BatchShape()) }

// NoiseShape is batch + (1 + d): noise of the chi-square number, then of the normal ones.
func (d MultivariateStudentT) NoiseShape() tensor.Shape {
	return join(d.BatchShape(), tensor.Shape{1 + d.EventShape()[0]})
}

// Sample is Loc + L e sqrt(DF/c) with c a chi-square draw by the inverse of its distribution function at Phi of the first number of
// noise, with implicit gradients (Figurnov, Mohamed and Mnih 2018, arXiv:1805.08498), and e the others.
func (d MultivariateStudentT) Sample(noise *G.Node) *G.Node {
	p := Distribution(d.packed())
	if noiseIsGrid("multivariate student t sample", d, noise) {
		p = spread(p, 0)
	}
	return sample(p, noise)
}

// Marginal is number j.
func (d MultivariateStudentT) Marginal(j int) Distribution {
	p := d.packed()
	batch := d.BatchShape()
	return StudentT{DF: onShape(d.DF, batch), Loc: column(onShape(d.Loc, p.shape()), j), Scale: onShape(p.tril().scale(j), batch)}
}

// Conditional has DF + 1 degrees of freedom, and the factor of the normal's times sqrt((DF + q)/(DF + 1)), where q is the square of
// the distance of value from Loc_j in its scale: the farther off it is, the wider are the others.
func (d MultivariateStudentT) Conditional(j int, value *G.Node) Distribution {
	p := d.packed()
	df := onShape(positive(d.DF), d.BatchShape())
	loc, factor, q := p.onBatch().given(j, value)
	wide := ops.Sqrt(ops.Div(ops.Add(df, q), ops.AddConst(df, 1)))
	return MultivariateStudentT{DF: ops.AddConst(df, 1), Loc: loc, ScaleTriL: ops.Mul(factor, lastAxis(lastAxis(wide)))}
}

func (d MultivariateStudentT) logDensity(y *G.Node) *G.Node { return d.packed().logDensity(y) }

func (d MultivariateStudentT) sample(noise *G.Node) *G.Node { return d.packed().sample(noise) }

func (d MultivariateStudentT) distance(y *G.Node) *G.Node { return d.packed().tril().distance(y) }

func (d MultivariateStudentT) spread(keep int) Distribution { return spread(d.packed(), keep) }

func (d MultivariateStudentT) packed() packedT {
	d.BatchShape() // fails if the shapes do not fit
	return packedT{DF: d.DF, Loc: d.Loc, Tril: entries(d.ScaleTriL)}
}

// above is 1 where x is a number above least, and finite.
func above(x *G.Node, least float64) *G.Node {
	largest := math.MaxFloat64
	if x.Dtype() == tensor.Float32 {
		largest = math.MaxFloat32
	}
	return ops.Mul(ops.Less(full(x, least), x), ops.Between(x, least, largest))
}
