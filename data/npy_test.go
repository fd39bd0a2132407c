package data

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
)

// npyOf is an array of NumPy, version 1, with the given entries of its header.
func npyOf(descr, order, shape string, content []byte) []byte {
	head := fmt.Sprintf("{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n", descr, order, shape)
	b := append([]byte("\x93NUMPY\x01\x00"), binary.LittleEndian.AppendUint16(nil, uint16(len(head)))...)
	return slices.Concat(b, []byte(head), content)
}

// npzOf is an archive with the given members, stored or deflated.
func npzOf(method uint16, members map[string][]byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range members {
		must(must(w.CreateHeader(&zip.FileHeader{Name: name, Method: method})).Write(content))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestReadNPYErrors(t *testing.T) {
	whole := npyOf("'<f8'", "False", "(3, 2)", make([]byte, 48))
	for _, c := range []struct {
		name, want string
		content    []byte
	}{
		{"magic", `data: x.npy: is not an array of NumPy: it begins with "x,y\n1,", not with "\x93NUMPY"`, []byte("x,y\n1,2\n")},
		{"after the magic", "data: x.npy: cut short in the header, after 8 bytes; copy or save it again", whole[:8]},
		{"in the header", "data: x.npy: cut short in the header: it takes 70 bytes, there are 50; copy or save it again", whole[:50]},
		{"in the numbers", `data: x.npy: cut short: shape (3, 2) and type "<f8" need 48 bytes after the header, there are 40; copy or save it again`, whole[:len(whole)-8]},
		{"long header", "data: x.npy: cut short in the header: it takes 4294967307 bytes, there are 12; copy or save it again", []byte("\x93NUMPY\x02\x00\xff\xff\xff\xff")},
		{"version", "data: x.npy: broken header: npy: invalid major version number (9); save the array again", []byte("\x93NUMPY\x09\x00\x00\x00\x00\x00")},
		{"no dictionary", `data: x.npy: broken header: its parser stopped with "runtime error: slice bounds out of range [:-1]"; save the array again`, []byte("\x93NUMPY\x01\x00\x02\x00{}")},
		{"no numbers", `data: x.npy: not columns of numbers but elements of type "<c16": save it with astype(float)`, npyOf("'<c16'", "False", "(1,)", make([]byte, 16))},
		{"objects", `data: x.npy: not columns of numbers but elements of type "|O": save it with astype(float)`, npyOf("'|O'", "False", "(1,)", make([]byte, 16))},
		{"three dimensions", "data: x.npy: not columns of numbers but an array of shape (1, 2, 3): reshape it to (n,) or (n, k)", npyOf("'<f8'", "False", "(1, 2, 3)", make([]byte, 48))},
		{"no dimension", "data: x.npy: not columns of numbers but an array of shape (): reshape it to (n,) or (n, k)", npyOf("'<f8'", "False", "()", make([]byte, 8))},
		{"no rows", "data: x.npy: an array of shape (0, 2) holds no numbers", npyOf("'<f8'", "False", "(0, 2)", nil)},
		{"negative", "data: x.npy: an array of shape (-1,) holds no numbers", npyOf("'<f8'", "False", "(-1,)", make([]byte, 8))},
		{"too large", `data: x.npy: cut short: shape (4611686018427387904, 4) and type "<f8" need 9223372036854775807 bytes after the header, there are 0; copy or save it again`,
			npyOf("'<f8'", "False", "(4611686018427387904, 4)", nil)},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, "x.npy", c.content)
			_, err := ReadNPY(path)
			wantError(t, err, path, c.want)
		})
	}
}

func TestReadNPZErrors(t *testing.T) {
	x := npyOf("'<f8'", "False", "(2,)", make([]byte, 16))
	stored := npzOf(zip.Store, map[string][]byte{"x.npy": x})
	flipped := slices.Clone(stored)
	flipped[bytes.Index(stored, x)+len(x)-1] ^= 1
	for _, c := range []struct {
		name, want string
		content    []byte
	}{
		{"magic", `data: x.npz: is not an archive of NumPy: it begins with "\x93NUM", not with "PK" (it looks like an array of NumPy (.npy))`, x},
		{"cut short", "data: x.npz: cut short or broken: zip: not a valid zip file; copy or save it again", stored[:len(stored)-30]},
		{"flipped bit", `data: x.npz: column "x": broken in the archive: zip: checksum error; copy or save it again`, flipped},
		{"no members", "data: x.npz: no columns", npzOf(zip.Store, nil)},
		{"other members", "data: x.npz: no columns", npzOf(zip.Store, map[string][]byte{"readme.txt": []byte("hello")})},
		{"cut member", `data: x.npz/x.npy: cut short: shape (2,) and type "<f8" need 16 bytes after the header, there are 8; copy or save it again`, npzOf(zip.Deflate, map[string][]byte{"x.npy": x[:len(x)-8]})},
		{"no number", `data: x.npz: no column of numbers: the first, "t", is elements of type "<M8": save it with astype(float)`, npzOf(zip.Store, map[string][]byte{"t.npy": npyOf("'<M8'", "False", "(1,)", make([]byte, 8))})},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, "x.npz", c.content)
			_, err := ReadNPZ(path)
			wantError(t, err, path, c.want)
		})
	}
}

func TestReadNPZUnequal(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, n := range []int{2, 3} {
		must(must(w.Create(fmt.Sprintf("x%d.npy", n))).Write(npyOf("'<f8'", "False", fmt.Sprintf("(%d,)", n), make([]byte, 8*n))))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := write(t, "x.npz", b.Bytes())
	_, err := ReadNPZ(path)
	wantError(t, err, path, `data: x.npz: column "x3": 3 rows where the columns before it have 2: columns of one table are equally long`)
	if table := must(ReadNPZ(path, "x3")); table.Rows() != 3 {
		t.Errorf("%v", table)
	}
}
