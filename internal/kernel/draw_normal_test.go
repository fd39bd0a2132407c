package kernel

import (
	"math"
	"testing"
)

// pairWords are words of every size and axis, and those around the ends and where the logarithm splits.
func pairWords() (words []uint64) {
	for u := range uint64(500) {
		words = append(words, u*0x9E3779B97F4A7C15, math.MaxUint64>>(u%64))
	}
	for _, edge := range []uint64{0, 1 << 62, 1 << 63, 3 << 62, 0xB504F333F9DE6484, 0x5A827999FCEF3242} {
		for d := range uint64(9) {
			words = append(words, edge+d-4, edge+d<<20-4<<20, edge+d<<32-4<<32)
		}
	}
	return words
}

// TestNormalsAgainstBoxAndMuller compares with the formula in float64, each number relative to itself. In float32 the
// roundings of p, two, change r by 2 2^-24 / r^2; what follows has ten in its longest chain, in either format; two more
// are the reference's.
func TestNormalsAgainstBoxAndMuller(t *testing.T) {
	words := pairWords()
	for i, u := range words {
		v := words[(i*37+11)%len(words)]
		p, x := (float64(u>>33)+.5)*0x1p-31, float64(int32(v>>32<<2|2))*0x1p-32
		a, b := boxMuller(p, x, v)
		c, d := pair32(uint32(u>>32), uint32(v>>32))
		bound := 2*0x1p-24/(-2*math.Log1p(p-1)) + 10*0x1p-24
		wantRelative(t, u, v, [2]float64{float64(c), float64(d)}, [2]float64{a, b}, bound)

		p, x = (float64(u>>12)+.5)*0x1p-52, (float64(int64(v<<2>>12)-1<<51)+.5)*0x1p-52
		a, b = boxMuller(p, x, v)
		e, f := pair64(u, v)
		wantRelative(t, u, v, [2]float64{e, f}, [2]float64{a, b}, 12*0x1p-53)
	}
}

func boxMuller(p, x float64, v uint64) (float64, float64) {
	r := math.Sqrt(-2 * math.Log(p))
	if p > .5 {
		r = math.Sqrt(-2 * math.Log1p(p-1))
	}
	s, c := r*math.Sin(math.Pi/2*x), r*math.Cos(math.Pi/2*x)
	if v>>63 == 1 {
		c = -c
	}
	if v>>62&1 == 1 {
		return s, c
	}
	return c, s
}

func wantRelative(t *testing.T, u, v uint64, got, want [2]float64, bound float64) {
	t.Helper()
	for i := range got {
		if e := math.Abs(got[i]/want[i] - 1); !(e <= bound) || got[i] == 0 {
			t.Errorf("words %#x, %#x: number %d is %v, want %v within %.2g; off by %.2g", u, v, i, got[i], want[i], bound, e)
		}
	}
}

// Pairs of such words are the same to the bit in assembly.
func TestNormalsOfEveryWord(t *testing.T) {
	words := pairWords()
	w := make([]uint32, 100*groupWords)
	for i := range w {
		w[i] = uint32(words[(i/2*37+i%4/2*11)%len(words)] >> (i % 2 * 32))
	}
	x, y := make([]float32, len(w)), make([]float64, len(w)/2)
	d := law{kind: normal}
	plainLaw32(d, x, w)
	plainLaw64(d, y, w)
	levels(t, func(t *testing.T) {
		x1, y1 := make([]float32, len(w)), make([]float64, len(w)/2)
		convert(d, x1, w)
		convert(d, y1, w)
		if !sameBits(x, x1) || !sameBits(y, y1) {
			t.Error("pairs differ from plain Go")
		}
	})
}
