package bnn

import (
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
)

// exceptions are patterns of paths, in which a * stands for any characters, that a wrapper leaves alone, and what has
// been seen of the network.
type exceptions struct {
	patterns []string
	used     []bool
	seen     []string
}

func newExceptions(patterns []string) *exceptions {
	return &exceptions{patterns: patterns, used: make([]bool, len(patterns))}
}

// has reports whether a pattern matches the path.
func (e *exceptions) has(at string) bool {
	e.seen = append(e.seen, at)
	found := false
	for i, p := range e.patterns {
		if matches(p, at) {
			e.used[i], found = true, true
		}
	}
	return found
}

// check refuses patterns that matched nothing: a path was misspelt, or renamed.
func (e *exceptions) check(op string) {
	if i := slices.Index(e.used, false); i >= 0 {
		build.Fail(op, nil, "no layer's path matches Except's %q; the paths are %s", e.patterns[i], strings.Join(e.seen, ", "))
	}
}
