package figure

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
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
	want := []string{"Heading", "what is seen", "line", "dots", "glyph", "bar", "patch", "note x_{1}", "Title", "rest", "log_{10} M", "upright"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("words differ (-want +got):\n%s", d)
	}
	// The decoder checks the sum of each chunk that it knows or not.
	if _, err := png.Decode(bytes.NewReader(file)); err != nil {
		t.Errorf("not a PNG any more: %v", err)
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
