package data

import (
	"archive/zip"
	"context"
	"fmt"
	"os"
	"strings"
)

// NPZ is how an archive that numpy.savez or savez_compressed wrote is read. Each array of shape (n) is a column under its
// own name, text for Table.Strings; those of other shapes are left out of Names, and so are objects and the like: asking
// for one is an error that says what it is. With Names only those arrays are read, and one of shape (n, k) is then the
// columns name[0], name[1], ... All columns must be equally long.
//
// Arrays are unpacked as they are decoded, and only after their header says that they are wanted. npyio parses the headers
// (see NPY), archive/zip the archive: npyio's npz asks it for names only.
type NPZ struct {
	Names []string // of the arrays to read; nil: all
	Limit int64    // bytes of memory that the columns may take; 0: DefaultLimit
}

// ReadNPZ reads a file with NPZ{Names: names}.
func ReadNPZ(path string, names ...string) (*Table, error) { return NPZ{Names: names}.Read(path) }

// Read reads a file.
func (o NPZ) Read(path string) (*Table, error) { return o.ReadContext(context.Background(), path) }

// ReadContext is Read until ctx ends.
func (o NPZ) ReadContext(ctx context.Context, path string) (*Table, error) {
	s, err := newSource(ctx, path, "NPZ.Limit", o.Limit)
	if err != nil {
		return nil, err
	}
	f, size, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	archive, err := openZip(path, f, size)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{} // whether the array has been found
	for _, name := range o.Names {
		wanted[name] = false
	}
	t := newTable(path)
	var texts []*zip.File // may be as long as the columns of numbers, or labels of something else
	for _, member := range archive.File {
		name, ok := strings.CutSuffix(member.Name, ".npy")
		_, named := wanted[name]
		if !ok || len(o.Names) > 0 && !named {
			continue
		}
		wanted[name] = true
		later, err := t.addMember(name, named, false, member, s)
		if err != nil {
			return nil, err
		}
		if later {
			texts = append(texts, member)
		}
	}
	for _, member := range texts {
		if _, err := t.addMember(strings.TrimSuffix(member.Name, ".npy"), false, true, member, s); err != nil {
			return nil, err
		}
	}
	for _, name := range o.Names {
		if !wanted[name] {
			return nil, fileError(path, "no array %s; the archive holds %s", quote(name), list(members(archive)))
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
	head := make([]byte, min(size, 8))
	if _, err := f.ReadAt(head, 0); err != nil {
		return nil, fileError(path, "%w", err)
	}
	if !strings.HasPrefix(string(head), "PK") {
		return nil, fileError(path, "is not an archive of NumPy: it begins with %q, not with \"PK\"%s", head[:min(len(head), 4)], looksLike(head))
	}
	archive, err := zip.NewReader(f, size)
	if err != nil {
		return nil, fileError(path, "cut short or broken: %w; copy or save it again", foreign(err))
	}
	return archive, nil
}

// addMember reads one array of an archive: its header, and what follows if that is columns, or would be text for later.
func (t *Table) addMember(name string, named, last bool, member *zip.File, s *source) (later bool, err error) {
	broken := func(err error) error {
		return &Error{File: t.file, Column: name, Row: -1, Err: fmt.Errorf("broken in the archive: %w; copy or save it again", err)}
	}
	in, err := member.Open()
	if err != nil {
		return false, broken(err)
	}
	defer in.Close()
	s.path, s.packed, s.size = t.file+"/"+short(member.Name), broken, int64(min(member.UncompressedSize64, 1<<62))
	s.over(in)
	a, err := openArray(s)
	if err != nil {
		return false, err
	}
	if why := a.unsuited(); why != nil {
		return false, t.skip(name, why)
	}
	if len(a.shape) == 2 && !named {
		return false, t.skip(name, fmt.Errorf("an array of shape %s: read its columns with NPZ{Names: []string{%s}}, or save it alone for ReadNPY", tuple(a.shape), quote(name)))
	}
	if a.text() && !named && !last {
		return true, nil
	}
	if last && t.rows >= 0 && a.shape[0] != t.rows {
		return false, t.skip(name, fmt.Errorf("text of %d rows where the columns before it have %d", a.shape[0], t.rows))
	}
	if err := a.prepare(); err != nil {
		return false, err
	}
	names := []string{name}
	if len(a.shape) == 2 {
		names = elements(name, a.k)
	}
	if err := t.addArray(names, a); err != nil {
		return false, err
	}
	return false, s.rest()
}
