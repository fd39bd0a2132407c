package kernel

import "math"

// Uniform32 sets dst[i] to number first+i, uniform on [0, 1): the high 24 bits of its word times 2^-24.
func (p Philox) Uniform32(dst []float32, first uint64) {
	drawInto(p, law{kind: uniform, blockNumbers: 4}, dst, first)
}

// Uniform64 sets dst[i] to number first+i, uniform on [0, 1): the high 53 bits of words 2i (low) and 2i+1, times 2^-53.
func (p Philox) Uniform64(dst []float64, first uint64) {
	drawInto(p, law{kind: uniform, blockNumbers: 2}, dst, first)
}

// Normal32 sets dst[i] to number first+i, standard normal: numbers 2i and 2i+1 are pair32 of words 2i and 2i+1.
func (p Philox) Normal32(dst []float32, first uint64) {
	drawInto(p, law{kind: normal, blockNumbers: 4}, dst, first)
}

// Normal64 sets dst[i] to number first+i, standard normal: numbers 2i and 2i+1 are pair64 of the words 4i to 4i+3, two
// for each of its arguments, the low one first.
func (p Philox) Normal64(dst []float64, first uint64) {
	drawInto(p, law{kind: normal, blockNumbers: 2}, dst, first)
}

// DropoutRate is the multiple of 2^-16 next to rate, and below 1, with which Dropout drops.
func DropoutRate(rate float64) float64 { return float64(dropHalves(rate)) * 0x1p-16 }

func dropHalves(rate float64) int { return int(math.Round(max(0, min(rate*0x1p16, 0xFFFF)))) }

// Dropout sets dst[i] to 0 with the probability q = DropoutRate(rate) and to 1/(1-q) otherwise, which makes the mean 1:
// number first+i is dropped if half first+i of the words, the low half of a word first, is among the q 2^16 lowest as a
// signed number. It is the same for float32 and float64.
func Dropout[T Float](p Philox, dst []T, rate float64, first uint64) {
	d := law{kind: dropout, blockNumbers: 8, scale: 1 / (1 - DropoutRate(rate)), limit: int16(dropHalves(rate) - 1<<15)}
	drawInto(p, d, dst, first)
}

// law is how words become numbers.
type law struct {
	kind         lawKind
	blockNumbers uint64 // from the four words of a block
	scale        float64
	limit        int16
}

type lawKind uint8

const (
	uniform lawKind = iota
	normal
	dropout
)

// drawChunk is the number of words that are turned into numbers at a time: they stay on the stack.
const drawChunk = 256

// drawInto sets dst[i] to number first+i. Whole groups of words go straight to dst; where it begins or ends inside of one,
// the numbers of that group are made aside.
func drawInto[T Float](p Philox, d law, dst []T, first uint64) {
	var w [drawChunk]uint32
	keys := p.roundKeys()
	b, skip := first/d.blockNumbers, int(first%d.blockNumbers)
	group := groupBlocks * int(d.blockNumbers)
	for len(dst) > 0 {
		n := min(len(dst)/group, drawChunk/groupWords)
		if skip == 0 && n > 0 {
			p.groups(w[:n*groupWords], b, &keys)
			convert(d, dst[:n*group], w[:n*groupWords])
			dst, b = dst[n*group:], b+uint64(n*groupBlocks)
			continue
		}
		var aside [2 * groupWords]T
		p.groups(w[:groupWords], b, &keys)
		convert(d, aside[:group], w[:groupWords])
		dst = dst[copy(dst, aside[skip:group]):]
		b, skip = b+groupBlocks, 0
	}
}

// convert turns the words of whole groups into numbers.
func convert[T Float](d law, dst []T, w []uint32) {
	if isSingle[T]() {
		if !vectorLaw32(d, as32(dst), w) {
			plainLaw32(d, as32(dst), w)
		}
	} else if !vectorLaw64(d, as64(dst), w) {
		plainLaw64(d, as64(dst), w)
	}
}

func plainLaw32(d law, dst []float32, w []uint32) {
	switch d.kind {
	case uniform:
		for i, u := range w {
			dst[i] = float32(u>>8) * 0x1p-24
		}
	case normal:
		for i := 0; i < len(w); i += 2 {
			dst[i], dst[i+1] = pair32(w[i], w[i+1])
		}
	case dropout:
		drop(dst, w, float32(d.scale), d.limit)
	}
}

func plainLaw64(d law, dst []float64, w []uint32) {
	word := func(i int) uint64 { return uint64(w[2*i+1])<<32 | uint64(w[2*i]) }
	switch d.kind {
	case uniform:
		for i := range dst {
			dst[i] = float64(word(i)>>11) * 0x1p-53
		}
	case normal:
		for i := 0; i < len(dst); i += 2 {
			dst[i], dst[i+1] = pair64(word(i), word(i+1))
		}
	case dropout:
		drop(dst, w, d.scale, d.limit)
	}
}

func drop[T Float](dst []T, w []uint32, scale T, limit int16) {
	for i := range dst {
		dst[i] = 0
		if int16(w[i/2]>>(i%2*16)) >= limit {
			dst[i] = scale
		}
	}
}
