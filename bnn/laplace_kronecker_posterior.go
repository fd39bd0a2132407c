package bnn

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// kronCovariance is that of a kronecker: exact for its F, since the eigenvectors of F are those of F plus a multiple of the
// identity.
type kronCovariance struct {
	*kronecker
	blocks []kronBlock
	rest   []float64 // precisions of the elements of no layer, 0 elsewhere
}

// kronBlock is a layer's precision, eigenvectors ua x ub with the eigenvalues precision.
type kronBlock struct {
	*kronLayer
	precision *mat.Dense // (in, out)
	group     int
}

func (k *kronecker) posterior(share float64, precision []float64) (covariance, error) {
	c := &kronCovariance{kronecker: k, rest: make([]float64, k.dim())}
	for _, l := range k.layers {
		if !l.decompose() {
			return nil, errNotDefinite
		}
		b := kronBlock{l, mat.NewDense(l.in, l.out, nil), k.group[max(l.kernel, l.bias)]}
		for i, p := range l.ea {
			for o, q := range l.eb {
				v := share*p*q/l.count + precision[b.group]
				if !(v > 0) || math.IsInf(v, 1) {
					return nil, errNotDefinite
				}
				b.precision.Set(i, o, v)
			}
		}
		c.blocks = append(c.blocks, b)
	}
	for _, s := range k.own {
		for e := s.at; e < s.at+s.size; e++ {
			c.rest[e] = share*k.rest.fisher[e] + precision[k.group[e]]
			if !(c.rest[e] > 0) || math.IsInf(c.rest[e], 1) {
				return nil, errNotDefinite
			}
		}
	}
	return c, nil
}

func (c *kronCovariance) logPrecision() (sum float64) {
	for _, b := range c.blocks {
		for _, v := range b.precision.RawMatrix().Data {
			sum += math.Log(v)
		}
	}
	for _, v := range c.rest {
		if v > 0 {
			sum += math.Log(v)
		}
	}
	return sum
}

// traces needs no eigenvectors.
func (c *kronCovariance) traces(sums []float64) {
	clear(sums)
	for _, b := range c.blocks {
		for _, v := range b.precision.RawMatrix().Data {
			sums[b.group] += 1 / v
		}
	}
	for e, v := range c.rest {
		if v > 0 {
			sums[c.group[e]] += 1 / v
		}
	}
}

func (c *kronCovariance) variances() []float64 {
	out := make([]float64, c.dim())
	for e, v := range c.rest {
		if v > 0 {
			out[e] = 1 / v
		}
	}
	square := func(_, _ int, v float64) float64 { return v * v }
	for _, b := range c.blocks {
		var a, g, inverse, half, v mat.Dense
		a.Apply(square, b.ua)
		g.Apply(square, b.ub)
		inverse.Apply(func(_, _ int, p float64) float64 { return 1 / p }, b.precision)
		half.Mul(&a, &inverse)
		v.Mul(&half, g.T())
		b.scatter(out, &v)
	}
	return out
}

func (c *kronCovariance) draw(z []float64) {
	for e, v := range c.rest {
		if v > 0 {
			z[e] /= math.Sqrt(v)
		}
	}
	for _, b := range c.blocks {
		m := b.gather(z)
		m.Apply(func(i, o int, v float64) float64 { return v / math.Sqrt(b.precision.At(i, o)) }, m)
		var half, w mat.Dense
		half.Mul(b.ua, m)
		w.Mul(&half, b.ub.T())
		b.scatter(z, &w)
	}
}

func (c *kronCovariance) of(jac *mat.Dense) *mat.SymDense {
	k, d := jac.Dims()
	white := mat.NewDense(k, d, nil) // whose Gram matrix it is
	for r := range k {
		in, out := jac.RawRowView(r), white.RawRowView(r)
		if floats.Norm(in, 1) == 0 { // a scale that rows have in common
			continue
		}
		for e, v := range c.rest {
			if v > 0 {
				out[e] = in[e] / math.Sqrt(v)
			}
		}
		for _, b := range c.blocks {
			var half, m mat.Dense
			half.Mul(b.ua.T(), b.gather(in))
			m.Mul(&half, b.ub)
			m.Apply(func(i, o int, v float64) float64 { return v / math.Sqrt(b.precision.At(i, o)) }, &m)
			b.scatter(out, &m)
		}
	}
	var out mat.SymDense
	out.SymOuterK(1, white)
	return &out
}

// gather is the layer's part of a vector as (in, out), the bias being the last row.
func (b kronBlock) gather(w []float64) *mat.Dense {
	m := mat.NewDense(b.in, b.out, nil)
	rows := b.kernelRows()
	if rows > 0 {
		copy(m.RawMatrix().Data, w[b.kernel:b.kernel+rows*b.out])
	}
	if b.bias >= 0 {
		copy(m.RawRowView(rows), w[b.bias:b.bias+b.out])
	}
	return m
}

// scatter is the inverse of gather.
func (b kronBlock) scatter(w []float64, m *mat.Dense) {
	rows := b.kernelRows()
	if rows > 0 {
		copy(w[b.kernel:b.kernel+rows*b.out], m.RawMatrix().Data)
	}
	if b.bias >= 0 {
		copy(w[b.bias:b.bias+b.out], m.RawRowView(rows))
	}
}

func (b kronBlock) kernelRows() int {
	if b.bias >= 0 {
		return b.in - 1
	}
	return b.in
}
