package convert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
)

// matcher finds for each tensor of the network the one of the file.
type matcher struct {
	d     *dialect
	rules Rules
	pairs []pair          // of Rules.Names
	skip  []string        // Rules.Skip in this library's form
	links map[*entry]read // by this library's tensor
	used  map[*entry]bool // of the file, by a link or a complaint
	// lacking are this library's tensors that the file has none for, though no rule keeps them.
	lacking map[*entry]bool
	wrong   Mismatch
}

func newMatcher(d *dialect, rules Rules, theirs []*entry) *matcher {
	m := &matcher{d: d, rules: rules, pairs: rules.pairs(d, theirs), links: map[*entry]read{}, used: map[*entry]bool{}, lacking: map[*entry]bool{}}
	for _, s := range rules.Skip {
		m.skip = append(m.skip, d.path(s, theirs))
	}
	return m
}

// match pairs tensors in three steps, from what the user says to what shapes allow: rules of single tensors; then, in each part
// of the networks that rules pair, equal names; then equal kinds and shapes. Layers that nothing else tells apart must be
// numbered on both sides, or it is an error: a guess would make a network that predicts nonsense.
func (m *matcher) match(theirs, ours []*entry) {
	theirs = slices.DeleteFunc(slices.Clone(theirs), m.unwanted)
	o := ourModules(ours)
	o = without(o, func(e *entry) bool { return coveredBy(m.rules.Keep, e.path) })
	pairs := m.single(theirs, o)
	o = without(o, func(e *entry) bool { return m.links[e].entry != nil })
	t := without(modules(theirs), func(e *entry) bool { return m.used[e] })
	theirParts := parts(pairs, t, func(p pair) string { return p.theirs })
	ourParts := parts(pairs, o, func(p pair) string { return p.ours })
	for i := range ourParts {
		m.byShape(m.byName(theirParts[i], ourParts[i]))
	}
	m.remaining(theirs, o)
}

// unwanted are tensors of the file that the user skips, or that have no use here.
func (m *matcher) unwanted(e *entry) bool {
	return slices.Contains(m.d.ignored, e.leafName()) || coveredBy(m.skip, e.path)
}

// single links what rules say of single tensors, and returns the other rules.
func (m *matcher) single(theirs []*entry, ours []*module) (others []pair) {
	t, o, kinds := map[string]*entry{}, map[string]*entry{}, map[string]kind{}
	for _, e := range theirs {
		t[e.path] = e
	}
	for _, l := range ours {
		for _, e := range l.list() {
			o[e.path], kinds[e.path] = e, l.kind
		}
	}
	for _, p := range m.pairs {
		if t[p.theirs] == nil || o[p.ours] == nil {
			others = append(others, p)
			continue
		}
		r, e := read{entry: t[p.theirs]}, o[p.ours]
		rule := m.d.rule(kinds[p.ours], e.leafName(), len(e.shape))
		if len(rule.axes) == len(r.entry.shape) {
			r.axes = rule.axes
		}
		m.link(r, e)
		if rule.kind == other && m.d == torch && r.leafName() == "weight" && len(r.entry.shape) > 1 {
			m.wrong.Shapes = append(m.wrong.Shapes, fmt.Sprintf("%s has its outputs first, and %s is no kernel whose axes are known: read the network without its wrapper", r.entry, e))
		}
	}
	return others
}

// part is the layers of a part of a network, with their names as seen from its top.
type part []named

type named struct {
	*module
	name string
}

// parts gives each layer to the pair with the longest prefix that covers it, or to what is beside all pairs, the last part.
func parts(pairs []pair, layers []*module, prefix func(pair) string) []part {
	out := make([]part, len(pairs)+1)
	for _, l := range layers {
		best := len(pairs)
		for i, p := range pairs {
			if covers(prefix(p), l.path) && (best == len(pairs) || len(prefix(p)) > len(prefix(pairs[best]))) {
				best = i
			}
		}
		name := l.path
		if best < len(pairs) {
			name = below(prefix(pairs[best]), l.path)
		}
		out[best] = append(out[best], named{l, name})
	}
	return out
}

// byName links layers of equal names and returns the rest. Names with numbers must all be equal: dense_2 may be the second of
// one network and the third of another.
func (m *matcher) byName(theirs, ours part) (restTheirs, restOurs part) {
	t, o := families(theirs), families(ours)
	done := map[*module]bool{}
	for _, l := range ours {
		f := family(l.name)
		if done[l.module] || !sameNames(t[f], o[f]) {
			continue
		}
		if fit := m.fit(t[f], o[f]); fit != nil {
			for i, r := range fit {
				m.layer(r, o[f][i].module)
				done[o[f][i].module], done[t[f][i].module] = true, true
			}
		}
	}
	left := func(n named) bool { return done[n.module] }
	return slices.DeleteFunc(theirs, left), slices.DeleteFunc(ours, left)
}

// families groups layers whose names differ by numbers only, sorted by name.
func families(p part) map[string]part {
	out := map[string]part{}
	for _, l := range p {
		out[family(l.name)] = append(out[family(l.name)], l)
	}
	for _, f := range out {
		slices.SortFunc(f, func(a, b named) int { return strings.Compare(a.name, b.name) })
	}
	return out
}

func sameNames(a, b part) bool {
	return slices.EqualFunc(a, b, func(a, b named) bool { return a.name == b.name })
}

// fit reads each layer of the file as what the network has in its place; nil if one is something else.
func (m *matcher) fit(theirs, ours part) (out []reading) {
	for i, t := range theirs {
		r, ok := m.d.readAs(ours[i].kind, t.module)
		if !ok {
			return nil
		}
		out = append(out, r)
	}
	return out
}

// layer links the tensors of a layer.
func (m *matcher) layer(r reading, o *module) {
	for _, e := range o.list() {
		if t, ok := r.tensors[e.leafName()]; ok {
			m.link(t, e)
		}
	}
}

// link notes that a tensor of the file is e of the network, or that their shapes differ.
func (m *matcher) link(t read, e *entry) {
	m.links[e], m.used[t.entry] = t, true
	if !sameShape(t.shape(), e.shape) {
		m.wrong.Shapes = append(m.wrong.Shapes, fmt.Sprintf("%s, which becomes %s, for %s", t, build.ShapeString(t.shape()), e))
	}
}

// sameShape compares shapes; a number is also a vector of one.
func sameShape(a, b []int) bool {
	return slices.Equal(a, b) || len(a) == 0 && slices.Equal(b, []int{1}) || len(b) == 0 && slices.Equal(a, []int{1})
}

// remaining lists what has found no partner. States that belong to no norm are this library's own: a file need not have them.
func (m *matcher) remaining(theirs []*entry, ours []*module) {
	for _, l := range ours {
		for _, e := range l.list() {
			if m.links[e].entry != nil || e.state && l.kind == other {
				continue
			}
			m.lacking[e] = true
			if !m.used[e] {
				m.wrong.Missing = append(m.wrong.Missing, e.String())
			}
		}
	}
	for _, e := range theirs {
		if !m.used[e] {
			m.wrong.LeftOver = append(m.wrong.LeftOver, e.String())
		}
	}
}
