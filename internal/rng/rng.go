// Package rng is random numbers as a function: number i of a stream depends on (seed, path, step, draw) and on i, and on nothing
// else. There is no clock, no global generator and no order of drawing, so a batch cut over any number of goroutines, or a run
// resumed in the middle, draws the numbers it would have drawn anyway.
//
// The generator is Philox 4x32-10, which passes BigCrush (Salmon et al. 2011). Its key is a hash of seed and path; step, draw and
// the position are its counter, so streams of one seed and path never overlap.
package rng

import "github.com/deepprob/deepprob/internal/kernel"

// Stream is the numbers drawn at (seed, path, step, draw). It holds no position and is safe to copy and to share.
//
// A stream has 2^66 words of 32 bits. Bits, Uniform32 and Normal32 spend one word a number, Uniform64, Normal64 and Source two,
// Dropout half a word. Number i of Uniform64 and Source is words 2i (low) and 2i+1. Different methods of one stream read the same words, so what must be independent takes
// streams of different paths or draws.
type Stream struct{ words kernel.Philox }

const (
	tagStream uint64 = 0
	tagSplit  uint64 = 0x73706C6974 // "split"
)

// New returns the stream of (seed, path, step, draw). All 64 bits of step and draw count: their high halves go into the key.
func New(seed uint64, path string, step, draw uint64) Stream {
	k := hash(tagStream, seed, path) ^ mix64(step>>32<<32|draw>>32)
	return Stream{kernel.Philox{Key: [2]uint32{uint32(k), uint32(k >> 32)}, Step: uint32(step), Draw: uint32(draw)}}
}

// Split returns the seed of a child: a hash of seed and path that is unrelated to the keys of the streams of (seed, path).
func Split(seed uint64, path string) uint64 { return hash(tagSplit, seed, path) }

// SplitAt returns the seed of child k of path: of a member, a chain, a fold. Seeds that differ by one are those that people
// take, so seed + k would give the members of one run to the next.
func SplitAt(seed uint64, path string, k int) uint64 {
	return mix64(Split(seed, path) + uint64(k)*0x9E3779B97F4A7C15)
}

// Bits sets dst[i] to word first+i of the stream. Slices drawn in pieces equal the whole.
func (s Stream) Bits(dst []uint32, first uint64) { s.words.Words(dst, first) }

// Uniform32 sets dst[i] to number first+i, uniform on [0, 1): the high 24 bits of its word times 2^-24.
func (s Stream) Uniform32(dst []float32, first uint64) { s.words.Uniform32(dst, first) }

// Uniform64 sets dst[i] to number first+i, uniform on [0, 1): the high 53 bits of its two words times 2^-53.
func (s Stream) Uniform64(dst []float64, first uint64) { s.words.Uniform64(dst, first) }

// Normal32 sets dst[i] to number first+i, standard normal. Words 2j and 2j+1 make numbers 2j and 2j+1 by the method of Box and
// Muller (1958), from a radius of 31 bits, up to 6.6 standard deviations, and an angle of 32. They are symmetric about 0 to
// the bit and neither 0, infinite nor NaN.
func (s Stream) Normal32(dst []float32, first uint64) { s.words.Normal32(dst, first) }

// Normal64 sets dst[i] to number first+i, standard normal: as Normal32, from 52 and 54 of twice as many bits, up to 8.5 standard
// deviations.
func (s Stream) Normal64(dst []float64, first uint64) { s.words.Normal64(dst, first) }

// Dropout sets dst[i] to 0 with a probability q and to 1/(1-q) otherwise, a mean of 1, where q is rate rounded to a multiple of
// 2^-16 below 1. Number first+i is half first+i of the words, the low half of a word first, for float32 as for float64.
//
// Sixteen bits are enough: to tell q from a rate that is 2^-17 off takes some 10^10 elements, and the mean is exact
// whatever q. Rates that are multiples of 1/65536, such as 1/2 and 1/4, are exact.
func Dropout[T float32 | float64](s Stream, dst []T, rate float64, first uint64) {
	kernel.Dropout(s.words, dst, rate, first)
}

func word64(lo, hi uint32) uint64 { return uint64(hi)<<32 | uint64(lo) }
