package convert

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/internal/safetensors"
	"github.com/deepprob/deepprob/layers"
	"gorgonia.org/tensor"
)

// ToFlax writes parameters as Flax has them, .safetensors or .npz as the path ends: "params/body/dense_0/kernel", states as
// "batch_stats/batchnorm_1/mean", which flax.traverse_util.unflatten_dict(tensors, sep="/") makes variables of. The file is
// there whole or not at all.
func ToFlax(path string, p *layers.Params) (Table, error) { return Rules{}.ToFlax(path, p) }

// ToTorch writes parameters as a state_dict of PyTorch: "body.dense_0.weight", which load_state_dict takes, strict as it is. A
// network with a dense layer after a convolution needs Rules.Flatten.
func ToTorch(path string, p *layers.Params) (Table, error) { return Rules{}.ToTorch(path, p) }

// ToFlax is the function ToFlax by these rules, read from right to left: what is Kept is not written, and a pair of single
// tensors gives the very name.
func (r Rules) ToFlax(path string, p *layers.Params) (Table, error) { return r.to(flax, path, p) }

// ToTorch is the function ToTorch by these rules, read likewise.
func (r Rules) ToTorch(path string, p *layers.Params) (Table, error) { return r.to(torch, path, p) }

func (r Rules) to(d *dialect, path string, p *layers.Params) (Table, error) {
	t := Table{File: filepath.Base(path), Framework: d.name}
	ours, err := entriesOf(p)
	m := newMatcher(d, r, nil)
	if err == nil {
		err = m.check(nil, ours)
	}
	if err != nil {
		return t, fmt.Errorf("convert: %w", err)
	}
	flat := m.flattened(ours)
	if m.wrong.found() {
		m.wrong.File = t.File
		return t, &m.wrong
	}
	for _, l := range ourModules(ours) {
		for _, e := range l.list() {
			if !coveredBy(r.Keep, e.path) {
				t.Rows = append(t.Rows, d.row(m.pairs, l.kind, e, flat[l.path]))
				continue
			}
			t.Rows = append(t.Rows, Row{Ours: e.path, Shape: e.shape, Note: "kept"})
		}
	}
	return t, t.Save(path, p)
}

// row is how a parameter is written.
func (d *dialect) row(pairs []pair, k kind, e *entry, channels int) Row {
	rule := d.rule(k, e.leafName(), len(e.shape))
	r := Row{Ours: e.path, Shape: e.shape, Dtype: e.dtype, Axes: rule.axes}
	r.TheirShape = (read{e, inverse(rule.axes)}).shape()
	if isFlattened(k, e.leafName()) {
		r.Channels = channels
	}
	state := 0
	if e.state || rule.state {
		state = 1
	}
	r.Theirs = d.write(pairs, e.path, rule.theirs, state)
	return r
}

// write is the name of a parameter in a file: by the pair of the longest path that covers it, with the last part as the
// framework calls it.
func (d *dialect) write(pairs []pair, path, leaf string, state int) string {
	layer := parent(path)
	best := pair{}
	for _, p := range pairs {
		if p.ours == path {
			return p.key
		}
		if covers(p.ours, layer) && len(p.ours) >= len(best.ours) {
			best = p
		}
	}
	var parts []string
	if d.collections != nil {
		parts = append(parts, d.collections[state])
	}
	for _, s := range []string{best.theirs, below(best.ours, layer), leaf} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.ReplaceAll(strings.Join(parts, "/"), "/", d.separator)
}

// Save writes parameters of the network under the names and in the form of the table's file, in the type that each tensor has
// there if that loses nothing: read and saved again a file is the same, and after more training here it is what the program
// that wrote it loads. What the file has beside the network (Rules.Skip) is left out.
func (t Table) Save(path string, p *layers.Params) error {
	tensors, err := t.tensors(p)
	if err == nil {
		err = save(path, tensors, t.metadata)
	}
	if err != nil {
		return fmt.Errorf("convert: %w", err)
	}
	return nil
}

// tensors are those of the file.
func (t Table) tensors(p *layers.Params) (list []safetensors.Tensor, err error) {
	names, known := map[string]bool{}, map[string]bool{}
	for _, r := range t.Rows {
		known[r.Ours] = true
		if r.Theirs == "" || r.Ours == "" && r.counter == nil {
			continue
		}
		if names[r.Theirs] {
			return nil, fmt.Errorf("two parameters would be called %s: give one another name by Rules.Names", show(r.Theirs))
		}
		names[r.Theirs] = true
		out := safetensors.Tensor{Name: r.Theirs, Dtype: r.Dtype, Shape: r.TheirShape, Data: r.counter}
		if r.Ours != "" {
			if out.Dtype, out.Data, err = r.bytes(p.Get(r.Ours)); err != nil {
				return nil, fmt.Errorf("parameter %s: %w", show(r.Ours), err)
			}
		}
		list = append(list, out)
	}
	for path := range p.All() {
		if !known[path] {
			return nil, fmt.Errorf("the parameter %s is not in the table of %s: it is of another network", show(path), show(t.File))
		}
	}
	return list, nil
}

// bytes are a parameter as the file has it.
func (r Row) bytes(v *tensor.Dense) (dtype string, b []byte, err error) {
	if v == nil {
		return "", nil, fmt.Errorf("there is none, and the file has %s", show(r.Theirs))
	}
	if !build.SameShape(v.Shape(), r.Shape) {
		return "", nil, fmt.Errorf("it is %s, in the table %s", build.ShapeString(v.Shape()), build.ShapeString(r.Shape))
	}
	if v.Dtype() != tensor.Float32 && v.Dtype() != tensor.Float64 {
		return "", nil, fmt.Errorf("it is of %v, not of float32 or float64", v.Dtype())
	}
	if v, err = rowmajor.Dense(v); err != nil {
		return "", nil, err
	}
	x := float64s.Of(v)
	if r.Channels > 1 {
		x = channelsFirst(x, r.Shape[0], r.Channels)
	}
	x = permute(x, r.Shape, inverse(r.Axes))
	if b, exact := encode(r.Dtype, x); exact {
		return r.Dtype, b, nil
	}
	b, _ = encode(safetensorsType(v), x)
	return safetensorsType(v), b, nil
}
