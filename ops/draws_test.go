package ops_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Gradients of draws equal central differences of them.
func TestDrawGradients(t *testing.T) {
	for _, e := range []operand{within(-3, -1, 5), within(-.5, .5, 5), within(1, 4, 5)} {
		for _, a := range []operand{within(.3, .9, 5), within(2, 9, 5), within(50, 60, 5)} {
			checkGradient(t, []operand{a, e}, func(in []*G.Node) *G.Node { return ops.StandardGamma(in[0], in[1]) })
			checkGradient(t, []operand{a, e}, func(in []*G.Node) *G.Node { return ops.LogStandardGamma(in[0], in[1]) })
			checkGradient(t, []operand{a, e}, func(in []*G.Node) *G.Node { return ops.StandardStudentT(in[0], ops.MulConst(in[1], .3)) })
			checkGradient(t, []operand{a, within(.5, 4, 5), e}, func(in []*G.Node) *G.Node { return ops.StandardBeta(in[0], in[1], in[2]) })
		}
	}
}

// Far out, and where draws underflow, their values and gradients are finite; shapes that are none give NaN.
func TestDrawEdges(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		a, e := f.vector(1e-10, .01, 1, 1e6, 1e15, 0, -1, nan, inf, 2), f.vector(-38, -5, 38, -38, 38, 0, 0, 0, 0, nan)
		for _, y := range []*G.Node{ops.LogStandardGamma(a, e), ops.StandardGamma(a, e), ops.StandardBeta(a, ops.Neg(ops.Neg(a)), e)} {
			all := [3][]float64{f.eval(y)}
			for i, d := range gradients(t, ops.Sum(y), a, e) {
				all[1+i] = f.eval(d)
			}
			for i, v := range all {
				for j := range v {
					if v[j]-v[j] == 0 != (j < 5) {
						t.Errorf("%v, %v: part %d, element %d is %v", dt, y.Op(), i, j, v[j])
					}
				}
			}
		}
		v := f.vector(1, 3, 1e30, inf, 0, nan)
		f.wantAll(t, ops.StandardStudentT(v, f.vector(0, -inf, 38, -2, 1, 1)), 0, -inf, 38, -2, nan, nan)
	}
	f := newFixture(tensor.Float64)
	a, e := f.vector(1e-3), f.vector(0)
	log := ops.LogStandardGamma(a, e) // P = x^a/Gamma(1+a) is 1/2
	lg, _ := math.Lgamma(1.001)
	f.wantAll(t, log, (lg-math.Ln2)/1e-3)
}
