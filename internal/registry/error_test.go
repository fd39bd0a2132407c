package registry_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"text/template"

	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/registry/registrytest"
	"gorgonia.org/tensor"
)

// Foreign has not been entered; channel cannot be; hidden is written only where nothing is hidden.
type (
	Foreign struct{ A int }
	channel struct{ C chan int }
	hidden  struct{ a int }
	nested  struct{ Inner []hidden }
	stray   struct{ A any }
)

func (Foreign) Area() float64 { return 0 }

// What cannot be written is an error with the field's path that says what to do.
func TestWriteErrors(t *testing.T) {
	ring := &everything{}
	ring.Next = ring
	closure := 2.
	scalar := tensor.New(tensor.FromScalar(1.5))
	for _, c := range []struct {
		v    any
		want string
	}{
		{nil, "nil cannot be written"},
		{(*everything)(nil), "null"},
		{everything{Shapes: []shape{nil, scaled{Of: Foreign{1}}}}, "Shapes[1].Of: registry_test.Foreign, of package github.com/deepprob/deepprob/internal/registry_test, cannot be written: enter it at start, training.Register(registry_test.Foreign{})"},
		{everything{Anything: []int{1}}, "Anything: a []int cannot be written: it has no name of its own"},
		{everything{Shape: formula(func(x float64) float64 { return closure * x })}, "Shape: the function internal/registry_test.TestWriteErrors.func1 cannot be written: declare it and enter it"},
		{everything{Anything: template.Template{}}, "Anything: template.Template, of package text/template, cannot be written: template.Template has the hidden field name, and files have exported fields alone"},
		{everything{Anything: hidden{}}, "Anything: a registry_test.hidden has no form in files"},
		{everything{Anything: &many{}}, "Anything: a *registry_test.many cannot be written: what a pointer leads to"},
		{ring, "Next.Next.Next"},
		{ring, "nested deeper than 200 values: does a pointer lead back"},
		{everything{Colour: 7}, "Colour: 7 is no constant of registry_test.colour"},
		{everything{Table: scalar}, "Table: it is a tensor without axes: give it the shape (1)"},
		{everything{Table: tensor.New(tensor.WithBacking([]int{1, 2}))}, "Table: a tensor of int cannot be written"},
		{everything{Dtype: tensor.String}, "Dtype: a tensor of string cannot be written"},
		{everything{Moments: map[string][]float64{"\xff": nil}}, "the key is not UTF-8"},
		{everything{Tensors: tensors{registry.Tensors{Names: []string{"a"}}}}, "Tensors: 0 tensors with 1 names"},
		{everything{Tensors: tensors{registry.Tensors{Names: []string{"a"}, Values: []*tensor.Dense{nil}}}}, "Tensors: a: it is nil"},
		{channel{make(chan int)}, "C: a chan int cannot be written"},
		{nested{[]hidden{{}, {1}}}, "Inner[1].a: the field is hidden"},
		{stray{A: everything{Shape: Foreign{}}}, "A.Shape: registry_test.Foreign"},
	} {
		text, err := registry.Write(c.v, registrytest.Tensors{})
		if got := fmt.Sprint(err); !strings.Contains(got, c.want) && !(err == nil && string(text) == c.want) {
			t.Errorf("%+v: %s: want %q", reflect.TypeOf(c.v), got, c.want)
		}
	}
	if _, err := registry.Write(everything{Doubles: make([]float64, 33)}, nil); err == nil || !strings.Contains(err.Error(), "Doubles: there is nowhere") {
		t.Error(err)
	}
}

func TestWriteTooLong(t *testing.T) {
	if _, err := registry.Write(everything{Text: strings.Repeat("x", 65<<20)}, nil); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Error(err)
	}
}

// What is wrong with a type is told as the program starts.
func TestEnterPanics(t *testing.T) {
	local := func() {}
	for want, enter := range map[string]func(){
		"it is entered already":                        func() { registry.Enter(square{}) },
		"square: it is entered already":                func() { registry.Enter(&square{}) },
		"taken: it is entered already":                 func() { registry.EnterAs("taken", first{}); registry.EnterAs("taken", second{}) },
		"C: a chan int cannot be written":              func() { registry.Enter(channel{}) },
		"registry_test.hidden has the hidden field a":  func() { registry.Enter(hidden{}) },
		"Inner: registry_test.hidden has the hidden":   func() { registry.Enter(nested{}) },
		"it has no name of its own":                    func() { registry.Enter(struct{ A int }{}) },
		"an interface is no type":                      func() { registry.Enter(nil) },
		"it is a closure or a method of a value":       func() { registry.Enter(local) },
		"function x: it is entered already":            func() { registry.EnterFunc("x", double) },
		"entering int as the function x":               func() { registry.EnterFunc("x", 1) },
		"of a registry_test.square: want a pointer":    func() { registry.EnterSettings(square{}) },
		"keys are strings":                             func() { registry.Enter(byNumber{}) },
		"what a pointer leads to must be something":    func() { registry.Enter(twice{}) },
		"two constants of registry_test.size are call": func() { registry.EnterConstants(map[size]string{0: "a", 1: "a"}) },
		"a nil *registry_test.stray could not be told": func() {
			registry.EnterThrough(func(*stray) ([]int, error) { return nil, nil }, func([]int) (*stray, error) { return nil, nil })
		},
		"has the hidden field items": func() {
			registry.EnterThrough(func(v stray) (list, error) { return list{}, nil }, func(list) (stray, error) { return stray{}, nil })
		},
	} {
		func() {
			defer func() {
				if r := fmt.Sprint(recover()); !strings.Contains(r, want) {
					t.Errorf("%q: want %q", r, want)
				}
			}()
			enter()
		}()
	}
}

type (
	byNumber struct{ M map[int]string }
	twice    struct{ P **int }
	size     int
	first    struct{}
	second   struct{}
)
