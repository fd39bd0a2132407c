package flows_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

const lawRows = 4

// Inverse undoes Forward, and both log-determinants are those of the Jacobian, whose rows are gradients.
func TestTransformLaws(t *testing.T) {
	for _, s := range steps() {
		for _, dt := range types {
			eps := map[tensor.Dtype]float64{tensor.Float32: 3e-4, tensor.Float64: 2e-12}[dt]
			x := normals(2, lawRows*s.dim)
			out := s.run(t, value(dt, x, lawRows, s.dim), .3, func(b distributions.Bijector, x *G.Node) *G.Node {
				y := b.Forward(x)
				inverse := distributions.Inverse{Of: b}
				flat := func(n *G.Node) *G.Node { return ops.Reshape(n, -1) }
				return ops.Concat(0, flat(b.Inverse(y)), flat(vectors(b, b.LogDetJacobian(x))), flat(vectors(b, inverse.LogDetJacobian(y))), flat(jacobian(y, x)))
			})
			for i, v := range x {
				near(t, s, "inverse", out[i], v, eps*(1+math.Abs(v)))
			}
			dets := out[len(x):]
			jac := dets[2*lawRows:]
			for i := range lawRows {
				want := logDet(jac[i*s.dim*s.dim:(i+1)*s.dim*s.dim], s.dim)
				near(t, s, "log-determinant", dets[i], want, eps*(1+math.Abs(want)))
				near(t, s, "log-determinant of the inverse", dets[lawRows+i], -want, 2*eps*(1+math.Abs(want)))
			}
		}
	}
}

// vectors adds up the log-determinants of a map of numbers.
func vectors(b distributions.Bijector, logDet *G.Node) *G.Node {
	if e, ok := b.(distributions.HasEventDims); ok {
		if in, _ := e.EventDims(); in == 1 {
			return logDet
		}
	}
	logDet = ops.BroadcastTo(logDet, tensor.Shape{lawRows, logDet.Shape()[len(logDet.Shape())-1]})
	return ops.Sum(logDet, 1)
}

func near(t *testing.T, s step, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%v: %s is %v, want %v", s, what, got, want)
	}
}

// With their first weights all transforms but reorderings, and an odd count of reflections, are the identity.
func TestTransformsBeginAsTheIdentity(t *testing.T) {
	for _, s := range steps() {
		x := normals(2, lawRows*s.dim)
		out := s.run(t, value(tensor.Float64, x, lawRows, s.dim), 0, func(b distributions.Bijector, x *G.Node) *G.Node {
			if _, ok := b.(distributions.Permutation); ok {
				b = distributions.Chain{b, distributions.Inverse{Of: b}}
			}
			return b.Forward(x)
		})
		for i, v := range x {
			if s.Transform != odd && math.Abs(out[i]-v) > 1e-14*(1+math.Abs(v)) {
				t.Errorf("%v makes %v of %v", s, out[i], v)
			}
		}
	}
}

// Numbers 30 standard deviations out, and weights far from the first ones, stay finite in both types, as do the gradients.
func TestTransformsFarOut(t *testing.T) {
	for _, s := range steps() {
		for _, dt := range types {
			x := normals(2, lawRows*s.dim)
			for i := range x {
				x[i] = math.Copysign(30, x[i])
			}
			out := s.run(t, value(dt, x, lawRows, s.dim), .3, func(b distributions.Bijector, x *G.Node) *G.Node {
				y, back := b.Forward(x), b.Inverse(x)
				return ops.Concat(0, ops.Reshape(y, -1), ops.Reshape(back, -1), ops.Reshape(jacobian(back, x), -1))
			})
			for _, v := range out {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("%v in %v: %v", s, dt, out)
				}
			}
		}
	}
}
