package training_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/safetensors"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// opened is a file that may be changed and put together again, with checksums that are right unless a test says otherwise.
type opened struct {
	Format  int               `json:"format"`
	Library string            `json:"library"`
	Model   json.RawMessage   `json:"model"`
	Tensors map[string]string `json:"tensors"`

	all   []safetensors.Tensor
	other map[string]string // metadata
}

func open(t testing.TB, b []byte) *opened {
	t.Helper()
	o, err := openBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func openBytes(b []byte) (*opened, error) {
	f, err := safetensors.Read(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	o := &opened{other: map[string]string{}}
	if o.all, err = f.LoadAll(); err != nil {
		return nil, err
	}
	return o, json.Unmarshal([]byte(f.Metadata["deepprob"]), o)
}

func crc(b ...[]byte) string {
	return fmt.Sprintf("%08x", crc32.Checksum(bytes.Join(b, nil), crc32.MakeTable(crc32.Castagnoli)))
}

// sign gives each tensor its checksum.
func (o *opened) sign() {
	o.Tensors = map[string]string{}
	for _, x := range o.all {
		o.Tensors[x.Name] = crc(fmt.Appendf(nil, "%q %s %v\n", x.Name, x.Dtype, x.Shape), x.Data)
	}
}

// bytes are those of the file: one without a model is another program's.
func (o *opened) bytes() ([]byte, error) {
	var text, out bytes.Buffer
	if o.Model == nil {
		err := safetensors.Write(&out, o.all, o.other)
		return out.Bytes(), err
	}
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(o); err != nil {
		return nil, err
	}
	body := strings.TrimSuffix(text.String(), "}\n")
	o.other["deepprob"] = body + `,"crc":"` + crc([]byte(body)) + `"}`
	err := safetensors.Write(&out, o.all, o.other)
	return out.Bytes(), err
}

func (o *opened) file(t testing.TB) []byte {
	t.Helper()
	b, err := o.bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (o *opened) tensor(name string) *safetensors.Tensor {
	for i := range o.all {
		if o.all[i].Name == name {
			return &o.all[i]
		}
	}
	panic(name)
}

// replace changes the model's text, which must have what is replaced.
func (o *opened) replace(old, with string) {
	text := strings.Replace(string(o.Model), old, with, 1)
	if text == string(o.Model) {
		panic("no " + old + " in " + text)
	}
	o.Model = json.RawMessage(text)
}

// net is the text of the network.
func (o *opened) net() string {
	var m struct{ Net json.RawMessage }
	if err := json.Unmarshal(o.Model, &m); err != nil {
		panic(err)
	}
	return string(m.Net)
}

// spoilt are files that somebody has changed, with what is told about them. Checksums are right unless it is about them.
var spoilt = map[string]struct {
	change func(o *opened)
	want   string
}{
	"a newer format":           {func(o *opened) { o.Format, o.Library = 7, "v9.1.0" }, `format 7, of deepprob "v9.1.0", and this is deepprob "devel", which reads formats up to 1: update it`},
	"no format":                {func(o *opened) { o.Format = 0 }, "format 0, which there never was"},
	"a newer field":            {func(o *opened) { o.Library = "v9.1.0"; o.replace(`{"Net"`, `{"Future":1,"Net"`) }, `no field "Future": the file was written by a newer version, or is damaged (written by deepprob "v9.1.0", read by "devel")`},
	"a newer field of a layer": {func(o *opened) { o.replace(`"Units":1`, `"Units":1,"Rank":2`) }, `Net.Layer[0]: layers.Dense has no field "Rank": the file was written by a newer version`},
	"a type that is not known": {func(o *opened) { o.replace("layers.Dense", "example.org/mine.Layer") }, `Net.Layer[0]: the type "example.org/mine.Layer" is not known to this program: import "example.org/mine"`},
	"another kind of type":     {func(o *opened) { o.replace(`"type":"layers.Dense"`, `"type":"losses.MSE"`) }, "losses.MSE is no layers.Layer"},
	"a field twice":            {func(o *opened) { o.replace(`{"Net":`, `{"X":`) }, "X is there twice"},
	"no network":               {func(o *opened) { o.replace(`{"Net":`+o.net()+`,`, `{`) }, "it has no network"},
	"a changed weight":         {func(o *opened) { o.tensor("dense_0/kernel").Data[2]++ }, `tensor "dense_0/kernel" has not the checksum`},
	"swapped weights": {func(o *opened) {
		d := o.tensor("dense_0/kernel").Data
		copy(d, append(bytes.Clone(d[4:8]), d[:4]...))
	}, "has not the checksum"},
	"swapped tensors": {func(o *opened) {
		a, b := o.tensor("dense_0/kernel"), o.tensor("@/Fitted.Run.Last/dense_0/kernel")
		a.Data[0]++
		o.sign()
		a.Data, b.Data = b.Data, a.Data
	}, "has not the checksum"},
	"another shape": {func(o *opened) { o.tensor("dense_0/kernel").Shape = []int{1, 2}; o.sign() }, "weights of"},
	"a wrong shape of all": {func(o *opened) {
		for _, x := range []string{"", "@/Fitted.Run.Last/", "@/Fitted.Run.Best/"} {
			o.tensor(x + "dense_0/kernel").Shape = []int{1, 2}
		}
		o.sign()
	}, "parameter dense_0/kernel has the first shape, the network asks for the second"},
	"a type of another width": {func(o *opened) { x := o.tensor("dense_0/bias"); x.Dtype = "I32"; o.sign() }, "are not of the model's names, shapes and type"},
	"a tensor too many":       {func(o *opened) { o.all = append(o.all, safetensors.Of("more", []int{1}, []float32{1})); o.sign() }, `tensor "more" is of no field of the model`},
	"a tensor without a sum":  {func(o *opened) { delete(o.Tensors, "dense_0/bias") }, `tensor "dense_0/bias" has not the checksum`},
	"a tensor too few":        {func(o *opened) { o.all = o.all[1:] }, "there is no tensor"},
	"another network's": {func(o *opened) {
		o.replace(`"type":"layers.Dense"`, `"type":"layers.LayerNorm"`)
		o.replace(`,"Units":1`, "")
	}, "there is no parameter layernorm_0/scale"},
	"weights too many":           {func(o *opened) { o.replace(`"Units":1`, `"Units":1,"NoBias":true`) }, "tensors that training.point does not declare (dense_0/bias)"},
	"negative epochs":            {func(o *opened) { o.replace(`"Epochs":2,"Steps"`, `"Epochs":-2,"Steps"`) }, "has been fitted for -2 epochs"},
	"negative steps of an epoch": {func(o *opened) { o.replace(`"Run":{`, `"Run":{"Epoch":{"Steps":-5},`) }, "a number of epochs or steps is negative"},
	"negative steps":             {func(o *opened) { o.replace(`"Epochs":2,"Steps":4`, `"Epochs":2,"Steps":-4`) }, "has been fitted for 2 epochs, -4 steps"},
	"negative patience":          {func(o *opened) { o.replace(`"Run":{`, `"Run":{"SinceBest":-1,`) }, "a number of epochs or steps is negative"},
	"a turn without a matrix":    {func(o *opened) { o.replace(`"Run":{`, `"Run":{"Turning":[{"Group":"a","Paths":[]}],`) }, "in Turning a group is empty"},
	"no weights of a mean":       {func(o *opened) { o.replace(`"Run":{`, `"Run":{"Means":[{"Steps":5}],`) }, "in Means[0] there are 5 steps and 0 weights"},
	"a turn of nothing":          {func(o *opened) { o.replace(`"Run":{`, `"Run":{"Turning":[{"Group":"a","Paths":["dense_0/bias"]}],`) }, `in Turning "dense_0/bias" is no matrix`},
	"a negative scale":           {func(o *opened) { o.replace(`"Scale":[`, `"Scale":[-1,`) }, "XScale: data: scaling with 2 shifts, 3 scales"},
	"no object":                  {func(o *opened) { o.Model = json.RawMessage(`[1,2]`) }, "[1,2]: want an object"},
	"another program's":          {func(o *opened) { *o = opened{all: o.all[:1], other: map[string]string{"format": "pt"}} }, "package convert reads"},
}

// What a file says that this library did not write is an error in words; nothing panics.
func TestSpoiltFiles(t *testing.T) {
	whole := inFile(t, trained(t))
	for name, c := range spoilt {
		o := open(t, whole)
		c.change(o)
		m, err := readBytes(o.file(t))
		if err == nil {
			t.Errorf("%s: it is taken: %v", name, m)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v\nwant %s", name, err, c.want)
		}
	}
}

// A file that is cut off at any length, or of which any bit is another, is an error.
func TestDamagedFiles(t *testing.T) {
	m := &training.Model{Net: training.Point(layers.Dense{Units: 1}), Note: "n"}
	fit(t, training.Trainer{Loss: losses.MSE{}, Seed: 1}, m, line(8, 1, 1), 1)
	whole := inFile(t, m)
	if _, err := readBytes(whole); err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		if _, err := readBytes(whole[:n]); err == nil || len(err.Error()) < 30 {
			t.Fatalf("%d of %d bytes: %v", n, len(whole), err)
		}
		for bit := range 8 {
			b := bytes.Clone(whole)
			b[n] ^= 1 << bit
			if _, err := readBytes(b); err == nil || len(err.Error()) < 30 {
				t.Fatalf("bit %d of byte %d (%q) turned: %v", bit, n, whole[n], err)
			}
		}
	}
	if _, err := readBytes(append(bytes.Clone(whole), 0)); err == nil {
		t.Error("a byte more is taken")
	}
}

// What is no file, or cannot be read or written, is told by its path, and leaves nothing behind.
func TestNoFiles(t *testing.T) {
	dir, m := t.TempDir(), trained(t)
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, inFile(t, m), 0); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{dir: "is not a file", empty: "0 bytes are too few", filepath.Join(dir, "none"): "no such file", "": "no such file", secret: "permission denied"} {
		if path == secret && os.Geteuid() == 0 {
			continue // who may read everything
		}
		if _, err := training.Load(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("load %q: %v, want %s", path, err, want)
		}
	}
	for path, want := range map[string]string{dir: "a folder, not a file", "": "the path is empty", filepath.Join(dir, "no", "model"): "does not exist: create it first"} {
		if err := m.Save(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("save %q: %v, want %s", path, err, want)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
		t.Errorf("%v, %v", left, err)
	}
}

// FuzzLoad: no bytes make Read panic, or a network panic in it otherwise than by an error of the build, nor does any text under checksums that are right; what it takes is written and read again as the
// same.
func FuzzLoad(f *testing.F) {
	whole := inFile(f, trained(f))
	f.Add(whole)
	f.Add(inFile(f, &training.Model{Net: training.Point(layers.Dense{Units: 1})}))
	for _, c := range spoilt {
		o := open(f, whole)
		c.change(o)
		f.Add(o.file(f))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		taken(t, b)
		o, err := openBytes(b)
		if err != nil {
			return
		}
		o.sign()
		if b, err := o.bytes(); err == nil {
			taken(t, b)
		}
	})
}

// taken reads a file, and if that is possible writes it and reads it again.
func taken(t *testing.T, b []byte) {
	m, err := readBytes(b)
	if err != nil {
		if text := err.Error(); strings.Contains(text, "runtime error") || strings.Contains(text, "its network cannot be built") || len(text) < 30 {
			t.Fatal(err)
		}
		return
	}
	b = inFile(t, m)
	again, err := readBytes(b)
	if err != nil {
		t.Fatalf("what was read is written and not read: %v", err)
	}
	if !bytes.Equal(b, inFile(t, again)) {
		t.Fatal("what was read is written in two ways")
	}
}
