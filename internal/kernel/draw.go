package kernel

// Philox is a sequence of 2^66 words of 32 bits, those of internal/rng: word i is number i%4 of Philox 4x32-10 (Salmon et
// al. 2011) of the counter (i/4, Step, Draw), whose block number has two words. Its numbers are the same at every level.
type Philox struct {
	Key        [2]uint32
	Step, Draw uint32
}

const (
	groupWords  = 32 // that assembly makes at a time: a group
	blockWords  = 4
	groupBlocks = groupWords / blockWords
)

// Words sets dst[i] to word first+i.
func (p Philox) Words(dst []uint32, first uint64) {
	keys := p.roundKeys()
	b, skip := first/blockWords, int(first%blockWords)
	for len(dst) > 0 {
		n := len(dst) / groupWords * groupWords
		if skip == 0 && n > 0 {
			p.groups(dst[:n], b, &keys)
			dst, b = dst[n:], b+uint64(n/blockWords)
			continue
		}
		var aside [groupWords]uint32
		p.groups(aside[:], b, &keys)
		dst = dst[copy(dst, aside[skip:]):]
		b, skip = b+groupBlocks, 0
	}
}

// groups sets dst to the words of whole groups from block b on.
func (p Philox) groups(dst []uint32, b uint64, keys *[20]uint64) {
	if vectorPhilox(dst, p, b, keys) {
		return
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

// roundKeys are the two words of the key of each round.
func (p Philox) roundKeys() (keys [20]uint64) {
	k0, k1 := p.Key[0], p.Key[1]
	for i := 0; i < len(keys); i += 2 {
		keys[i], keys[i+1] = uint64(k0), uint64(k1)
		k0 += philoxW0
		k1 += philoxW1
	}
	return keys
}
