package data

import (
	"bytes"
	"os"

	"github.com/astrogo/fitsio"
)

// ReadFITS reads the first binary table of a FITS file (Pence et al. 2010, A&A 524, A42). Integers and floats of every
// width and logicals (true 1, false 0) become columns, with TSCAL and TZERO applied; nulls are NaN. Text, bits, complex
// numbers and arrays are left out of Names; asking for them is an error that names their type. Integers beyond 2^53 are
// rounded to float64. It is an error if the file is shorter than its headers promise; that only the padding after the
// table is missing is not.
//
// astrogo/fitsio parses the headers. The rows are decoded here: its Open allocates what a broken header asks for before it
// finds the file short, refuses a file for one odd card, and its Scan by reflection takes several times as long.
func ReadFITS(path string) (t *Table, err error) {
	f, size, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	file := &fitsFile{path: path, f: f, size: size}
	if err := file.magic(); err != nil {
		return nil, err
	}
	u, err := file.firstTable()
	if err != nil {
		return nil, err
	}
	return u.table()
}

const (
	fitsBlock = 2880 // headers and data are padded to multiples of it
	fitsCard  = 80   // a line of a header
)

// fitsFile is a file and how far it has been read.
type fitsFile struct {
	path string
	f    *os.File
	size int64
}

// fitsUnit is a header with the place of its data.
type fitsUnit struct {
	*fitsFile
	*fitsio.Header
	kind  string // "BINTABLE", "TABLE", "IMAGE", "primary"
	naxis int
	data  int64 // first byte of the data
}

// magic refuses what does not begin like FITS, naming what it is if that can be seen.
func (f *fitsFile) magic() error {
	head := make([]byte, min(f.size, 10))
	if _, err := f.f.ReadAt(head, 0); err != nil {
		return fileError(f.path, "%w", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("SIMPLE  =")):
		return nil
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return fileError(f.path, "is compressed by gzip: unpack it with gunzip first")
	}
	return fileError(f.path, "is not FITS: it begins with %q, a FITS file with \"SIMPLE  =\"", head)
}

// firstTable walks the header-data units to the first binary table.
func (f *fitsFile) firstTable() (*fitsUnit, error) {
	var kinds []string
	for at := int64(0); at < f.size; {
		u, err := f.unit(at)
		if err != nil {
			return nil, err
		}
		if u == nil {
			break
		}
		if u.kind == "BINTABLE" {
			return u, nil
		}
		kinds = append(kinds, u.kind)
		length, err := u.length()
		if err != nil {
			return nil, err
		}
		if at = u.data + length; at > f.size && length > 0 {
			return nil, fileError(f.path, "cut short in unit %d (%s): its header promises data up to byte %d, the file has %d; copy or download it again",
				len(kinds), u.kind, at, f.size)
		}
		at = (at + fitsBlock - 1) / fitsBlock * fitsBlock
	}
	return nil, fileError(f.path, "no binary table (BINTABLE) among its units (%s): write the columns as one, or copy the file again if it should have one", list(kinds))
}
