package graph

import "github.com/deepprob/deepprob/internal/kernel"

// CPU is the level of instructions in use: "avx512" (AVX-512 F, BW, DQ and VL), "avx2" (AVX2 and FMA) or "generic", which is
// plain Go, where the processor has neither, is no amd64, or the program was built with -tags noasm. The processor is asked
// when the program starts; DEEPPROB_CPU=generic or avx2 in the environment lowers the level. Between levels
// results may differ by rounding.
func CPU() string { return kernel.CPULevel().String() }
