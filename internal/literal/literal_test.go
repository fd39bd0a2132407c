package literal_test

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/deepprob/deepprob/internal/literal"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

type inner struct {
	Rate  float64
	Sizes []int
	Next  *inner
}

type color int

func (c color) String() string { return [...]string{"red", "green"}[c] }

type hidden struct{ n int }

func (h hidden) String() string { return "literal_test.hidden of 7" }

type recursive struct{ Of any }

func (r recursive) String() string { return literal.Fields(r) }

type chain []any

// keeper keeps something beside what it is.
type keeper struct {
	Rate float64
	kept int
}

func (k keeper) String() string { return literal.Fields(k) }

type outer struct {
	Name   string
	Color  color
	Body   any
	F      func(float64) float64
	Many   []float64
	Tensor *tensor.Dense
	Node   *G.Node
	Dtype  tensor.Dtype
	M      map[string]int
	C      chan int
	inside int
}

func makes(x float64) func(float64) float64 { return func(y float64) float64 { return x * y } }

func TestLiterals(t *testing.T) {
	for want, v := range map[string]any{
		"nil":                                nil,
		"literal_test.outer{}":               outer{inside: 1},
		"&literal_test.outer{Name: \"ada\"}": &outer{Name: "ada"},
		"literal_test.outer{Color: green}":   outer{Color: 1},
		"literal_test.outer{Body: literal_test.hidden of 7}":                                           outer{Body: hidden{7}},
		"literal_test.outer{Body: &literal_test.inner{Rate: 0.001, Sizes: [1 2 3]}}":                   outer{Body: &inner{Rate: 1e-3, Sizes: []int{1, 2, 3}}},
		"literal_test.outer{F: math.Exp}":                                                              outer{F: math.Exp},
		"literal_test.outer{F: func}":                                                                  outer{F: makes(2)},
		"literal_test.outer{Many: [0 0 0 ... 50 in all]}":                                              outer{Many: make([]float64, 50)},
		"literal_test.outer{Tensor: (3, 4) float32, Dtype: float64}":                                   outer{Tensor: tensor.New(tensor.WithShape(3, 4), tensor.Of(tensor.Float32)), Dtype: tensor.Float64},
		"literal_test.outer{M: map[string]int of 1, C: chan int}":                                      outer{M: map[string]int{"a": 1}, C: make(chan int)},
		"literal_test.chain{literal_test.inner{Rate: 1}, 2, nil}":                                      chain{inner{Rate: 1}, 2, nil},
		"literal_test.outer{Body: &literal_test.keeper{Rate: 2}}":                                      outer{Body: &keeper{2, 3}},
		"literal_test.recursive{Of: literal_test.recursive{Of: 3}}":                                    recursive{recursive{3}},
		"literal_test.inner{Rate: NaN, Next: &literal_test.inner{Next: &literal_test.inner{Rate: 2}}}": inner{Rate: math.NaN(), Next: &inner{Next: &inner{Rate: 2}}},
	} {
		if got := literal.Of(v); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// list prints as its literal, as all lists of layers do.
type list []any

func (l list) String() string { return literal.Fields(l) }

// What is nested deep, and long at every level, takes no longer for that.
func TestNested(t *testing.T) {
	var v any = list{1}
	for range 40 {
		v = list{v, v, inner{Rate: 1}}
	}
	if s := literal.Of(v); s != "literal_test.list{literal_test.list{...}, literal_test.list{...}, literal_test.inner{...}}" {
		t.Errorf("%s", s)
	}
}

// What is too long loses its depths first, and then its end.
func TestShortened(t *testing.T) {
	long := inner{Rate: 1, Next: &inner{Rate: 2, Sizes: []int{1, 2, 3, 4, 5, 6, 7, 8, 9}, Next: &inner{Rate: 3}}}
	for most, want := range map[int]string{
		200: "inner{Rate: 1, Next: &inner{Rate: 2, Sizes: [1 2 3 4 5 6 7 8 9], Next: &inner{Rate: 3}}}",
		86:  "inner{Rate: 1, Next: &inner{Rate: 2, Sizes: [1 2 3 4 5 6 7 8 9], Next: &inner{...}}}",
		40:  "inner{Rate: 1, Next: &inner{...}}",
		30:  "inner{Rate: 1, ...}",
		12:  "inner{...}",
		8:   "inner...",
	} {
		if got := (literal.Printer{Most: most}).Of(long); got != want {
			t.Errorf("at most %d: %s, want %s", most, got, want)
		}
	}
	loop := &inner{Rate: 1}
	loop.Next = loop
	for _, v := range []any{loop, chain{strings.Repeat("é", 300)}, make(chain, 9), outer{Name: "two\nlines"}} {
		if s := literal.Of(v); utf8.RuneCountInString(s) > literal.Most || strings.ContainsAny(s, "\n") || strings.Contains(s, "0x") {
			t.Errorf("%s", s)
		}
	}
}
