package data

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write puts a file into the test's directory and returns its path.
func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// wantError compares the text of an error about a file; the directory of the file is left out.
func wantError(t *testing.T, err error, path, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %q", want)
	}
	got := strings.ReplaceAll(err.Error(), filepath.Dir(path)+string(filepath.Separator), "")
	if got != want {
		t.Errorf("error\n got %s\nwant %s", got, want)
	}
}

// same tells bits, not values: NaN is NaN and -0 is not 0.
func same(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) && !(math.IsNaN(a[i]) && math.IsNaN(b[i])) {
			return false
		}
	}
	return true
}

// must returns the value of a call that may not fail.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// fitsHeader is cards padded to whole blocks.
func fitsHeader(lines ...string) []byte {
	var b bytes.Buffer
	for _, line := range append(lines, "END") {
		fmt.Fprintf(&b, "%-80s", line)
	}
	for b.Len()%fitsBlock != 0 {
		b.WriteByte(' ')
	}
	return b.Bytes()
}

// primary is a primary header without data.
func primary() []byte {
	return fitsHeader("SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0")
}

// tableHeader is the header of a binary table; forms are "name form" pairs.
func tableHeader(width, rows int, forms ...string) []byte {
	lines := []string{
		"XTENSION= 'BINTABLE'           / binary table", "BITPIX  =                    8", "NAXIS   =                    2",
		fmt.Sprintf("NAXIS1  = %20d", width), fmt.Sprintf("NAXIS2  = %20d", rows), "PCOUNT  =                    0",
		"GCOUNT  =                    1", fmt.Sprintf("TFIELDS = %20d", len(forms)),
	}
	for i, f := range forms {
		name, form, _ := strings.Cut(f, " ")
		lines = append(lines, fmt.Sprintf("%-8s= '%s'", fmt.Sprintf("TTYPE%d", i+1), name), fmt.Sprintf("%-8s= '%s'", fmt.Sprintf("TFORM%d", i+1), form))
	}
	return fitsHeader(lines...)
}

// fitsOf is a file with one table of float64 columns; value(i, j) fills row i.
func fitsOf(rows int, names []string, value func(i, j int) float64) []byte {
	forms := make([]string, len(names))
	for j, name := range names {
		forms[j] = name + " D"
	}
	b := append(primary(), tableHeader(8*len(names), rows, forms...)...)
	for i := range rows {
		for j := range names {
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(value(i, j)))
		}
	}
	return append(b, make([]byte, (fitsBlock-len(b)%fitsBlock)%fitsBlock)...)
}
