package figure

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/plot"
)

// A file holds every text of its picture, whoever wrote it: the page, its legend, a plot or a mark; ticks are left out.
func TestWordsOfFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.png")
	pg := everything()
	p := NewPlot()
	p.X.Label.Text, p.Y.Label.Text = "log_{10} M", "upright"
	pg.Grid([][]*plot.Plot{{p}}, 20, 12, func(int, int) (string, string) { return "", "±" })
	if err := pg.Save(path); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Words(file)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Heading", "what is seen", "line", "dots", "glyph", "bar", "patch", "scale", "note x_{1}", "Title", "rest", "log_{10} M", "upright"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("words differ (-want +got):\n%s", d)
	}
	// The decoder checks the sum of each chunk that it knows or not.
	if _, err := png.Decode(bytes.NewReader(file)); err != nil {
		t.Errorf("not a PNG any more: %v", err)
	}
}

// A line that is wider than the page is broken at a space, takes room from the rest, and is still one text.
func TestLongLine(t *testing.T) {
	s, text := TextStyle(TextSize, Ink), strings.TrimSpace(strings.Repeat("twelve words ", 30))
	lines := broken(s, text, 650)
	if len(lines) != 3 || strings.Join(lines, " ") != text {
		t.Errorf("%q", lines)
	}
	for _, l := range lines {
		if s.Width(l) > 650 {
			t.Errorf("%q is %v wide", l, s.Width(l))
		}
	}
	for _, whole := range []string{"", "short", strings.Repeat("x", 300)} {
		if d := cmp.Diff([]string{whole}, broken(s, whole, 650)); d != "" {
			t.Error(d)
		}
	}
	one, three := NewPage(200, "", "short"), NewPage(200, "", text)
	if d := cmp.Diff([]string{text}, *three.texts); d != "" || three.Max.Y > one.Max.Y-2*s.Height(text) {
		t.Errorf("free to %v, of one line to %v; words differ: %s", three.Max.Y, one.Max.Y, d)
	}
}

// What is no picture of a notebook, or half of one, is an error.
func TestWordsOfOtherFiles(t *testing.T) {
	whole := withWords(make([]byte, firstChunkEnds), []string{"word"})
	for name, file := range map[string][]byte{"nothing": nil, "text": []byte("no picture at all, but some text"), "half": whole[:firstChunkEnds+20]} {
		if w, err := Words(file); err == nil {
			t.Errorf("%s: words %q", name, w)
		}
	}
}
