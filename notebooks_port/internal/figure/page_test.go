package figure

import (
	"bytes"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// everything is a page with every mark and every kind of legend entry on it.
func everything() *Page {
	pg := NewPage(300, "Heading", "what is seen")
	s, g := draw.LineStyle{Color: Blue, Width: 1}, Circle(3, Orange, White)
	Key(pg.Strip(24), KeyLine("line", s), KeyDots("dots", s, g), KeyGlyph("glyph", Diamond(3, nil, Green)), KeyBar("bar", s), KeyPatch("patch", Rule), KeyScale("scale", "0", "1", func(share float64) color.Color { return Faded(Green, share) }))
	p := NewPlot()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	x, y, z := []float64{-.5, .2, .8, 1.5}, []float64{.1, .4, .3, .2}, []float64{.5, .6, .9, 2}
	p.Add(GridLines(), Band(x, y, z, Rule), Area(x, y, Faded(Blue, .3)), Stroke(x, z, s), Cased(x, y, s), Dots(x, y, g), Vertical(.5, s))
	p.Add(Note(.2, .4, 2, 2, TextStyle(TextSize, Ink), "note x_{1}"))
	p.Add(Mark(func(c draw.Canvas, p *plot.Plot) { Arrow(c, p, .6, .1, .9) }))
	pg.Grid([][]*plot.Plot{{p, nil}}, 20, 12, func(int, int) (string, string) { return "Title", "rest" })
	return pg
}

// The same drawing gives the same bytes, 1800 pixels wide.
func TestPage(t *testing.T) {
	var files [2][]byte
	for i := range files {
		path := filepath.Join(t.TempDir(), "a.png")
		if err := everything().Save(path); err != nil {
			t.Fatal(err)
		}
		var err error
		if files[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two pages of the same drawing differ")
	}
	c, err := png.DecodeConfig(bytes.NewReader(files[0]))
	if err != nil || c.Width != 1800 || c.Height != 800 {
		t.Errorf("%d by %d pixels, %v; want 1800 by 800", c.Width, c.Height, err)
	}
}

// A scale runs from its first colour to its last between the words for its ends, without a gap or a seam.
func TestKeyScale(t *testing.T) {
	pg := NewPage(60, "", "")
	c := pg.Strip(24)
	scale := KeyScale("", "", "", func(share float64) color.Color { return Faded(Green, .2+.8*share) })
	end := Key(c, scale)
	if end > c.Max.X {
		t.Fatalf("the key ends at %v of %v", end, c.Max.X)
	}
	img, y := pg.png.Image(), pg.pixels(vg.Rectangle{Min: c.Min, Max: c.Center()}).Min.Y
	var shades []uint32 // of the painted pixels from left to right: less red is more ink
	for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
		if r, _, _, _ := img.At(x, y).RGBA(); r>>8 < 250 {
			shades = append(shades, r>>8)
		}
	}
	first, last := uint32(Faded(Green, .2).R), uint32(Faded(Green, 1).R)
	if n := len(shades); n < 180 || shades[2] > first || shades[2] < first-8 || shades[n-3] > last+8 {
		t.Fatalf("%d pixels from %v to %v, want %d to %d", n, shades[:3], shades[n-3:], first, last)
	}
	for i := 3; i < len(shades)-2; i++ {
		if shades[i] > shades[i-1] {
			t.Fatalf("pixel %d is paler than the one before: %d after %d", i, shades[i], shades[i-1])
		}
	}
}

func TestPageWithoutFolder(t *testing.T) {
	err := everything().Save(filepath.Join(t.TempDir(), "missing", "a.png"))
	if err == nil || !strings.Contains(err.Error(), "does not exist: create it first") {
		t.Errorf("error %v", err)
	}
}

// Marks stay inside the axes: what lies around the plot is as white as without them.
func TestMarksAreClipped(t *testing.T) {
	pg := NewPage(200, "", "")
	p := NewPlot()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	p.HideAxes()
	x, y := []float64{-9, 9}, []float64{-9, 9}
	red := color.RGBA{255, 0, 0, 255}
	s := draw.LineStyle{Color: red, Width: 1}
	p.Add(Band(x, y, []float64{9, 99}, red), Area(x, y, red), Stroke(x, y, s), Dots(x, y, Circle(3, red, red)), Vertical(2, s))
	inside := draw.Crop(pg.Canvas, 100, -100, 40, -40)
	p.Draw(inside)
	box := pg.pixels(vg.Rectangle{Min: inside.Min, Max: inside.Max})
	img := pg.png.Image()
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			near := x >= box.Min.X-2 && x <= box.Max.X+2 && y >= box.Min.Y-2 && y <= box.Max.Y+2 // half a line's width
			if r, g, _, _ := img.At(x, y).RGBA(); !near && r != g {
				t.Fatalf("pixel (%d, %d) outside %v is painted", x, y, box)
			}
		}
	}
}

// Faded at opacity 1 is the colour, at 0 white.
func TestFaded(t *testing.T) {
	if Faded(Blue, 1) != Blue || Faded(Blue, 0) != White {
		t.Error("the ends of Faded are not the colour and white")
	}
}
