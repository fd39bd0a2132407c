package data

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"
)

// pack is gzip.
func pack(content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	must(w.Write(content))
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// What gzip has packed reads as what it packed: every golden file and a text, under the name with .gz and without.
func TestReadGzip(t *testing.T) {
	files := map[string][]byte{"t.csv": []byte("x,name\n1,a\n2,b\n"), "t.tsv": []byte("x\ty\n1\t2\n"), "clusters.fits": clusters()}
	for _, name := range []string{"data_types.fits", "data_scaled.fits", "data_c.npy", "data_fortran.npy", "data_vector.npy"} {
		files[name] = must(os.ReadFile(filepath.Join("../testdata", name)))
	}
	for name, content := range files {
		plain := must(Read(write(t, name, content)))
		for _, path := range []string{write(t, name+".gz", pack(content)), write(t, name, pack(content))} {
			packed, err := Read(path)
			if err != nil {
				t.Error(err)
				continue
			}
			for _, column := range plain.Names() {
				if want, got := must(plain.Column(column)), must(packed.Column(column)); !same(got, want) {
					t.Errorf("%s: %s is %v, want %v", path, column, got, want)
				}
			}
			if len(packed.all) != len(plain.all) || len(packed.texts) != len(plain.texts) {
				t.Errorf("%v, want %v", packed, plain)
			}
		}
	}
}

// However a packed file is cut or bent, it is an error, not a shorter table.
func TestReadGzipBroken(t *testing.T) {
	for _, name := range []string{"x.csv.gz", "x.npy.gz", "x.fits.gz"} {
		content := map[string][]byte{"x.csv.gz": []byte("x,y\n" + strings.Repeat("1.25,2\n", 99)), "x.npy.gz": npyOf("'<f8'", "False", "(99,)", bytes.Repeat([]byte("abcdefgh"), 99)), "x.fits.gz": clusters()}[name]
		whole := pack(content)
		for n := 1; n < len(whole); n += 1 + (len(whole)-n)/20 {
			if table, err := Read(write(t, name, whole[:n])); err == nil {
				t.Errorf("%s cut to %d of %d bytes: %v", name, n, len(whole), table)
			}
		}
		bent := bytes.Clone(whole)
		bent[len(bent)-6] ^= 1
		if table, err := Read(write(t, name, bent)); err == nil {
			t.Errorf("%s of another checksum: %v", name, table)
		}
	}
	path := write(t, "x.csv.gz", pack([]byte("x,y\n1,2\n"))[:30])
	_, err := Read(path)
	wantError(t, err, path, "data: x.csv.gz: cut short or broken in what gzip packed: unexpected EOF; copy it again")
}

// A limit is said and can be raised.
func TestLimit(t *testing.T) {
	text := []byte("x,y\n" + strings.Repeat("1,2\n", 1000))
	array := npyOf("'<f4'", "False", "(1000, 2)", make([]byte, 8000))
	vector := npyOf("'<f4'", "False", "(2000,)", make([]byte, 8000))
	archive := npzOf(zip.Deflate, map[string][]byte{"x.npy": vector})
	fits := fitsOf(1000, []string{"a", "b"}, func(i, j int) float64 { return 1 })
	for _, c := range []struct {
		name, want string
		content    []byte
		read       func(path string, limit int64) (*Table, error)
	}{
		{"x.csv", "data: x.csv: row 645 (from 0), line 647: its columns take more than 16000 bytes of memory: raise CSV.Limit, now 16000, if the file is right", text, func(p string, l int64) (*Table, error) { return CSV{Limit: l}.Read(p) }},
		{"x.csv.gz", "data: x.csv.gz: row 645 (from 0), line 647: its columns take more than 16000 bytes of memory: raise CSV.Limit, now 16000, if the file is right", pack(text), func(p string, l int64) (*Table, error) { return CSV{Limit: l}.Read(p) }},
		{"x.npy", "data: x.npy: shape (1000, 2): its columns take more than 16000 bytes of memory: raise NPY.Limit, now 16000, if the file is right", array, func(p string, l int64) (*Table, error) { return NPY{Limit: l}.Read(p) }},
		{"x.npz", "data: x.npz/x.npy: shape (2000,): its columns take more than 16000 bytes of memory: raise NPZ.Limit, now 16000, if the file is right", archive, func(p string, l int64) (*Table, error) { return NPZ{Limit: l}.Read(p) }},
		{"x.fits", `data: x.fits: column "b": its columns take more than 16000 bytes of memory: raise FITS.Limit, now 16000, if the file is right, or name the columns to read in FITS.Columns`, fits, func(p string, l int64) (*Table, error) { return FITS{Limit: l}.Read(p) }},
	} {
		path := write(t, c.name, c.content)
		_, err := c.read(path, 16000)
		wantError(t, err, path, c.want)
		if table, err := c.read(path, 100_000); err != nil || table.Rows() < 1000 {
			t.Errorf("%v, %v", table, err)
		}
		if _, err := c.read(path, -1); err == nil || !strings.Contains(err.Error(), "Limit is -1: it is a number of bytes, 0 for 4 GiB") {
			t.Errorf("a negative limit: %v", err)
		}
	}
}

// endless is a file without an end, of one byte again and again.
type endless byte

func (e endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(e)
	}
	return len(b), nil
}

// A line, or a quote that is never closed, ends where the limit says and not with the memory.
func TestLineLimit(t *testing.T) {
	want := "data: a line, or a quote that is not closed, takes more than 1 MiB: raise CSV.Limit, now 16777216, if the file is right"
	for _, begin := range []string{"", "x,y\n1,2\n3,", "x\n\""} {
		_, err := CSV{Limit: 16 << 20}.ReadFrom(context.Background(), io.MultiReader(strings.NewReader(begin), endless('7')))
		wantError(t, err, "/", want)
	}
	for _, n := range []int{1, 60_000, 70_000, 200_000} { // short lines are none, however they come and however small the limit
		text := "x\n" + strings.Repeat("1\n", n/2)
		for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			if table, err := (CSV{Limit: 2 << 20}).ReadFrom(context.Background(), r); err != nil && n > 1 {
				t.Errorf("%d bytes: %v, %v", len(text), table, err)
			}
		}
	}
	rows := io.MultiReader(strings.NewReader("x\n"), endless('\n'))
	ctx, cancel := context.WithCancel(context.Background())
	time := &after{rows, 100, cancel}
	if _, err := (CSV{}).ReadFrom(ctx, time); !errors.Is(err, context.Canceled) {
		t.Errorf("blank lines without an end: %v", err)
	}
}

// after calls do at the n-th reading.
type after struct {
	io.Reader
	n  int
	do func()
}

func (a *after) Read(b []byte) (int, error) {
	if a.n--; a.n == 0 {
		a.do()
	}
	return a.Reader.Read(b)
}

// A context that has ended ends every reader, with its own error and its cause.
func TestContext(t *testing.T) {
	cause := errors.New("the user has gone")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	for name, content := range map[string][]byte{
		"x.csv": []byte("x\n1\n"), "x.npy": npyOf("'<f4'", "False", "(2,)", make([]byte, 8)), "x.fits": clusters(),
		"x.npz": npzOf(zip.Store, map[string][]byte{"x.npy": npyOf("'<f4'", "False", "(2,)", make([]byte, 8))}), "y.csv.gz": pack([]byte("x\n1\n")),
	} {
		path := write(t, name, content)
		_, err := ReadContext(ctx, path)
		if e := (*Error)(nil); !errors.As(err, &e) || !strings.HasPrefix(e.File, path) || !errors.Is(err, context.Canceled) || !errors.Is(err, cause) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := ReadContext(context.Background(), path); err != nil {
			t.Error(err)
		}
	}
	var none context.Context
	_, err := CSV{}.ReadFrom(none, strings.NewReader("x\n1\n"))
	wantError(t, err, "/", "data: the context is nil: give context.Background() if nothing ends the reading")
}

// allocated is how many bytes f takes from the heap.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// zeros is a member of an archive: a header of NumPy, or none, before so many zeros.
func zeros(t *testing.T, header []byte, n int64) string {
	path := filepath.Join(t.TempDir(), "x.npz")
	f := must(os.Create(path))
	defer f.Close()
	w := zip.NewWriter(f)
	m := must(w.Create("x.npy"))
	must(m.Write(header))
	must(io.CopyN(m, endless(0), n))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// An archive's member is unpacked only if its header says that it is wanted, and then as it is decoded.
func TestNPZIsUnpackedAsItIsRead(t *testing.T) {
	const n = 1 << 24
	for want, header := range map[string][]byte{
		`is not an array of NumPy: it begins with "\x00\x00\x00\x00\x00\x00"`: nil,
		`is elements of type "<M8": save it with astype(float)`:               npyOf("'<M8'", "False", fmt.Sprintf("(%d,)", n/8), nil),
		"more than 8 MiB of memory: raise NPZ.Limit":                          npyOf("'<f8'", "False", fmt.Sprintf("(%d,)", n/8), nil),
	} {
		path := zeros(t, header, n)
		took := allocated(func() {
			_, err := NPZ{Limit: 8 << 20}.Read(path)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %s", err, want)
			}
		})
		if took > 3<<20 {
			t.Errorf("%s: %d bytes allocated", want, took)
		}
	}
	path := zeros(t, npyOf("'|i1'", "False", fmt.Sprintf("(%d,)", n/8), nil), n/8)
	took := allocated(func() { must(ReadNPZ(path)) })
	if took > 3*n+1<<20 { // the column is n bytes; growing it copies at most twice that
		t.Errorf("a column of %d bytes: %d allocated", n, took)
	}
}

// A header that lies about what gzip has packed allocates no more than a part of what is there.
func TestPackedHeadersAreNotBelieved(t *testing.T) {
	fits := append(primary(), tableHeader(8, 500_000_000, "a D")...)
	for name, content := range map[string][]byte{"x.npy": npyOf("'<f8'", "False", "(500000000,)", make([]byte, 80)), "x.fits": append(fits, make([]byte, 80)...)} {
		path := write(t, name, pack(content))
		took := allocated(func() {
			if _, err := Read(path); err == nil || !strings.Contains(err.Error(), "cut short") {
				t.Errorf("%s: %v", name, err)
			}
		})
		if took > 3<<20 {
			t.Errorf("%s: %d bytes allocated", name, took)
		}
	}
}

// Errors quote the beginning of what a file holds, and no byte that a terminal obeys.
func TestErrorsAreShortAndPrintable(t *testing.T) {
	long, wild := strings.Repeat("z", 1<<20), "\x1b[2J\x00\x07\u202e\xff"
	for _, dirty := range []string{long, wild, wild + long} {
		name := strings.ReplaceAll(dirty, "\x00", "")
		files := map[string][]byte{
			"field.csv": []byte("x,y\n1,2\n" + name + ",3\n"), "number.csv": []byte("x\n1\n1e9" + strings.Repeat("9", 1<<20) + "\n"), "columns.csv": []byte(name + "," + name + "\n1,2\n"),
			"width.csv": []byte(name + ",y\n1\n"), "half.csv": []byte(name + ",1\n"), "quote.csv": []byte("x,\"y" + name + "\"z\n"),
			"kind.npy": npyOf("'"+dirty[:min(len(dirty), 60000)]+"'", "False", "(1,)", nil), "magic.npy": []byte(dirty), "order.npy": npyOf("'<f8'", dirty[:min(len(dirty), 60000)], "(1,)", nil),
			"shape.npy": npyOf("'<f8'", "False", "("+dirty[:min(len(dirty), 60000)]+",)", nil), "dims.npy": npyOf("'<f8'", "False", "("+strings.Repeat("1,", 20000)+")", nil),
			"magic.fits": []byte(dirty), "magic.npz": []byte(dirty), "zip.npz": []byte("PK" + dirty),
			"member.npz": npzOf(zip.Store, map[string][]byte{dirty[:min(len(dirty), 60000)] + ".npy": []byte(dirty)}),
			"form.fits":  append(primary(), tableHeader(8, 1, "a "+wild)...), "name.fits": append(primary(), tableHeader(16, 1, wild+" D", wild+" D")...),
			"extname.fits": append(primary(), fitsHeader("XTENSION= 'IMAGE   '", "BITPIX  =                    8", "NAXIS   =                    0", "EXTNAME = '"+wild+"'")...),
			"card.fits":    fitsHeader("SIMPLE  =                    T", "BITPIX  = '"+wild),
		}
		for file, content := range files {
			path := write(t, file, content)
			table, err := Read(path)
			if err == nil {
				_, err = table.Column(table.all[0])
			}
			if err == nil {
				t.Errorf("%s of %.20q: no error, %v", file, dirty, table)
				continue
			}
			if text := err.Error(); len(text) > 700+len(path) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%s: %d bytes: %.300q", file, len(text), text)
			}
		}
	}
}

// manyNames is a hundred thousand of them.
func manyNames() []string { return elements("x", 100_000) }

// A hundred thousand columns are compared by hash: compared one by one they take minutes.
func TestManyColumns(t *testing.T) {
	names := manyNames()
	if testing.Short() {
		names = names[:20_000]
	}
	text := strings.Join(names, ",") + "\n" + strings.Repeat("1,", len(names)-1) + "1\n"
	csv := must(ReadCSV(write(t, "x.csv", []byte(text))))
	npy := must(ReadNPY(write(t, "x.npy", npyOf("'|i1'", "False", fmt.Sprintf("(1, %d)", len(names)), make([]byte, len(names)))), names...))
	for _, table := range []*Table{csv, npy} {
		set, err := table.Set(table.Names()[1:], names[0])
		if err != nil {
			t.Fatal(err)
		}
		a := must(set.FitX(Identity{}))
		if x, err := a.Columns(table); err != nil || x.RawMatrix().Cols != len(names)-1 {
			t.Error(err)
		}
		if _, err := table.Select(names...); err != nil {
			t.Error(err)
		}
		if _, _, err := table.DropNonFinite(); err != nil {
			t.Error(err)
		}
		_, err = table.Column("x[1000000]")
		if err == nil || !strings.Contains(err.Error(), "did you mean") || len(err.Error()) > 1000 {
			t.Errorf("%v", err)
		}
	}
}

// The halves of IEEE 754 against those that NumPy makes of them; see testdata/data_half.py.
func TestHalf(t *testing.T) {
	table := must(ReadNPZ("../testdata/data_half.npz"))
	if h, f := must(table.Column("half")), must(table.Column("single")); !same(h, f) || len(h) < 5000 {
		t.Errorf("%d halves differ from %d floats", len(h), len(f))
	}
	for b, want := range map[uint16]float64{0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 1: math.Ldexp(1, -24), 0x0400: math.Ldexp(1, -14), 0xfc00: math.Inf(-1), 0x8000: math.Copysign(0, -1)} {
		raw := binary.BigEndian.AppendUint16(nil, b)
		got := must(must(ReadNPY(write(t, "x.npy", npyOf("'>f2'", "False", "(1,)", raw)))).Column("x"))
		if !same(got, []float64{want}) {
			t.Errorf("%#x is %v, want %v", b, got, want)
		}
	}
}
