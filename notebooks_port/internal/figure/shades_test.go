package figure

import (
	"image/color"
	"math"
	"testing"
)

// The lightness of the scale falls in equal steps: the interpolation is linear in L*, and what is left is the rounding of the
// channels to 8 bits, half a step. L* rises by at most 130 per unit of grey (near .1), so that is .5/255 x 130 = .26.
func TestColourScaleIsUniform(t *testing.T) {
	first, last := lightness(Shades[0].C), lightness(Shades[255].C)
	for i, u := range Shades {
		want := first + (last-first)*float64(i)/255
		if got := lightness(u.C); math.Abs(got-want) > .26 {
			t.Errorf("colour %d has lightness %.2f, want %.2f", i, got, want)
		}
	}
}

// lightness is CIE L* of an sRGB colour.
func lightness(c color.Color) float64 {
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= .04045 {
			return s / 12.92
		}
		return math.Pow((s+.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	y := .2126*linear(r) + .7152*linear(g) + .0722*linear(b)
	return 116*math.Cbrt(y) - 16
}
