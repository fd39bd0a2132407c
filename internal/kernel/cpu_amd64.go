//go:build amd64 && !noasm

package kernel

import "golang.org/x/sys/cpu"

// feature is an extension that assembly requires, by its name in the "Requires:" lines.
type feature struct {
	name string
	has  bool
}

// features are what a level requires beyond the level below it. For the extensions of wide registers x/sys/cpu also asks the
// operating system whether it saves them.
func features(l Level) []feature {
	x := &cpu.X86
	switch l {
	case AVX2:
		return []feature{
			{"CMOV", true}, {"MMX+", true}, {"SSE", true}, {"SSE2", x.HasSSE2}, // every amd64 has them; MMX+ is prefetching
			{"AVX", x.HasAVX}, {"AVX2", x.HasAVX2}, {"FMA3", x.HasFMA}, {"POPCNT", x.HasPOPCNT},
		}
	case AVX512:
		return []feature{
			{"AVX512F", x.HasAVX512F}, {"AVX512BW", x.HasAVX512BW}, {"AVX512DQ", x.HasAVX512DQ}, {"AVX512VL", x.HasAVX512VL},
			{"BMI2", x.HasBMI2},
		}
	}
	return nil
}

// detect is the highest level of which this CPU has everything, the levels below included.
func detect() Level {
	for l := AVX2; l <= AVX512; l++ {
		for _, f := range features(l) {
			if !f.has {
				return l - 1
			}
		}
	}
	return AVX512
}
