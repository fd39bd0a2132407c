package convert

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/internal/safetensors"
	"github.com/deepprob/deepprob/layers"
	"gorgonia.org/tensor"
)

// FromFlax reads the variables of a network of Flax, .safetensors or .npz, into parameters like those of a network here, which
// Prepare or layers.Function.Init makes: names, shapes, order and type are theirs, and they are not changed. See the package
// for what goes where; the Table tells it. If anything does not fit, the error is a *Mismatch, and the Table has what did.
func FromFlax(path string, like *layers.Params) (*layers.Params, Table, error) {
	return Rules{}.FromFlax(path, like)
}

// FromTorch is FromFlax for the state_dict of a module of PyTorch.
func FromTorch(path string, like *layers.Params) (*layers.Params, Table, error) {
	return Rules{}.FromTorch(path, like)
}

// FromFlax is the function FromFlax by these rules.
func (r Rules) FromFlax(path string, like *layers.Params) (*layers.Params, Table, error) {
	return r.from(flax, path, like)
}

// FromTorch is the function FromTorch by these rules.
func (r Rules) FromTorch(path string, like *layers.Params) (*layers.Params, Table, error) {
	return r.from(torch, path, like)
}

func (r Rules) from(d *dialect, path string, like *layers.Params) (*layers.Params, Table, error) {
	f, err := open(path)
	if err != nil {
		return nil, Table{}, err
	}
	defer f.Close()
	return r.read(d, filepath.Base(path), f, like)
}

// read reads an open file.
func (r Rules) read(d *dialect, name string, f file, like *layers.Params) (*layers.Params, Table, error) {
	ours, err := entriesOf(like)
	if err != nil {
		return nil, Table{}, fmt.Errorf("convert: %w", err)
	}
	t := Table{File: name, Framework: d.name, metadata: metadata(f)}
	theirs, err := d.entries(f.Tensors())
	if err == nil {
		err = r.check(d, theirs, ours)
	}
	if err != nil {
		return nil, t, fmt.Errorf("convert: %s: %w", show(name), err)
	}
	m := newMatcher(d, r)
	m.match(theirs, ours)
	flat := m.flattened(ours)
	t.Rows = m.rows(theirs, ours, flat)
	if m.wrong.found() {
		m.wrong.File, m.wrong.hint = name, d.hint(&m.wrong, ours)
		return nil, t, &m.wrong
	}
	p, err := t.load(f, like)
	if err != nil {
		return nil, t, fmt.Errorf("convert: %s: %w", show(name), err)
	}
	return p, t, nil
}

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

// rows are the table of what was found.
func (m *matcher) rows(theirs, ours []*entry, flat map[string]int) (rows []Row) {
	of, kinds := map[*entry]*entry{}, map[*entry]kind{}
	for o, t := range m.links {
		of[t.entry] = o
	}
	for _, l := range ourModules(ours) {
		for _, e := range l.tensors {
			kinds[e] = l.kind
		}
	}
	for _, e := range theirs {
		r := Row{Theirs: e.name, TheirShape: e.shape, Dtype: e.dtype}
		if o := of[e]; o != nil {
			r.Ours, r.Shape, r.Axes = o.path, o.shape, m.links[o].axes
			r.variance = kinds[o] == batchNorm && o.leafName() == "var"
			if isFlattened(kinds[o], o.leafName()) {
				r.Channels = flat[parent(o.path)]
			}
		} else if r.Note = "skipped"; slices.Contains(m.d.ignored, e.leafName()) {
			r.Note = notUsed
		}
		rows = append(rows, r)
	}
	for _, e := range ours {
		if m.links[e].entry == nil {
			rows = append(rows, Row{Ours: e.path, Shape: e.shape, Note: "kept"})
		}
	}
	return rows
}

// load reads the tensors of a table into a copy of the parameters.
func (t Table) load(f file, like *layers.Params) (*layers.Params, error) {
	out := like.Clone()
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.Note == notUsed && r.Dtype == "I64" && len(r.TheirShape) == 0 {
			data, err := f.Load(r.Theirs)
			if err != nil {
				return nil, err
			}
			r.counter = data.Data
		}
		if r.Theirs == "" || r.Ours == "" {
			continue
		}
		v, err := rowmajor.Dense(out.Get(r.Ours))
		if err != nil {
			return nil, fmt.Errorf("the parameter %s: %w", show(r.Ours), err)
		}
		if err := r.load(f, v); err != nil {
			return nil, fmt.Errorf("%s: %w", show(r.Theirs), err)
		}
		out.Set(r.Ours, v)
	}
	return out, nil
}

// load reads a tensor into v.
func (r *Row) load(f file, v *tensor.Dense) error {
	data, err := f.Load(r.Theirs)
	if err != nil {
		return err
	}
	x, err := decode(data.Dtype, data.Data)
	if err != nil {
		return err
	}
	if err := r.check(x, v.Dtype()); err != nil {
		return err
	}
	x = permute(x, r.TheirShape, r.Axes)
	if r.Channels > 1 {
		x = placesFirst(x, r.Shape[0], r.Channels)
	}
	float64s.Set(v, x)
	for i, y := range float64s.Of(v) {
		if y != x[i] {
			r.Note = fmt.Sprintf("rounded to %v", v.Dtype())
			break
		}
	}
	return nil
}

// check refuses what no trained network has, and what a narrower type has not.
func (r *Row) check(x []float64, dt tensor.Dtype) error {
	for i, v := range x {
		switch {
		case math.IsNaN(v) || math.IsInf(v, 0):
			return fmt.Errorf("its number %d is %v", i, v)
		case r.variance && v < 0:
			return fmt.Errorf("its number %d is %v, and variances are at least 0", i, v)
		case dt == tensor.Float32 && math.IsInf(float64(float32(v)), 0):
			return fmt.Errorf("its number %d is %v, too large for float32: give the Model Dtype: tensor.Float64", i, v)
		}
	}
	return nil
}
