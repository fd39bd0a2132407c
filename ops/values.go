package ops

import (
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Values is a node of the given shape with values that never change, in the order of rows: a mask, a table. Gorgonia merges
// constants of its own whose printed form agrees, which leaves out the middle of long ones; here the name is a digest of all.
func Values(g *G.ExprGraph, dt tensor.Dtype, values []float64, shape ...int) *G.Node {
	name := "values(" + digest(values) + ")"
	if dt != tensor.Float32 && dt != tensor.Float64 {
		build.Fail("values", []tensor.Shape{shape}, "%v is neither float32 nor float64", dt)
	}
	positive("values", shape)
	if n := build.Elements("values", shape); n != len(values) {
		build.Fail("values", []tensor.Shape{shape}, "%d values do not fit", len(values))
	}
	return source(g, name, dt, shape, pick(dt, listed[float32](values), listed[float64](values)))
}

// digest tells lists of numbers apart by their bits.
func digest(values []float64) string {
	bits := make([]byte, 0, 17*len(values))
	for _, v := range values {
		bits = strconv.AppendUint(append(bits, ' '), math.Float64bits(v), 16)
	}
	return fmt.Sprintf("%x", sha256.Sum256(bits))
}

// listed computes a copy of what the values are now.
func listed[T kernel.Float](values []float64) compute {
	values = slices.Clone(values)
	return func(out G.Value, _ []G.Value) {
		dst := Data[T](out)
		for i, v := range values {
			dst[i] = T(v)
		}
	}
}
