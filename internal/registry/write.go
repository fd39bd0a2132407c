package registry

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"gorgonia.org/tensor"
)

// Bounds of a text, on both sides: what is written can be read.
const (
	maxText    = 64 << 20 // bytes
	maxDepth   = 200      // of values within values
	maxMembers = 1 << 16  // of an object
)

// writer makes the text of one value.
type writer struct {
	bytes.Buffer
	sink TensorSink
}

// Write is the text of v, or of what it points to; its tensors go to the sink. What cannot be written is an error that begins
// with the path of the field, Net.Body.Layers[2].Kernel.
func Write(v any, t TensorSink) (json.RawMessage, error) {
	x := reflect.ValueOf(v)
	if x.Kind() == reflect.Pointer && !x.IsNil() && throughOf(x.Type()) == nil {
		x = x.Elem()
	}
	if !x.IsValid() {
		return nil, errors.New("nil cannot be written")
	}
	w := &writer{sink: t}
	if err := w.value(x, place{}); err != nil {
		return nil, err
	}
	if w.Len() > maxText {
		return nil, fmt.Errorf("the text is of %d bytes: at most %d can be written", w.Len(), maxText)
	}
	return w.Bytes(), nil
}

// value writes v as a value of its own type.
func (w *writer) value(v reflect.Value, at place) error {
	if at.depth > maxDepth {
		return at.errorf("it is nested deeper than %d values: does a pointer lead back to where it is?", maxDepth)
	}
	t := v.Type()
	if direct(t) && v.IsNil() {
		w.WriteString("null")
		return nil
	}
	if by := throughOf(t); by != nil {
		s, err := by.to(v)
		if err != nil {
			return at.wrap(err)
		}
		return w.value(s, at.deeper())
	}
	if c := constantsOf(t); c != nil {
		name, ok := c.names[v.Int()]
		if !ok {
			return at.errorf("%d is no constant of %v that has a name", v.Int(), t)
		}
		return w.text(name)
	}
	switch t {
	case denseType:
		return w.dense(v.Interface().(*tensor.Dense), at)
	case dtypeType:
		return w.dtype(v.Interface().(tensor.Dtype), at)
	case tensorsType:
		return w.tensors(v.Interface().(Tensors), at)
	}
	switch t.Kind() {
	case reflect.Bool:
		w.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.String:
		return w.text(v.String())
	case reflect.Struct:
		return w.object("", v, at)
	case reflect.Pointer:
		return w.value(v.Elem(), at.deeper())
	case reflect.Interface:
		return w.any(v.Elem(), at)
	case reflect.Slice, reflect.Array:
		return w.list(v, at)
	case reflect.Map:
		return w.table(v, at)
	case reflect.Func:
		name, err := functionName(v)
		if err != nil {
			return at.wrap(err)
		}
		return w.text(name)
	default:
		if !w.number(v) {
			return at.errorf("a %v cannot be written", t)
		}
	}
	return nil
}

// object writes the fields of a struct that are not zero, after its type if that is told.
func (w *writer) object(name string, v reflect.Value, at place) error {
	w.WriteByte('{')
	if name != "" {
		w.WriteString(`"type":`)
		_ = w.text(name)
	}
	for i := range v.NumField() {
		f, x := v.Type().Field(i), v.Field(i)
		if f.Name == "_" || zero(x) {
			continue
		}
		at := at.field(f.Name)
		if !f.IsExported() {
			return at.errorf("the field is hidden, and %v is not entered with another form", v.Type())
		}
		w.member(f.Name)
		if err := w.value(x, at); err != nil {
			return err
		}
	}
	w.WriteByte('}')
	return nil
}

// member begins one of an object.
func (w *writer) member(name string) {
	if b := w.Bytes(); b[len(b)-1] != '{' {
		w.WriteByte(',')
	}
	_ = w.text(name)
	w.WriteByte(':')
}

// list writes a slice or an array, of many numbers as a tensor.
func (w *writer) list(v reflect.Value, at place) error {
	if of := numbers(v.Type().Elem()); of != nil && v.Len() > inText {
		x := flat(v, of)
		return w.dense(tensor.New(tensor.WithShape(x.Len()), tensor.WithBacking(x.Interface())), at)
	}
	w.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			w.WriteByte(',')
		}
		if err := w.value(v.Index(i), at.index(strconv.Itoa(i))); err != nil {
			return err
		}
	}
	w.WriteByte(']')
	return nil
}

// table writes a map in the order of its keys.
func (w *writer) table(v reflect.Value, at place) error {
	entries := map[string]reflect.Value{}
	for it := v.MapRange(); it.Next(); {
		entries[it.Key().String()] = it.Value()
	}
	if len(entries) > maxMembers {
		return at.errorf("a map of %d entries: at most %d can be written", len(entries), maxMembers)
	}
	w.WriteByte('{')
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		at := at.index(strconv.Quote(key))
		if !utf8.ValidString(key) {
			return at.errorf("the key is not UTF-8")
		}
		w.member(key)
		if err := w.value(entries[key], at); err != nil {
			return err
		}
	}
	w.WriteByte('}')
	return nil
}
