package data

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// ReadNPZ reads the arrays of an archive that numpy.savez or savez_compressed wrote. Each array of shape (n) is a
// column under its own name; those of other shapes are left out of Names, and so are text and the like: asking for one
// is an error that says what it is. All columns must be equally long; with names, only those arrays are read.
//
// npyio parses the headers of the arrays (see ReadNPY), archive/zip the archive: npyio's npz asks it for names only.
func ReadNPZ(path string, names ...string) (t *Table, err error) {
	f, size, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	archive, err := openZip(path, f, size)
	if err != nil {
		return nil, err
	}
	t = &Table{file: path, columns: map[string][]float64{}}
	for _, member := range archive.File {
		name, ok := strings.CutSuffix(member.Name, ".npy")
		if !ok || len(names) > 0 && !slices.Contains(names, name) {
			continue
		}
		if err := t.addMember(name, member); err != nil {
			return nil, err
		}
	}
	for _, name := range names {
		if !slices.Contains(t.all, name) {
			return nil, fileError(path, "no array %q; the archive holds %s", name, list(members(archive)))
		}
	}
	return t, t.check()
}

// members lists the arrays of an archive.
func members(archive *zip.Reader) []string {
	var names []string
	for _, m := range archive.File {
		names = append(names, strings.TrimSuffix(m.Name, ".npy"))
	}
	return names
}

// openZip opens the archive, naming what a file is that is none.
func openZip(path string, f *os.File, size int64) (*zip.Reader, error) {
	head := make([]byte, min(size, 4))
	if _, err := f.ReadAt(head, 0); err != nil {
		return nil, fileError(path, "%w", err)
	}
	if !strings.HasPrefix(string(head), "PK") {
		return nil, fileError(path, "is not an archive of NumPy: it begins with %q, not with \"PK\"", head)
	}
	archive, err := zip.NewReader(f, size)
	if err != nil {
		return nil, fileError(path, "cut short or broken: %w; copy or save it again", err)
	}
	return archive, nil
}

// addMember reads one array of an archive into a column. It is unpacked before its header is believed.
func (t *Table) addMember(name string, member *zip.File) error {
	raw, err := unpack(member)
	if err != nil {
		return &Error{File: t.file, Column: name, Row: -1, Err: fmt.Errorf("broken in the archive: %w; copy or save it again", err)}
	}
	a, err := openArray(t.file+"/"+member.Name, bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	if why := a.unsuited(); why != nil {
		return t.skip(name, why)
	}
	if len(a.shape) != 1 {
		return t.skip(name, fmt.Errorf("an array of shape %s: save each of its columns on its own, or it alone for ReadNPY", tuple(a.shape)))
	}
	columns, err := a.read()
	if err != nil {
		return err
	}
	return t.add(name, columns[0])
}

func unpack(member *zip.File) ([]byte, error) {
	in, err := member.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(in)
}
