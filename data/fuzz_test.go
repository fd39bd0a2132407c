package data

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
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
			checkText(t, err.Error())
			return
		}
		checkText(t, table.String())
		if table.Rows() == 0 || len(table.Names())+len(table.texts) == 0 {
			t.Fatalf("empty table %v", table)
		}
		for column := range table.texts {
			if v, err := table.Strings(column); err != nil || len(v) != table.Rows() {
				t.Fatalf("column %q: %d texts, %v", column, len(v), err)
			}
		}
		for _, column := range table.Names() {
			if v, err := table.Column(column); err != nil || len(v) != table.Rows() {
				t.Fatalf("column %q: %d values, %v", column, len(v), err)
			}
		}
	})
}

// checkText checks that what is said of a file is short and safe to print.
func checkText(t *testing.T, text string) {
	if len(text) > 8000 || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		t.Fatalf("%d bytes, or some that are not printable: %q", len(text), text[:min(len(text), 300)])
	}
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
	f.Add(twoTables())
	f.Add(pack(clusters()))
	fuzzReader(f, "x.fits", func(path string) (*Table, error) {
		table, err := ReadFITS(path)
		if err != nil {
			return nil, err
		}
		return FITS{Columns: table.all, Limit: 1 << 26}.Read(path) // vectors too
	})
}

// FuzzReadSpaces reads what stands between blanks as a table that reads the same without those at the ends of its lines.
func FuzzReadSpaces(f *testing.F) {
	for _, text := range []string{"x y \n1 2 \n", " x\t\"a b \" \r\n1 2\t\r\n", "1 2\n\n3 4  ", "\"\" \n\"\"\"\" \n"} {
		f.Add([]byte(text))
	}
	fuzzReader(f, "x.dat", func(path string) (*Table, error) {
		table, err := CSV{Comma: ' '}.Read(path)
		text := must(os.ReadFile(path))
		if err != nil || bytes.ContainsAny(text, "\"\r\x1f") {
			return table, err
		}
		lines := strings.Split(string(text), "\n")
		for i, line := range lines {
			lines[i] = strings.TrimRight(line, " \t")
		}
		bare, err := CSV{Comma: ' '}.ReadFrom(context.Background(), strings.NewReader(strings.Join(lines, "\n")))
		if err != nil || !slices.Equal(bare.all, table.all) || bare.Rows() != table.Rows() {
			panic(fmt.Sprintf("%v without blanks, %v, is not %v", bare, err, table))
		}
		return table, nil
	})
}

// FuzzEncode encodes columns of any text: the encodings go through their JSON and make the same columns again, or an error
// with a place.
func FuzzEncode(f *testing.F) {
	for _, text := range []string{"x,c\n1,a\n2,b\n1,a\n", "c\nx\n\ny\n", "x\n1\n\n3\n", "n,t\nNaN,\"=\"\n2,other(t)\n"} {
		f.Add(text, uint8(0), uint8(1))
		f.Add(text, uint8(1), uint8(0))
		f.Add(text, uint8(2), uint8(2))
	}
	f.Fuzz(func(t *testing.T, text string, how, other uint8) {
		table, err := CSV{Missing: []string{""}}.ReadFrom(context.Background(), strings.NewReader(text))
		if err != nil || !utf8.ValidString(text) {
			return
		}
		e := Encoding{Column: table.all[0], How: How(how % 3), Other: int(other % 4)}
		made, err := table.Encode(e)
		if err != nil {
			if _, ok := err.(*Error); !ok {
				t.Fatalf("error %v has no place", err)
			}
			checkText(t, err.Error())
			return
		}
		var encodings []Encoding
		if err := json.Unmarshal(must(json.Marshal(made.Encodings())), &encodings); err != nil {
			t.Fatal(err)
		}
		again, err := table.Encode(encodings...)
		if err != nil || !slices.Equal(again.all, made.all) {
			t.Fatalf("%v, %v is not %v", again, err, made)
		}
		for _, name := range encodings[0].columns() {
			if !same(must(again.Column(name)), must(made.Column(name))) {
				t.Fatalf("column %q differs", name)
			}
		}
	})
}

func FuzzReadCSV(f *testing.F) {
	for _, text := range []string{"x,y\n1,2\n3,4\n", "1,2\n3,4\n", "x;y\n1;2\n", "x,name\n1,a\n", "\xef\xbb\xbfx\n1e999\n\n\"2\"\n", ",\n,\n"} {
		f.Add([]byte(text))
		f.Add(pack([]byte(text)))
	}
	fuzzReader(f, "x.csv", ReadCSV)
}

func FuzzReadNPY(f *testing.F) {
	seed(f, "data_c.npy", "data_fortran.npy", "data_vector.npy")
	f.Add(npyOf("'<f8'", "False", "(3, 2)", make([]byte, 48)))
	f.Add(npyOf("'<f2'", "True", "(3L, 2L)", make([]byte, 12)))
	f.Add(npyOf("'>U2'", "False", "(2,)", make([]byte, 16)))
	f.Add(pack(npyOf("'|S3'", "False", "(2,)", []byte("abcdef"))))
	fuzzReader(f, "x.npy", func(path string) (*Table, error) { return ReadNPY(path) })
}

func FuzzReadNPZ(f *testing.F) {
	seed(f, "data_packed.npz")
	f.Add(npzOf(zip.Store, map[string][]byte{"x.npy": npyOf("'<f8'", "False", "(2,)", make([]byte, 16))}))
	fuzzReader(f, "x.npz", func(path string) (*Table, error) { return ReadNPZ(path) })
}
