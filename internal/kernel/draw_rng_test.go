package kernel_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/rng"
)

// TestDrawsAreThoseOfStreams: words, uniforms and normals are those of package rng's streams to the bit.
func TestDrawsAreThoseOfStreams(t *testing.T) {
	s := rng.New(7, "dense/kernel", 3, 5)
	key := reflect.ValueOf(s).FieldByName("key")
	p := kernel.Philox{Key: [2]uint32{uint32(key.Index(0).Uint()), uint32(key.Index(1).Uint())}, Step: 3, Draw: 5}
	const n = 20000
	w, x, z := make([]uint32, n), make([]float32, n), make([]float32, n)
	wantW, wantX, wantZ := make([]uint32, n), make([]float32, n), make([]float32, n)
	for _, first := range []uint64{0, 1, 7, 1<<34 - 9} {
		p.Words(w, first)
		p.Uniform32(x, first)
		p.Normal32(z, first)
		s.Bits(wantW, first)
		s.Uniform32(wantX, first)
		s.Normal32(wantZ, first)
		if !slices.Equal(w, wantW) || !slices.Equal(x, wantX) || !slices.Equal(z, wantZ) {
			t.Fatalf("numbers from %d on differ from those of the stream", first)
		}
	}
}
