package training

import (
	"encoding/binary"
	"math"
	"math/bits"
	"reflect"
	"runtime"
	"strings"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/solvers"
	"gorgonia.org/tensor"
)

// fingerprint is a hash of values, the same in every process: it tells whether a fit goes on with what it was begun with.
type fingerprint uint64

func (f *fingerprint) word(w uint64) {
	*f = fingerprint(bits.RotateLeft64(uint64(*f)^w, 29) * 0x9e3779b97f4a7c15)
}

func (f *fingerprint) bytes(b []byte) {
	f.word(uint64(len(b)))
	for ; len(b) >= 8; b = b[8:] {
		f.word(binary.LittleEndian.Uint64(b))
	}
	var tail [8]byte
	copy(tail[:], b)
	f.word(binary.LittleEndian.Uint64(tail[:]))
}

func (f *fingerprint) tensor(v *tensor.Dense) {
	f.bytes([]byte(v.Dtype().String()))
	for _, d := range v.Shape() {
		f.word(uint64(d))
	}
	f.bytes(graph.Bytes(v))
}

// rows are a data set as the network sees it.
func (f *fingerprint) rows(r *rows) {
	f.word(uint64(r.targets))
	f.tensor(r.all)
}

// names are the paths and shapes of parameters, not their values, which a fit changes.
func (f *fingerprint) names(p *layers.Params) {
	for path, v := range p.All() {
		f.bytes([]byte(path))
		for _, d := range v.Shape() {
			f.word(uint64(d))
		}
	}
}

// settings are the exported fields of a solver, or of a loss, at any depth, by value: what it was made with, schedules too, and not what it has
// come to. Functions are told apart by the names of their declarations: those of files have one.
func (f *fingerprint) settings(s any) {
	way := newTrail(false)
	way.exported = true
	f.walk(reflect.ValueOf(s), way)
}

// value is a struct literal: types and settings. Of functions, and of schedules, which may be functions, it knows only whether
// they are there: a fit may go on at other rates.
func (f *fingerprint) value(v any) { f.walk(reflect.ValueOf(v), newTrail(false)) }

// trail is the pointers on the way to a value, so that a ring ends, whether functions are told apart by their code, which
// stands elsewhere in another process, and whether of structs only exported fields count.
type trail struct {
	above          map[pointed]bool
	code, exported bool
}

func newTrail(code bool) trail { return trail{above: map[pointed]bool{}, code: code} }

// pointed is what a pointer says.
type pointed struct {
	of reflect.Type
	at uintptr
}

func (f *fingerprint) walk(v reflect.Value, way trail) {
	if !v.IsValid() {
		f.word(0)
		return
	}
	if !way.code && !way.exported && v.Type().Implements(reflect.TypeFor[solvers.Schedule]()) && v.Kind() != reflect.Interface {
		f.word(1)
		return
	}
	f.bytes([]byte(v.Type().String()))
	if opaque(v.Type()) {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		f.word(map[bool]uint64{true: 1}[v.Bool()])
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		f.word(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		f.word(v.Uint())
	case reflect.Float32, reflect.Float64:
		f.word(math.Float64bits(v.Float()))
	case reflect.Complex64, reflect.Complex128:
		f.word(math.Float64bits(real(v.Complex())))
		f.word(math.Float64bits(imag(v.Complex())))
	case reflect.String:
		f.bytes([]byte(v.String()))
	case reflect.Slice, reflect.Array:
		f.word(uint64(v.Len()))
		for i := range v.Len() {
			f.walk(v.Index(i), way)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if !way.exported || v.Type().Field(i).IsExported() {
				f.walk(v.Field(i), way)
			}
		}
	case reflect.Interface:
		f.walk(v.Elem(), way)
	case reflect.Pointer:
		f.pointer(v, way)
	case reflect.Map:
		f.entries(v, way)
	case reflect.Func, reflect.Chan:
		f.word(map[bool]uint64{true: 1}[v.IsNil()])
		switch {
		case v.Kind() != reflect.Func || v.IsNil():
		case way.code:
			f.word(uint64(v.Pointer()))
		case way.exported:
			f.bytes([]byte(runtime.FuncForPC(v.Pointer()).Name()))
		}
	}
}

// opaque are the insides of locks and of types, which are nobody's settings.
func opaque(t reflect.Type) bool {
	pkg := t.PkgPath()
	return pkg == "reflect" || pkg == "sync" || strings.HasPrefix(pkg, "sync/") || strings.HasPrefix(pkg, "internal/")
}

// pointer is what it points to.
func (f *fingerprint) pointer(v reflect.Value, way trail) {
	here := pointed{v.Type(), v.Pointer()}
	switch {
	case v.IsNil():
		f.word(0)
	case v.Type() == reflect.TypeFor[*tensor.Dense]():
		f.tensor((*tensor.Dense)(v.UnsafePointer()))
	case way.above[here]:
		f.word(1)
	default:
		way.above[here] = true
		f.walk(v.Elem(), way)
		delete(way.above, here)
	}
}

// entries are those of a map, in no order.
func (f *fingerprint) entries(v reflect.Value, way trail) {
	sum := uint64(v.Len())
	for it := v.MapRange(); it.Next(); {
		var one fingerprint
		one.walk(it.Key(), way)
		one.walk(it.Value(), way)
		sum += uint64(one)
	}
	f.word(sum)
}
