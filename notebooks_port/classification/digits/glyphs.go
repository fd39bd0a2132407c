package digits

import "math"

// A point of a glyph, in units of the picture: (0, 0) is its upper left corner and (1, 1) the lower right one.
type point struct{ x, y float64 }

// A stroke is drawn without lifting the pen; a glyph is strokes.
type (
	stroke []point
	glyph  []stroke
)

// arc is part of an ellipse from one angle to another, in degrees, 0 to the right and 90 down.
func arc(cx, cy, rx, ry, from, to float64) stroke {
	const step = 20
	n := int(math.Ceil(math.Abs(to-from)/step)) + 1
	s := make(stroke, n)
	for i := range s {
		sin, cos := math.Sincos((from + (to-from)*float64(i)/float64(n-1)) * math.Pi / 180)
		s[i] = point{cx + rx*cos, cy + ry*sin}
	}
	return s
}

// line joins points and strokes into one.
func line(parts ...any) stroke {
	var s stroke
	for _, p := range parts {
		switch p := p.(type) {
		case point:
			s = append(s, p)
		case stroke:
			s = append(s, p...)
		}
	}
	return s
}

// templates are the ten digits.
var templates = [10]glyph{
	{arc(.5, .5, .25, .37, 0, 360)},
	{line(point{.34, .29}, point{.54, .13}, point{.54, .87})},
	{line(arc(.5, .33, .24, .2, 190, 385), point{.26, .87}, point{.76, .87})},
	{arc(.46, .32, .25, .19, 210, 450), arc(.46, .68, .27, .19, 270, 510)},
	{line(point{.64, .87}, point{.64, .13}, point{.24, .62}, point{.8, .62})},
	{line(point{.74, .13}, point{.34, .13}, point{.31, .45}, arc(.48, .63, .25, .24, 235, 510))},
	{line(point{.66, .13}, point{.42, .32}, arc(.5, .65, .23, .22, 200, 560))},
	{line(point{.24, .13}, point{.76, .13}, point{.44, .87})},
	{arc(.5, .31, .2, .18, 90, 450), arc(.5, .68, .25, .19, -90, 270)},
	{line(arc(.5, .35, .23, .22, 20, 380), point{.58, .68}, point{.34, .87})},
}

// letters are glyphs that no network here is trained on. None is a digit, turned or not, as O and Z are.
var letters = []glyph{
	{line(point{.22, .87}, point{.5, .13}, point{.78, .87}), line(point{.33, .6}, point{.67, .6})},                         // A
	{line(point{.74, .13}, point{.3, .13}, point{.3, .87}, point{.74, .87}), line(point{.3, .5}, point{.66, .5})},          // E
	{line(point{.27, .13}, point{.27, .87}), line(point{.73, .13}, point{.73, .87}), line(point{.27, .5}, point{.73, .5})}, // H
	{line(point{.3, .13}, point{.3, .87}), line(point{.74, .13}, point{.3, .52}, point{.76, .87})},                         // K
	{line(point{.2, .87}, point{.24, .13}, point{.5, .6}, point{.76, .13}, point{.8, .87})},                                // M
	{line(point{.2, .13}, point{.8, .13}), line(point{.5, .13}, point{.5, .87})},                                           // T
	{line(point{.24, .13}, point{.76, .87}), line(point{.76, .13}, point{.24, .87})},                                       // X
	{line(point{.24, .13}, point{.5, .48}, point{.76, .13}), line(point{.5, .48}, point{.5, .87})},                         // Y
}
