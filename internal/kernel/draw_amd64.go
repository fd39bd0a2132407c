//go:build amd64 && !noasm

package kernel

import "unsafe"

//go:generate go -C gen run ./vec -group random -out ../vec_random_amd64.s -stubs ../vec_random_amd64.go -pkg kernel

// vectorPhilox makes words from block b on, a multiple of philoxGroup, in assembly, and reports whether it can.
func vectorPhilox(dst []uint32, p Philox, b uint64) bool {
	l := int(CPULevel())
	if l == int(Generic) {
		return false
	}
	var keys [20]uint64
	k0, k1 := p.Key[0], p.Key[1]
	for i := 0; i < len(keys); i += 2 {
		keys[i], keys[i+1] = uint64(k0), uint64(k1)
		k0 += philoxW0
		k1 += philoxW1
	}
	vecPhilox(&dst[0], b, p.Step, p.Draw, &keys, len(dst)/philoxGroup, l)
	return true
}

// The functions below turn words into as many numbers, at least one, in assembly, and report whether they can.

func vectorUniform(dst []float32, w []uint32) bool {
	l := int(CPULevel())
	if l == int(Generic) {
		return false
	}
	vecUniform32(&dst[0], asFloat(w), len(w), l)
	return true
}

func vectorNormal(dst []float32, w []uint32) bool {
	l := int(CPULevel())
	if l == int(Generic) {
		return false
	}
	vecNormal32(&dst[0], asFloat(w), len(w), l)
	return true
}

// vectorDropout takes two numbers from a word.
func vectorDropout(dst []float32, w []uint32, scale, limit float32) bool {
	l := int(CPULevel())
	if l == int(Generic) {
		return false
	}
	vecDropout32(&dst[0], asFloat(w), &scale, &limit, len(dst), l)
	return true
}

// asFloat is a pointer to the words as assembly takes it: bits.
func asFloat(w []uint32) *float32 { return (*float32)(unsafe.Pointer(&w[0])) }
