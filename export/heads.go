package export

import (
	"fmt"
	"strings"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// head is a distribution of an export.
type head struct {
	kind  string // its type
	of    string // that of its marginals; "" of one number
	whole bool   // it is discrete: its target must not be scaled

	// value is that of element at of the batch, an expression of an index, after some statements; number is the one of the target
	// that it tells of, for one of several.
	value func(at, number string) (before, v string)
}

// list is the probabilities of classes.
func (h head) list() bool { return h.kind == "Classes" }

// head finds how a distribution is written, of a batch of so many elements.
func (e *emitter) head(q distributions.Distribution, batch int) (head, error) {
	p := &parts{emitter: e, batch: batch}
	var h head
	switch q := q.(type) {
	case distributions.Normal:
		h = p.leaf("Normal{place(%[1]s, %[2]s), stretch(%[1]s, %[3]s)}", q.Loc, q.Scale)
	case distributions.StudentT:
		h = p.leaf("StudentT{DF: float64(%[2]s), Loc: place(%[1]s, %[3]s), Scale: stretch(%[1]s, %[4]s)}", q.DF, q.Loc, q.Scale)
	case distributions.Deterministic:
		h = p.leaf("Point{place(%s, %s)}", q.Loc)
	case distributions.Beta:
		h = p.leaf("Beta{Alpha: float64(%[2]s), Beta: float64(%[3]s), Min: targetShift[%[1]s], Width: targetScale[%[1]s]}", q.Alpha, q.Beta)
	case distributions.Poisson:
		h = p.counted("Poisson{float64(%[2]s)}", q.Rate)
	case distributions.NegativeBinomial:
		h = p.counted("NegativeBinomial{Rate: float64(%[2]s), Concentration: float64(%[3]s)}", q.Rate, q.Concentration)
	case distributions.Bernoulli:
		h = p.counted("coin(%[2]s)", q.Logits)
		h.kind = "Classes"
	case distributions.Categorical:
		h = p.rows("Classes", "classes(%s)", row{q.Logits, 1})
		h.whole = true
	case distributions.OrderedLogistic:
		h = p.ordered(q)
	case distributions.PiecewiseLinear:
		levels := strings.TrimPrefix(fmt.Sprintf("%#v", q.Levels), "[]float64")
		h = p.rows("Quantiles", "quantiles([]float64"+levels+", %s)", row{q.Values, 1})
	case distributions.MultivariateNormalTriL:
		h = p.rows("MultivariateNormal", "multivariateNormal(%s, %s)", row{q.Loc, 1}, row{q.ScaleTriL, 2})
		h.of = "Normal"
	case distributions.MultivariateNormalLowRank:
		h = p.rows("LowRankNormal", "lowRankNormal(%s, %s, %s)", row{q.Loc, 1}, row{q.Factor, 2}, row{q.Scale, 1})
		h.of = "Normal"
	case distributions.Independent:
		return e.independent(q, batch)
	case distributions.MixtureSameFamily:
		return e.mixture(q, batch)
	default:
		return h, fmt.Errorf("a %T cannot be exported: those of package nets can, Normal, StudentT, Beta, Deterministic, PiecewiseLinear, Bernoulli, Categorical, OrderedLogistic, Poisson, NegativeBinomial, MultivariateNormalTriL and LowRank, and of them Independent and MixtureSameFamily", q)
	}
	if p.err == nil {
		h.value("k", "0") // which finds parameters that do not fit
	}
	return h, p.err
}

// parts is the parameters of a distribution.
type parts struct {
	*emitter
	batch int
	err   error
}

// number is a parameter of one number an element, or one for all.
func (p *parts) number(n *G.Node) func(at string) string {
	o := p.operand(n)
	switch o.size() {
	case 1:
		return func(string) string { return o.element("") }
	case p.batch:
		return o.element
	}
	p.refuse(n)
	return nil
}

func (p *parts) refuse(n *G.Node) {
	p.err = fmt.Errorf("%s has the shape %s in a batch of %d: parameters can be exported that all elements have in common, or each its own of", where(n), build.ShapeString(n.Shape()), p.batch)
}

// leaf is a distribution of numbers: format takes the number of the target, and the parameters.
func (p *parts) leaf(format string, params ...*G.Node) head {
	var of []func(at string) string
	for _, n := range params {
		of = append(of, p.number(n))
	}
	kind, _, _ := strings.Cut(format, "{")
	return head{kind: kind, value: func(at, number string) (string, string) {
		args := []any{number}
		for _, f := range of {
			args = append(args, f(at))
		}
		return "", fmt.Sprintf(format, args...)
	}}
}

// counted is leaf of a discrete family.
func (p *parts) counted(format string, params ...*G.Node) head {
	h := p.leaf(format, params...)
	h.whole = true
	return h
}

// row is a parameter with axes of its own.
type row struct {
	node *G.Node
	own  int
}

// rows is a distribution whose parameters are slices.
func (p *parts) rows(kind, format string, params ...row) head {
	return head{kind: kind, value: func(at, _ string) (string, string) {
		var args []any
		for _, r := range params {
			args = append(args, p.slice(r, at))
		}
		return "", fmt.Sprintf(format, args...)
	}}
}

// slice is the numbers of element at.
func (p *parts) slice(r row, at string) string {
	o := p.operand(r.node)
	width := tensor.Shape(o.shape[len(o.shape)-r.own:]).TotalSize()
	switch {
	case o.size() == width || at == "":
		return o.part(0, width)
	case o.size() != p.batch*width:
		p.refuse(r.node)
		return ""
	case o.off == 0:
		return fmt.Sprintf("%s[%[2]s*%[3]d:%[2]s*%[3]d+%[3]d]", o.name, at, width)
	}
	return fmt.Sprintf("%s[%[2]d+%[3]s*%[4]d:%[2]d+%[3]s*%[4]d+%[4]d]", o.name, o.off, at, width)
}

// ordered is an OrderedLogistic.
func (p *parts) ordered(q distributions.OrderedLogistic) head {
	loc := p.number(q.Loc)
	return head{kind: "Classes", whole: true, value: func(at, _ string) (string, string) {
		return "", fmt.Sprintf("ordered(%s, %s)", loc(at), p.slice(row{q.Cutpoints, 1}, at))
	}}
}
