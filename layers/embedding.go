package layers

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Embedding replaces whole numbers 0 ... Count-1 by rows of a table that is learned: (n) -> (n, Units), (n, k) -> (n, k,
// Units). x is int64 or of the parameters' type, as a column of data is: take it off the other features with ops.Slice, and let
// no scaler touch it. A number outside the table gives NaN, so that training stops and says where.
type Embedding struct {
	Count int         // rows of the table
	Units int         // its columns
	Table Initializer // nil: normal with variance 1/Units, as in Flax; PyTorch's has variance 1
}

// Forward declares embedding (Count, Units), the name that Flax gives it.
func (e Embedding) Forward(s *Scope, x *G.Node) *G.Node {
	build.Given("embedding", x)
	if e.Count < 1 || e.Units < 1 {
		build.Fail("embedding", []tensor.Shape{x.Shape()}, "Count is %d and Units %d: the table needs at least a row and a column", e.Count, e.Units)
	}
	table := s.Param("embedding", or(e.Table, Normal(1/math.Sqrt(float64(e.Units)))), e.Count, e.Units)
	return ops.Take(table, x)
}
