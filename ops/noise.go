package ops

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/rng"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Full is a node of the given shape with the same value everywhere; without extents a scalar.
func Full(g *G.ExprGraph, dt tensor.Dtype, value float64, shape ...int) *G.Node {
	name := named("full", value)
	if dt != tensor.Float32 && dt != tensor.Float64 {
		build.Fail(name, []tensor.Shape{shape}, "%v is neither float32 nor float64", dt)
	}
	positive(name, shape)
	return source(g, name, dt, shape, pick(dt, full(float32(value)), full(value)))
}

func full[T kernel.Float](value T) compute {
	return func(out G.Value, _ []G.Value) { kernel.Fill(Data[T](out), value) }
}

// The noise sources take their key at run time: an int64 vector (seed, step, draw, first row). With it, element
// [r, ...] is a function of (seed, path, step, draw, first row + r) and its position in the row alone. So a program for
// rows 50 to 99 of a batch, with 50 as its first row, draws what the program for the whole batch draws there. A scalar
// is one row. Two sources of one key, path, kind and shape are the same node, unless one is
// made while a function is built for one row of many (graph.VMap): then they are the same within that.

// Uniform is uniform noise on [0, 1), independent between elements and paths.
func Uniform(key *G.Node, path string, dt tensor.Dtype, shape ...int) *G.Node {
	return noise(fmt.Sprintf("uniform(%q)", path), key, dt, shape, draw(path, rng.Stream.Uniform32), draw(path, rng.Stream.Uniform64))
}

// Normal is standard normal noise, independent between elements and paths.
func Normal(key *G.Node, path string, dt tensor.Dtype, shape ...int) *G.Node {
	return noise(fmt.Sprintf("normal(%q)", path), key, dt, shape, draw(path, rng.Stream.Normal32), draw(path, rng.Stream.Normal64))
}

// DropoutMask is 0 with probability rate and 1/(1-rate) otherwise, independently for each element: what multiplies a
// layer under dropout. 0 <= rate < 1. The rate is rounded to a multiple of 2^-16 below 1, in the scale too, so that the
// mean is 1; see rng.Dropout. It is the same for float32 and float64.
func DropoutMask(key *G.Node, path string, rate float64, dt tensor.Dtype, shape ...int) *G.Node {
	name := fmt.Sprintf("dropout_mask(%q,%s)", path, number(rate))
	if !(rate >= 0 && rate < 1) {
		build.Fail(name, []tensor.Shape{shape}, "the rate is the probability of dropping an element: at least 0 and below 1")
	}
	return noise(name, key, dt, shape, draw(path, dropout[float32](rate)), draw(path, dropout[float64](rate)))
}

func dropout[T kernel.Float](rate float64) func(s rng.Stream, dst []T, first uint64) {
	return func(s rng.Stream, dst []T, first uint64) { rng.Dropout(s, dst, rate, first) }
}

// noise makes a source that draws with a key.
func noise(name string, key *G.Node, dt tensor.Dtype, shape tensor.Shape, f32, f64 func(rowSize int) compute) *G.Node {
	build.Given(name, key)
	if key.Dtype() != tensor.Int64 || !build.SameShape(key.Shape(), tensor.Shape{4}) {
		build.Fail(name, shapes(key), "the key of type %v must be an int64 vector of shape (4,): seed, step, draw, first row", key.Dtype())
	}
	if dt != tensor.Float32 && dt != tensor.Float64 {
		build.Fail(name, []tensor.Shape{shape}, "%v is neither float32 nor float64", dt)
	}
	positive(name, shape)
	rowSize := 1
	if len(shape) > 0 {
		rowSize = build.Elements(name, tensor.Shape(shape)) / shape[0]
	}
	o := &op{name: name, compute: pick(dt, f32(rowSize), f64(rowSize)), draws: true, trace: build.Trace(key.Graph())}
	n := o.of(dt, shape, G.Nodes{key})
	return batching(n, func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node {
		if mapped[0] {
			return nil // each row has a key of its own
		}
		return noise(name, in[0], dt, build.Stacked(rows, shape), f32, f64)
	})
}

// draw makes the compute function of a source for a given number of elements in a row.
func draw[T kernel.Float](path string, f func(s rng.Stream, dst []T, first uint64)) func(rowSize int) compute {
	return func(rowSize int) compute {
		return func(out G.Value, in []G.Value) {
			k := Data[int64](in[0])
			f(rng.New(uint64(k[0]), path, uint64(k[1]), uint64(k[2])), Data[T](out), uint64(k[3])*uint64(rowSize))
		}
	}
}
