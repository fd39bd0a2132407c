// Package claims ties what a notebook says about its result to the numbers that carry it.
//
// A notebook declares all such sentences in one Table, in its file claims.go. Program and pictures take them from there, and
// results.json keeps them with their numbers. Audit reads everything that a run has printed and drawn, evaluates the table
// again from results.json alone, and reports each sentence about the result that is not from the table and each that the numbers
// do not carry. Sources does so for the texts in the code, among them those that a small run does not reach.
package claims

import (
	"cmp"
	"maps"
	"slices"
)

// Numbers are what a sentence rests on, by name. They must be finite: JSON holds no others.
type Numbers map[string]float64

// Claim is a sentence about a result of type R.
type Claim[R any] struct {
	Name string

	// Rests takes the numbers from the result; nil, where it has none to say anything of. Holds and the sentences see no more than these.
	Rests func(r R) Numbers

	// Holds reports whether the numbers carry the sentence Says. It must be false for numbers that are NaN.
	Holds func(n Numbers) bool
	Says  func(n Numbers) string

	// Else is what is said when they do not; nil is nothing.
	Else func(n Numbers) string
}

// Said is a claim about one result, as results.json keeps it.
type Said struct {
	Name    string  `json:"name"`
	Says    string  `json:"says"` // may be empty where the claim does not hold
	Holds   bool    `json:"holds"`
	Numbers Numbers `json:"numbers"`
}

// List is what a table says of one result. Claims without numbers are left out.
type List []Said

// Of is the sentence of a claim, empty if nothing is said.
func (l List) Of(name string) string {
	i := slices.IndexFunc(l, func(s Said) bool { return s.Name == name })
	if i < 0 {
		return ""
	}
	return l[i].Says
}

// Captions are texts that sound like claims about the result and are none, as they stand in the code: verbs of fmt are for any text. Each
// has the reason why it holds whatever the result, such as "definition", "identity" or where a published number is from.
type Captions map[string]string

// longest sorts by length: a text may be part of another.
func (c Captions) longest() []string {
	return slices.SortedFunc(maps.Keys(c), func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
}

// Table is all that a notebook says about its result.
type Table[R any] struct {
	Claims   []Claim[R]
	Captions Captions
}

// Say evaluates the claims.
func (t Table[R]) Say(r R) List {
	l := List{}
	for _, c := range t.Claims {
		n := c.Rests(r)
		if len(n) == 0 {
			continue
		}
		s := Said{Name: c.Name, Holds: c.Holds(n), Numbers: n}
		switch {
		case s.Holds:
			s.Says = c.Says(n)
		case c.Else != nil:
			s.Says = c.Else(n)
		}
		l = append(l, s)
	}
	return l
}
