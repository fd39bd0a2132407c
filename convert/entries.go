package convert

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/safetensors"
	"github.com/deepprob/deepprob/layers"
	"gorgonia.org/tensor"
)

// entry is a tensor, of a file or of this library.
type entry struct {
	name  string // in full, as it is written
	path  string // the same in this library's form, parts joined by slashes, without collections
	dtype string
	shape []int
	state bool
	place int // in the file, or in the order of declaration
}

// String is the name and the shape.
func (e *entry) String() string { return show(e.name) + " " + build.ShapeString(e.shape) }

// leafName is the last part of the path.
func (e *entry) leafName() string { return e.path[strings.LastIndex(e.path, "/")+1:] }

// entriesOf lists the parameters of a network.
func entriesOf(p *layers.Params) (list []*entry, err error) {
	for path, v := range p.All() {
		if v == nil || v.Dtype() != tensor.Float32 && v.Dtype() != tensor.Float64 {
			return nil, fmt.Errorf("the parameter %s is no tensor of float32 or float64", show(path))
		}
		e := &entry{name: path, path: path, dtype: safetensorsType(v), shape: slices.Clone(v.Shape()), state: p.IsState(path), place: len(list)}
		list = append(list, e)
	}
	if len(list) == 0 {
		return nil, errors.New("there are no parameters that tell names and shapes: make them by convert.Prepare, of a Model, or layers.Function.Init")
	}
	return list, nil
}

func safetensorsType(v *tensor.Dense) string {
	if v.Dtype() == tensor.Float64 {
		return "F64"
	}
	return "F32"
}

// entries lists the tensors of a file.
func (d *dialect) entries(tensors []safetensors.Tensor) (list []*entry, err error) {
	list = []*entry{} // there is a file, if an empty one
	names, seen := make([]string, len(tensors)), map[string]string{}
	for i, t := range tensors {
		names[i] = t.Name
	}
	separator := d.separatorOf(names)
	for i, t := range tensors {
		e := &entry{name: t.Name, path: d.normalize(t.Name, separator), dtype: t.Dtype, shape: t.Shape, place: i}
		if before, ok := seen[e.path]; ok {
			return nil, fmt.Errorf("%s and %s are the same place in a network", show(before), show(t.Name))
		}
		seen[e.path] = t.Name
		list = append(list, e)
	}
	return list, nil
}

// normalize brings a name into this library's form. Separator is what joins parts in the file.
func (d *dialect) normalize(name, separator string) string {
	parts := strings.Split(name, separator)
	for len(parts) > 1 && slices.Contains(d.collections, parts[0]) {
		parts = parts[1:]
	}
	return strings.Join(parts, "/")
}

// separatorOf is what joins the parts of the names in a file: users of Flax choose it.
func (d *dialect) separatorOf(names []string) string {
	if d.separator != "." && slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, d.separator) }) {
		return d.separator
	}
	return "."
}
