package registry_test

import (
	"fmt"
	"reflect"

	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/registry/registrytest"
	"gorgonia.org/tensor"
)

// shape is an interface of types of every form that can stand in one.
type shape interface{ Area() float64 }

type (
	square    struct{ Side float64 }
	scaled    struct{ By, Of shape }
	many      []shape
	areas     []float64
	area      float64
	unit      struct{}
	formula   func(x float64) float64
	reference struct{ Name string }
	secret    struct{ a, b float64 }    // written as open
	list      struct{ items []float64 } // written as kept
	kept      struct{ Items []float64 }
	boxed     struct{ x float64 } // written as a number
	tensors   struct{ set registry.Tensors }
	worker    struct { // whose settings alone are written
		Rate  shape
		Steps []float64
		done  int
	}
)

func (square) Area() float64     { return 0 }
func (scaled) Area() float64     { return 0 }
func (many) Area() float64       { return 0 }
func (areas) Area() float64      { return 0 }
func (area) Area() float64       { return 0 }
func (unit) Area() float64       { return 0 }
func (formula) Area() float64    { return 0 }
func (*reference) Area() float64 { return 0 }
func (secret) Area() float64     { return 0 }
func (*list) Area() float64      { return 0 }
func (boxed) Area() float64      { return 0 }
func (w *worker) Area() float64  { w.done++; return 0 }

// open is what a secret is written as.
type open struct {
	A, B float64
	Note string
}

type colour int

const (
	red colour = iota
	green
	blue
)

// everything has a field of each kind.
type everything struct {
	Bool     bool
	Int      int
	Small    int8
	Long     int64
	Seed     uint64
	Byte     byte
	Word     uint32
	Single   float32
	Double   float64
	Text     string
	Colour   colour
	Colours  []colour
	Dtype    tensor.Dtype
	Doubles  []float64
	Singles  []float32
	Ints     []int
	Seeds    []uint64
	Bytes    []byte
	Areas    areas
	Typed    []area
	Rows     [][]float64
	Pair     [2]float64
	Window   [40]float32
	Flags    []bool
	Words    []string
	Shape    shape
	Shapes   []shape
	Fill     *float64
	Next     *everything
	Moments  map[string][]float64
	Named    map[colourName]square
	Table    *tensor.Dense
	Square   square
	Formula  formula
	Plain    func(float64) float64
	Secret   secret
	Secrets  []secret
	List     *list
	Tensors  tensors
	Anything any
}

type colourName string

func double(x float64) float64 { return 2 * x }
func half(x float64) float64   { return x / 2 }

func init() {
	registry.EnterThrough(
		func(s secret) (open, error) { return open{A: s.a, B: s.b}, nil },
		func(o open) (secret, error) {
			if o.Note != "" {
				return secret{}, fmt.Errorf("a secret has no note, %q", o.Note)
			}
			return secret{o.A, o.B}, nil
		})
	registry.EnterThrough(
		func(l *list) (kept, error) { return kept{l.items}, nil },
		func(k kept) (*list, error) { return &list{k.Items}, nil })
	registry.EnterThrough(
		func(b boxed) (float64, error) { return b.x, nil },
		func(x float64) (boxed, error) { return boxed{x}, nil })
	registry.EnterThrough(
		func(t tensors) (registry.Tensors, error) { return t.set, nil },
		func(s registry.Tensors) (tensors, error) { return tensors{s}, nil })
	registry.EnterConstants(map[colour]string{red: "red", green: "green", blue: "blue"})
	registry.Enter(square{}, scaled{}, many(nil), areas(nil), area(0), unit{}, formula(nil), &reference{}, double)
	registry.EnterFunc("test.half", half)
	registry.EnterSettings(&worker{})
	registry.Enter(everything{}, crowds(nil))
}

func filler(bits func() uint64) *registrytest.Filler {
	pair := func(bits func() uint64) (x [2]float64) {
		f := filler(bits)
		f.Fill(reflect.ValueOf(&x).Elem(), 1)
		return x
	}
	return &registrytest.Filler{
		Bits: bits,
		Make: map[reflect.Type]func(func() uint64) any{
			reflect.TypeFor[secret](): func(bits func() uint64) any { p := pair(bits); return secret{p[0], p[1]} },
			reflect.TypeFor[*list](): func(bits func() uint64) any {
				if bits()%4 == 0 {
					return nil
				}
				l := &list{}
				filler(bits).Fill(reflect.ValueOf(&l.items).Elem(), 1)
				return l
			},
			reflect.TypeFor[boxed](): func(bits func() uint64) any { return boxed{pair(bits)[0]} },
			reflect.TypeFor[*worker](): func(bits func() uint64) any {
				w := &worker{}
				filler(bits).Fill(reflect.ValueOf(w).Elem(), 1)
				return w
			},
			reflect.TypeFor[crowds](): func(func() uint64) any { return crowds(nil) },
			reflect.TypeFor[tensors](): func(bits func() uint64) any {
				p := pair(bits)
				return tensors{registry.Tensors{Names: []string{"body/kernel", "b"}, States: []string{"b"}, Values: []*tensor.Dense{
					tensor.New(tensor.WithShape(1, 2), tensor.WithBacking(p[:])), tensor.New(tensor.WithShape(1), tensor.WithBacking([]float32{1}))}}}
			},
			reflect.TypeFor[formula](): func(bits func() uint64) any {
				return []any{nil, formula(double), formula(half)}[bits()%3]
			},
			reflect.TypeFor[func(float64) float64](): func(bits func() uint64) any {
				return []any{nil, double, half}[bits()%3]
			},
		},
	}
}
