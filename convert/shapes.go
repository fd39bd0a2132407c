package convert

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// byShape links layers of one kind whose tensors have the same shapes: the only one on either side, or by their numbers, as
// Dense_0, Dense_1 and dense_0, dense_2 have them.
func (m *matcher) byShape(theirs, ours part) {
	o := map[string]part{}
	for _, l := range ours {
		s := signature(l.kind, own(l.module))
		o[s] = append(o[s], l)
	}
	t, readings := m.bySignature(theirs, o)
	var sure, guesses []string
	for _, s := range slices.Sorted(maps.Keys(o)) {
		switch {
		case len(t[s]) != len(o[s]): // listed as missing and left over
		case len(o[s]) == 1:
			sure = append(sure, s)
		default:
			guesses = append(guesses, s)
		}
	}
	linked := couples(sure, t, o)
	for _, s := range guesses {
		if more := couples([]string{s}, t, o); ordered(t[s]) && ordered(o[s]) && agree(linked, more) {
			linked = append(linked, more...)
		} else {
			m.unclear(t[s], o[s])
		}
	}
	for _, c := range linked {
		m.layer(readings[c.theirs.module], c.ours.module)
	}
}

// couple is a layer of the file and the one of the network that it is taken for.
type couple struct{ theirs, ours named }

func couples(signatures []string, theirs, ours map[string]part) (list []couple) {
	for _, s := range signatures {
		for i, o := range ours[s] {
			list = append(list, couple{theirs[s][i], o})
		}
	}
	return list
}

// agree reports whether layers that shapes tell apart have their numbers in the order of the others: those of Flax have not
// where a program nests its calls, nn.Dense(1)(nn.Dense(8)(x)), since the outer layer is made first.
func agree(sure, guesses []couple) bool {
	for _, g := range guesses {
		for _, s := range sure {
			if family(g.theirs.name) == family(s.theirs.name) &&
				(slices.Compare(numbers(g.theirs.name), numbers(s.theirs.name)) < 0) != (g.ours.place < s.ours.place) {
				return false
			}
		}
	}
	return true
}

// bySignature groups the layers of a file by what they may be in the network, each read as that.
func (m *matcher) bySignature(theirs part, wanted map[string]part) (map[string]part, map[*module]reading) {
	groups, readings := map[string]part{}, map[*module]reading{}
	for _, l := range theirs {
		var found []string
		for _, r := range m.d.readings(l.module) {
			if s := signature(r.kind, r.tensors); wanted[s] != nil {
				found, readings[l.module] = append(found, s), r
			}
		}
		if len(found) == 1 { // of two, a table that is a weight as well, no shape can tell
			groups[found[0]] = append(groups[found[0]], l)
		}
	}
	for _, g := range groups {
		slices.SortStableFunc(g, func(a, b named) int { return slices.Compare(numbers(a.name), numbers(b.name)) })
	}
	return groups, readings
}

// signature is all that tells layers apart without their names.
func signature(k kind, tensors map[string]read) string {
	var b strings.Builder
	b.WriteString(string(k))
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		shape := tensors[name].shape()
		if len(shape) == 0 {
			shape = []int{1}
		}
		fmt.Fprintf(&b, " %q%v", name, shape)
	}
	return b.String()
}

// own are the tensors of a layer of this library.
func own(l *module) map[string]read {
	out := map[string]read{}
	for name, e := range l.tensors {
		out[name] = read{e, nil}
	}
	return out
}

// ordered reports whether numbers give layers an order: they differ by nothing else, and stand in it.
func ordered(p part) bool {
	for i, l := range p {
		if i == 0 {
			continue
		}
		before := p[i-1].name
		if family(l.name) != family(before) || slices.Compare(numbers(before), numbers(l.name)) >= 0 {
			return false
		}
	}
	return true
}

// unclear tells of layers that only their names tell apart.
func (m *matcher) unclear(theirs, ours part) {
	list := func(p part) string {
		var names []string
		for _, l := range p {
			names = append(names, show(l.path))
		}
		return shortList(names, ", ")
	}
	m.wrong.Unclear = append(m.wrong.Unclear, fmt.Sprintf("%s of the file and %s of the network have the same shapes", list(theirs), list(ours)))
	for _, l := range slices.Concat(theirs, ours) {
		for _, e := range l.tensors {
			m.used[e] = true // it is no use to list them again
		}
	}
}
