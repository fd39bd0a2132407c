package convert

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"gorgonia.org/tensor"
)

// one is the parameters of a dense layer, 3 to 4.
func one() *layers.Params {
	p := &layers.Params{}
	p.Set("dense_0/kernel", tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(3, 4)))
	p.Set("dense_0/bias", tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(4)))
	return p
}

// Arrays of NumPy are read in whatever order and width of bytes they are.
func TestFormsOfArrays(t *testing.T) {
	files, err := filepath.Glob("../testdata/convert/numpy_dense_*.npz")
	if err != nil || len(files) != 4 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		p, _, err := FromFlax(path, one())
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range float64s.Of(p.Get("dense_0/kernel")) {
			if want := float64(i) / 8; v != want {
				t.Fatalf("%s: number %d of the kernel is %v, want %v", path, i, v, want)
			}
		}
	}
}

// entry of an archive: a name and what is in it.
type packed struct {
	name    string
	content []byte
}

// archive packs files.
func archive(t *testing.T, members ...packed) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "net.npz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := pack(f, members...); err != nil {
		t.Fatal(err)
	}
	return path
}

func pack(w io.Writer, members ...packed) error {
	z := zip.NewWriter(w)
	for _, m := range members {
		out, err := z.Create(m.name)
		if err != nil {
			return err
		}
		if _, err := out.Write(m.content); err != nil {
			return err
		}
	}
	return z.Close()
}

// header is an array's, of any text.
func header(text string) []byte {
	return append(binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(text))), text...)
}

func npyOf(descr, shape string, numbers int) []byte {
	return append(header(fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n", descr, shape)), make([]byte, numbers)...)
}

// Archives that are damaged, or made to harm, are errors that say what is wrong.
func TestHostileArchives(t *testing.T) {
	bias := packed{"Dense_0/bias.npy", npyOf("<f8", "(4,)", 32)}
	kernel := func(b []byte) []packed { return []packed{bias, {"Dense_0/kernel.npy", b}} }
	for _, c := range []struct {
		members []packed
		want    string
	}{
		{kernel(nil), "does not begin as an array"},
		{kernel([]byte("\x93NUMPY\x01\x00")), "does not begin as an array"},
		{kernel(header("")), "does not begin as an array"},
		{kernel([]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff")), "4294967307 bytes"},
		{kernel(append([]byte("\x93NUMPY\x01\x00\x00\x20"), "{'descr'"...)), "cut short in the header"},
		{kernel(header("{'descr': '<f8', }")), "header is damaged"},
		{kernel(npyOf("<f8", "(-3, 4)", 96)), "header is damaged"},
		{kernel(npyOf("<f8", "(9223372036854775807, 9223372036854775807)", 0)), "does not fit the network"},
		{kernel(npyOf("<f8", "(3, 4)", 88)), "type and shape take 96 bytes, there are 88"},
		{kernel(npyOf("<f8", "(3, 4)", 104)), "take 96 bytes, there are more"},
		{kernel(npyOf("|O", "(3, 4)", 96)), "elements are of type |O"},
		{kernel(npyOf("<V2", "(3, 4)", 24)), "elements are of type <V2"},
		{kernel(npyOf("<i8", "(3, 4)", 96)), "elements are of type <i8"},
		{[]packed{bias, bias}, "is there twice"},
		{[]packed{bias, {"readme.txt", nil}}, "is no array of NumPy"},
		{nil, "does not fit the network"},
	} {
		_, _, err := FromFlax(archive(t, c.members...), one())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v\ndoes not say %q", err, c.want)
		}
	}
	whole, err := os.ReadFile(archive(t, kernel(npyOf("<f8", "(3, 4)", 96))...))
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		if z, err := readNPZ(bytes.NewReader(whole[:n]), int64(n)); err == nil {
			t.Fatalf("an archive cut at byte %d of %d was read: %v", n, len(whole), z.list)
		}
	}
}

// A file of which the end is missing, wherever it was cut, is no network.
func TestCutFiles(t *testing.T) {
	whole, err := os.ReadFile("../testdata/convert/torch_embed_f32.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	path, like := filepath.Join(t.TempDir(), "net.safetensors"), one()
	for n := range whole {
		if err := os.WriteFile(path, whole[:n], 0o666); err != nil {
			t.Fatal(err)
		}
		var fits *Mismatch
		if _, _, err := FromTorch(path, like); err == nil || errors.As(err, &fits) {
			t.Fatalf("cut at byte %d of %d: %v", n, len(whole), err)
		}
	}
}

// What is packed is unpacked only as far as the network asks for numbers.
func TestPackedZerosFillNoMemory(t *testing.T) {
	slow.Test(t)
	path := archive(t, packed{"Dense_0/bias.npy", npyOf("<f8", "(4,)", 32)}, packed{"Dense_0/kernel.npy", npyOf("<f8", "(3, 4)", 100<<20)},
		packed{"Dense_1/kernel.npy", npyOf("<f8", "(13107200,)", 100<<20)})
	like := one()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := FromFlax(path, like)
	_, _, skipped := Rules{Skip: []string{"Dense_1"}}.FromFlax(path, like)
	runtime.ReadMemStats(&after)
	if err == nil || skipped == nil || !strings.Contains(skipped.Error(), "there are more") {
		t.Error(err, skipped)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d bytes were allocated", used)
	}
}

// Names of strangers are shown short and without what a terminal would obey.
func TestNamesInMessages(t *testing.T) {
	for name, want := range map[string]string{
		"a.b": "a.b", "": `""`, "\x1b[2J": `"\x1b[2J"`, "a\nb": `"a\nb"`, "\xff": `"\xff"`,
		strings.Repeat("ä", 150): strings.Repeat("ä", 100) + "...", "é": "é",
	} {
		if got := show(name); got != want {
			t.Errorf("%q is shown as %s, want %s", name, got, want)
		}
	}
	many := Mismatch{File: "f"}
	for i := range 100_000 {
		many.LeftOver = append(many.LeftOver, fmt.Sprint(i))
	}
	if text := many.Error(); len(text) > 2000 || !strings.Contains(text, "and 99960 more") {
		t.Errorf("%d bytes: %s", len(text), text)
	}
}
