package layers

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// input makes the input node of a parameter or state after checking, or making, its value.
func (p *Pass) input(path string, init Initializer, shape tensor.Shape) *G.Node {
	if p.nodes[path] != nil {
		build.Fail("param", []tensor.Shape{shape}, "parameter %s is declared twice: give each layer a name of its own, s.Call(\"first\", ...) and s.Call(\"second\", ...)", path)
	}
	n := p.Given[path]
	if n == nil {
		p.value(path, init, shape)
		n = build.Input(p.Graph, p.Dtype, path, shape...)
	}
	p.check(path, shape, n.Shape(), n.Dtype())
	p.nodes[path] = n
	return n
}

// value makes sure that Params has a value of the wanted shape.
func (p *Pass) value(path string, init Initializer, shape tensor.Shape) {
	if init == nil {
		build.Fail("param", []tensor.Shape{shape}, "parameter %s has no Initializer: layers.Zeros, layers.LecunNormal, ...", path)
	}
	if len(shape) == 0 {
		build.Fail("param", nil, "parameter %s needs a shape: 1 for a single number, which broadcasts", path)
	}
	for _, d := range shape {
		if d <= 0 {
			build.Fail("param", []tensor.Shape{shape}, "parameter %s needs sizes of at least 1: is a layer's Units zero?", path)
		}
	}
	build.Elements("parameter "+path, shape)
	v := p.Params.Get(path)
	if v == nil && !p.Init {
		build.Fail("param", []tensor.Shape{shape}, "there is no parameter %s: initialize the network first, or load the parameters that belong to it", path)
	}
	if v == nil {
		v = initial(path, init, shape, p.Dtype, p.Seed)
		p.Params.Set(path, v)
	}
	p.check(path, shape, v.Shape(), v.Dtype())
	if p.Init && !rowmajor.Is(v) {
		p.order(path, v)
	}
}

// order exchanges a tensor that was transposed, or masked, since it was set: fitting overwrites it in place. Passes over
// finished parameters, which may run at the same time, leave it as it is.
func (p *Pass) order(path string, v *tensor.Dense) {
	ordered, err := rowmajor.Dense(v)
	if err != nil {
		build.Fail("param", []tensor.Shape{v.Shape()}, "parameter %s: %v", path, err)
	}
	p.Params.Set(path, ordered)
}

// check refuses a parameter that was made for another network.
func (p *Pass) check(path string, want, have tensor.Shape, dt tensor.Dtype) {
	if !build.SameShape(want, have) {
		build.Fail("param", []tensor.Shape{have, want}, "parameter %s has the first shape, the network asks for the second: the inputs or the network changed since it was initialized", path)
	}
	if dt != p.Dtype {
		build.Fail("param", []tensor.Shape{want}, "parameter %s is %v, the pass is built in %v", path, dt, p.Dtype)
	}
}

// initial draws a parameter's first value from the stream of its path, so that it does not depend on what else the
// network has.
func initial(path string, init Initializer, shape tensor.Shape, dt tensor.Dtype, seed uint64) *tensor.Dense {
	x := init.Draw(rand.New(rng.New(seed, path, 0, 0).Source()), shape...)
	if len(x) != shape.TotalSize() {
		build.Fail("param", []tensor.Shape{shape}, "the Initializer of parameter %s returned %d numbers", path, len(x))
	}
	for i, y := range x {
		if math.IsNaN(y) || math.Abs(y) > largest(dt) {
			build.Fail("param", []tensor.Shape{shape}, "the Initializer of parameter %s gives %v as number %d, which is no weight in %v: choose its scale, or the layer's settings that it is made of, within the type", path, y, i, dt)
		}
	}
	v := ops.NewValue(dt, shape).(*tensor.Dense)
	if dt == tensor.Float64 {
		copy(ops.Data[float64](v), x)
		return v
	}
	for i, dst := 0, ops.Data[float32](v); i < len(dst); i++ {
		dst[i] = float32(x[i])
	}
	return v
}

// largest is the largest number of a floating-point type.
func largest(dt tensor.Dtype) float64 {
	if dt == tensor.Float64 {
		return math.MaxFloat64
	}
	return math.MaxFloat32
}
