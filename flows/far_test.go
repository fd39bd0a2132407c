package flows_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

const farRows, farDim = 6, 3

// farFlows are flows of each kind of step and of each map.
var farFlows = []training.Net{
	flows.NSF{Dim: farDim, Layers: 2, Hidden: small}, flows.NSF{Dim: farDim, Layers: 2, Hidden: small, Autoregressive: true, Linear: true},
	flows.RealNVP{Dim: farDim, Layers: 2, Hidden: small}, flows.MAF{Dim: farDim, Layers: 2, Hidden: small}, flows.IAF{Dim: farDim, Layers: 2, Hidden: small},
	flows.BPF{Dim: farDim, Hidden: small}, flows.NSF{Dim: farDim, Layers: 2, Hidden: small, Base: flows.Mixture{}},
}

// farTargets are 30 standard deviations out in each number, in the last two rows in one alone.
func farTargets() []float64 {
	y := normals(4, farRows*farDim)
	for i := range y {
		if i < 4*farDim || i%farDim == i/farDim-4 {
			y[i] = math.Copysign(30, y[i])
		}
	}
	return y
}

// A farFlow asks a flow about targets.
type farFlow struct {
	net  training.Net
	said *layers.Function // what of says
	loss *layers.Function // the sum of the log-densities, of targets that are a weight: the gradient is for these too
}

func farOf(net training.Net) farFlow {
	return farFlow{net, layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		d, y := net.Forward(s, in[0]).(distributions.Transformed), in[1]
		z := d.Bijector.Inverse(y)
		flat := func(n *G.Node) *G.Node { return ops.Reshape(n, -1) }
		return ops.Concat(0, d.LogProb(y), d.Base.LogProb(z), flat(jacobian(z, y)), flat(z), flat(d.Bijector.Forward(y)), flat(d.Bijector.Forward(z)))
	}), layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		y := s.Param("y", layers.InitializerFunc(func(*rand.Rand, ...int) []float64 { return farTargets() }), farRows, farDim)
		return ops.Sum(net.Forward(s, in[0]).LogProb(y))
	})}
}

// weights are those of a flow away from its first ones, rounded to float32, with the targets, each times 1 + up to by.
func (f farFlow) weights(t *testing.T, dt tensor.Dtype, by float64, seed uint64) *layers.Params {
	t.Helper()
	p, err := f.loss.Init(1, farContext(tensor.Float64))
	if err != nil {
		t.Fatal(f.net, err)
	}
	shaken(p, 5, .1)
	r, out := rand.New(rand.NewPCG(seed, 9)), &layers.Params{}
	for path, v := range p.All() {
		x := append([]float64(nil), ops.Data[float64](v)...)
		for i := range x {
			x[i] = float64(float32(x[i])) * (1 + by*(2*r.Float64()-1))
		}
		if w := value(dt, x, v.Shape()...).(*tensor.Dense); p.IsState(path) {
			out.SetState(path, w)
		} else {
			out.Set(path, w)
		}
	}
	return out
}

func farContext(dt tensor.Dtype) G.Value {
	x := normals(3, 2*farRows)
	for i := range x {
		x[i] = float64(float32(x[i]))
	}
	return value(dt, x, farRows, 2)
}

// of is log-densities, those of the noise behind the targets, the Jacobian of that, the noise, what the targets become taken for noise, and
// what the noise becomes, which is the targets; and the gradients of the loss for all weights and targets.
func (f farFlow) of(t *testing.T, p *layers.Params, dt tensor.Dtype) (said, grads []float64) {
	t.Helper()
	out, err := f.said.Apply(p, farContext(dt), p.Get("y"))
	if err != nil {
		t.Fatal(f.net, err)
	}
	_, g, err := f.loss.ValueAndGrad(p, farContext(dt))
	if err != nil {
		t.Fatal(f.net, err)
	}
	for _, v := range g.All() {
		grads = append(grads, numbers(v)...)
	}
	return numbers(out), grads
}

// Thirty standard deviations out, in float64: the noise becomes the targets again, the log-density is the base's and the Jacobian's, and its
// gradient the slope of central differences along a random direction.
func TestFarOutIsRight(t *testing.T) {
	for _, net := range farFlows {
		f := farOf(net)
		p := f.weights(t, tensor.Float64, 0, 0)
		said, grads := f.of(t, p, tensor.Float64)
		base, jac, back := said[farRows:2*farRows], said[2*farRows:], said[len(said)-farRows*farDim:]
		for i := range farRows {
			want := base[i] + logDet(jac[i*farDim*farDim:(i+1)*farDim*farDim], farDim)
			if !(math.Abs(said[i]-want) <= 1e-11*(1+math.Abs(want))) {
				t.Errorf("%v, row %d: log-density %v, of the Jacobian %v", net, i, said[i], want)
			}
		}
		for i, want := range numbers(p.Get("y")) {
			if !(math.Abs(back[i]-want) <= 1e-9*(1+math.Abs(want))) {
				t.Errorf("%v: target %d is %v, back from its noise %v", net, i, want, back[i])
			}
		}
		f.slope(t, p, grads)
	}
}

// slope compares gradients with the loss a little on either side, along a random direction.
func (f farFlow) slope(t *testing.T, p *layers.Params, grads []float64) {
	const h = 1e-6
	along, slope := normals(8, len(grads)), 0.
	for i, g := range grads {
		slope += g * along[i]
	}
	moved := func(by float64) float64 {
		q, at := p.Clone(), 0
		for path, v := range q.All() {
			if q.IsState(path) {
				continue
			}
			for i := range ops.Data[float64](v) {
				ops.Data[float64](v)[i] += by * along[at]
				at++
			}
		}
		value, _, err := f.loss.ValueAndGrad(q, farContext(tensor.Float64))
		if err != nil {
			t.Fatal(f.net, err)
		}
		return value
	}
	up, down := moved(h), moved(-h)
	if want := (up - down) / (2 * h); !(math.Abs(slope-want) <= 1e-5*(1+math.Abs(want))+0x1p-45*math.Abs(up)/h) {
		t.Errorf("%v: the gradient along a direction is %v, differences %v", f.net, slope, want)
	}
}

// In float32 densities, inverses, draws and gradients are those of float64 to what rounding the weights and targets does to these: to 16 times
// the most that any of eight roundings by up to a bit of float32 does to the number, since each layer rounds on the way.
func TestFarOutInFloat32(t *testing.T) {
	for _, net := range farFlows {
		f := farOf(net)
		all := func(dt tensor.Dtype, by float64, seed uint64) []float64 {
			said, grads := f.of(t, f.weights(t, dt, by, seed), dt)
			return append(said[:len(said)-farRows*farDim:len(said)-farRows*farDim], grads...)
		}
		want, got := all(tensor.Float64, 0, 0), all(tensor.Float32, 0, 0)
		moves := make([]float64, len(want))
		for seed := range uint64(8) {
			for i, v := range all(tensor.Float64, 0x1p-23, seed) {
				moves[i] = max(moves[i], math.Abs(v-want[i]))
			}
		}
		for i, w := range want {
			if bound := 16*moves[i] + 0x1p-20*(1+math.Abs(w)); !(math.Abs(got[i]-w) <= bound) {
				t.Errorf("%v: number %d is %v in float32, %v in float64: off by %.2g, bound %.2g", net, i, got[i], w, got[i]-w, bound)
			}
		}
	}
}
