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
	if b, ok := d.(bounded); ok {
		if text := e.domain(d, b); text != "" {
			return text
		}
	}
	switch d := d.(type) {
	case Categorical:
		return e.labels(d.count())
	case Bernoulli:
		return e.binary()
	}
	if b, ok := d.(interface{ bounds() (lo, hi float64) }); ok {
		lo, hi := b.bounds()
		return e.support(d, lo, hi)
	}
	return ""
}

// domain names the first parameter of the row that must be positive and is not.
func (e *explainer) domain(d Distribution, b bounded) string {
	for _, n := range b.positives() {
		for _, v := range e.numbers(n) {
			if v <= 0 {
				return fmt.Sprintf("%s is %.6g and must be positive: make it with layers.Positive{Units: ..., Floor: 1e-3}, or with ops.Softplus or ops.Exp", fieldOf(d, n), v)
			}
			if math.IsInf(v, 1) {
				return fmt.Sprintf("%s is +Inf: what it is made of has overflowed; layers.Positive grows only as fast as its input", fieldOf(d, n))
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
func (e *explainer) support(d Distribution, lo, hi float64) string {
	name := reflect.TypeOf(d).Name()
	for _, y := range e.y {
		switch {
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

// fieldOf is where a distribution keeps a node: Normal.Scale.
func fieldOf(d Distribution, n *G.Node) string {
	v := reflect.ValueOf(d)
	for i := range v.NumField() {
		if v.Type().Field(i).Type == nodeType && v.Field(i).Interface() == n {
			return v.Type().Name() + "." + v.Type().Field(i).Name
		}
	}
	return n.Name()
}

func rowsOf(d Distribution) int {
	if s := d.BatchShape(); len(s) > 0 {
		return s[0]
	}
	return 0
}
