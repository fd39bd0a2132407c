package digits

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Picture i does not depend on how many are drawn, and does on seed and name.
func TestPictureIsAFunctionOfSeedNameAndRow(t *testing.T) {
	many, labels := Digits(1, "train", 30)
	few, first := Digits(1, "train", 7)
	if !cmp.Equal(few.RawMatrix().Data, many.RawMatrix().Data[:7*Pixels]) || !cmp.Equal(first, labels[:7]) {
		t.Error("the first 7 of 30 pictures are not the 7")
	}
	for _, other := range []struct {
		seed uint64
		name string
	}{{2, "train"}, {1, "test"}} {
		if x, _ := Digits(other.seed, other.name, 7); cmp.Equal(x.RawMatrix().Data, few.RawMatrix().Data) {
			t.Errorf("seed %d and name %q give the same pictures", other.seed, other.name)
		}
	}
}

// Each digit comes a tenth of the time, within 5 standard errors.
func TestLabels(t *testing.T) {
	const n = 2000
	_, labels := Digits(5, "labels", n)
	var count [10]float64
	for _, l := range labels {
		count[int(l)]++
	}
	for k, c := range count {
		if math.Abs(c-n/10) > 5*math.Sqrt(n*.1*.9) {
			t.Errorf("digit %d came %v times of %d", k, c, n)
		}
	}
}

// Templates lie inside the picture, have no two alike, and their strokes have length.
func TestTemplates(t *testing.T) {
	all := append(templates[:], letters...)
	for k, g := range all {
		for _, s := range g {
			if len(s) < 2 {
				t.Errorf("glyph %d has a stroke of %d points", k, len(s))
			}
			for _, p := range s {
				if !(p.x > .1 && p.x < .9 && p.y > .1 && p.y < .9) {
					t.Errorf("glyph %d has a point at %v, near the edge or outside", k, p)
				}
			}
		}
		for j := range k {
			if overlap(draw(g), draw(all[j])) > .9 {
				t.Errorf("glyphs %d and %d are nearly the same", j, k)
			}
		}
	}
}

// draw writes a glyph in a plain hand without grain.
func draw(g glyph) canvas {
	var c canvas
	h := hand{a: 1, d: 1, width: .05, press: 1}
	for _, s := range g {
		for i := 1; i < len(s); i++ {
			c.segment(h.move(s[i-1]), h.move(s[i]), h)
		}
	}
	return c
}

func overlap(a, b canvas) float64 { return stat.Correlation(a[:], b[:], nil) }

// A line of ink is as dark and as wide as the pen: full press in its middle, none a pen's width and a pixel away.
func TestSegment(t *testing.T) {
	var c canvas
	h := hand{width: 1.5 / Size, press: .8}
	y := 8.5 / Size // the middle of row 8
	c.segment(point{.25, y}, point{.75, y}, h)
	for row, want := range map[int]float64{8: .8, 7: .8, 6: 0, 10: 0, 9: .8} {
		if got := c[row*Size+8]; math.Abs(got-want) > 1e-12 {
			t.Errorf("ink in row %d is %v, want %v", row, got, want)
		}
	}
	if c[8*Size] != 0 || c[8*Size+15] != 0 {
		t.Error("there is ink beyond the ends")
	}
	var dot canvas
	dot.segment(point{.5, .5}, point{.5, .5}, h)
	if dot[8*Size+8] != .8 {
		t.Errorf("a point leaves ink %v", dot[8*Size+8])
	}
}

// A stroke that leaves the picture is cut off, wherever it goes.
func TestSegmentOutside(t *testing.T) {
	var c canvas
	h := hand{width: .1, press: 1}
	for _, s := range [][2]point{{{-3, -3}, {-2, 4}}, {{2, 2}, {5, -1}}, {{-1, .5}, {2, .5}}} {
		c.segment(s[0], s[1], h)
	}
	if c[8*Size] == 0 || c[0] != 0 {
		t.Errorf("the stroke across left %v, the corner has %v", c[8*Size], c[0])
	}
}

// Negative is its own inverse to rounding, and noise fills its range evenly (5 standard errors).
func TestOtherPictures(t *testing.T) {
	x, _ := Digits(1, "t", 20)
	back := Negative(Negative(x))
	back.Sub(back, x)
	if d := mat.Max(back) - mat.Min(back); d > 0x1p-51 {
		t.Errorf("the negative of a negative is off by %v", d)
	}
	noise := Noise(1, "n", 50).RawMatrix().Data
	if m := stat.Mean(noise, nil); math.Abs(m-.5) > 5/math.Sqrt(12*float64(len(noise))) {
		t.Errorf("mean of noise %v", m)
	}
	if l := Letters(1, "l", 3); mat.Sum(l) < 3*10 {
		t.Errorf("letters have ink %v", mat.Sum(l))
	}
}

// Most digits are nearest to their own template, so there is something to learn, and not all, so there is something left to. 322 of
// these 500 are; the bounds are five binomial deviations around.
func TestDigitsAreLegible(t *testing.T) {
	x, labels := Digits(9, "legible", 500)
	right := 0
	for i, l := range labels {
		best, at := -1., 0
		for k, g := range templates {
			c := draw(g)
			if r := stat.Correlation(x.RawRowView(i), c[:], nil); r > best {
				best, at = r, k
			}
		}
		if float64(at) == l {
			right++
		}
	}
	if right < 268 || right > 376 {
		t.Errorf("%d of 500 digits are nearest to their own template", right)
	}
}

func BenchmarkDigits(b *testing.B) {
	for b.Loop() {
		Digits(1, "bench", 100)
	}
}
