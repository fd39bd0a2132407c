package graph

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
)

// Detail is how much of a graph is drawn.
type Detail int

// Ops draws every operation of the forward pass, Layers one box for each layer, All the gradient as well.
const (
	Ops Detail = iota
	Layers
	All
)

// Dot draws graphs in the dot language of Graphviz: data flows from top to bottom, each layer path is a cluster, and
// operations (boxes), parameters (ellipses), data (parallelograms), observed nodes (grey, doubled) and outputs (bold)
// have shapes of their own. The text is a function of the graph alone.
type Dot struct {
	Detail   Detail
	Title    string
	Params   G.Nodes // nil: the inputs that have a scope path
	Observed G.Nodes // inputs that are conditioned on, such as the target of a likelihood
}

// WriteDot draws the forward graph of outputs. Render it with dot -Tpng or -Tsvg.
func WriteDot(w io.Writer, outputs ...*G.Node) error { return Dot{}.Write(w, outputs...) }

// Write draws the graph of outputs.
func (d Dot) Write(w io.Writer, outputs ...*G.Node) (err error) {
	defer build.Recover(&err)
	if len(outputs) == 0 {
		return fmt.Errorf("graph: nothing to draw: name an output")
	}
	if slices.Contains(outputs, nil) {
		return fmt.Errorf("graph: an output to draw is nil")
	}
	p := &picture{Dot: d, outputs: outputs, root: &cluster{}, id: map[*G.Node]string{}}
	for _, n := range plan.Ancestors(outputs) {
		if _, grad := build.Path(n); grad && d.Detail != All {
			continue
		}
		p.add(n)
	}
	p.text("digraph {")
	p.text("\tgraph [fontname=Helvetica fontsize=11 nodesep=0.18 ranksep=0.28 labelloc=t label=%q]", d.Title)
	p.text("\tnode [fontname=Helvetica fontsize=10 shape=box style=\"rounded,filled\" fillcolor=white height=0.3 margin=\"0.08,0.04\"]")
	p.text("\tedge [arrowsize=0.6 color=gray35]")
	p.cluster(p.root, "\t")
	p.edges()
	p.text("}")
	if _, err := w.Write(p.buf.Bytes()); err != nil {
		return fmt.Errorf("graph: writing the dot file: %w", err)
	}
	return nil
}

// picture is a drawing in progress.
type picture struct {
	Dot
	outputs G.Nodes
	nodes   G.Nodes
	root    *cluster
	id      map[*G.Node]string // name in the dot text
	buf     bytes.Buffer
}

// cluster is the nodes of one scope path and the clusters below it, both in the order they were made.
type cluster struct {
	name  string // last element of the path
	path  string
	nodes G.Nodes
	below []*cluster
}

func (p *picture) add(n *G.Node) {
	p.nodes = append(p.nodes, n)
	path, grad := build.Path(n)
	if grad {
		path = strings.TrimSuffix("gradient/"+path, "/")
	}
	c := p.root.at(path)
	c.nodes = append(c.nodes, n)
	p.id[n] = fmt.Sprintf("n%d", len(p.nodes))
	if p.Detail == Layers && c != p.root {
		p.id[n] = fmt.Sprintf("%q", c.path)
	}
}

// at finds or makes the cluster of a path below c.
func (c *cluster) at(path string) *cluster {
	if path == "" {
		return c
	}
	name, rest, _ := strings.Cut(path, "/")
	for _, b := range c.below {
		if b.name == name {
			return b.at(rest)
		}
	}
	b := &cluster{name: name, path: strings.TrimPrefix(c.path+"/"+name, "/")}
	c.below = append(c.below, b)
	return b.at(rest)
}

func (p *picture) cluster(c *cluster, indent string) {
	if p.Detail == Layers && c != p.root && len(c.nodes) > 0 {
		p.text("%s%q [label=%s]", indent, c.path, p.layerLabel(c))
	} else {
		for _, n := range c.nodes {
			p.text("%s%s [%s]", indent, p.id[n], p.attributes(n))
		}
	}
	for _, b := range c.below {
		if p.Detail == Layers && len(b.below) == 0 {
			p.cluster(b, indent)
			continue
		}
		p.text("%ssubgraph %q {", indent, "cluster_"+b.path)
		p.text("%s\tlabel=%q style=\"rounded,filled\" color=gray70 fillcolor=%q", indent, b.name, shade(b.path))
		p.cluster(b, indent+"\t")
		p.text("%s}", indent)
	}
}

// shade fills clusters lighter at the top level than below, and gradients in another hue.
func shade(path string) string {
	if strings.HasPrefix(path, "gradient") {
		return "#fdf1e7"
	}
	return [...]string{"#f2f6fb", "#e3edf7"}[min(strings.Count(path, "/"), 1)]
}

// attributes are a node's shape and label: what it is, and the shape of its value.
func (p *picture) attributes(n *G.Node) string {
	label := fmt.Sprintf("%s\\n%s", short(n), build.ShapeString(n.Shape()))
	switch {
	case slices.Contains(p.Observed, n):
		return fmt.Sprintf("label=\"%s\" shape=ellipse peripheries=2 style=filled fillcolor=gray85", label)
	case p.isParam(n):
		return fmt.Sprintf("label=\"%s\" shape=ellipse style=filled fillcolor=\"#fff3d6\"", label)
	case n.Op() == nil:
		return fmt.Sprintf("label=\"%s\" shape=parallelogram margin=0 style=filled fillcolor=\"#e6f4e6\"", label)
	case slices.Contains(p.outputs, n):
		return fmt.Sprintf("label=\"%s\" penwidth=2", label)
	}
	return fmt.Sprintf("label=\"%s\"", label)
}

func (p *picture) isParam(n *G.Node) bool {
	if p.Params != nil {
		return slices.Contains(p.Params, n)
	}
	path, _ := build.Path(n)
	return n.Op() == nil && path != ""
}

// short is the operation of a node, or the last element of an input's path.
func short(n *G.Node) string {
	name := n.Name()
	if n.Op() != nil {
		name = n.Op().String()
	} else if i := strings.LastIndexByte(name, '/'); i >= 0 {
		name = name[i+1:]
	}
	name = longNumber.ReplaceAllStringFunc(name, func(digits string) string {
		v, _ := strconv.ParseFloat(digits, 64)
		return strconv.FormatFloat(v, 'g', 4, 64)
	})
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name)
}

// longNumber is a constant in an operation's name that nobody wants to read in full.
var longNumber = regexp.MustCompile(`\d+\.\d{5,}`)

// layerLabel sums up a layer: its name, its operations and its parameters.
func (p *picture) layerLabel(c *cluster) string {
	var what, params []string
	for _, n := range c.nodes {
		if p.isParam(n) {
			params = append(params, short(n)+" "+build.ShapeString(n.Shape()))
		} else {
			what = append(what, short(n))
		}
	}
	if len(what) > 3 {
		what = []string{fmt.Sprintf("%d operations", len(what))}
	}
	lines := []string{"<b>" + escape(c.name) + "</b>", escape(strings.Join(what, ", "))}
	for _, s := range params {
		lines = append(lines, "<i>"+escape(s)+"</i>")
	}
	return "<" + strings.Join(lines, "<br/>") + ">"
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// edges draws each pair of connected boxes once for every operand.
func (p *picture) edges() {
	drawn := map[string]bool{}
	for _, n := range p.nodes {
		for _, c := range build.Children(n) {
			from, to := p.id[c], p.id[n]
			e := from + " -> " + to
			if from == "" || from == to || p.Detail == Layers && drawn[e] {
				continue
			}
			drawn[e] = true
			if p.isParam(c) {
				e += " [weight=0 arrowsize=0.4 color=gray60]" // the data path is what should run straight
			}
			p.text("\t%s", e)
		}
	}
}

func (p *picture) text(format string, args ...any) { fmt.Fprintf(&p.buf, format+"\n", args...) }
