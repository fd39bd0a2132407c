package distributions

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// A parameter out of its domain, which the tag of its field gives, makes every quantity of its row NaN as nodes; as numbers the row
// is refused.

// positive is x, or NaN where it is not above 0: what a formula would make a plausible number of, by a square or a ratio.
func positive(x *G.Node) *G.Node {
	build.Given("positive", x)
	return ops.Where(ops.Between(x, smallest(x), math.Inf(1)), x, full(x, math.NaN()))
}

// nonnegative is x, or NaN where it is below 0.
func nonnegative(x *G.Node) *G.Node {
	build.Given("nonnegative", x)
	return ops.Where(ops.Between(x, 0, math.Inf(1)), x, full(x, math.NaN()))
}

// nonzero is x, or NaN where it is 0.
func nonzero(x *G.Node) *G.Node {
	build.Given("nonzero", x)
	return ops.Where(ops.Equal(x, full(x, 0)), full(x, math.NaN()), x)
}

// positiveDiagonal is the matrices x, or NaN where a number on the diagonal of one is not above 0.
func positiveDiagonal(x *G.Node) *G.Node {
	build.Given("positive diagonal", x)
	return nanUnless(lastAxis(allPositive(ops.BatchTakeDiag(entries(x)))), x)
}

// markDomains notes the domains of the parameters of p.d. A node that stands in two fields has that of the first with one.
func (p *nodePrograms) markDomains() {
	for k, f := range fieldsOf(p.d) {
		if param := &p.params[p.use[k]]; param.domain == nil {
			param.domain, param.field = f.domain, f.String()
		}
	}
}

// domain refuses the first value of a parameter that is out of its domain. NaN is not: such a row answers NaN.
func (p *nodePrograms) domain(draw []givenValue, rows int) error {
	for i, g := range draw {
		param := &p.params[i]
		if param.domain == nil {
			continue
		}
		if at := max(firstOutside(g.wide, param), firstOutside(g.narrow, param)); at >= 0 {
			return param.outside(g, at, rows)
		}
	}
	return nil
}

// firstOutside is the first element that is not NaN and not in the domain of p, or -1.
func firstOutside[T kernel.Float](x []T, p *nodeParam) int {
	matrix, step := 1, 1
	if n := len(p.shape); p.domain.diagonal && n > 0 {
		d := p.shape[n-1]
		matrix, step = d*d, d+1
	}
	for first := 0; first < len(x); first += matrix {
		for i := first; i < min(first+matrix, len(x)); i += step {
			if v := x[i]; v == v && !p.domain.holds(float64(v)) {
				return i
			}
		}
	}
	return -1
}

// outside is the error for element at of a value that serves so many rows.
func (p *nodeParam) outside(g givenValue, at, rows int) error {
	v := 0.
	if g.wide != nil {
		v = g.wide[at]
	} else {
		v = float64(g.narrow[at])
	}
	width := p.shape.TotalSize()
	row := "every row"
	if p.perRow && g.rows == rows {
		row = fmt.Sprint("row ", at/width)
	}
	if width > 1 {
		row += fmt.Sprint(", component ", at%width)
	}
	name := p.node.Name()
	if name == constantName {
		name = p.field
	}
	return fmt.Errorf("%s: parameter %s is %v, but must be %s", row, name, v, p.domain.words)
}
