package catalogue

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// A catalogue is split in the notebook's proportion; more rows than it has, and too few, are errors that say so.
func TestLoad(t *testing.T) {
	c, err := Generate(context.Background(), 3, .015)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "clusters.fits")
	if err := c.WriteFITS(path); err != nil {
		t.Fatal(err)
	}
	for rows, want := range map[int]int{0: c.Rows(), 1000: 1000, MinRows: MinRows} {
		train, test, err := Load(context.Background(), path, rows, 1, io.Discard)
		if share := float64(train.Rows()) / float64(want); err != nil || train.Rows()+test.Rows() != want || share < .76 || share > .77 {
			t.Errorf("%d rows: %d and %d, %v", rows, train.Rows(), test.Rows(), err)
		}
	}
	for rows, want := range map[int]string{1e6: "-rows 1000000: ", 50: "has 50 rows: 200 are needed"} {
		if _, _, err := Load(context.Background(), path, rows, 1, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d rows: %v, want %q", rows, err, want)
		}
	}
}
