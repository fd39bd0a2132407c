package export

import (
	"fmt"
	"strings"

	"github.com/deepprob/deepprob/distributions"
)

// independent is a vector of independent numbers.
func (e *emitter) independent(q distributions.Independent, batch int) (head, error) {
	d := q.EventShape().TotalSize()
	one, err := e.head(q.Base, batch*d)
	switch {
	case err != nil:
		return head{}, err
	case one.of != "" || len(q.EventShape()) != 1:
		return head{}, fmt.Errorf("an Independent of %T, with events of shape %v, cannot be exported: those of numbers can, with events of one axis", q.Base, q.EventShape())
	}
	kind := "Independent[" + one.kind + "]"
	return head{kind: kind, of: one.kind, whole: one.whole, value: func(at, _ string) (string, string) {
		index := "j"
		if at != "" {
			index = fmt.Sprintf("%s*%d+j", at, d)
		}
		before, v := one.value(index, "j")
		return loop("c", "j", kind+"{make([]"+one.kind+", "+fmt.Sprint(d)+")}", "Marginals", before, v), "c"
	}}, nil
}

// mixture is a mixture of what is no mixture.
func (e *emitter) mixture(q distributions.MixtureSameFamily, batch int) (head, error) {
	weights := e.operand(q.Mixing.Logits)
	k := weights.last()
	one, err := e.head(q.Components, k)
	switch {
	case err != nil:
		return head{}, err
	case batch != 1 || weights.size() != k:
		return head{}, fmt.Errorf("a mixture inside another distribution cannot be exported")
	}
	h := head{kind: "Mixture[" + one.kind + "]", whole: one.whole}
	if one.of != "" {
		h.kind, h.of = "VectorMixture["+one.kind+", "+one.of+"]", "Mixture["+one.of+"]"
	}
	h.value = func(_, number string) (string, string) {
		before, v := one.value("k", number)
		made := fmt.Sprintf("%s{Weights: shares(%s), Components: make([]%s, %d)}", h.kind, weights.all(), one.kind, k)
		return loop("q", "k", made, "Components", before, v), "q"
	}
	return h, nil
}

// loop makes a distribution of others, v after some statements for each.
func loop(name, index, made, field, before, v string) string {
	return strings.Join([]string{
		name + " := " + made,
		"for " + index + " := range " + name + "." + field + " {",
		before + name + "." + field + "[" + index + "] = " + v,
		"}\n",
	}, "\n")
}

// several is the distribution of some members that have an equal share each.
func (h head) several(members string) (kind, v string) {
	switch {
	case h.list():
		return h.kind, "mixed(" + members + ")"
	case h.of == "":
		kind = "Mixture[" + h.kind + "]"
	default:
		kind = "VectorMixture[" + h.kind + ", " + h.of + "]"
	}
	return kind, fmt.Sprintf("%s{Weights: equal(len(%s)), Components: %[2]s}", kind, members)
}
