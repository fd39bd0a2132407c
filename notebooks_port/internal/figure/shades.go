package figure

import (
	"fmt"
	"image"
	"image/color"

	"gonum.org/v1/plot/palette/moreland"
)

// Shades is the scale of colours for heights and counts, from few to many. Its lightness (CIE L*) falls linearly, so that equal
// differences look equally far apart, also in grey (Moreland's interpolation between the colours below).
var Shades = shades(
	color.RGBA{0x0b, 0x1f, 0x4b, 255}, color.RGBA{0x1f, 0x4e, 0x8c, 255}, color.RGBA{0x3a, 0x84, 0xb5, 255},
	color.RGBA{0x7f, 0xb9, 0xcf, 255}, color.RGBA{0xc4, 0xdf, 0xe4, 255}, color.RGBA{0xe9, 0xf2, 0xf2, 255},
)

func shades(darkToLight ...color.Color) [256]*image.Uniform {
	m, err := moreland.NewLuminance(darkToLight)
	if err != nil {
		panic(fmt.Sprintf("figure: colour scale: %v", err)) // the colours stand above
	}
	m.SetMax(1)
	var s [256]*image.Uniform
	for i := range s {
		c, err := m.At(1 - float64(i)/255)
		if err != nil {
			panic(fmt.Sprintf("figure: colour scale: %v", err))
		}
		s[i] = image.NewUniform(c)
	}
	return s
}
