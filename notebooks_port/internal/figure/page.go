// Package figure is the look that the pictures of all notebooks share, on top of gonum/plot: a Page with a heading and a grid of
// plots, their inks and type, legends, ticks, and marks to draw data with.
//
// A page is saved as one PNG, whole or not at all, of the same bytes for the same numbers. It is 1800 pixels wide, meant to be
// shown at 900.
package figure

import (
	"bytes"
	"fmt"
	"image"
	imgdraw "image/draw"
	"io"
	"strings"

	"github.com/deepprob/deepprob/notebooks_port/internal/output"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

const (
	width = 675
	dpi   = 192
)

// Page is a picture being drawn: what is left of it is free, from the top down.
type Page struct {
	draw.Canvas
	png   vgimg.PngCanvas
	texts *[]string // written so far
}

// NewPage starts a picture with a heading and, in the quiet ink below it, a line that says what is seen.
func NewPage(height vg.Length, heading, below string) *Page {
	png := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi))}
	pg := &Page{png: png, texts: new([]string)}
	pg.Canvas = draw.Crop(draw.New(heard{png, pg.texts}), 8, -10, 6, -8)
	pg.line(BoldStyle(HeadSize, Ink), heading, 4)
	pg.line(TextStyle(TextSize, Soft), below, 6)
	return pg
}

// line writes a text at the top of the free part, in as many lines as its width needs, and takes them away, with a gap. It is heard
// as one text.
func (pg *Page) line(s draw.TextStyle, text string, gap vg.Length) {
	hear(pg.Canvas, text)
	silent := draw.New(pg.png)
	s.YAlign = draw.YTop
	for _, part := range broken(s, text, pg.Max.X-pg.Min.X-2) {
		silent.FillText(s, vg.Point{X: pg.Min.X + 2, Y: pg.Max.Y}, part)
		pg.Max.Y -= s.Height(part) + gap
	}
}

// broken cuts a text at spaces into lines that are no wider than given; a word that is stays whole.
func broken(s draw.TextStyle, text string, width vg.Length) []string {
	lines := []string{""}
	for i, word := range strings.Split(text, " ") {
		last := &lines[len(lines)-1]
		switch {
		case i == 0:
			*last = word
		case s.Width(*last+" "+word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}

// Strip takes the top of the free part.
func (pg *Page) Strip(height vg.Length) draw.Canvas {
	c := draw.Crop(pg.Canvas, 0, 0, pg.Max.Y-pg.Min.Y-height, 0)
	pg.Max.Y -= height
	return c
}

// Grid draws plots in rows and columns of equal size, with a strip of the given height above each for its title; what returns the
// title and a quieter rest for the panel of row r and column c.
func (pg *Page) Grid(plots [][]*plot.Plot, title vg.Length, gap vg.Length, text func(r, c int) (bold, rest string)) {
	t := draw.Tiles{Rows: len(plots), Cols: len(plots[0]), PadTop: title, PadX: gap, PadY: title + 4}
	for r, row := range plot.Align(plots, t, pg.Canvas) {
		for c, canvas := range row {
			p := plots[r][c]
			if p == nil {
				continue
			}
			p.Draw(canvas)
			d := p.DataCanvas(canvas)
			bold, rest := text(r, c)
			pg.title(vg.Point{X: d.Min.X, Y: d.Max.Y + 5}, bold, rest)
		}
	}
}

func (pg *Page) title(at vg.Point, bold, rest string) {
	s := BoldStyle(TitleSize, Ink)
	pg.FillText(s, at, bold)
	at.X += s.Width(bold + " ")
	pg.FillText(TextStyle(TitleSize, Soft), at, rest)
}

// pixels returns the rectangle of whole pixels nearest to r on the picture.
func (pg *Page) pixels(r vg.Rectangle) image.Rectangle {
	h := pg.png.Image().Bounds().Dy()
	px := func(v vg.Length) int { return int(v.Dots(dpi) + .5) }
	return image.Rect(px(r.Min.X), h-px(r.Max.Y), px(r.Max.X), h-px(r.Min.Y))
}

// Fill paints whole pixels: neighbouring cells meet without a seam, which antialiased polygons leave.
func (pg *Page) Fill(r vg.Rectangle, c image.Image) {
	imgdraw.Draw(pg.png.Image(), pg.pixels(r), c, image.Point{}, imgdraw.Src)
}

// Save writes the picture to path, with its words (Words); its folder must exist.
func (pg *Page) Save(path string) error {
	return output.Save(path, func(w io.Writer) error {
		var png bytes.Buffer
		if _, err := pg.png.WriteTo(&png); err != nil {
			return fmt.Errorf("encode: %w", err)
		}
		_, err := w.Write(withWords(png.Bytes(), *pg.texts))
		return err
	})
}
