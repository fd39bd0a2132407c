package bnn

import (
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
)

// patterns choose weights by their paths, in one forward pass of a wrapper. A * stands for any characters, slashes
// included. Paths are relative to the place of the wrapper.
type patterns struct {
	top          *layers.Scope // where the wrapper is
	only, except []string      // no only: all
	paths        []string      // of all weights asked for, relative to top
}

// note records that a weight was asked for and reports whether it is chosen.
func (p *patterns) note(s *layers.Scope, name string) bool {
	p.paths = append(p.paths, p.relative(s, name))
	return p.chosen(s, name)
}

func (p *patterns) chosen(s *layers.Scope, name string) bool {
	path := p.relative(s, name)
	matches := func(pattern string) bool { return matches(pattern, path) }
	return (len(p.only) == 0 || slices.ContainsFunc(p.only, matches)) && !slices.ContainsFunc(p.except, matches)
}

func (p *patterns) relative(s *layers.Scope, name string) string {
	path := s.Sub(name).Path()
	if top := p.top.Path(); top != "" {
		path = strings.TrimPrefix(path, top+"/")
	}
	return path
}

// check refuses a pattern that matched nothing: a path was misspelt, or renamed.
func (p *patterns) check(op string) {
	for _, pattern := range slices.Concat(p.only, p.except) {
		if !slices.ContainsFunc(p.paths, func(path string) bool { return matches(pattern, path) }) {
			build.Fail(op, nil, "the pattern %q matches none of the weights: %s", pattern, strings.Join(p.paths, ", "))
		}
	}
}

// matches reports whether path is the pattern with any characters for each *.
func matches(pattern, path string) bool {
	head, tail, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == path
	}
	if !strings.HasPrefix(path, head) {
		return false
	}
	for rest := path[len(head):]; ; rest = rest[1:] {
		if matches(tail, rest) {
			return true
		}
		if rest == "" {
			return false
		}
	}
}
