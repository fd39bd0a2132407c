package convert

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/deepprob/deepprob/layers"
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
	m := newMatcher(d, r, theirs)
	if err == nil {
		err = m.check(theirs, ours)
	}
	if err != nil {
		return nil, t, fmt.Errorf("convert: %s: %w", show(name), err)
	}
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
		} else {
			r.Note = m.whyUnused(e)
		}
		rows = append(rows, r)
	}
	for _, e := range ours {
		if m.links[e].entry == nil {
			r := Row{Ours: e.path, Shape: e.shape, Note: "kept"}
			switch {
			case m.used[e]:
				r.Note = unclear
			case m.lacking[e]:
				r.Note = missing
			}
			rows = append(rows, r)
		}
	}
	return rows
}

// whyUnused says of a tensor of the file that has gone nowhere whether that was wanted.
func (m *matcher) whyUnused(e *entry) string {
	switch {
	case slices.Contains(m.d.ignored, e.leafName()):
		return notUsed
	case m.unwanted(e):
		return "skipped"
	case m.used[e]:
		return unclear
	}
	return "no place"
}
