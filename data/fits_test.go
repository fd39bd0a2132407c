package data

import (
	"bytes"
	"encoding/binary"
	"math"
	"path/filepath"
	"slices"
	"testing"
)

// clusters is a table of 100 rows, 24 bytes each, after two header blocks.
func clusters() []byte {
	return fitsOf(100, []string{"M200c", "Ngal", "sigv"}, func(i, j int) float64 { return float64(100*j + i) })
}

func TestReadFITS(t *testing.T) {
	path := write(t, "c.fits", clusters())
	table := must(ReadFITS(path))
	if table.Rows() != 100 || table.File() != path || !slices.Equal(table.Names(), []string{"M200c", "Ngal", "sigv"}) {
		t.Fatalf("read %v", table)
	}
	for j, name := range table.Names() {
		for i, v := range must(table.Column(name)) {
			if v != float64(100*j+i) {
				t.Fatalf("%s[%d] = %v", name, i, v)
			}
		}
	}
}

// Rows are decoded in chunks; a table of many is the same as its rows.
func TestReadFITSManyChunks(t *testing.T) {
	const n = 40_000
	path := write(t, "c.fits", fitsOf(n, []string{"a", "b"}, func(i, j int) float64 { return float64(i) + float64(j)/2 }))
	b := must(must(ReadFITS(path)).Column("b"))
	for i, v := range b {
		if v != float64(i)+.5 {
			t.Fatalf("row %d is %v", i, v)
		}
	}
}

// The file may end with the last row: only padding is missing.
func TestReadFITSWithoutPadding(t *testing.T) {
	table, err := ReadFITS(write(t, "c.fits", clusters()[:5760+2400]))
	if err != nil || table.Rows() != 100 {
		t.Errorf("%v, %v", table, err)
	}
}

func TestReadFITSErrors(t *testing.T) {
	whole := clusters()
	image := fitsHeader("SIMPLE  =                    T", "BITPIX  =                  -32", "NAXIS   =                    2",
		"NAXIS1  =                  100", "NAXIS2  =                  200")
	odd := func(old, new string) []byte { return bytes.Replace(whole, []byte(old), []byte(new), 1) }
	for _, c := range []struct {
		name, want string
		content    []byte
	}{
		{"empty", "data: c.fits: is empty (0 bytes): copy or write it again", nil},
		{"magic", `data: c.fits: is not FITS: it begins with "M200c,Ngal", a FITS file with "SIMPLE  ="`, []byte("M200c,Ngal\n1,2\n")},
		{"short magic", `data: c.fits: is not FITS: it begins with "SIM", a FITS file with "SIMPLE  ="`, []byte("SIM")},
		{"gzip", "data: c.fits: begins like gzip, but: unexpected EOF; copy it again", []byte("\x1f\x8b\x08\x00")},
		{"in the first header", "data: c.fits: cut short in the header at byte 0: no END card up to byte 1000, where the file stops; copy or download it again", whole[:1000]},
		{"between headers", "data: c.fits: no binary table (BINTABLE) among its units (primary): write the columns as one, or copy the file again if it should have one", whole[:2880]},
		{"in the second header", "data: c.fits: cut short in the header at byte 2880: no END card up to byte 4000, where the file stops; copy or download it again", whole[:4000]},
		{"before the first row", "data: c.fits: row 0 (from 0): the file is cut short: headers and 100 rows of 24 bytes make 8160 bytes, it has 5760; copy or download it again", whole[:5760]},
		{"in a row", "data: c.fits: row 10 (from 0): the file is cut short: headers and 100 rows of 24 bytes make 8160 bytes, it has 6005; copy or download it again", whole[:6005]},
		{"in the last byte", "data: c.fits: row 99 (from 0): the file is cut short: headers and 100 rows of 24 bytes make 8160 bytes, it has 8159; copy or download it again", whole[:8159]},
		{"in an image", "data: c.fits: cut short in unit 1 (primary): its header promises data up to byte 82880, the file has 2980; copy or download it again", append(slices.Clip(image), make([]byte, 100)...)},
		{"no rows", "data: c.fits: no rows: the columns a are empty", append(primary(), tableHeader(8, 0, "a D")...)},
		{"no columns", "data: c.fits: broken table header: 0 columns (1 to 999 are possible) in 2 dimensions (2); write the file again", append(primary(), tableHeader(8, 1)...)},
		{"no numbers", `data: c.fits: no column of numbers: the first, "id", is 64 bits, TFORM 64X`, append(append(primary(), tableHeader(8, 1, "id 64X")...), make([]byte, 8)...)},
		{"width", "data: c.fits: broken table header: the columns take 24 bytes a row or more, NAXIS1 says 20; write the file again", odd("NAXIS1  =                   24", "NAXIS1  =                   20")},
		{"form", `data: c.fits: column "Ngal": TFORM2 is "F", which is no format of a binary table: write the file again`, odd("TFORM2  = 'D'", "TFORM2  = 'F'")},
		{"twice", `data: c.fits: column "Ngal": columns 1 and 2 (from 0) have this name: rename one`, odd("TTYPE3  = 'sigv'", "TTYPE3  = 'Ngal'")},
		{"negative rows", "data: c.fits: header card NAXIS2 is -100, not a whole number from 0: write the file again", odd("NAXIS2  =                  100", "NAXIS2  =                 -100")},
		{"too many rows", "data: c.fits: row 120 (from 0): the file is cut short: headers and 999999999999999999 rows of 24 bytes make 9223372036854775807 bytes, it has 8640; copy or download it again", odd("NAXIS2  =                  100", "NAXIS2  =   999999999999999999")},
		{"rows of text", "data: c.fits: header card NAXIS2 is many, not a whole number from 0: write the file again", odd("NAXIS2  =                  100", "NAXIS2  = 'many'              ")},
		{"broken axes", `data: c.fits: header card "NAXIS   =                    x" is broken: write the file again`, odd("NAXIS   =                    2", "NAXIS   =                    x")},
		{"fitsio panics", `data: c.fits: broken header before byte 2880: its parser stopped with "reflect: call of reflect.Value.Int on string Value"; write the file again`,
			fitsHeader("SIMPLE  =                    T", "BITPIX  = 'x'", "NAXIS   =                    0")},
		{"fitsio refuses", `data: c.fits: broken header before byte 2880: fitsio: string ends prematurely ("'a "); write the file again`,
			fitsHeader("SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0", "TTYPE1  = 'a")},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, "c.fits", c.content)
			_, err := ReadFITS(path)
			wantError(t, err, path, c.want)
		})
	}
}

// However a file is cut, it is an error or, in the padding, the whole table.
func TestReadFITSCutAnywhere(t *testing.T) {
	whole := clusters()
	for n := 0; n < len(whole); n += 61 {
		table, err := ReadFITS(write(t, "c.fits", whole[:n]))
		if complete := n >= 5760+2400; complete != (err == nil) || complete && table.Rows() != 100 {
			t.Fatalf("cut to %d bytes: %v, %v", n, table, err)
		}
	}
}

// A card that fitsio cannot parse does not matter unless it says where the numbers are.
func TestReadFITSOddCards(t *testing.T) {
	header := fitsHeader("XTENSION= 'BINTABLE'", "BITPIX  =                    8", "NAXIS   =                    2",
		"NAXIS1  =                    8", "NAXIS2  =                    1", "PCOUNT  =                    0", "GCOUNT  =                    1",
		"TFIELDS =                    1", "TFORM1  = 'D'", "DATE    = NaN", "CONTINUE  'a'", "HIERARCH ESO = 'x", "VALUE   = (1")
	row := binary.BigEndian.AppendUint64(nil, math.Float64bits(2.5))
	table, err := ReadFITS(write(t, "c.fits", slices.Concat(primary(), header, row)))
	if err != nil || !same(must(table.Column("c0")), []float64{2.5}) {
		t.Errorf("%v, %v", table, err)
	}
}

func TestFileErrors(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ path, want string }{
		{filepath.Join(dir, "none.fits"), "data: none.fits: no such file or directory"},
		{filepath.Join(dir, "none.csv"), "data: none.csv: no such file or directory"},
		{filepath.Join(dir, "x.parquet"), `data: x.parquet: suffix ".parquet" is not one of .fits .fit .fts .csv .tsv .npy .npz: rename the file or call its reader (ReadFITS, ReadCSV, ReadNPY, ReadNPZ)`},
	} {
		_, err := Read(c.path)
		wantError(t, err, c.path, c.want)
	}
	for name, read := range map[string]func(string) (*Table, error){
		"fits": ReadFITS, "csv": ReadCSV,
		"npy": func(path string) (*Table, error) { return ReadNPY(path) },
		"npz": func(path string) (*Table, error) { return ReadNPZ(path) },
	} {
		_, err := read(dir)
		wantError(t, err, dir, "data: "+filepath.Base(dir)+": is a directory: name a file in it")
		empty := write(t, "x."+name, nil)
		_, err = Read(empty)
		wantError(t, err, empty, "data: x."+name+": is empty (0 bytes): copy or write it again")
	}
}

// 266,000 rows of 17 columns, the size of the case study's catalogue.
func BenchmarkReadFITS(b *testing.B) {
	names := []string{"M200c", "Ngal", "sigv", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"}
	path := write(b, "c.fits", fitsOf(266_000, names, func(i, j int) float64 { return float64(i * j) }))
	for b.Loop() {
		if _, err := ReadFITS(path); err != nil {
			b.Fatal(err)
		}
	}
}
