package convert

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Rules say what names alone do not. The zero value says nothing: equal names go together, then layers of one kind and
// equal shapes. Its methods FromFlax, FromTorch, ToFlax and ToTorch are the functions of the same names with these rules.
type Rules struct {
	// Names pairs names of the file with paths of this library, of layers, of whole parts of a network, or of single tensors:
	// {"net.6": "head", "encoder": "body", "log_sd": "sd/raw"}. Within a pair of parts the layers are matched as in whole
	// networks. Slashes and points are the same in a name, and Flax's collections (params, batch_stats) may be left out.
	Names map[string]string

	// Flatten says how many channels an image had that PyTorch flattened before this layer, a dense one or a norm:
	// {"dense_7": 64}. PyTorch flattens channel after channel, Flax and this library place after place. 1 stands for values in
	// this library's order already, as after x.movedim(1, -1). FromTorch asks for it where it makes a difference.
	Flatten map[string]int

	Skip []string // layers, parts or tensors of the file that are not wanted
	Keep []string // those of this library that stay as they are, since the file has none
}

// pair is a rule of Names in this library's form.
type pair struct {
	theirs, ours string
	key          string // as the user wrote it
}

// pairs are the rules of Names, the longest of their names first.
func (r Rules) pairs(d *dialect, theirs []*entry) (list []pair) {
	for _, key := range slices.Sorted(maps.Keys(r.Names)) {
		list = append(list, pair{d.path(key, theirs), strings.Trim(r.Names[key], "/"), key})
	}
	slices.SortStableFunc(list, func(a, b pair) int { return len(b.theirs) - len(a.theirs) })
	return list
}

// path is a name that a user gives, in this library's form: a tensor's as the file has it, or any part of one, with the file's
// separators or points. A collection alone is everything.
func (d *dialect) path(key string, theirs []*entry) string {
	if i := slices.IndexFunc(theirs, func(e *entry) bool { return e.name == key }); i >= 0 {
		return theirs[i].path
	}
	for _, s := range []string{key, strings.ReplaceAll(key, ".", "/")} {
		if s = strings.Trim(d.normalize(strings.Trim(s, "/"), "/"), "/"); s != "" && anyBelow(s, theirs) {
			return s
		}
	}
	if slices.Contains(d.collections, key) {
		return ""
	}
	return strings.Trim(d.normalize(strings.ReplaceAll(key, ".", "/"), "/"), "/")
}

// check refuses rules that contradict each other, or name what is not there: a slip of the pen would go unseen. Of theirs
// nothing is known, nil, where a file is to be written.
func (m *matcher) check(theirs, ours []*entry) error {
	for _, check := range []func(theirs, ours []*entry) error{m.checkNames, m.checkLists, m.checkFlatten} {
		if err := check(theirs, ours); err != nil {
			return err
		}
	}
	return nil
}

func (m *matcher) checkNames(theirs, ours []*entry) error {
	theirNames, ourNames := map[string]string{}, map[string]string{}
	for _, p := range m.pairs {
		before, same := theirNames[p.theirs]
		other, samePlace := ourNames[p.ours]
		theirNames[p.theirs], ourNames[p.ours] = p.key, p.key
		switch {
		case same:
			return fmt.Errorf("Rules.Names: %q and %q are the same name", before, p.key)
		case samePlace:
			return fmt.Errorf("Rules.Names: %q and %q go to the same place, %q", other, p.key, p.ours)
		case theirs != nil && !anyBelow(p.theirs, theirs):
			return fmt.Errorf("Rules.Names: the file has no %q", p.key)
		case !anyBelow(p.ours, ours):
			return fmt.Errorf("Rules.Names: the network has no %q, to which %q goes", p.ours, p.key)
		case theirs != nil && isTensor(p.theirs, theirs) != isTensor(p.ours, ours):
			return fmt.Errorf("Rules.Names: of %q and %q one is a single tensor, the other has several: pair layers with layers", p.key, p.ours)
		}
	}
	return nil
}

func (m *matcher) checkLists(theirs, ours []*entry) error {
	for i, s := range m.skip {
		if theirs != nil && !anyBelow(s, theirs) {
			return fmt.Errorf("Rules.Skip: the file has no %q", m.rules.Skip[i])
		}
	}
	for _, k := range m.rules.Keep {
		if !anyBelow(k, ours) {
			return fmt.Errorf("Rules.Keep: the network has no %q", k)
		}
	}
	return nil
}

func (m *matcher) checkFlatten(_, ours []*entry) error {
	for _, k := range slices.Sorted(maps.Keys(m.rules.Flatten)) {
		if !slices.ContainsFunc(ours, func(e *entry) bool { return parent(e.path) == k }) {
			return fmt.Errorf("Rules.Flatten: the network has no layer %q", k)
		}
		if c := m.rules.Flatten[k]; c < 1 {
			return fmt.Errorf("Rules.Flatten: %q has %d channels: want their number, 1 if the order is this library's", k, c)
		}
	}
	return nil
}

func isTensor(path string, entries []*entry) bool {
	return slices.ContainsFunc(entries, func(e *entry) bool { return e.path == path })
}

func anyBelow(prefix string, entries []*entry) bool {
	return slices.ContainsFunc(entries, func(e *entry) bool { return covers(prefix, e.path) })
}

// coveredBy reports whether one of the prefixes covers the path.
func coveredBy(prefixes []string, path string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return covers(p, path) })
}
