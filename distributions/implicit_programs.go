package distributions

import (
	"fmt"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// quantileSolver is the formulas of a distribution as programs of numbers: log F, log S and log p at y, and where to start: at, width, low, high.
type quantileSolver struct {
	at, start *graph.Func
	shape     tensor.Shape
}

func newQuantileSolver(d Distribution, use []int, shape tensor.Shape, params int) *quantileSolver {
	on := func(in G.Nodes) Distribution {
		k := 0
		return Map(d, func(*G.Node) *G.Node { k++; return in[use[k-1]] })
	}
	s := &quantileSolver{shape: shape}
	s.at = graph.NewFunc(func(in G.Nodes) G.Nodes {
		last := len(in) - 1
		d, y := on(in[:last]), in[last]
		below, above := tailsOf(d, y)
		return G.Nodes{onShape(below, shape), onShape(above, shape), onShape(logDensity(d, y), shape)}
	})
	ends, bumpy := askedFor(d)
	s.start = graph.NewFunc(func(in G.Nodes) G.Nodes {
		d := on(in)
		at, width := full(in[0], 0), full(in[0], 1)
		if bumpy {
			at, width = bumpOf(d)
		}
		lo, hi := full(in[0], ends.Lo), full(in[0], ends.Hi)
		own := SupportOf(d)
		if own.Lower != nil {
			lo = own.Lower
		}
		if own.Upper != nil {
			hi = own.Upper
		}
		return G.Nodes{onShape(at, shape), onShape(width, shape), onShape(lo, shape), onShape(hi, shape)}
	})
	for i := range params {
		name := fmt.Sprint("parameter", i)
		s.at.InputNames, s.start.InputNames = append(s.at.InputNames, name), append(s.start.InputNames, name)
	}
	return s
}

// askedFor is d's support and whether it has a bump, found out in a graph of its own.
func askedFor(d Distribution) (s Support, bumpy bool) {
	g, k := G.NewGraph(), 0
	own := Map(d, func(n *G.Node) *G.Node {
		k++
		return build.Input(g, tensor.Float64, fmt.Sprint("parameter", k), n.Shape()...)
	})
	try := func() (err error) {
		defer build.Recover(&err)
		bumpOf(own)
		return nil
	}
	return SupportOf(own), try() == nil
}
