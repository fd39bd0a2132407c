package training

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// summaryRow is a layer of a network, or a scope with weights of its own.
type summaryRow struct {
	path  string
	layer any      // nil: there is none, and the row has the names of its weights
	names []string // of its weights, with their shapes
	out   string   // the shape of the result
	at    int      // where its nodes begin

	weights, states, bytes int64 // weights and states together; states
	flops, once            int64 // a row, and a batch
}

func (r *summaryRow) add(o *summaryRow) {
	r.weights, r.states, r.bytes = r.weights+o.weights, r.states+o.states, r.bytes+o.bytes
	r.flops, r.once = r.flops+o.flops, r.once+o.once
}

// summaryRows are a row for each call of a pass, and for each scope with weights outside of all calls, in the order in which their nodes
// were made; the last is what is left. More is the same pass of one row more.
func summaryRows(f, more *forward) []*summaryRow {
	net := &summaryRow{path: "(net)", out: openShape(wholeShape(f.q), wholeShape(more.q))}
	rows := make([]*summaryRow, len(f.Calls))
	for i, c := range f.Calls {
		rows[i] = &summaryRow{path: c.Path, layer: c.Layer, out: openShape(c.Y.Shape(), more.Calls[i].Y.Shape()), at: c.From}
	}
	others, of := scopes(f, rows, net)
	all := append(slices.Concat(rows, others), net)
	few, many := operations(f, rows, of, net), operations(more, rows, of, net)
	for _, r := range all {
		r.flops = many[r] - few[r]
		r.once = few[r] - fewRows*r.flops
	}
	rows = all[:len(all)-1]
	slices.SortStableFunc(rows, func(a, b *summaryRow) int { return cmp.Compare(a.at, b.at) })
	return append(rows, net)
}

// scopes gives each weight to the row of its scope, or of the innermost call around that, and returns rows for scopes outside of all
// calls, and the row of each trained weight.
func scopes(f *forward, rows []*summaryRow, net *summaryRow) (others []*summaryRow, by map[string]*summaryRow) {
	of, at := map[string]*summaryRow{"": net}, map[*G.Node]int{}
	by = map[string]*summaryRow{}
	for _, r := range rows {
		if of[r.path] == nil {
			of[r.path] = r
		}
	}
	for k, n := range f.Graph.AllNodes() {
		at[n] = k
	}
	for path := range f.Params.All() {
		scope, name := parent(path), path[strings.LastIndexByte(path, '/')+1:]
		r := enclosing(of, scope)
		if r == nil {
			r = &summaryRow{path: scope, at: at[f.Node(path)]}
			of[scope], others = r, append(others, r)
		}
		r.hold(name, f.Params.Get(path), f.Params.IsState(path))
		if !f.Params.IsState(path) {
			by[path] = r
		}
	}
	return others, by
}

// enclosing is the row of a scope, or of the nearest one around it; nil if there is only the network itself.
func enclosing(of map[string]*summaryRow, scope string) *summaryRow {
	for s := scope; s != ""; s = parent(s) {
		if r := of[s]; r != nil && (r.layer != nil || s == scope) {
			return r
		}
	}
	if scope == "" {
		return of[""]
	}
	return nil
}

func parent(path string) string { return path[:max(strings.LastIndexByte(path, '/'), 0)] }

// hold counts a weight, or a state.
func (r *summaryRow) hold(name string, v *tensor.Dense, state bool) {
	r.names = append(r.names, name+" "+build.ShapeString(v.Shape()))
	n := int64(v.Size())
	r.weights, r.bytes = r.weights+n, r.bytes+n*int64(v.Dtype().Size())
	if state {
		r.states += n
	}
}

// wholeShape is the shape of what a distribution is of.
func wholeShape(q distributions.Distribution) tensor.Shape {
	return slices.Concat(q.BatchShape(), q.EventShape())
}

// openShape writes a shape for any number of rows n: what grows with it as n, or as 3n.
func openShape(few, more tensor.Shape) string {
	if len(few) != len(more) {
		return build.ShapeString(few)
	}
	parts := make([]string, len(few))
	for i, d := range few {
		each := more[i] - d
		switch {
		case each == 0:
			parts[i] = fmt.Sprint(d)
		case d == each*fewRows && each == 1:
			parts[i] = "n"
		case d == each*fewRows:
			parts[i] = fmt.Sprintf("%dn", each)
		default:
			parts[i] = fmt.Sprintf("%dn%+d", each, d-each*fewRows)
		}
	}
	if len(parts) == 1 {
		return "(" + parts[0] + ",)"
	}
	return "(" + strings.Join(parts, ", ") + ")"
}
