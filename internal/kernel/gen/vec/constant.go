package main

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// pool holds the constants in memory by name: the same number in all the lanes of an AVX2 vector, of which AVX-512
// broadcasts the first.
var pool = map[string]Mem{}

// num is the number x in every lane.
func num(x float64) V {
	if m.double {
		return bits(math.Float64bits(x))
	}
	return bits(uint64(math.Float32bits(float32(x))))
}

// bits is the bit pattern b in every lane.
func bits(b uint64) V {
	if m.double {
		return same(lanes64(fmt.Sprintf("q%016x", b), 4, func(int) uint64 { return b }))
	}
	return same(lanes32(fmt.Sprintf("d%08x", b), 8, func(int) uint32 { return uint32(b) }))
}

// same is one operand for each unrolled vector.
func same(a Op) V {
	v := make(V, m.unroll)
	for i := range v {
		v[i] = a
	}
	return v
}

func lanes32(name string, n int, f func(i int) uint32) Mem {
	return global(name, func() {
		for i := range n {
			DATA(4*i, U32(f(i)))
		}
	})
}

func lanes64(name string, n int, f func(i int) uint64) Mem {
	return global(name, func() {
		for i := range n {
			DATA(8*i, U64(f(i)))
		}
	})
}

func global(name string, data func()) Mem {
	a, ok := pool[name]
	if !ok {
		a = GLOBL(name, attr.RODATA|attr.NOPTR)
		data()
		pool[name] = a
	}
	return a
}

// lanesFrom is start, start+1, ... in the lanes of the widest vector.
func lanesFrom(start int) Mem {
	if m.double {
		return lanes64(name("iota64from", start), 8, func(i int) uint64 { return uint64(start + i) })
	}
	return lanes32(name("iota32from", start), 16, func(i int) uint32 { return uint32(start + i) })
}
