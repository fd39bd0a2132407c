// Package numpy draws the numbers that NumPy's legacy generator draws, so that a notebook's np.random.seed(43) gives its data
// here too. New code wants internal/rng: this generator is sequential, and kept only because old notebooks used it.
package numpy

import (
	"math"
)

const (
	words = 624 // of the state
	shift = 397
)

// RandomState is numpy.random.RandomState(seed): the Mersenne Twister MT19937 of Matsumoto and Nishimura (1998), ACM TOMACS 8,
// 3-30, with 53-bit uniforms and normals by Marsaglia's polar method (Marsaglia and Bray 1964, SIAM Review 6, 260-264). It is not safe
// for concurrent use.
type RandomState struct {
	key      [words]uint32
	pos      int
	spare    float64 // the polar method's second normal
	hasSpare bool
}

// New seeds a generator as np.random.seed(seed) does with one number below 2^32.
func New(seed uint32) *RandomState {
	r := &RandomState{pos: words}
	for i := range r.key {
		r.key[i] = seed
		seed = 1812433253*(seed^seed>>30) + uint32(i) + 1
	}
	return r
}

// Rand returns n uniforms on [0, 1), as np.random.rand(n).
func (r *RandomState) Rand(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = r.uniform()
	}
	return x
}

// Randn returns n standard normals, as np.random.randn(n). An odd number of them leaves one for the next call, whatever is
// drawn between.
func (r *RandomState) Randn(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = r.normal()
	}
	return x
}

// uniform is 27 and 26 bits of two words: 53 bits times 2^-53.
func (r *RandomState) uniform() float64 {
	a, b := r.next()>>5, r.next()>>6
	return (float64(a)*(1<<26) + float64(b)) / (1 << 53)
}

// normal takes a point (a, b) of the unit disc: b f first, a f next time.
func (r *RandomState) normal() float64 {
	if r.hasSpare {
		r.hasSpare = false
		return r.spare
	}
	for {
		a, b := 2*r.uniform()-1, 2*r.uniform()-1
		q := float64(a*a) + float64(b*b) // rounded apart: a fused product would give other bits than NumPy's
		if q >= 1 || q == 0 {
			continue
		}
		f := math.Sqrt(-2 * math.Log(q) / q)
		r.spare, r.hasSpare = f*a, true
		return f * b
	}
}

// next is the next tempered word.
func (r *RandomState) next() uint32 {
	if r.pos == words {
		r.twist()
	}
	y := r.key[r.pos]
	r.pos++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// twist makes the next 624 words: word i is word i + 397 mixed with the top bit of word i and the low 31 bits of word i + 1.
func (r *RandomState) twist() {
	for i := range r.key {
		y := r.key[i]&0x80000000 | r.key[(i+1)%words]&0x7fffffff
		mixed := y >> 1
		if y&1 == 1 {
			mixed ^= 0x9908b0df
		}
		r.key[i] = r.key[(i+shift)%words] ^ mixed
	}
	r.pos = 0
}
