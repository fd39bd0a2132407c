package data

import (
	"bytes"
	"context"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/astrogo/fitsio"
)

// FITS is how a binary table of a FITS file (Pence et al. 2010, A&A 524, A42) is read; the zero value reads all columns of
// the first one. Integers and floats of every width and logicals (true 1, false 0) become columns, with TSCAL and TZERO
// applied; nulls are NaN. Text is a column for Table.Strings. Bits, complex numbers and arrays are left out of Names;
// asking for them is an error that names their type. Integers beyond 2^53 are rounded to float64. What gzip has packed is
// unpacked. It is an error if the file is shorter than its headers promise; that only the padding after the table is
// missing is not.
//
// astrogo/fitsio parses the headers. The rows are decoded here: its Open allocates what a broken header asks for before it
// finds the file short, refuses a file for one odd card, and its Scan by reflection takes several times as long.
type FITS struct {
	Table   string   // EXTNAME of the table, in any case, or the number of its unit, of which the first is 0; "": the first table
	Columns []string // to read; nil: all. An array of k numbers a row that is named becomes the columns name[0] ... name[k-1]
	Limit   int64    // bytes of memory that the columns may take; 0: DefaultLimit
}

// ReadFITS reads a file with the zero value of FITS.
func ReadFITS(path string) (*Table, error) { return FITS{}.Read(path) }

// Read reads a file.
func (o FITS) Read(path string) (*Table, error) { return o.ReadContext(context.Background(), path) }

// ReadContext is Read until ctx ends.
func (o FITS) ReadContext(ctx context.Context, path string) (*Table, error) {
	s, err := open(ctx, path, "FITS.Limit", o.Limit)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	file := &fitsFile{source: s, size: s.size}
	if s.size < 0 {
		file.size = math.MaxInt64
	}
	if err := file.magic(); err != nil {
		return nil, err
	}
	u, err := file.find(o.Table)
	if err != nil {
		return nil, err
	}
	return u.table(o.Columns)
}

const (
	fitsBlock = 2880 // headers and data are padded to multiples of it
	fitsCard  = 80   // a line of a header
)

// fitsFile is a file and how far it has been read.
type fitsFile struct {
	*source
	size int64 // math.MaxInt64 if it is not known
	at   int64 // of what is packed, how much has been read
}

// fitsUnit is a header with the place of its data.
type fitsUnit struct {
	*fitsFile
	*fitsio.Header
	kind  string // "BINTABLE", "TABLE", "IMAGE", "primary"
	name  string // EXTNAME
	naxis int
	data  int64             // first byte of the data
	units map[string]string // TUNITn by their keys
}

// readAt is io.ReaderAt's, and of what is packed forward only, which is how tables are read.
func (f *fitsFile) readAt(b []byte, at int64) (int, error) {
	if err := f.stopped(); err != nil {
		return 0, err
	}
	if f.packed == nil {
		return f.file.ReadAt(b, at)
	}
	skipped, err := io.CopyN(io.Discard, f.in, at-f.at)
	if f.at += skipped; err != nil {
		return 0, err
	}
	n, err := io.ReadFull(f.in, b)
	f.at += int64(n)
	if err == io.ErrUnexpectedEOF { // and not one of the packing
		err = io.EOF
	}
	return n, err
}

// magic refuses what does not begin like FITS, naming what it is if that can be seen.
func (f *fitsFile) magic() error {
	head, err := f.in.Peek(10)
	switch {
	case bytes.HasPrefix(head, []byte("SIMPLE  =")):
		return nil
	case err != nil && err != io.EOF:
		return f.fail(err)
	}
	return fileError(f.path, "is not FITS: it begins with %q, a FITS file with \"SIMPLE  =\"%s", head, looksLike(head))
}

// find walks the header-data units to the first binary table of the name.
func (f *fitsFile) find(name string) (*fitsUnit, error) {
	var units []string
	for at := int64(0); at < f.size; {
		u, err := f.unit(at)
		if err != nil {
			return nil, err
		}
		if u == nil {
			break
		}
		if wanted := name == "" || strings.EqualFold(name, u.name) || name == strconv.Itoa(len(units)); wanted && u.kind == "BINTABLE" {
			return u, nil
		}
		units = append(units, u.title())
		length, err := u.length()
		if err != nil {
			return nil, err
		}
		if at = u.data + length; at > f.size && length > 0 {
			return nil, fileError(f.path, "cut short in unit %d (%s): its header promises data up to byte %d, the file has %d; copy or download it again",
				len(units), u.title(), at, f.size)
		}
		at = (at + fitsBlock - 1) / fitsBlock * fitsBlock
	}
	if name != "" {
		return nil, fileError(f.path, "no binary table (BINTABLE) %s among its units (%s): name one of them, or give its number, of which the first is 0", quote(name), list(units))
	}
	return nil, fileError(f.path, "no binary table (BINTABLE) among its units (%s): write the columns as one, or copy the file again if it should have one", list(units))
}

// title is the kind of a unit and its name.
func (u *fitsUnit) title() string {
	if u.name == "" {
		return u.kind
	}
	return u.kind + " " + u.name
}
