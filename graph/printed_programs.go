package graph

import (
	"fmt"
	"strings"

	"github.com/deepprob/deepprob/internal/literal"
)

// String says how large the program is.
func (p *Program) String() string { return fmt.Sprintf("graph.Program of %d values", len(p.let)) }

// String says how many outputs there are.
func (o *Outputs) String() string { return fmt.Sprintf("graph.Outputs: %d of them", len(o.slots)) }

// String is the name of the constant.
func (d Detail) String() string {
	switch d {
	case Ops:
		return "Ops"
	case Layers:
		return "Layers"
	case All:
		return "All"
	}
	return fmt.Sprintf("Detail(%d)", int(d))
}

// String is how many there are, and the first of them; WriteText writes them all.
func (c Costs) String() string {
	var parts []string
	for _, x := range c[:min(len(c), 3)] {
		parts = append(parts, x.String())
	}
	return literal.Cut(fmt.Sprintf("%d costs: %s", len(c), strings.Join(parts, ", ")), 200)
}
