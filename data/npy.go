package data

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"
)

// ReadNPY reads an array of NumPy: of shape (n) one column, of shape (n, k) k columns, in C or Fortran order, of
// booleans, integers or floats of 1 to 8 bytes in either byte order. Without names the one column of (n) is called
// after the file, x of x.npy, and the columns of (n, k) c0, c1, ... It is an error if the number of names is not
// that of the columns, or if the file is shorter than its header promises. Integers beyond 2^53 are rounded to float64.
func ReadNPY(path string, names ...string) (t *Table, err error) {
	f, size, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	a, err := openArray(path, f, size)
	if err != nil {
		return nil, err
	}
	if why := a.unsuited(); why != nil {
		return nil, fileError(path, "not columns of numbers but %w", why)
	}
	columns, err := a.read()
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		names = a.names(len(columns))
	}
	if len(names) != len(columns) {
		return nil, fileError(path, "%d names for an array of shape %s: give each of its %d columns one name", len(names), tuple(a.shape), len(columns))
	}
	t = &Table{file: path, columns: map[string][]float64{}}
	for j, name := range names {
		if err := t.add(name, columns[j]); err != nil {
			return nil, err
		}
	}
	return t, t.check()
}

// array is an array of NumPy whose header has been read.
type array struct {
	file    string
	in      io.Reader // the numbers
	have    int64     // bytes of in
	shape   []int
	kind    string // numpy's dtype, e.g. "<f8"
	fortran bool
}

// openArray reads the header of an array of size bytes. npyio parses it; the numbers are decoded here, since npyio's
// Read takes a file that ends early for zeros.
func openArray(file string, r io.Reader, size int64) (*array, error) {
	head, length, err := npyHeader(file, r, size)
	if err != nil {
		return nil, err
	}
	return &array{file: file, in: r, have: size - length, shape: head.Shape, kind: head.Type, fortran: head.Fortran}, nil
}

// unsuited says what the array is if it is not columns of numbers.
func (a *array) unsuited() error {
	if _, ok := npyElements[a.element()]; !ok {
		return fmt.Errorf("elements of type %q: save it with astype(float)", a.kind)
	}
	if len(a.shape) < 1 || len(a.shape) > 2 {
		return fmt.Errorf("an array of shape %s: reshape it to (n,) or (n, k)", tuple(a.shape))
	}
	return nil
}

// element is the type without the mark of byte order.
func (a *array) element() string { return strings.TrimLeft(a.kind, "<>|=") }

// names are those of k columns when the caller gives none.
func (a *array) names(k int) []string {
	if len(a.shape) == 1 {
		return []string{strings.TrimSuffix(filepath.Base(a.file), filepath.Ext(a.file))}
	}
	names := make([]string, k)
	for j := range names {
		names[j] = fmt.Sprintf("c%d", j)
	}
	return names
}

// read returns the columns.
func (a *array) read() ([][]float64, error) {
	e, n, k := npyElements[a.element()], int64(a.shape[0]), int64(1)
	if len(a.shape) == 2 {
		k = int64(a.shape[1])
	}
	if n <= 0 || k <= 0 {
		return nil, fileError(a.file, "an array of shape %s holds no numbers", tuple(a.shape))
	}
	need := product(product(n, k, math.MaxInt64), int64(e.bytes), math.MaxInt64)
	if a.have < need {
		return nil, fileError(a.file, "cut short: shape %s and type %q need %d bytes after the header, there are %d; copy or save it again", tuple(a.shape), a.kind, need, a.have)
	}
	raw := make([]byte, need)
	if _, err := io.ReadFull(a.in, raw); err != nil {
		return nil, fileError(a.file, "cut short: %w; copy or save it again", err)
	}
	return a.decode(raw, int(n), int(k)), nil
}

// decode takes n rows of k elements: element (i, j) is number i k + j in C order and j n + i in Fortran order.
func (a *array) decode(raw []byte, n, k int) [][]float64 {
	e, order := npyElements[a.element()], binary.ByteOrder(binary.LittleEndian)
	if strings.HasPrefix(a.kind, ">") {
		order = binary.BigEndian
	}
	row, column := k, 1
	if a.fortran {
		row, column = 1, n
	}
	out := make([][]float64, k)
	for j := range out {
		out[j] = make([]float64, n)
		for i := range out[j] {
			out[j][i] = e.value(order, raw[(i*row+j*column)*e.bytes:])
		}
	}
	return out
}
