package kernel

import (
	"os"
	"sync/atomic"
)

// Level names the instructions that the kernels may use. A higher level has the lower ones too.
type Level int

const (
	Generic Level = iota // plain Go
	AVX2                 // AVX2, FMA and POPCNT: vectors of 32 bytes
	AVX512               // AVX-512 F, BW, DQ and VL, and BMI2, which makes masks: vectors of 64 bytes
)

// String is the level's name in the environment variable DEEPPROB_CPU.
func (l Level) String() string {
	switch l {
	case AVX2:
		return "avx2"
	case AVX512:
		return "avx512"
	}
	return "generic"
}

// level is what every kernel reads. It changes only in tests, which may run kernels meanwhile.
var level atomic.Int32

func init() { level.Store(int32(lower(detect(), os.Getenv("DEEPPROB_CPU")))) }

// CPULevel is the level in use: what the CPU and the build have, or less if the environment variable DEEPPROB_CPU
// (generic, avx2, avx512) says so when the program starts.
func CPULevel() Level { return Level(level.Load()) }

// lower gives the level that name asks for if it is below l. A name that is no level changes nothing.
func lower(l Level, name string) Level {
	for _, want := range []Level{Generic, AVX2} {
		if name == want.String() {
			return min(l, want)
		}
	}
	return l
}
