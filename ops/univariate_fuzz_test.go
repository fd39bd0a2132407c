package ops_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// FuzzUnivariate asks both kinds of maps for images, inverses and gradients of any bits: nothing panics or hangs, a row with a NaN
// gives NaN, and of ordinary parameters the answers are finite and go up with x.
func FuzzUnivariate(f *testing.F) {
	for _, v := range []float64{0, 1, -1, 5, -5, 1e300, -1e300, math.Inf(1), math.Inf(-1), math.NaN(), 0x1p-1074, 745, -745, 1e-300} {
		for _, w := range []float64{0, v, -v, 40, 1e18} {
			var bits []byte
			for i := range 9 {
				bits = binary.LittleEndian.AppendUint64(bits, math.Float64bits([]float64{v, w, .5}[i%3]))
			}
			f.Add(bits)
		}
	}
	f.Fuzz(func(t *testing.T, bits []byte) {
		v := make([]float64, 9)
		for i := range v {
			if len(bits) >= 8*(i+1) {
				v[i] = math.Float64frombits(binary.LittleEndian.Uint64(bits[8*i:]))
			}
		}
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			for _, l := range lines {
				l.survive(t, dt, v)
			}
		}
	})
}

// survive asks for everything at the first number, and at one a bit above it, of the others as parameters.
func (l line) survive(t *testing.T, dt tensor.Dtype, v []float64) {
	f := newFixture(dt)
	in := []*G.Node{f.vector(v[0], v[0]+1e-3*(1+math.Abs(v[0])))}
	total, sound := 0., true
	for i, w := range l.widths {
		p := make([]float64, w)
		for j := range p {
			p[j] = v[1+(i+j)%8]
			sound = sound && math.Abs(p[j]) <= 30
			total += p[j]
		}
		in = append(in, f.vector(p...))
	}
	for _, g := range []func(x *G.Node, p []*G.Node) (y, slope *G.Node){l.forward, l.inverse} {
		y, slope := g(in[0], in[1:])
		grads := gradients(t, ops.Add(ops.Sum(y), ops.Sum(slope)), in...)
		gy, gs := f.eval(y), f.eval(slope)
		for _, d := range grads {
			f.eval(d)
		}
		for i := range gy {
			if total != total && (gy[i] == gy[i] || gs[i] == gs[i]) {
				t.Errorf("%s, %v of %v: %v, log-slope %v of NaN", l.name, dt, v, gy[i], gs[i])
			}
			if sound && math.Abs(v[0]) < 1e30 && (math.IsNaN(gy[i]) || !(math.Abs(gs[i]) < 200)) {
				t.Errorf("%s, %v of %v: %v, log-slope %v", l.name, dt, v, gy[i], gs[i])
			}
		}
		if sound && gy[1] < gy[0]-1e-5*math.Abs(gy[0]) {
			t.Errorf("%s, %v of %v goes down from %v to %v", l.name, dt, v, gy[0], gy[1])
		}
	}
}
