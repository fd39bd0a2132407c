package distributions

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// A tag is what the field of a parameter says of it.
type tag struct {
	axes   int     // trailing axes of its own
	domain *domain // nil: every number
}

// A domain is the values that a parameter may have; NaN is let through everywhere, and makes a row NaN.
type domain struct {
	words    string
	holds    func(v float64) bool
	guard    func(n *G.Node) *G.Node // NaN for what no formula may take for a number; nil if there is nothing
	diagonal bool                    // of the elements on the diagonals of square matrices; the others may be anything
}

var domains = map[string]*domain{
	"positive":    {words: "positive and finite", holds: isPositive, guard: positive},
	"nonnegative": {words: "finite and not negative", holds: func(v float64) bool { return v >= 0 && v <= math.MaxFloat64 }, guard: nonnegative},
	"nonzero":     {words: "finite and not 0", holds: func(v float64) bool { return v != 0 && math.Abs(v) <= math.MaxFloat64 }, guard: nonzero},
	"finite":      {words: "finite", holds: func(v float64) bool { return math.Abs(v) <= math.MaxFloat64 }},
	"count":       {words: "a whole number, finite and not negative", holds: func(v float64) bool { return v >= 0 && v <= math.MaxFloat64 && v == math.Trunc(v) }, guard: nonnegative},
	"tril":        {words: "positive and finite on the diagonal", holds: isPositive, guard: positiveDiagonal, diagonal: true},
}

func isPositive(v float64) bool { return v > 0 && v <= math.MaxFloat64 }

// paramTag reads the tag of a field: `param:"positive,axes=1"`.
func paramTag(f reflect.StructField) (t tag) {
	for _, word := range strings.Split(f.Tag.Get("param"), ",") {
		axes, isAxes := strings.CutPrefix(word, "axes=")
		n, err := strconv.Atoi(axes)
		switch {
		case word == "":
		case isAxes && err == nil && n >= 0:
			t.axes = n
		case domains[word] != nil:
			t.domain = domains[word]
		default:
			build.Fail("parameters", nil, "field %s has the tag param:%q, in which %q is neither axes=N nor one of positive, nonnegative, nonzero, finite, count, tril", f.Name, f.Tag.Get("param"), word)
		}
	}
	return t
}

// A field is a parameter's node with what its struct says of it.
type field struct {
	of   string // the type that has it
	name string
	node *G.Node
	tag
}

// fieldsOf lists the parameters of d, those of distributions that it holds included, in the order in which Map visits them.
func fieldsOf(d Distribution) []field { return appendFields(nil, reflect.ValueOf(d), field{}) }

func appendFields(dst []field, v reflect.Value, at field) []field {
	switch {
	case !v.IsValid():
	case v.Type() == nodeType:
		if !v.IsNil() {
			at.node = v.Interface().(*G.Node)
			dst = append(dst, at)
		}
	case (v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer) && !v.IsNil():
		return appendFields(dst, v.Elem(), at)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			dst = appendFields(dst, v.Index(i), at)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				dst = appendFields(dst, v.Field(i), field{of: v.Type().Name(), name: f.Name, tag: paramTag(f)})
			}
		}
	}
	return dst
}

// String is "Normal.Scale".
func (f field) String() string { return fmt.Sprint(f.of, ".", f.name) }

// A Parameter is a node of a distribution and what the tag of its field says of it.
type Parameter struct {
	Name   string  // "Normal.Scale"
	Node   *G.Node // its value has the batch's shape, or fewer leading axes if rows share it, and then Axes more
	Axes   int
	Domain string // in words, "" if it may be any number
}

// Parameters lists those of d and of the distributions that it is made of, in the order in which Map visits their nodes.
func Parameters(d Distribution) []Parameter {
	var out []Parameter
	for _, f := range fieldsOf(d) {
		p := Parameter{Name: f.String(), Node: f.node, Axes: f.axes}
		if f.domain != nil {
			p.Domain = f.domain.words
		}
		out = append(out, p)
	}
	return out
}

// nodeOf is a node of d's graph.
func nodeOf(d Distribution) *G.Node {
	all := fieldsOf(d)
	if len(all) == 0 {
		build.Fail(nameOf(d), nil, "%T has no parameter: give it a node", d)
	}
	return all[0].node
}
