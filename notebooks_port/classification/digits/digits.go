// Package digits makes small grey pictures of handwritten-looking digits from ten templates of strokes, and of things that are no
// digits. Picture i is a function of (seed, name, i) alone.
package digits

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/rng"
	"gonum.org/v1/gonum/mat"
)

// Size is the side of a picture in pixels; Pixels is what a row holds, row after row of the picture. Ink is near 1, paper near 0.
const (
	Size   = 16
	Pixels = Size * Size
)

// Digits draws n pictures of digits, (n, Pixels), and which they are. Each digit is equally likely.
func Digits(seed uint64, name string, n int) (x *mat.Dense, label []float64) {
	label = make([]float64, n)
	x = pictures(seed, name, n, func(i int, r *rand.Rand, c *canvas) {
		k := r.IntN(len(templates))
		label[i] = float64(k)
		c.write(templates[k], newHand(r), r)
	})
	return x, label
}

// Letters draws n pictures of capital letters in the hand of Digits.
func Letters(seed uint64, name string, n int) *mat.Dense {
	return pictures(seed, name, n, func(_ int, r *rand.Rand, c *canvas) {
		c.write(letters[r.IntN(len(letters))], newHand(r), r)
	})
}

// Noise draws n pictures of nothing: each pixel is uniform on [0, 1].
func Noise(seed uint64, name string, n int) *mat.Dense {
	return pictures(seed, name, n, func(_ int, r *rand.Rand, c *canvas) {
		for i := range c {
			c[i] = r.Float64()
		}
	})
}

// Negative exchanges ink and paper.
func Negative(x *mat.Dense) *mat.Dense {
	var y mat.Dense
	y.Apply(func(_, _ int, v float64) float64 { return 1 - v }, x)
	return &y
}

func pictures(seed uint64, name string, n int, draw func(i int, r *rand.Rand, c *canvas)) *mat.Dense {
	x := mat.NewDense(n, Pixels, nil)
	var src rng.Source
	for i := range n {
		src.Reset(rng.New(seed, "digits/"+name, uint64(i), 0))
		var c canvas
		draw(i, rand.New(&src), &c)
		x.SetRow(i, c[:])
	}
	return x
}

// hand is how one picture is written: every template is moved by an affine map and a smooth warp, and drawn with one pen.
type hand struct {
	a, b, c, d   float64 // the linear map about the centre
	dx, dy       float64
	wave         [4]float64 // amplitudes of the warp: x and y, along x and along y
	phase        [4]float64
	width, press float64 // of the pen: radius in units of the picture, ink in its middle
}

func newHand(r *rand.Rand) (h hand) {
	turn, shear := .12*r.NormFloat64(), .18*r.NormFloat64()
	sin, cos := math.Sincos(turn)
	sx, sy := .92*math.Exp(.1*r.NormFloat64()), .92*math.Exp(.1*r.NormFloat64())
	h.a, h.b = sx*cos, sx*(shear*cos-sin)
	h.c, h.d = sy*sin, sy*(shear*sin+cos)
	h.dx, h.dy = .05*r.NormFloat64(), .05*r.NormFloat64()
	for i := range h.wave {
		h.wave[i], h.phase[i] = .025*r.NormFloat64(), 2*math.Pi*r.Float64()
	}
	h.width, h.press = .035+.03*r.Float64(), .7+.3*r.Float64()
	return h
}

// move is where the hand puts a point of a template.
func (h hand) move(p point) point {
	x, y := p.x-.5, p.y-.5
	wave := func(i int, t float64) float64 { return h.wave[i] * math.Sin(2*math.Pi*t+h.phase[i]) }
	return point{
		.5 + h.a*x + h.b*y + h.dx + wave(0, x) + wave(1, y),
		.5 + h.c*x + h.d*y + h.dy + wave(2, x) + wave(3, y),
	}
}

// canvas is a picture.
type canvas [Pixels]float64

// grain is the standard deviation of the noise of each pixel.
const grain = .15

// write draws a glyph on an empty canvas, and the grain over it.
func (c *canvas) write(g glyph, h hand, r *rand.Rand) {
	for _, s := range g {
		for i := 1; i < len(s); i++ {
			c.segment(h.move(s[i-1]), h.move(s[i]), h)
		}
	}
	for i := range c {
		c[i] += grain * r.NormFloat64()
	}
}

// segment draws a line: a pixel's ink falls from the pen's press to 0 over one pixel at the distance of the pen's width, and
// where strokes cross the darker one counts.
func (c *canvas) segment(a, b point, h hand) {
	dx, dy := b.x-a.x, b.y-a.y
	length := dx*dx + dy*dy
	reach := h.width + .5/Size
	first := func(v float64) int { return max(0, int((v-reach)*Size)) }
	last := func(v float64) int { return min(Size-1, int((v+reach)*Size)) }
	for j := first(min(a.y, b.y)); j <= last(max(a.y, b.y)); j++ {
		for i := first(min(a.x, b.x)); i <= last(max(a.x, b.x)); i++ {
			x, y := (float64(i)+.5)/Size-a.x, (float64(j)+.5)/Size-a.y
			t := 0.
			if length > 0 {
				t = min(max((x*dx+y*dy)/length, 0), 1)
			}
			far := math.Hypot(x-t*dx, y-t*dy)
			ink := h.press * min(max((reach-far)*Size, 0), 1)
			c[j*Size+i] = max(c[j*Size+i], ink)
		}
	}
}
