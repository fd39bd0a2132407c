package kernel

import (
	"fmt"
	"math"
	"testing"
)

// The known answers of Philox 4x32-10 come from Random123's kat_vectors (Salmon et al. 2011).
func TestPhiloxKnownAnswers(t *testing.T) {
	levels(t, func(t *testing.T) {
		const all = math.MaxUint32
		for _, c := range []struct {
			p     Philox
			block uint64
			want  [4]uint32
		}{
			{Philox{}, 0, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
			{Philox{[2]uint32{0xa4093822, 0x299f31d0}, 0x13198a2e, 0x03707344}, 0x85a308d3243f6a88, [4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
			{Philox{[2]uint32{all, all}, all, all}, math.MaxUint64, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		} {
			if got := c.p.block(c.block); got != c.want {
				t.Errorf("block %#x is %#x, want %#x", c.block, got, c.want)
			}
			dst, keys := make([]uint32, groupWords), c.p.roundKeys()
			if vectorPhilox(dst, c.p, c.block, &keys) && [4]uint32(dst) != c.want {
				t.Errorf("in assembly block %#x is %#x, want %#x", c.block, dst[:4], c.want)
			}
		}
	})
}

var philox = Philox{[2]uint32{0x243f6a88, 0x85a308d3}, 3, 5}

// TestDrawsAgree: every level gives the numbers of plain Go to the bit, for every first and length, and writes nothing
// around them. First runs over the carry of the block number into its second word.
func TestDrawsAgree(t *testing.T) {
	for _, first := range []uint64{0, 3, 1<<33 - 40, 1<<34 - 40, 1<<34 + 4, 1<<35 - 7, 1<<63 - 6} {
		for n := range 300 {
			drawsAgree[float32](t, n, first+uint64(n%9))
			drawsAgree[float64](t, n, first+uint64(n%9))
		}
		drawsAgree[float32](t, 2000, first)
		drawsAgree[float64](t, 2000, first)
	}
}

func drawsAgree[T Float](t *testing.T, n int, first uint64) {
	t.Helper()
	for name, f := range draws[T]() {
		restore := setLevel(Generic)
		want := make([]T, n)
		f(want, first)
		restore()
		for l := AVX2; l <= detect(); l++ {
			restore := setLevel(l)
			got, intact := guarded[T](n, n%7)
			f(got, first)
			if !sameBits(got, want) || !intact() {
				t.Fatalf("%v %s: %d numbers from %d on differ from plain Go, or the guard changed", l, name, n, first)
			}
			restore()
		}
	}
}

// draws are the methods that draw numbers of a type.
func draws[T Float]() map[string]func(dst []T, first uint64) {
	return map[string]func(dst []T, first uint64){
		"Words": func(dst []T, first uint64) {
			w := make([]uint32, len(dst))
			philox.Words(w, first)
			for i, u := range w { // as two exact halves, summed so that both count
				dst[i] = T(u>>16) - T(u&0xFFFF)*0x1p-7
			}
		},
		"Uniform": func(dst []T, first uint64) {
			if isSingle[T]() {
				philox.Uniform32(as32(dst), first)
			} else {
				philox.Uniform64(as64(dst), first)
			}
		},
		"Normal": func(dst []T, first uint64) {
			if isSingle[T]() {
				philox.Normal32(as32(dst), first)
			} else {
				philox.Normal64(as64(dst), first)
			}
		},
		"Dropout": func(dst []T, first uint64) { Dropout(philox, dst, .3, first) },
	}
}

// Number i is a function of i alone: numbers from any first on are those of the whole.
func TestDrawsInPieces(t *testing.T) {
	t.Run("32", drawsInPieces[float32])
	t.Run("64", drawsInPieces[float64])
}

func drawsInPieces[T Float](t *testing.T) {
	levels(t, func(t *testing.T) {
		for name, f := range draws[T]() {
			whole, piece := make([]T, 1000), make([]T, 130)
			f(whole, 7)
			for at := range 800 {
				n := at*at%129 + 1
				f(piece[:n], uint64(7+at))
				if !sameBits(piece[:n], whole[at:at+n]) {
					t.Fatalf("%s: %d numbers from %d on are others alone", name, n, at)
				}
			}
		}
	})
}

// Each of the 2^16 values of a half falls on its side of the limit, at every level.
func TestDropoutOfEveryHalf(t *testing.T) {
	w := make([]uint32, 1<<15)
	for i := range w {
		w[i] = uint32(2*i) | uint32(2*i+1)<<16
	}
	levels(t, func(t *testing.T) {
		for _, rate := range []float64{0, 1e-9, 0x1p-16, .1, .5, .75, 1 - 0x1p-16, 1 - 1e-9} {
			halves, q := int(dropHalves(rate)), DropoutRate(rate)
			if math.Abs(q-rate) > 0x1p-16 || q >= 1 || q != float64(halves)/65536 {
				t.Errorf("rate %v becomes %v", rate, q)
			}
			d := law{kind: dropout, blockNumbers: 8, scale: 1 / (1 - q), limit: int16(halves - 1<<15)}
			x32, x64 := make([]float32, 1<<16), make([]float64, 1<<16)
			convert(d, x32, w)
			convert(d, x64, w)
			for i := range x32 {
				want := 1 / (1 - q)
				if int(uint16(i)+1<<15) < halves {
					want = 0
				}
				if x64[i] != want || x32[i] != float32(want) {
					t.Fatalf("rate %v, half %#x: %v and %v, want %v", rate, i, x32[i], x64[i], want)
				}
			}
		}
	})
}

func TestDrawsAllocateNothing(t *testing.T) {
	levels(t, func(t *testing.T) {
		x, y, w := make([]float32, 1000), make([]float64, 1000), make([]uint32, 1000)
		n := testing.AllocsPerRun(10, func() {
			philox.Words(w, 1)
			philox.Uniform32(x, 3)
			philox.Normal32(x, 5)
			Dropout(philox, x, .5, 6)
			philox.Uniform64(y, 3)
			philox.Normal64(y, 5)
			Dropout(philox, y, .5, 6)
		})
		if n != 0 {
			t.Errorf("%v allocations a run, want 0", n)
		}
	})
}

func BenchmarkDraws(b *testing.B) {
	b.Run("32", benchmarkDraws[float32])
	b.Run("64", benchmarkDraws[float64])
	const n = 1600
	w := make([]uint32, n)
	atEveryLevel(b, "Words", n, func() { philox.Words(w, 0) })
}

func benchmarkDraws[T Float](b *testing.B) {
	const n = 1600
	x := make([]T, n)
	for _, name := range []string{"Uniform", "Normal", "Dropout"} {
		f := draws[T]()[name]
		atEveryLevel(b, name, n, func() { f(x, 0) })
	}
}

// atEveryLevel reports the ns an element of n takes.
func atEveryLevel(b *testing.B, name string, n int, f func()) {
	for l := Generic; l <= detect(); l++ {
		b.Run(fmt.Sprintf("%s/%v", name, l), func(b *testing.B) {
			defer setLevel(l)()
			for b.Loop() {
				f()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/elem")
		})
	}
}
