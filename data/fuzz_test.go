package data

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// fuzzReader checks of any content that the reader returns a table with rows and columns of that length or an *Error
// that names the file, and does not panic.
//
// Run with -fuzzminimizetime 1x: Go's minimizer otherwise spends its time on the first large input that is new, and
// a run of 20 s makes 23 calls of ReadFITS where it makes 80,000.
func fuzzReader(f *testing.F, name string, read func(path string) (*Table, error)) {
	path := filepath.Join(f.TempDir(), name)
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		table, err := read(path)
		if err != nil {
			if e, ok := err.(*Error); !ok || !bytes.HasPrefix([]byte(e.File), []byte(path)) {
				t.Fatalf("error %v does not name the file", err)
			}
			return
		}
		if table.Rows() == 0 || len(table.Names()) == 0 || table.String() == "" {
			t.Fatalf("empty table %v", table)
		}
		for _, column := range table.Names() {
			if v, err := table.Column(column); err != nil || len(v) != table.Rows() {
				t.Fatalf("column %q: %d values, %v", column, len(v), err)
			}
		}
	})
}

// seed adds golden files.
func seed(f *testing.F, names ...string) {
	for _, name := range names {
		f.Add(must(os.ReadFile(filepath.Join("../testdata", name))))
	}
}

func FuzzReadFITS(f *testing.F) {
	seed(f, "data_types.fits", "data_scaled.fits")
	f.Add(clusters())
	f.Add(fitsOf(2, []string{"a"}, func(i, _ int) float64 { return float64(i) }))
	f.Add(primary())
	fuzzReader(f, "x.fits", ReadFITS)
}

func FuzzReadCSV(f *testing.F) {
	for _, text := range []string{"x,y\n1,2\n3,4\n", "1,2\n3,4\n", "x;y\n1;2\n", "x,name\n1,a\n", "\xef\xbb\xbfx\n1e999\n\n\"2\"\n", ",\n,\n"} {
		f.Add([]byte(text))
	}
	fuzzReader(f, "x.csv", ReadCSV)
}

func FuzzReadNPY(f *testing.F) {
	seed(f, "data_c.npy", "data_fortran.npy", "data_vector.npy")
	f.Add(npyOf("'<f8'", "False", "(3, 2)", make([]byte, 48)))
	fuzzReader(f, "x.npy", func(path string) (*Table, error) { return ReadNPY(path) })
}

func FuzzReadNPZ(f *testing.F) {
	seed(f, "data_packed.npz")
	f.Add(npzOf(zip.Store, map[string][]byte{"x.npy": npyOf("'<f8'", "False", "(2,)", make([]byte, 16))}))
	fuzzReader(f, "x.npz", func(path string) (*Table, error) { return ReadNPZ(path) })
}
