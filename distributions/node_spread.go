package distributions

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// spreadOut is the same programs with the rows' axis in every parameter, also those that rows share: then values that
// differ between draws can be put side by side as rows. It is nil if the distribution does not take such parameters.
func (p *nodePrograms) spreadOut() *nodePrograms {
	rows, shared := 2, false
	for _, param := range p.params {
		shared = shared || !param.perRow
		for _, d := range param.shape {
			rows = max(rows, d+1) // no other axis is as long
		}
	}
	if !shared {
		return p
	}
	wide := &nodePrograms{d: p.d, event: p.event, params: slices.Clone(p.params), use: p.use, support: p.support, atomCount: p.atomCount, width: p.width, direct: p.direct}
	tries := maxPlaceTries
	if !wide.place(0, rows, &tries) {
		return nil
	}
	wide.declareFormulas()
	return wide
}

// maxPlaceTries is how many ways to place parameters are tried: three of them have 64, and the many of a network all that there is time
// for.
const maxPlaceTries = 64

// place finds inputs for the parameters from k on such that the density of each row at a point, and at several, has the
// shape it should: axes of length 1 go between the rows and the parameter's own axes until it does, or tries are used up.
func (p *nodePrograms) place(k, rows int, tries *int) bool {
	if k == len(p.params) {
		*tries--
		return p.fits(rows)
	}
	param := &p.params[k]
	if param.perRow {
		return p.place(k+1, rows, tries)
	}
	param.rowed = true
	own := param.shape
	if len(own) > 0 && own[0] == 1 { // the rows' axis is there
		own = own[1:]
	}
	for range 4 {
		if param.input = own; *tries > 0 && p.place(k+1, rows, tries) {
			return true
		}
		own = join(tensor.Shape{1}, own)
	}
	return false
}

// fits reports whether the density can be built on the inputs as they are.
func (p *nodePrograms) fits(rows int) (ok bool) {
	var err error
	defer func() { ok = ok && err == nil }()
	defer build.Recover(&err)
	g, k := G.NewGraph(), 0
	nodes := make(G.Nodes, len(p.params))
	for i, param := range p.params {
		nodes[i] = build.Input(g, tensor.Float64, fmt.Sprint("parameter", i), join(tensor.Shape{rows}, param.input)...)
	}
	d := Map(p.d, func(*G.Node) *G.Node { k++; return nodes[p.use[k-1]] })
	one := d.LogProb(build.Input(g, tensor.Float64, "y", join(tensor.Shape{rows}, p.event)...))
	many := d.LogProb(build.Input(g, tensor.Float64, "ys", join(tensor.Shape{rows, rows + 1}, p.event)...))
	return build.SameShape(one.Shape(), tensor.Shape{rows}) && build.SameShape(many.Shape(), tensor.Shape{rows, rows + 1})
}
