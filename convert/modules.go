package convert

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// module is the tensors of one layer.
type module struct {
	path    string
	tensors map[string]*entry // by their last name
	place   int               // of the first
	kind    kind              // of this library's; theirs have readings
}

// modules groups tensors by layer, in the order in which the first of each comes.
func modules(entries []*entry) (list []*module) {
	at := map[string]*module{}
	for _, e := range entries {
		path := parent(e.path)
		m := at[path]
		if m == nil {
			m = &module{path: path, tensors: map[string]*entry{}, place: e.place}
			at[path] = m
			list = append(list, m)
		}
		m.tensors[e.leafName()] = e
	}
	return list
}

// ourModules are modules whose kinds are known.
func ourModules(entries []*entry) []*module {
	list := modules(entries)
	for _, l := range list {
		l.kind = flax.readings(l)[0].kind
	}
	return list
}

// list is the tensors in their order.
func (m *module) list() []*entry {
	return slices.SortedFunc(maps.Values(m.tensors), func(a, b *entry) int { return a.place - b.place })
}

// without takes tensors off modules, and leaves out those of which nothing is left.
func without(list []*module, which func(*entry) bool) []*module {
	for _, m := range list {
		maps.DeleteFunc(m.tensors, func(_ string, e *entry) bool { return which(e) })
		if m.kind == batchNorm && m.tensors["mean"] == nil && m.tensors["var"] == nil {
			m.kind = layerNorm // what remains is the same
		}
	}
	return slices.DeleteFunc(list, func(m *module) bool { return len(m.tensors) == 0 })
}

func parent(path string) string { return path[:max(strings.LastIndex(path, "/"), 0)] }

// covers reports whether path is prefix or lies below it; below the empty one lies everything.
func covers(prefix, path string) bool {
	return prefix == "" || path == prefix || strings.HasPrefix(path, prefix) && path[len(prefix)] == '/'
}

// below is path as seen from prefix, which covers it.
func below(prefix, path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, prefix), "/")
}

var digits = regexp.MustCompile(`\d+`)

// family is a path without its numbers, dense_# of dense_0 and dense_2, which is what the layers of one list have in common.
func family(path string) string { return digits.ReplaceAllString(path, "#") }

// numbers are those of a path, none if one is too large to be a place in a list.
func numbers(path string) (n []int) {
	for _, s := range digits.FindAllString(path, -1) {
		i, err := strconv.Atoi(s)
		if err != nil {
			return nil
		}
		n = append(n, i)
	}
	return n
}
