package registry

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"gorgonia.org/tensor"
)

// list sets a slice or an array.
func (r *reader) list(b []byte, v reflect.Value, at place) error {
	if b[0] == '{' {
		return at.maybe(r.flat(b, v))
	}
	if b[0] != '[' {
		return at.errorf("%s is no list", clip(b))
	}
	n, t := count(b), v.Type()
	if v.Kind() == reflect.Array && n != v.Len() {
		return at.errorf("a list of %d: want %d", n, v.Len())
	}
	if err := r.allot(n, t.Elem()); err != nil {
		return at.wrap(err)
	}
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(t, n, n))
	}
	return items(b, func(i int, item []byte) error { return r.value(item, v.Index(i), at.index(strconv.Itoa(i))) })
}

// allot refuses lists of which a short text would take much memory.
func (r *reader) allot(n int, t reflect.Type) error {
	size := max(int(t.Size()), 1)
	if n > r.left/size {
		return fmt.Errorf("a list of %d values of %d bytes each is more than a text of this length is allowed: the file is damaged", n, size)
	}
	r.left -= n * size
	return nil
}

// flat sets a slice or an array to the numbers of a tensor.
func (r *reader) flat(b []byte, v reflect.Value) error {
	of := numbers(v.Type().Elem())
	if of == nil {
		return fmt.Errorf("%s: want a list", clip(b))
	}
	name, err := tensorName(b)
	if err != nil {
		return err
	}
	t, err := r.get(name)
	if err != nil {
		return err
	}
	from := reflect.ValueOf(t.Data())
	if t.Dims() != 1 || from.Kind() != reflect.Slice || from.Type().Elem() != of {
		return fmt.Errorf("the tensor %q has %d axes, of %v: want one, of %v", name, t.Dims(), t.Dtype(), of)
	}
	return unflat(v, from)
}

// table sets a map.
func (r *reader) table(b []byte, v reflect.Value, at place) error {
	all, err := objectOf(b, "an object")
	if err != nil {
		return at.wrap(err)
	}
	t := v.Type()
	if err := r.allot(len(all), t.Elem()); err != nil {
		return at.wrap(err)
	}
	v.Set(reflect.MakeMapWithSize(t, len(all)))
	for _, m := range all {
		x := reflect.New(t.Elem()).Elem()
		if err := r.value(m.value, x, at.index(strconv.Quote(m.key))); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(m.key).Convert(t.Key()), x)
	}
	return nil
}

// read sets v to the constant of a name.
func (c *constants) read(b []byte, v reflect.Value) error {
	s, err := readText(b)
	if err != nil {
		return err
	}
	n, ok := c.values[s]
	if !ok {
		return fmt.Errorf("%v has no constant %q: the file was written by a newer version, or is damaged", v.Type(), clip([]byte(s)))
	}
	v.SetInt(n)
	return nil
}

func readFunction(b []byte, v reflect.Value) error {
	s, err := readText(b)
	if err != nil {
		return err
	}
	f, err := function(s, v.Type())
	if err == nil {
		v.Set(f)
	}
	return err
}

// dense writes a tensor, under the path of its field.
func (w *writer) dense(t *tensor.Dense, at place) error {
	name := Prefix + at.path
	t, err := keepable(t)
	if err == nil {
		err = w.put(name, t)
	}
	if err != nil {
		return at.wrap(err)
	}
	w.WriteString(`{"tensor":`)
	_ = w.text(name)
	w.WriteByte('}')
	return nil
}

func tensorName(b []byte) (string, error) {
	all, err := objectOf(b, "the name of a tensor")
	if err != nil {
		return "", err
	}
	if len(all) != 1 || all[0].key != "tensor" {
		return "", fmt.Errorf("%s: want the name of a tensor", clip(b))
	}
	name, err := readText(all[0].value)
	if err == nil && !strings.HasPrefix(name, Prefix) {
		err = fmt.Errorf("the tensor %q is a parameter's: those of fields begin with %s", clip([]byte(name)), Prefix)
	}
	return name, err
}

// tensorSet is the text of Tensors.
type tensorSet struct {
	Tensors []string
	States  []string
}

// tensors writes a set of tensors, each under its own name after the field's path.
func (w *writer) tensors(s Tensors, at place) error {
	if len(s.Names) != len(s.Values) {
		return at.errorf("%d tensors with %d names", len(s.Values), len(s.Names))
	}
	for i, name := range s.Names {
		t, err := keepable(s.Values[i])
		if err == nil {
			err = w.put(Prefix+at.path+"/"+name, t)
		}
		if err != nil {
			return at.errorf("%s: %w", name, err)
		}
	}
	return w.value(reflect.ValueOf(tensorSet{s.Names, s.States}), at.deeper())
}

func (r *reader) tensors(b []byte, v reflect.Value, at place) error {
	var set tensorSet
	if err := r.value(b, reflect.ValueOf(&set).Elem(), at.deeper()); err != nil {
		return err
	}
	out := Tensors{Names: set.Tensors, States: set.States}
	seen := map[string]bool{}
	for _, name := range set.Tensors {
		t, err := r.get(Prefix + at.path + "/" + name)
		if err == nil && seen[name] {
			err = errors.New("it is there twice")
		}
		if err != nil {
			return at.errorf("%s: %w", name, err)
		}
		seen[name], out.Values = true, append(out.Values, t)
	}
	v.Set(reflect.ValueOf(out))
	return nil
}
