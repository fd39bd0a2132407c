package distributions

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// quantileSolver is the formulas of a distribution as programs of numbers: log F, log S and log p at y, and where to start.
type quantileSolver struct {
	at, start *graph.Func
	shape     tensor.Shape
	lo, hi    float64
}

func newQuantileSolver(d Distribution, use []int, shape tensor.Shape, operands int) *quantileSolver {
	on := func(in G.Nodes) Distribution {
		k := 0
		return Map(d, func(*G.Node) *G.Node { k++; return in[use[k-1]] })
	}
	s := &quantileSolver{shape: shape}
	s.at = graph.NewFunc(func(in G.Nodes) G.Nodes {
		last := len(in) - 1
		d, y := on(in[:last]), in[last]
		below, above := tails(d, y)
		return G.Nodes{onShape(below, shape), onShape(above, shape), onShape(logDensity(d, y), shape)}
	})
	var bumpy bool
	if s.lo, s.hi, bumpy = askedFor(d); bumpy {
		s.start = graph.NewFunc(func(in G.Nodes) G.Nodes {
			at, width := bumpOf(on(in))
			return G.Nodes{onShape(at, shape), onShape(width, shape)}
		})
	}
	for i := range operands - 1 {
		s.names(fmt.Sprint("parameter", i))
	}
	return s
}

// names lets the programs make no use of an input.
func (s *quantileSolver) names(name string) {
	s.at.InputNames = append(s.at.InputNames, name)
	if s.start != nil {
		s.start.InputNames = append(s.start.InputNames, name)
	}
}

// askedFor is the ends of d's support that are numbers, and whether it has a bump, found out in a graph of its own.
func askedFor(d Distribution) (lo, hi float64, bumpy bool) {
	g, k := G.NewGraph(), 0
	own := Map(d, func(n *G.Node) *G.Node {
		k++
		return build.Input(g, tensor.Float64, fmt.Sprint("parameter", k), n.Shape()...)
	})
	lo, hi = math.Inf(-1), math.Inf(1)
	s := SupportOf(own)
	if s.Lower == nil {
		lo = s.Lo
	}
	if s.Upper == nil {
		hi = s.Hi
	}
	try := func() (err error) {
		defer build.Recover(&err)
		bumpOf(own)
		return nil
	}
	return lo, hi, try() == nil
}
