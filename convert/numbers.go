package convert

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/half"
)

// floats are the types of the numbers in a file, by safetensors' names: bytes of each, how to read one, and how to write one,
// which reports whether nothing was lost.
var floats = map[string]struct {
	bytes int
	get   func(b []byte) float64
	put   func(b []byte, v float64) (exact bool)
}{
	"F64": {8, func(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) },
		func(b []byte, v float64) bool {
			binary.LittleEndian.PutUint64(b, math.Float64bits(v))
			return true
		}},
	"F32": {4, func(b []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))) },
		func(b []byte, v float64) bool {
			binary.LittleEndian.PutUint32(b, math.Float32bits(float32(v)))
			return float64(float32(v)) == v
		}},
	"F16": {2, func(b []byte) float64 { return half.Float64(binary.LittleEndian.Uint16(b)) },
		func(b []byte, v float64) bool {
			h := half.Cut(v)
			binary.LittleEndian.PutUint16(b, h)
			return half.Float64(h) == v
		}},
	"BF16": {2, func(b []byte) float64 { return half.BFloat64(binary.LittleEndian.Uint16(b)) },
		func(b []byte, v float64) bool {
			h := half.CutB(v)
			binary.LittleEndian.PutUint16(b, h)
			return half.BFloat64(h) == v
		}},
}

// decode reads the numbers of a tensor, which float64 holds exactly.
func decode(dtype string, b []byte) ([]float64, error) {
	f, ok := floats[dtype]
	if !ok {
		return nil, fmt.Errorf("the numbers are %s: weights are F64, F32, F16 or BF16", show(dtype))
	}
	x := make([]float64, len(b)/f.bytes)
	for i := range x {
		x[i] = f.get(b[i*f.bytes:])
	}
	return x, nil
}

// encode writes numbers in a type; exact is false if some of them are others then.
func encode(dtype string, x []float64) (b []byte, exact bool) {
	f := floats[dtype]
	b, exact = make([]byte, len(x)*f.bytes), true
	for i, v := range x {
		exact = f.put(b[i*f.bytes:], v) && exact
	}
	return b, exact
}
