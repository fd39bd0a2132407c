// Package registrytest makes values of any types that are entered in package registry, and compares them bit for bit, for
// tests that what is written is read.
package registrytest

import (
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/registry"
	"gorgonia.org/tensor"
)

// Filler sets values to arbitrary ones.
type Filler struct {
	Bits func() uint64 // what decides
	// Make makes values of types that are written through others, or whose fields cannot be anything.
	Make map[reflect.Type]func(bits func() uint64) any
}

// numbers are where formats fail: zeros of either sign, what JSON has no number for, ends of ranges.
var numbers = []float64{
	0, math.Copysign(0, -1), 1, -1.5, math.Pi, 1e-3, 1e21, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64,
	math.MaxFloat32, math.SmallestNonzeroFloat32, math.Float64frombits(0xfff8000000000000), math.Float64frombits(0x7ff8000abc000000),
}

var words = []string{"", "a", "body/dense_0", "\"quoted\\\n", "σ² ≤ 1\u2028", "\xff\xfeé", "<&>", "type", "{}", "NaN"}

// lengths of lists: none, few, and on both sides of what is written as tensors.
var lengths = []int{0, 1, 2, 3, 32, 33, 40}

// Value is an arbitrary value of a type, nested at most so deep.
func (f *Filler) Value(t reflect.Type, depth int) reflect.Value {
	v := reflect.New(t).Elem()
	f.Fill(v, depth)
	return v
}

// Fill sets v.
func (f *Filler) Fill(v reflect.Value, depth int) {
	t := v.Type()
	if f.special(v) {
		return
	}
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(f.Bits()&1 == 1)
	case reflect.String:
		v.SetString(words[f.below(len(words))])
	case reflect.Float32, reflect.Float64:
		f.float(v)
	case reflect.Struct:
		for i := range t.NumField() {
			if t.Field(i).IsExported() && f.below(4) > 0 {
				f.Fill(v.Field(i), depth)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			f.Fill(v.Index(i), depth)
		}
	case reflect.Slice, reflect.Map, reflect.Pointer, reflect.Interface:
		if depth > 0 && f.below(8) > 0 {
			f.nested(v, depth-1)
		}
	case reflect.Func:
	default:
		f.integer(v)
	}
}

// special sets values of types that are not filled by their kind.
func (f *Filler) special(v reflect.Value) bool {
	t := v.Type()
	if do := f.Make[t]; do != nil {
		if x := do(f.Bits); x != nil {
			v.Set(reflect.ValueOf(x))
		}
		return true
	}
	if constants := registry.Constants(t); constants != nil {
		v.SetInt(constants[f.below(len(constants))])
		return true
	}
	switch t {
	case reflect.TypeFor[tensor.Dtype]():
		v.Set(reflect.ValueOf([]tensor.Dtype{{}, tensor.Float32, tensor.Float64, tensor.Int64}[f.below(4)]))
	case reflect.TypeFor[*tensor.Dense]():
		x := make([]float64, 6)
		for i := range x {
			f.float(reflect.ValueOf(&x[i]).Elem())
		}
		v.Set(reflect.ValueOf(tensor.New(tensor.WithShape(2, 3), tensor.WithBacking(x))))
	default:
		return false
	}
	return true
}

func (f *Filler) nested(v reflect.Value, depth int) {
	switch t := v.Type(); t.Kind() {
	case reflect.Slice:
		n := lengths[f.below(len(lengths))]
		if k := t.Elem().Kind(); k >= reflect.Array && k != reflect.String { // of what is long itself, few
			n = min(n, 3)
		}
		v.Set(reflect.MakeSlice(t, n, n))
		for i := range n {
			f.Fill(v.Index(i), depth)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		for range f.below(4) {
			key := words[f.below(5)]
			v.SetMapIndex(reflect.ValueOf(key).Convert(t.Key()), f.Value(t.Elem(), depth))
		}
	case reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		f.Fill(v.Elem(), depth)
	case reflect.Interface:
		f.implementation(v, depth)
	}
}

// implementation sets an interface to a value, or a pointer to one, of an entered type.
func (f *Filler) implementation(v reflect.Value, depth int) {
	var fit []reflect.Type
	for _, t := range registry.Types() {
		for _, t := range []reflect.Type{t, reflect.PointerTo(t)} {
			if t.AssignableTo(v.Type()) && registry.Entered(t) && (f.Make[t] != nil || !registry.Hidden(t)) {
				fit = append(fit, t)
			}
		}
	}
	if len(fit) == 0 {
		return
	}
	slices.SortFunc(fit, func(a, b reflect.Type) int { return strings.Compare(a.PkgPath()+a.String(), b.PkgPath()+b.String()) })
	x := fit[f.below(len(fit))]
	if x.Kind() == reflect.Pointer && f.Make[x] == nil {
		p := reflect.New(x.Elem())
		f.Fill(p.Elem(), depth)
		v.Set(p)
		return
	}
	v.Set(f.Value(x, depth))
}

func (f *Filler) float(v reflect.Value) {
	x := math.Float64frombits(f.Bits())
	if i := f.below(2 * len(numbers)); i < len(numbers) {
		x = numbers[i]
	}
	v.SetFloat(x) // of 32 bits: rounded, and no NaN that signals, which converting would change
}

func (f *Filler) integer(v reflect.Value) {
	bits := f.Bits()
	if f.below(2) == 0 {
		bits = uint64(int64(bits<<56) >> 56) // small, of either sign
	}
	if v.CanInt() {
		v.SetInt(int64(bits) << (64 - v.Type().Bits()) >> (64 - v.Type().Bits()))
		return
	}
	v.SetUint(bits << (64 - v.Type().Bits()) >> (64 - v.Type().Bits()))
}

func (f *Filler) below(n int) int { return int(f.Bits() >> 1 % uint64(n)) }
