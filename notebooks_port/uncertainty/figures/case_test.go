package figures_test

import (
	"bytes"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/uncertainty/figures"
)

// line is a case with everything in it.
func line() figures.Case {
	grid, mean, sd := []float64{-20, 20, 60}, []float64{2, 8, 13}, []float64{1, 2, 3}
	return figures.Case{
		Heading: "Heading", Below: "what is seen", X: []float64{-10, 0, 40}, Y: []float64{3, 5, 11},
		Grid: grid, Mean: mean, SD: sd, Draws: [][]float64{mean, {2, 9, 12}}, DrawSDs: [][]float64{sd, sd},
		Exact: &figures.Exact{Name: "exact", Mean: []float64{1, 7, 14}, SD: []float64{2, 2, 3}},
	}
}

func drawn(t *testing.T, c figures.Case) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case.png")
	if err := c.Draw(path); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// The same numbers give the same bytes, and what is left out changes the picture.
func TestCase(t *testing.T) {
	slow.Test(t)
	full := drawn(t, line())
	if !bytes.Equal(full, drawn(t, line())) {
		t.Error("two pictures of one case differ")
	}
	img, err := png.DecodeConfig(bytes.NewReader(full))
	if err != nil || img.Width != 1800 || img.Height != 960 {
		t.Errorf("%d by %d pixels, %v", img.Width, img.Height, err)
	}
	for name, change := range map[string]func(*figures.Case){
		"SD":       func(c *figures.Case) { c.SD = nil },
		"DrawSDs":  func(c *figures.Case) { c.DrawSDs = nil },
		"Exact":    func(c *figures.Case) { c.Exact = nil },
		"Exact.SD": func(c *figures.Case) { c.Exact = &figures.Exact{Name: "exact", Mean: c.Exact.Mean} },
		"Draws":    func(c *figures.Case) { c.Draws, c.DrawSDs = nil, nil },
	} {
		c := line()
		change(&c)
		if bytes.Equal(full, drawn(t, c)) {
			t.Errorf("the picture is the same without %s", name)
		}
	}
}

func TestCaseErrors(t *testing.T) {
	for want, change := range map[string]func(*figures.Case){
		"Mean has 2 numbers, want 3":                  func(c *figures.Case) { c.Mean = c.Mean[:2] },
		"SD[1] is NaN: want finite numbers":           func(c *figures.Case) { c.SD = []float64{1, math.NaN(), 1} },
		"Exact.Mean has 1 numbers, want 3":            func(c *figures.Case) { c.Exact = &figures.Exact{Mean: []float64{1}} },
		"Exact.SD[0] is +Inf: want finite numbers":    func(c *figures.Case) { c.Exact.SD = []float64{math.Inf(1), 1, 1} },
		"Draws[1] has 1 numbers, want 3":              func(c *figures.Case) { c.Draws = [][]float64{c.Mean, {1}} },
		"2 draws with 1 standard deviations":          func(c *figures.Case) { c.DrawSDs = c.DrawSDs[:1] },
		"Y has 2 numbers, want 3":                     func(c *figures.Case) { c.Y = c.Y[:2] },
		"want observations and a rising grid":         func(c *figures.Case) { c.Grid = []float64{3, 2, 1} },
		"0 observations and a grid of 3 points: want": func(c *figures.Case) { c.X = nil },
	} {
		c := line()
		change(&c)
		path := filepath.Join(t.TempDir(), "case.png")
		if err := c.Draw(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("error %v, want the file and %q", err, want)
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%q left a file", want)
		}
	}
}
