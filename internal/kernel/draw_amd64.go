//go:build amd64 && !noasm

package kernel

import "unsafe"

//go:generate go -C gen run ./vec -group random -out ../vec_random_amd64.s -kernels ../vec_random_amd64.go -pkg kernel

// vectorPhilox makes the words of whole groups, at least one, from block b on in assembly, and reports whether it can.
func vectorPhilox(dst []uint32, p Philox, b uint64, keys *[20]uint64) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	vecPhilox(&dst[0], b, p.Step, p.Draw, keys, len(dst)/groupWords, l)
	return true
}

// vectorLaw32 turns the words of whole groups, at least one, into numbers in assembly, and reports whether it can.
func vectorLaw32(d law, dst []float32, w []uint32) bool {
	l, groups := CPULevel(), len(w)/groupWords
	if l == Generic {
		return false
	}
	switch d.kind {
	case uniform:
		vecUniform32(&dst[0], (*float32)(unsafe.Pointer(&w[0])), len(dst), l)
	case normal:
		vecNormal32(&dst[0], &w[0], groups, l)
	case dropout:
		vecDropout32(&dst[0], &w[0], groups, int(d.limit), float32(d.scale), l)
	}
	return true
}

// vectorLaw64 is vectorLaw32 for float64.
func vectorLaw64(d law, dst []float64, w []uint32) bool {
	l, groups := CPULevel(), len(w)/groupWords
	if l == Generic {
		return false
	}
	switch d.kind {
	case uniform:
		vecUniform64(&dst[0], (*float64)(unsafe.Pointer(&w[0])), len(dst), l)
	case normal:
		vecNormal64(&dst[0], &w[0], groups, l)
	case dropout:
		vecDropout64(&dst[0], &w[0], groups, int(d.limit), d.scale, l)
	}
	return true
}
