package data

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
)

// NPY is how an array of NumPy is read: of shape (n) one column, of shape (n, k) k columns, in C or Fortran order, of
// booleans, integers or floats of 1 to 8 bytes in either byte order. What gzip has packed is unpacked. Without Names the
// one column of (n) is called after the file, x of x.npy, and the columns of (n, k) c0, c1, ... It is an error if the
// number of names is not that of the columns, or if the file is shorter than its header promises. Integers beyond 2^53
// are rounded to float64. Text, of shape (n), is a column for Table.Strings.
type NPY struct {
	Names []string // of the columns
	Limit int64    // bytes of memory that the columns may take, the header a sixteenth of it; 0: DefaultLimit
}

// ReadNPY reads a file with NPY{Names: names}.
func ReadNPY(path string, names ...string) (*Table, error) { return NPY{Names: names}.Read(path) }

// Read reads a file.
func (o NPY) Read(path string) (*Table, error) { return o.ReadContext(context.Background(), path) }

// ReadContext is Read until ctx ends.
func (o NPY) ReadContext(ctx context.Context, path string) (*Table, error) {
	s, err := open(ctx, path, "NPY.Limit", o.Limit)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	a, err := openArray(s)
	if err != nil {
		return nil, err
	}
	if why := a.unsuited(); why != nil {
		return nil, fileError(path, "not columns of numbers but %w", why)
	}
	if err := a.prepare(); err != nil {
		return nil, err
	}
	names := o.Names
	if len(names) == 0 {
		names = a.names()
	}
	if len(names) != a.k {
		return nil, fileError(path, "%d names for an array of shape %s: give each of its %d columns one name", len(names), tuple(a.shape), a.k)
	}
	t := newTable(path)
	if err := t.addArray(names, a); err != nil {
		return nil, err
	}
	if err := s.rest(); err != nil {
		return nil, err
	}
	return t, t.check()
}

// names are those of the columns when the caller gives none.
func (a *array) names() []string {
	if len(a.shape) == 1 {
		name := filepath.Base(strings.TrimSuffix(a.path, ".gz"))
		return []string{strings.TrimSuffix(name, filepath.Ext(name))}
	}
	names := make([]string, a.k)
	for j := range names {
		names[j] = "c" + strconv.Itoa(j)
	}
	return names
}

// addArray reads an array into columns of these names.
func (t *Table) addArray(names []string, a *array) error {
	if a.text() {
		column, err := a.readText()
		if err != nil {
			return err
		}
		return t.addText(names[0], column, fmt.Errorf("text, elements of type %s: make numbers of it with Encode", quote(a.kind)))
	}
	columns, err := a.read()
	if err != nil {
		return err
	}
	for j, name := range names {
		if err := t.add(name, columns[j]); err != nil {
			return err
		}
	}
	return nil
}

// array is an array of NumPy whose header has been read.
type array struct {
	*source
	n, k    int   // rows and columns
	have    int64 // bytes after the header; -1 if that is not known
	shape   []int
	kind    string // numpy's dtype, e.g. "<f8"
	fortran bool
}

// openArray reads the header of an array. npyio parses it; the numbers are decoded here, since npyio's Read takes a file
// that ends early for zeros.
func openArray(s *source) (*array, error) {
	head, length, err := npyHeader(s)
	if err != nil {
		return nil, err
	}
	a := &array{source: s, have: -1, shape: head.Shape, kind: head.Type, fortran: head.Fortran}
	if s.size >= 0 {
		a.have = s.size - length
	}
	return a, nil
}

// unsuited says what the array is if it is not columns.
func (a *array) unsuited() error {
	if _, ok := npyElements[a.element()]; !ok && !a.text() {
		return fmt.Errorf("elements of type %s: save it with astype(float)", quote(a.kind))
	}
	if dims := len(a.shape); dims != 1 && (dims != 2 || a.text()) {
		return fmt.Errorf("an array of shape %s: reshape it to (n,) or (n, k)", tuple(a.shape))
	}
	return nil
}

// element is the type without the mark of byte order.
func (a *array) element() string { return strings.TrimLeft(a.kind, "<>|=") }

// prepare finds the numbers of rows and columns, after a look at whether they are there and at the memory that they will
// take.
func (a *array) prepare() error {
	n, k, width := int64(a.shape[0]), int64(1), int64(a.width())
	if len(a.shape) == 2 {
		k = int64(a.shape[1])
	}
	if n <= 0 || k <= 0 {
		return fileError(a.path, "an array of shape %s holds no numbers", tuple(a.shape))
	}
	elements := product(n, k, math.MaxInt64)
	if need := product(elements, width, math.MaxInt64); a.have >= 0 && a.have < need {
		return fileError(a.path, "cut short: shape %s and type %s need %d bytes after the header, there are %d; copy or save it again", tuple(a.shape), quote(a.kind), need, a.have)
	}
	const most = math.MaxInt64 / 2
	if err := a.take(product(elements, 8, most) + product(k, columnCost, most)); err != nil {
		return fileError(a.path, "shape %s: %w", tuple(a.shape), err)
	}
	a.n, a.k = int(n), int(k)
	return nil
}
