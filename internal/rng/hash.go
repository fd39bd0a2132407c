package rng

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
