package catalogue

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/astrogo/fitsio"
)

func TestFITSRoundTrip(t *testing.T) {
	c, err := Generate(context.Background(), 3, .002)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "clusters.fits")
	if err := os.WriteFile(path, []byte("an older file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.WriteFITS(path); err != nil {
		t.Fatal(err)
	}
	table := open(t, path)
	if got := table.NumRows(); got != int64(c.Rows()) {
		t.Fatalf("%d rows, want %d", got, c.Rows())
	}
	for i, name := range append(Names[:], "host") {
		if table.Index(name) != i {
			t.Errorf("column %s is number %d, want %d", name, table.Index(name), i)
		}
	}
	rows, err := table.Read(0, table.NumRows())
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for i := 0; rows.Next(); i++ {
		row := map[string]any{}
		if err := rows.Scan(&row); err != nil {
			t.Fatal(err)
		}
		for j, name := range Names {
			if want := c.Columns[j][i]; row[name] != want && row[name] != int64(want) {
				t.Fatalf("row %d: %s = %v, want %v", i, name, row[name], want)
			}
		}
		if row["host"] != int64(c.Host[i]) {
			t.Fatalf("row %d: host %v, want %d", i, row["host"], c.Host[i])
		}
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Other readers must neither scale the columns nor stumble over cards of an ASCII table.
func TestFITSHeaderIsPlain(t *testing.T) {
	c, err := Generate(context.Background(), 3, .0005)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "clusters.fits")
	if err := c.WriteFITS(path); err != nil {
		t.Fatal(err)
	}
	h := open(t, path).Header()
	for _, key := range h.Keys() {
		if strings.HasPrefix(key, "TBCOL") || strings.HasPrefix(key, "TSCAL") || strings.HasPrefix(key, "TZERO") {
			t.Errorf("card %s = %v", key, h.Get(key).Value)
		}
	}
	if f := h.Get("TFORM2").Value; f != "K" {
		t.Errorf("Ngal has the form %v, want K", f)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(file)%2880 != 0 || strings.Contains(string(file[:2880]), "NAXIS1") {
		t.Errorf("%d bytes, or axes in the primary header", len(file))
	}
}

func TestWriteFITSNamesTheFile(t *testing.T) {
	c, err := Generate(context.Background(), 3, .0005)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "nowhere", "clusters.fits")
	if err := c.WriteFITS(path); err == nil || !strings.Contains(err.Error(), "write "+path) {
		t.Errorf("error %v", err)
	}
	dir := t.TempDir() // a file cannot replace a directory
	if err := c.WriteFITS(dir); err == nil {
		t.Error("no error")
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func open(t *testing.T, path string) *fitsio.Table {
	t.Helper()
	r, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	f, err := fitsio.Open(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	table, ok := f.HDU(1).(*fitsio.Table)
	if !ok {
		t.Fatalf("%s: the second unit is not a table", path)
	}
	return table
}
