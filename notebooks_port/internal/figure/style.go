package figure

import (
	"image/color"

	stdfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The inks. The hues are of Okabe and Ito (2008), told apart by colour-blind readers and in grey.
var (
	Ink    = color.RGBA{0x22, 0x26, 0x2b, 255} // text, truth
	Soft   = color.RGBA{0x5f, 0x68, 0x71, 255} // secondary text, axes
	Rule   = color.RGBA{0xe4, 0xe7, 0xea, 255} // grid lines
	Blue   = color.RGBA{0x00, 0x72, 0xb2, 255}
	Orange = color.RGBA{0xd5, 0x5e, 0x00, 255}
	Green  = color.RGBA{0x00, 0x9e, 0x73, 255}
	White  = color.RGBA{255, 255, 255, 255}
)

// Faded is c at opacity a over white, opaque: overlapping strokes of it do not darken.
func Faded(c color.RGBA, a float64) color.RGBA {
	mix := func(v uint8) uint8 { return uint8(255 - a*float64(255-v) + .5) }
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 255}
}

// Sizes are in points. A page is 675 points wide, which is 900 pixels of a web page: 3 points are 4 pixels there.
const (
	HeadSize  = 13.5
	TitleSize = 11
	TextSize  = 10
	TickSize  = 9.5
)

func sans(size vg.Length, weight stdfont.Weight) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Weight: weight, Size: size}
}

// TextStyle is plain text from its left end on the baseline's bottom.
func TextStyle(size vg.Length, c color.Color) draw.TextStyle {
	return draw.TextStyle{Color: c, Font: sans(size, stdfont.WeightNormal), Handler: handler}
}

// BoldStyle is TextStyle in bold.
func BoldStyle(size vg.Length, c color.Color) draw.TextStyle {
	s := TextStyle(size, c)
	s.Font.Weight = stdfont.WeightBold
	return s
}

// NewPlot is an empty plot without a title, with thin axes in the quiet ink.
func NewPlot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil // the page is white; a plot must not paint over its neighbour's title
	p.TextHandler = handler
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.LineStyle = draw.LineStyle{Color: Soft, Width: .6}
		a.Padding = 0
		a.Tick.LineStyle = draw.LineStyle{Color: Soft, Width: .6}
		a.Tick.Length = 4
		dress(&a.Tick.Label, TextStyle(TickSize, Soft))
		dress(&a.Label.TextStyle, TextStyle(TextSize, Ink))
		a.Label.Padding = 3
	}
	return p
}

// dress gives a text the look of s and leaves its alignment.
func dress(t *draw.TextStyle, s draw.TextStyle) {
	t.Font, t.Color, t.Handler = s.Font, s.Color, s.Handler
}
