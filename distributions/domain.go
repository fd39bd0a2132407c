package distributions

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// A bounded distribution has parameters that must be positive. As nodes, every quantity of a row that breaks this is NaN; as
// numbers the row is refused.
type bounded interface{ positives() []*G.Node }

func (d Normal) positives() []*G.Node { return []*G.Node{d.Scale} }

func (d Beta) positives() []*G.Node { return []*G.Node{d.Alpha, d.Beta} }

// positive is x, or NaN where it is not above 0: what a formula would make a plausible number of, by a square or a ratio.
func positive(x *G.Node) *G.Node {
	build.Given("positive", x)
	return ops.Where(ops.Between(x, smallest(x), math.Inf(1)), x, full(x, math.NaN()))
}

// markPositives notes which parameters of p.d, on the given inputs, must be positive.
func (p *nodePrograms) markPositives(inputs G.Nodes) {
	b, ok := innermost(p.d).(bounded)
	if !ok {
		return
	}
	for _, n := range b.positives() {
		for k, in := range inputs {
			p.params[k].positive = p.params[k].positive || in == n
		}
	}
}

// domain refuses the first value of a parameter that is out of its domain. NaN is not: such a row answers NaN.
func (p *nodePrograms) domain(draw []givenValue, rows int) error {
	for i, g := range draw {
		param := &p.params[i]
		if !param.positive {
			continue
		}
		if at := max(firstOutside(g.wide), firstOutside(g.narrow)); at >= 0 {
			return param.outside(g, at, rows)
		}
	}
	return nil
}

// firstOutside is the first element that is not NaN and not a positive, finite number, or -1.
func firstOutside[T kernel.Float](x []T) int {
	for i, v := range x {
		if v <= 0 || v-v != 0 && v == v {
			return i
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
	return fmt.Errorf("%s: parameter %s is %v, but must be positive and finite", row, p.node.Name(), v)
}
