package training

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/deepprob/deepprob/internal/literal"
	"github.com/deepprob/deepprob/internal/texttable"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
)

// table is the rows as text.
func (s *summary) table() []string {
	columns := []texttable.Column{{Head: "Path"}, {Head: "Layer"}, {Head: "Output"}, {Head: "Parameters", Right: true}, {Head: "Share", Right: true}, {Head: "Bytes", Right: true}, {Head: "FLOPs a row", Right: true}}
	cells := make([][]string, len(s.rows))
	for i, r := range s.rows {
		cells[i] = []string{elided(r.path, 28), "", r.out, "", "", "", ""}
		if r.weights > 0 {
			cells[i][3], cells[i][5] = texttable.Count(r.weights), texttable.Bytes(r.bytes)
			cells[i][4] = fmt.Sprintf("%.1f%%", 100*float64(r.weights)/float64(s.total.weights))
		}
		if r.flops != 0 {
			cells[i][6] = texttable.Count(r.flops)
		}
	}
	room := summaryWidth
	for _, w := range texttable.Widths(columns, cells) {
		room -= w + 2
	}
	for i, r := range s.rows {
		cells[i][1] = s.layer(r, max(room+2+len("Layer"), 24))
	}
	net := literal.Printer{Packages: true, Most: summaryWidth}.Of(s.model.Net)
	return append([]string{net, ""}, texttable.Lines(columns, cells)...)
}

// layer says what a row is of, in so many characters; of the network itself, which distribution it makes.
func (s *summary) layer(r *summaryRow, most int) string {
	p := literal.Printer{Most: most, Skip: func(t reflect.Type) bool { return t == initializer || t == node || t == nodes }}
	switch {
	case r.layer != nil:
		return p.Of(r.layer)
	case r == s.rows[len(s.rows)-1]:
		return strings.ReplaceAll(p.Of(s.pass.q), "{}", "")
	}
	return literal.Cut(strings.Join(r.names, ", "), most)
}

// What is no matter of a layer, and the parameters of distributions.
var initializer, node, nodes = reflect.TypeFor[layers.Initializer](), reflect.TypeFor[*G.Node](), reflect.TypeFor[G.Nodes]()

// elided is a path of which the beginning is left out if it is long: the rows before have it.
func elided(path string, most int) string {
	for utf8.RuneCountInString(path) > most {
		_, rest, ok := strings.Cut(strings.TrimPrefix(path, "…/"), "/")
		if !ok {
			break
		}
		path = "…/" + rest
	}
	return literal.Plain(path)
}
