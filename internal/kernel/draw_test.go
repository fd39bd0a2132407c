package kernel

import (
	"fmt"
	"math"
	"slices"
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
			dst := make([]uint32, philoxGroup)
			if vectorPhilox(dst, c.p, c.block) && [4]uint32(dst) != c.want {
				t.Errorf("in assembly block %#x is %#x, want %#x", c.block, dst[:4], c.want)
			}
		}
	})
}

var philox = Philox{[2]uint32{0x243f6a88, 0x85a308d3}, 3, 5}

// TestDrawsAgree: every level gives the numbers of plain Go to the bit, for every first and length, and writes nothing
// around them. First runs over the carry of the block number into its second word.
func TestDrawsAgree(t *testing.T) {
	for _, first := range []uint64{0, 2, 1<<34 - 40, 1<<34 + 4, 1<<63 - 6} {
		for n := range 300 {
			drawsAgree(t, n, first+uint64(n%5*2))
		}
		drawsAgree(t, 2000, first)
	}
}

func drawsAgree(t *testing.T, n int, first uint64) {
	t.Helper()
	for name, f := range draws {
		restore := setLevel(Generic)
		want := make([]float32, n)
		f(want, first)
		restore()
		for l := AVX2; l <= detect(); l++ {
			restore := setLevel(l)
			got, intact := guarded[float32](n, n%7)
			f(got, first)
			if !sameBits(got, want) || !intact() {
				t.Fatalf("%v %s: %d numbers from %d on differ from plain Go, or the guard changed", l, name, n, first)
			}
			restore()
		}
	}
}

var draws = map[string]func(dst []float32, first uint64){
	"Words": func(dst []float32, first uint64) {
		w := make([]uint32, len(dst))
		philox.Words(w, first+1)
		for i, u := range w { // as two exact halves, summed so that both count
			dst[i] = float32(u>>16) - float32(u&0xFFFF)*0x1p-7
		}
	},
	"Uniform32": philox.Uniform32,
	"Normal32":  philox.Normal32,
	"Dropout32": func(dst []float32, first uint64) { philox.Dropout32(dst, .7, 1/.7, first) },
}

// TestNormalOfEveryTail compares quantiles of words spread over all 2^32, the ends of the formula's two pieces among them.
func TestNormalOfEveryTail(t *testing.T) {
	var w []uint32
	for u := uint64(0); u < 1<<32; u += 4099 {
		w = append(w, uint32(u))
	}
	for _, edge := range []uint32{0, 644245094, 644245095, math.MaxUint32 - 40} { // q = .425 lies near word .15 2^32
		for d := range uint32(40) {
			w = append(w, edge+d)
		}
	}
	want := make([]float32, len(w))
	for i, u := range w {
		z := float32(normalUpper((float64(u>>1) + .5) * 0x1p-32))
		want[i] = math.Float32frombits(math.Float32bits(z) ^ u<<31)
	}
	levels(t, func(t *testing.T) {
		got := make([]float32, len(w))
		if vectorNormal(got, w) && !sameBits(got, want) {
			t.Error("quantiles differ from plain Go")
		}
	})
}

func TestDropoutKeepsItsShare(t *testing.T) {
	levels(t, func(t *testing.T) {
		const n, keep = 1 << 16, .8
		x := make([]float32, n)
		philox.Dropout32(x, keep, 2, 0)
		kept := 0
		for _, v := range x {
			if v != 0 && v != 2 {
				t.Fatalf("%v is neither 0 nor the scale", v)
			}
			if v == 2 {
				kept++
			}
		}
		if sd := math.Sqrt(n * keep * (1 - keep)); math.Abs(float64(kept)-n*keep) > 5*sd {
			t.Errorf("%d of %d stay, want %v +- %v", kept, n, n*keep, sd)
		}
		philox.Dropout32(x[:100], 1, 3, 0)
		if slices.Contains(x[:100], 0) {
			t.Error("keep = 1 drops")
		}
		philox.Dropout32(x[:100], 0, 3, 0)
		if slices.Contains(x[:100], 3) {
			t.Error("keep = 0 keeps")
		}
	})
}

func TestDrawsAllocateNothing(t *testing.T) {
	levels(t, func(t *testing.T) {
		x, w := make([]float32, 1000), make([]uint32, 1000)
		n := testing.AllocsPerRun(10, func() {
			philox.Words(w, 1)
			philox.Uniform32(x, 3)
			philox.Normal32(x, 5)
			philox.Dropout32(x, .5, 2, 6)
		})
		if n != 0 {
			t.Errorf("%v allocations a run, want 0", n)
		}
	})
}

func BenchmarkDraws(b *testing.B) {
	const n = 1600
	x, w := make([]float32, n), make([]uint32, n)
	for name, f := range map[string]func(){
		"Words": func() { philox.Words(w, 0) }, "Uniform32": func() { philox.Uniform32(x, 0) },
		"Normal32": func() { philox.Normal32(x, 0) }, "Dropout32": func() { philox.Dropout32(x, .8, 1.25, 0) },
	} {
		for l := Generic; l <= detect(); l++ {
			b.Run(fmt.Sprintf("%s/%v", name, l), func(b *testing.B) {
				defer setLevel(l)()
				for b.Loop() {
					f()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/elem")
			})
		}
	}
}
