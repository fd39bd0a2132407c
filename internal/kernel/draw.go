package kernel

import "math"

// Philox is a sequence of 2^66 words of 32 bits, those of internal/rng: word i is number i%4 of Philox 4x32-10 (Salmon et
// al. 2011) of the counter (i/4, Step, Draw), whose block number has two words. Its numbers are the same at every level.
type Philox struct {
	Key        [2]uint32
	Step, Draw uint32
}

// philoxGroup is the number of words that assembly makes at a time.
const philoxGroup = 32

// Words sets dst[i] to word first+i.
func (p Philox) Words(dst []uint32, first uint64) {
	b := first / 4
	if skip := first % 4; skip > 0 && len(dst) > 0 {
		w := p.block(b)
		dst = dst[copy(dst, w[skip:]):]
		b++
	}
	if n := len(dst) / philoxGroup * philoxGroup; n > 0 && vectorPhilox(dst[:n], p, b) {
		dst, b = dst[n:], b+uint64(n/4)
	}
	for ; len(dst) > 0; b++ {
		w := p.block(b)
		dst = dst[copy(dst, w[:]):]
	}
}

// The constants of Philox: the multipliers and the increments of the key.
const (
	philoxM0 = 0xD2511F53
	philoxM1 = 0xCD9E8D57
	philoxW0 = 0x9E3779B9
	philoxW1 = 0xBB67AE85
)

// block is the words 4b to 4b+3.
func (p Philox) block(b uint64) [4]uint32 {
	c0, c1, c2, c3 := uint32(b), uint32(b>>32), p.Step, p.Draw
	k0, k1 := p.Key[0], p.Key[1]
	for range 10 {
		p0, p1 := philoxM0*uint64(c0), philoxM1*uint64(c2)
		c0, c1, c2, c3 = uint32(p1>>32)^c1^k0, uint32(p1), uint32(p0>>32)^c3^k1, uint32(p0)
		k0 += philoxW0
		k1 += philoxW1
	}
	return [4]uint32{c0, c1, c2, c3}
}

// drawChunk is the number of words that are turned into numbers at a time: they stay on the stack.
const drawChunk = 256

// Uniform32 sets dst[i] to number first+i, uniform on [0, 1): the high 24 bits of its word times 2^-24.
func (p Philox) Uniform32(dst []float32, first uint64) {
	var w [drawChunk]uint32
	for len(dst) > 0 {
		n := min(drawChunk, len(dst))
		p.Words(w[:n], first)
		if !vectorUniform(dst[:n], w[:n]) {
			for i, u := range w[:n] {
				dst[i] = float32(u>>8) * 0x1p-24
			}
		}
		dst, first = dst[n:], first+uint64(n)
	}
}

// Normal32 sets dst[i] to number first+i, standard normal: the quantile at p = (k+1/2) 2^-32, k the high 31 bits of its
// word, with the lowest bit as sign; relative error below 2e-7 (Wichura (1988), AS 241, PPND7).
func (p Philox) Normal32(dst []float32, first uint64) {
	var w [drawChunk]uint32
	for len(dst) > 0 {
		n := min(drawChunk, len(dst))
		p.Words(w[:n], first)
		if !vectorNormal(dst[:n], w[:n]) {
			for i, u := range w[:n] {
				z := float32(normalUpper((float64(u>>1) + .5) * 0x1p-32))
				dst[i] = math.Float32frombits(math.Float32bits(z) ^ u<<31)
			}
		}
		dst, first = dst[n:], first+uint64(n)
	}
}

// normalUpper is the z > 0 that a standard normal exceeds with probability p, for 2^-34 < p < 1/2.
func normalUpper(p float64) float64 {
	if q := .5 - p; q <= .425 {
		r := .180625 - q*q
		return q * (((59.109374720*r+159.29113202)*r+50.434271938)*r + 3.3871327179) /
			(((67.187563600*r+78.757757664)*r+17.895169469)*r + 1)
	}
	r := math.Sqrt(-math.Log(p)) - 1.6
	return (((.17023821103*r+1.3067284816)*r+2.7568153900)*r + 1.4234372777) /
		((.12021132975*r+.73700164250)*r + 1)
}

// Dropout32 sets dst[i] to scale with probability keep, rounded to a multiple of 2^-16, and to 0 otherwise: number i is
// half of word i/2, the low one first, and stays if it is below keep 2^16. First must be even.
func (p Philox) Dropout32(dst []float32, keep float64, scale float32, first uint64) {
	if first%2 != 0 {
		panic("kernel: dropout begins within a word: give an even first")
	}
	limit := float32(math.Round(math.Max(0, math.Min(1, keep)) * 0x1p16))
	var w [drawChunk]uint32
	for len(dst) > 0 {
		n := min(2*drawChunk, len(dst))
		words := w[:(n+1)/2]
		p.Words(words, first/2)
		if !vectorDropout(dst[:n], words, scale, limit) {
			for i := range dst[:n] {
				dst[i] = 0
				if float32(words[i/2]>>(i%2*16)&0xFFFF) < limit {
					dst[i] = scale
				}
			}
		}
		dst, first = dst[n:], first+uint64(n)
	}
}
