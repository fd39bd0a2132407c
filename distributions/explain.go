package distributions

import (
	"fmt"
	"math"
	"reflect"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Explain says in a sentence why the log-density of a row at its target y (of one number, or of those of an event) is not
// finite, as far as the distribution knows, and what to do about it: a parameter out of its domain, a label that is no class, a
// target outside the support or where the density is infinite. It is empty if none of these is so, if the distribution itself is
// ill-formed, or if there is no such row. Value gives a parameter's numbers for all rows; without it only y is looked at.
func Explain(d Distribution, row int, y []float64, value func(n *G.Node) (G.Value, error)) (text string) {
	if d == nil || row < 0 {
		return ""
	}
	var unfit error
	defer build.Recover(&unfit) // such as parameters whose shapes differ: whoever builds the log-density is told
	e := explainer{rows: rowsOf(d), row: row, y: y, value: value}
	return e.explain(d)
}

type explainer struct {
	rows, row int
	y         []float64
	value     func(n *G.Node) (G.Value, error)
}

// explain looks at the parts of d before d itself: a mixture's components, an Independent's base.
func (e *explainer) explain(d Distribution) string {
	if c, ok := d.(Censored); ok {
		return e.censored(c)
	}
	if v := reflect.ValueOf(d); v.Kind() == reflect.Struct {
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				continue
			}
			part, ok := v.Field(i).Interface().(Distribution)
			if _, mixing := d.(MixtureSameFamily); !ok || mixing && v.Type().Field(i).Name == "Mixing" {
				continue // y is no label of the component
			}
			if text := e.explain(part); text != "" {
				return text
			}
		}
	}
	if text := e.domain(d); text != "" {
		return text
	}
	switch d := d.(type) {
	case Categorical:
		return e.labels(d.count())
	case Bernoulli:
		return e.binary()
	}
	return e.support(d, SupportOf(d))
}

// censored refuses a status that there is not, and asks Base about a value that was seen.
func (e *explainer) censored(d Censored) string {
	seen, statuses := *e, "0 (seen), 1 (later) and -1 (earlier)"
	seen.y = nil
	if d.Intervals {
		statuses = "0 (seen), 1 (later), -1 (earlier) and 2 (between)"
	}
	if len(e.y) == d.EventShape()[0] {
		switch status := e.y[len(e.y)-1]; {
		case status == 0:
			seen.y = e.y[:1]
		case status != 1 && status != -1 && !(d.Intervals && status == 2):
			return fmt.Sprintf("the status is %.6g, and a Censored takes %s, as they are: leave Model.Y nil", status, statuses)
		}
	}
	return seen.explain(d.Base)
}

// domain names the first parameter of the row that is out of its domain.
func (e *explainer) domain(d Distribution) string {
	for _, f := range fieldsOf(d) {
		if f.domain == nil {
			continue
		}
		for _, v := range e.numbers(f.node) {
			switch {
			case v != v || f.domain.holds(v):
			case math.IsInf(v, 1):
				return fmt.Sprintf("%v is +Inf: what it is made of has overflowed; layers.Positive grows only as fast as its input", f)
			case f.domain == domains["positive"]:
				return fmt.Sprintf("%v is %.6g and must be positive: make it with layers.Positive{Units: ..., Floor: 1e-3}, or with ops.Softplus or ops.Exp", f, v)
			default:
				return fmt.Sprintf("%v is %.6g and must be %s", f, v, f.domain.words)
			}
		}
	}
	return ""
}

// labels refuses what is no class of k.
func (e *explainer) labels(k int) string {
	for _, y := range e.y {
		if y != math.Trunc(y) || y < 0 || y >= float64(k) {
			return fmt.Sprintf("the label is %.6g, and a Categorical of %d logits takes the labels 0 to %d: number the classes from 0, without a scaler (Model.Y: nil), and give the network a logit for each", y, k, k-1)
		}
	}
	return ""
}

func (e *explainer) binary() string {
	for _, y := range e.y {
		if y != 0 && y != 1 {
			return fmt.Sprintf("the label is %.6g, and a Bernoulli takes 0 and 1: leave labels without a scaler (Model.Y: nil); probabilities between the two go with losses.BinaryCrossEntropy", y)
		}
	}
	return ""
}

// support refuses a target outside [lo, hi], or at its ends, where the density may be infinite.
func (e *explainer) support(d Distribution, s Support) string {
	if s.Kind == Points {
		return ""
	}
	name, lo, hi := reflect.TypeOf(d).Name(), e.end(s.Lower, s.Lo, math.Inf(-1)), e.end(s.Upper, s.Hi, math.Inf(1))
	for _, y := range e.y {
		switch {
		case s.Kind == Integers && (y != math.Trunc(y) || y < lo || y > hi):
			return fmt.Sprintf("the target is %.6g, and a %s takes whole numbers from %g to %g: leave counts without a scaler (Model.Y: nil)", y, name, lo, hi)
		case s.Kind == Integers:
		case y < lo || y > hi:
			return fmt.Sprintf("the target is outside [%g, %g], the support of a %s: choose a scaler that brings all targets inside (Model.Y: data.Range{...}), or move those that leave it a little with losses.NLL{Clip: 1e-6}", lo, hi, name)
		case y == lo || y == hi:
			return fmt.Sprintf("the target is at an end of [%g, %g], the support of a %s, where the density is 0 or infinite: losses.NLL{Clip: 1e-6} moves such targets inside", lo, hi, name)
		}
	}
	return ""
}

// numbers are a parameter's for the row; none if they cannot be had.
func (e *explainer) numbers(n *G.Node) []float64 {
	if e.value == nil {
		return nil
	}
	v, err := e.value(n)
	if err != nil {
		return nil
	}
	if v, err = rowmajor.Of(v); err != nil {
		return nil
	}
	var all []float64
	switch v.Dtype() {
	case tensor.Float64:
		all = ops.Data[float64](v)
	case tensor.Float32:
		for _, x := range ops.Data[float32](v) {
			all = append(all, float64(x))
		}
	}
	if s := v.Shape(); len(s) > 0 && s[0] == e.rows && e.row < e.rows {
		each := len(all) / e.rows
		return all[e.row*each : (e.row+1)*each]
	}
	return all
}

// end is where the support of the row ends: at a parameter's number, if there is a node, else at a constant.
func (e *explainer) end(n *G.Node, at, unknown float64) float64 {
	if n == nil {
		return at
	}
	if v := e.numbers(n); len(v) == 1 {
		return v[0]
	}
	return unknown
}

func rowsOf(d Distribution) int {
	if s := d.BatchShape(); len(s) > 0 {
		return s[0]
	}
	return 0
}
