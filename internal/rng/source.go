package rng

import (
	"math/bits"
	"math/rand/v2"
)

// Source reads a stream in order, two words at a time. It is a math/rand/v2.Source, so rand.New(s.Source()) gives exponentials,
// the ziggurat's normals and the rest; gonum's distuv takes it as Src. It is not safe for concurrent use.
type Source struct {
	s    Stream
	next uint64 // word after those in buf
	pos  int
	buf  [32]uint64
}

var _ rand.Source = (*Source)(nil)

// Source returns a reader at the start of the stream.
func (s Stream) Source() *Source {
	r := new(Source)
	r.Reset(s)
	return r
}

// Reset moves r to the start of s. It allocates nothing, so one Source can serve a million short streams.
func (r *Source) Reset(s Stream) { r.s, r.next, r.pos = s, 0, len(r.buf) }

// Uint64 returns the next number: words 2i (low) and 2i+1 of the stream.
func (r *Source) Uint64() uint64 {
	if r.pos == len(r.buf) {
		r.fill()
	}
	u := r.buf[r.pos]
	r.pos++
	return u
}

func (r *Source) fill() {
	var w [2 * len(r.buf)]uint32
	r.s.Bits(w[:], r.next)
	for i := range r.buf {
		r.buf[i] = word64(w[2*i], w[2*i+1])
	}
	r.next += uint64(len(w))
	r.pos = 0
}

// Float64 returns the next number as a uniform on [0, 1): 53 bits times 2^-53, as Uniform64.
func (r *Source) Float64() float64 { return float64(r.Uint64()>>11) * 0x1p-53 }

// below returns a uniform number of 0 ... n-1, n > 0, without bias: Lemire (2019), Fast random integer generation in an interval,
// ACM TOMACS 29(1), algorithm 5.
func (r *Source) below(n uint64) uint64 {
	hi, lo := bits.Mul64(r.Uint64(), n)
	if lo < n {
		for t := -n % n; lo < t; {
			hi, lo = bits.Mul64(r.Uint64(), n)
		}
	}
	return hi
}

// Perm returns a permutation of 0 ... n-1, each equally likely. It panics if n < 0.
func (s Stream) Perm(n int) []int {
	dst := make([]int, n)
	s.PermInto(dst)
	return dst
}

// PermInto sets dst to a permutation of 0 ... len(dst)-1, the one that Perm returns: Fisher and Yates, inside out, with number
// i-1 of the stream (and, with probability below i/2^64, later ones) placing element i.
func (s Stream) PermInto(dst []int) {
	var r Source
	r.Reset(s)
	for i := range dst {
		dst[i] = i
	}
	for i := len(dst) - 1; i > 0; i-- {
		j := r.below(uint64(i) + 1)
		dst[i], dst[j] = dst[j], dst[i]
	}
}
