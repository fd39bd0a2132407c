package distributions

import (
	"fmt"
	"math"
	"reflect"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// A fitParam is a parameter that is estimated: a free number, or the exponential of one.
type fitParam struct {
	name, field string
	log         bool
}

// node is the parameter of the free number u.
func (p fitParam) node(u *G.Node) *G.Node {
	if p.log {
		return ops.Exp(u)
	}
	return u
}

func (p fitParam) value(u float64) float64 {
	if p.log {
		return math.Exp(u)
	}
	return u
}

// slope is how fast the value moves with the free number.
func (p fitParam) slope(u float64) float64 {
	if p.log {
		return math.Exp(u)
	}
	return 1
}

// free is the free number of a value.
func (p fitParam) free(v float64) float64 {
	if p.log {
		return math.Log(v)
	}
	return v
}

// fitParams lists the parameters of d that are nil.
func fitParams(d Distribution) (out []fitParam, err error) {
	filled(d, func(of string, f reflect.StructField, n *G.Node) *G.Node {
		t := paramTag(f)
		switch {
		case n != nil && t.axes == 1 && len(n.Shape()) == 1 && n.Value() != nil: // one row of cutpoints that all share
		case n != nil && (n.Value() == nil || n.Shape().TotalSize() != 1):
			err = fmt.Errorf("%s.%s has a node that is no constant of one number: give distributions.Constant(v), or leave it nil to estimate it", of, f.Name)
		case n != nil:
		case t.axes > 0:
			err = fmt.Errorf("%s.%s is a row of numbers, which cannot be estimated here: give a node of one row of constants", of, f.Name)
		case t.domain == domains["count"] || t.domain == domains["nonzero"]:
			err = fmt.Errorf("%s.%s cannot be estimated: give distributions.Constant(v)", of, f.Name)
		default:
			log := t.domain == domains["positive"] || t.domain == domains["nonnegative"]
			out = append(out, fitParam{name: of + "." + f.Name, field: f.Name, log: log})
		}
		return n
	})
	return out, err
}

// filled is d with each parameter replaced, those that are nil too, but for the ends of a window that has none.
func filled(d Distribution, f func(of string, field reflect.StructField, n *G.Node) *G.Node) Distribution {
	return fillIn(reflect.ValueOf(d), f).Interface().(Distribution)
}

func fillIn(v reflect.Value, f func(of string, field reflect.StructField, n *G.Node) *G.Node) reflect.Value {
	switch {
	case (v.Kind() == reflect.Interface) && !v.IsNil():
		return fillIn(v.Elem(), f)
	case v.Kind() == reflect.Pointer && v.Type() != nodeType && !v.IsNil():
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(fillIn(v.Elem(), f))
		return out
	case v.Kind() != reflect.Struct:
		return v
	}
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	for i := range v.NumField() {
		field := v.Type().Field(i)
		switch {
		case !field.IsExported():
		case field.Type != nodeType:
			out.Field(i).Set(fillIn(v.Field(i), f))
		case v.Field(i).IsNil() && v.Type() == reflect.TypeFor[Truncated]():
		default:
			n, _ := v.Field(i).Interface().(*G.Node)
			if n = f(v.Type().Name(), field, n); n != nil {
				out.Field(i).Set(reflect.ValueOf(n))
			}
		}
	}
	return out
}

// with is d on nodes of g: estimated ones from params, in order, and constants.
func withParams(d Distribution, g *G.ExprGraph, params G.Nodes) Distribution {
	k := 0
	return filled(d, func(_ string, f reflect.StructField, n *G.Node) *G.Node {
		if n != nil && paramTag(f).axes > 0 {
			return constants(params[0], numbersIn(n.Value()))
		}
		if n != nil {
			return ops.Full(g, params[0].Dtype(), firstNumber(n.Value()))
		}
		k++
		return params[k-1]
	})
}

func firstNumber(v G.Value) float64 {
	if all := numbersIn(v); len(all) > 0 {
		return all[0]
	}
	return math.NaN()
}

// numbersIn is the numbers of a value.
func numbersIn(v G.Value) (out []float64) {
	switch d := v.Data().(type) {
	case []float64:
		return d
	case []float32:
		for _, x := range d {
			out = append(out, float64(x))
		}
	case float64:
		return []float64{d}
	case float32:
		return []float64{float64(d)}
	}
	return out
}

// ofConstants is d with the estimated parameters as constants.
func ofConstants(d Distribution, values []float64) Distribution {
	k := 0
	return filled(d, func(_ string, _ reflect.StructField, n *G.Node) *G.Node {
		if n != nil {
			return n
		}
		k++
		return Constant(values[k-1])
	})
}
