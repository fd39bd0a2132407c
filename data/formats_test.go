package data

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"
)

// Blanks that end a line are no field, tabs are spaces, and quotes keep theirs.
func TestReadSpaces(t *testing.T) {
	for _, content := range []string{
		"x y\n1 2\n3 4\n", "x y \n1 2  \n3 4 \n", "  x\ty\t\n\t1\t 2\t\r\n3 4", "x y \n \n1 2 \n\t\n3 4   ", "x y\n1 2\n3 4\n   \n",
	} {
		table, err := CSV{Comma: ' '}.Read(write(t, "t.dat", []byte(content)))
		if err != nil || !same(must(table.Column("x")), []float64{1, 3}) || !same(must(table.Column("y")), []float64{2, 4}) {
			t.Errorf("%q: %v, %v", content, table, err)
		}
	}
	noted := must(CSV{Comma: ' ', Comment: '#'}.Read(write(t, "t.dat", []byte("# a quote: \" \nx y \n#\"\n1 2 \n3 \"4\" \n"))))
	if got := must(noted.Column("y")); !same(got, []float64{2, 4}) {
		t.Errorf("below comments y is %v", got)
	}
	table := must(CSV{Comma: ' '}.Read(write(t, "t.dat", []byte("\"a  b \" name \n1 \"x \t y\" \n2 \"\" \n"))))
	if names := must(table.Strings("name")); !slices.Equal(names, []string{"x \t y", ""}) || !slices.Equal(table.all, []string{"a  b", "name"}) {
		t.Errorf("%q of %v", names, table)
	}
	path := write(t, "t.dat", []byte("x y\n1 2\n3   4\"\n"))
	_, err := CSV{Comma: ' '}.Read(path)
	wantError(t, err, path, `data: t.dat: line 3: bare " in non-quoted-field at byte 6 of the line: is ' ' the separator? Set CSV.Comma if not`)
}

// Files that are no text tables are named for what they are.
func TestReadCSVOfOtherFormats(t *testing.T) {
	const utf16 = `data: t.csv: is text in UTF-16, as spreadsheets save "Unicode text": save it as CSV in UTF-8, or convert it by iconv -f UTF-16 -t UTF-8`
	wide := func(order binary.AppendByteOrder, text string) (b []byte) {
		for _, c := range text {
			b = order.AppendUint16(b, uint16(c))
		}
		return b
	}
	for _, c := range []struct {
		want    string
		content []byte
	}{
		{utf16, wide(binary.LittleEndian, "\ufeffx,y\r\n1,2\r\n")},
		{utf16, wide(binary.BigEndian, "\ufeffx,y\r\n1,2\r\n")},
		{utf16, wide(binary.LittleEndian, "x,y\r\n1,2\r\n")},
		{`data: t.csv: its lines end in a carriage return alone, as on old Macintoshes: convert them by tr '\r' '\n'`, []byte("x,y\r1,2\r3,4\r")},
		{`data: t.csv: its lines end in a carriage return alone, as on old Macintoshes: convert them by tr '\r' '\n'`, []byte("x,y\r1,2")},
		{"data: t.csv: is no text table: it looks like a zip archive, as .npz and workbooks (.xlsx) are", npzOf(zip.Store, map[string][]byte{"a": nil})},
		{"data: t.csv: is no text table: it looks like FITS", clusters()},
		{"data: t.csv: is no text table: it looks like Parquet", []byte("PAR1\x15\x04")},
		{"data: t.csv: is no text table: byte 5 is 0", []byte("x,y\n1\x00,2\n3,4\n5,6\n")},
	} {
		path := write(t, "t.csv", c.content)
		_, err := ReadCSV(path)
		wantError(t, err, path, c.want)
	}
	if table, err := ReadCSV(write(t, "t.csv", []byte("x\r\n1\r\n"))); err != nil || table.Rows() != 1 {
		t.Errorf("%v, %v", table, err)
	}
	path := write(t, "t.csv", []byte("x,y\n1,2\r3,4\n"))
	_, err := ReadCSV(path)
	wantError(t, err, path, "data: t.csv: line 2: 3 fields where 2 columns are expected (x, y): complete or remove the line")
	path = write(t, "t.csv", []byte("x\n1\r2\n"))
	_, err = must(ReadCSV(path)).Column("x")
	wantError(t, err, path, `data: t.csv: column "x", row 0 (from 0), line 2: "1\r2" is not a number but has a carriage return in it: a line ends in one alone, as on old Macintoshes; convert it`)
}

// What people write for a missing number names the setting; declared, it is NaN.
func TestMissingMarks(t *testing.T) {
	for _, mark := range []string{"NA", "n/a", "null", "?", "--", "."} {
		path := write(t, "t.csv", []byte("x,y\n1,2\n"+mark+",3\n"))
		_, err := must(ReadCSV(path)).Column("x")
		wantError(t, err, path, `data: t.csv: column "x", row 1 (from 0), line 3: "`+mark+`" is not a number: if it marks a missing one, read with CSV{Missing: []string{"`+mark+`"}} and use DropNonFinite or Encode(Encoding{How: Impute})`)
		if x := must(must(CSV{Missing: []string{mark}}.Read(path)).Column("x")); !same(x, []float64{1, math.NaN()}) {
			t.Errorf("%s: %v", mark, x)
		}
	}
}

func TestReadFrom(t *testing.T) {
	for _, content := range []string{"x,y\n1,2\n", string(pack([]byte("x,y\n1,2\n")))} {
		table, err := CSV{}.ReadFrom(context.Background(), strings.NewReader(content))
		if err != nil || table.File() != "" || !same(must(table.Column("y")), []float64{2}) {
			t.Errorf("%v, %v", table, err)
		}
	}
	for want, content := range map[string]string{
		"data: no lines but blank ones and comments: write the table again":               "",
		`data: column "x", row 0 (from 0), line 2: "a" is not a number: correct the file`: "x\na\n",
	} {
		table, err := CSV{}.ReadFrom(context.Background(), strings.NewReader(content))
		if err == nil {
			_, err = table.Column("x")
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	_, err := CSV{}.ReadFrom(context.Background(), nil)
	wantError(t, err, "/", "data: the reader is nil")
}

// Python 2 wrote long integers with an L.
func TestShapesOfPython2(t *testing.T) {
	raw := []byte{1, 2, 3, 4, 5, 6}
	table := must(ReadNPY(write(t, "x.npy", npyOf("'|i1'", "False", "(3L, 2L)", raw))))
	if got := must(table.Column("c1")); !same(got, []float64{2, 4, 6}) {
		t.Errorf("%v", got)
	}
	table = must(ReadNPY(write(t, "x.npy", npyOf("'|i1'", "False", "(6L,)", raw))))
	if got := must(table.Column("x")); !same(got, []float64{1, 2, 3, 4, 5, 6}) {
		t.Errorf("%v", got)
	}
}

// Text of both kinds, both byte orders and of other lengths than the columns of numbers.
func TestReadText(t *testing.T) {
	wide := func(order binary.AppendByteOrder) (b []byte) {
		for _, c := range "Ω\x00ab" {
			b = order.AppendUint32(b, uint32(c))
		}
		return b
	}
	for want, content := range map[string][]byte{
		"a,bc": npyOf("'|S2'", "False", "(2,)", []byte("a\x00bc")), "Ω,ab": npyOf("'<U2'", "False", "(2,)", wide(binary.LittleEndian)), "Ω,ab ": npyOf("'>U2'", "False", "(2,)", wide(binary.BigEndian)),
	} {
		table := must(ReadNPY(write(t, "x.npy", content)))
		if got := strings.Join(must(table.Strings("x")), ","); got != strings.TrimSpace(want) || table.Rows() != 2 {
			t.Errorf("%q, want %q", got, want)
		}
		archive := write(t, "x.npz", npzOf(zip.Deflate, map[string][]byte{"name.npy": content, "y.npy": npyOf("'|i1'", "False", "(2,)", []byte{1, 2}), "labels.npy": npyOf("'|S1'", "False", "(3,)", []byte("abc"))}))
		table = must(ReadNPZ(archive))
		if got := strings.Join(must(table.Strings("name")), ","); got != strings.TrimSpace(want) {
			t.Errorf("%q, want %q", got, want)
		}
		_, err := table.Strings("labels")
		wantError(t, err, archive, `data: x.npz: column "labels": not one number a row but text of 3 rows where the columns before it have 2`)
		_, err = ReadNPZ(archive, "name", "labels")
		if err == nil || !strings.Contains(err.Error(), "rows where the columns before it have") {
			t.Errorf("%v", err)
		}
	}
	matrix := write(t, "x.npz", npzOf(zip.Store, map[string][]byte{"m.npy": npyOf("'|i1'", "True", "(2, 3)", []byte{1, 2, 3, 4, 5, 6})}))
	table := must(ReadNPZ(matrix, "m"))
	if got := table.Names(); !slices.Equal(got, []string{"m[0]", "m[1]", "m[2]"}) || !same(must(table.Column("m[1]")), []float64{3, 4}) {
		t.Errorf("%v", table)
	}
}

// twoTables is a file with an image and two tables, of which the second has a vector and text.
func twoTables() []byte {
	named := func(header []byte, name string) []byte {
		return bytes.Replace(header, []byte("END"+strings.Repeat(" ", 77)), []byte(pad("EXTNAME = '"+name+"'")+pad("END")), 1)[:len(header)]
	}
	b := primary()
	b = append(b, named(fitsHeader("XTENSION= 'IMAGE   '", "BITPIX  =                    8", "NAXIS   =                    1", "NAXIS1  =                    9"), "MAP")...)
	b = append(b, make([]byte, fitsBlock)...)
	first := []byte{1, 2}
	b = append(b, named(tableHeader(1, 2, "a B"), "it''s / one")...)
	b = append(b, append(first, make([]byte, fitsBlock-len(first))...)...)
	b = append(b, named(tableHeader(8, 2, "flux 3I", "name 2A"), "Second")...)
	return append(b, 0, 1, 0, 2, 0, 3, 'x', ' ', 0, 4, 0, 5, 255, 255, 'y', 0)
}

func pad(card string) string { return card + strings.Repeat(" ", fitsCard-len(card)) }

func TestReadFITSByName(t *testing.T) {
	for _, content := range [][]byte{twoTables(), pack(twoTables())} {
		path := write(t, "c.fits", content)
		for name, column := range map[string]string{"": "a", "2": "a", "IT'S / ONE": "a", "second": "flux", "3": "flux"} {
			if table, err := (FITS{Table: name}).Read(path); err != nil || table.all[0] != column {
				t.Errorf("%q: %v, %v", name, table, err)
			}
		}
		table := must(FITS{Table: "second", Columns: []string{"flux"}}.Read(path))
		if got := table.Names(); !slices.Equal(got, []string{"flux[0]", "flux[1]", "flux[2]"}) || !same(must(table.Column("flux[2]")), []float64{3, -1}) {
			t.Errorf("%v", table)
		}
		_, err := table.Column("flux")
		wantError(t, err, path, `data: c.fits: column "flux": not one number a row but arrays of 3, which are the columns flux[0] ... flux[2]`)
		_, err = table.Strings("name")
		wantError(t, err, path, `data: c.fits: column "name": not one number a row but left out, since FITS.Columns does not name it`)
		if names := must(must(FITS{Table: "second"}.Read(path)).Strings("name")); !slices.Equal(names, []string{"x", "y"}) {
			t.Errorf("%q", names)
		}
		_, err = FITS{Table: "third"}.Read(path)
		wantError(t, err, path, `data: c.fits: no binary table (BINTABLE) "third" among its units (primary, IMAGE MAP, BINTABLE it's / one, BINTABLE Second): name one of them, or give its number, of which the first is 0`)
		_, err = FITS{Columns: []string{"b"}}.Read(path)
		wantError(t, err, path, `data: c.fits: column "b": no such column, though FITS.Columns names it. The columns are a`)
	}
	vectors := must(FITS{Columns: []string{"vector", "text"}}.Read("../testdata/data_types.fits"))
	if got := must(vectors.Column("vector[2]")); !same(got, []float64{2. / 7, 5. / 7, 8. / 7, 11. / 7, 2}) {
		t.Errorf("vector[2] is %v", got)
	}
	if got := must(vectors.Strings("text")); !slices.Equal(got, []string{"a", "b", "c", "d", "e"}) {
		t.Errorf("text is %q", got)
	}
}
