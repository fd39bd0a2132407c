package rng

// The multipliers and the Weyl increments of the key, Salmon et al. (2011), section 4.
const (
	mul0  = 0xD2511F53
	mul1  = 0xCD9E8D57
	weyl0 = 0x9E3779B9 // golden ratio
	weyl1 = 0xBB67AE85 // sqrt(3) - 1
)

const rounds = 10

// philox is Philox 4x32-10 of Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC'11:
// a keyed bijection of 128-bit counters (c0 is the lowest word). Words stay scalars so that they stay in registers.
func philox(c0, c1, c2, c3, k0, k1 uint32) (r0, r1, r2, r3 uint32) {
	for range rounds {
		p0, p1 := mul0*uint64(c0), mul1*uint64(c2)
		c0, c1, c2, c3 = uint32(p1>>32)^c1^k0, uint32(p1), uint32(p0>>32)^c3^k1, uint32(p0)
		k0 += weyl0
		k1 += weyl1
	}
	return c0, c1, c2, c3
}

// block returns the words 4b ... 4b+3 of the stream.
func (s Stream) block(b uint64) (w0, w1, w2, w3 uint32) {
	return philox(uint32(b), uint32(b>>32), s.step, s.draw, s.key[0], s.key[1])
}

// mix64 is a bijection of 64-bit words in which every input bit changes every output bit with probability near 1/2;
// mix64(0) = 0. It is the finalizer of SplitMix64: Steele, Lea and Flood (2014), variant 13 of Stafford.
func mix64(z uint64) uint64 {
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// hash returns 64 bits of the tag, the seed and the path, eight bytes of the path at a time. Each step is a bijection of the
// running state, so two paths of equal length that differ in one group of eight bytes never collide; others do with
// probability 2^-64.
func hash(tag, seed uint64, path string) uint64 {
	h := mix64(mix64(seed+0x9E3779B97F4A7C15) ^ tag ^ uint64(len(path)))
	for len(path) > 0 {
		var w uint64
		n := min(8, len(path))
		for i := range n {
			w |= uint64(path[i]) << (8 * i)
		}
		h = mix64(h ^ w + 0x9E3779B97F4A7C15)
		path = path[n:]
	}
	return h
}
