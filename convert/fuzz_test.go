package convert

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/safetensors"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// targets are networks to read into, of every kind of layer.
func targets(t testing.TB) (list []*layers.Params) {
	images := layers.Sequential{
		layers.Conv2D{Units: 2, Size: [2]int{2, 2}}, layers.BatchNorm{}, layers.Flatten{}, layers.Dense{Units: 2}, layers.LayerNorm{}, layers.Dense{Units: 2},
		layers.Dense{Units: 2},
	}
	signals := layers.Sequential{layers.Conv1D{Units: 2, Size: 2}, layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node {
		s.State("place", layers.Zeros, 1)
		return s.Call("head", layers.Dense{Units: 2, NoBias: true}, layers.Flatten{}.Forward(s, x))
	})}
	for _, c := range []struct {
		net   layers.Layer
		dt    tensor.Dtype
		shape []int
	}{
		{images, tensor.Float32, []int{2, 3, 3, 1}}, {signals, tensor.Float64, []int{2, 4, 2}}, {layers.Embedding{Count: 3, Units: 2}, tensor.Float32, []int{2}},
	} {
		f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return c.net.Forward(s, in[0]) })
		p, err := f.Init(1, tensor.New(tensor.Of(c.dt), tensor.WithShape(c.shape...)))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return append(list, one())
}

// readAll reads an open file as either framework's into all targets. What is read has numbers, can be saved, and comes back.
func readAll(t *testing.T, f file, rules Rules, list []*layers.Params) {
	for _, d := range []*dialect{flax, torch} {
		for _, like := range list {
			p, table, err := rules.read(d, "fuzz", f, like)
			_ = table.String()
			if err != nil {
				_ = err.Error()
				continue
			}
			for path, v := range p.All() {
				for _, x := range float64s.Of(v) {
					if math.IsNaN(x) || math.IsInf(x, 0) {
						t.Fatalf("%s has a %v", path, x)
					}
				}
			}
			again, err := table.tensors(p)
			if err != nil {
				t.Fatal(err)
			}
			q, _, err := table.Rules().read(d, "again", memory(again), like)
			if err != nil {
				t.Fatalf("saved and read again: %v\n%v", err, table)
			}
			for path, v := range p.All() {
				if !bytes.Equal(v.Raw, q.Get(path).Raw) {
					t.Fatalf("saved and read again, %s is another one\n%v", path, table)
				}
			}
		}
	}
}

// addFixtures gives the fuzzer the small files of the tests.
func addFixtures(f *testing.F, pattern string) {
	files, err := filepath.Glob("../testdata/convert/" + pattern)
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		if len(b) < 2000 { // the fuzzer tries to shorten each of its finds, byte by byte
			f.Add(b)
		}
	}
}

// FuzzConvertSafetensors reads any bytes as a safetensors file of either framework.
func FuzzConvertSafetensors(f *testing.F) {
	addFixtures(f, "*.safetensors")
	list := targets(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := safetensors.Read(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		readAll(t, &safetensors.Opened{File: r}, Rules{}, list)
	})
}

// FuzzConvertNPZ reads any bytes as an archive of NumPy.
func FuzzConvertNPZ(f *testing.F) {
	addFixtures(f, "*.npz")
	list := targets(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		z, err := readNPZ(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		readAll(t, z, Rules{}, list)
	})
}

// FuzzConvertArray reads any bytes as an array in an archive whose place in the network is known.
func FuzzConvertArray(f *testing.F) {
	f.Add(npyOf("<f8", "(3, 4)", 96))
	f.Add(npyOf(">f4", "(3, 4)", 48))
	f.Add(npyOf("<f2", "(3L, 4L)", 24))
	f.Add(bytes.Replace(npyOf("<f8", "(3, 4)", 96), []byte("False"), []byte("True"), 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		var w bytes.Buffer
		bias := npyOf("<f8", "(4,)", 32)
		if err := pack(&w, packed{"Dense_0/bias.npy", bias}, packed{"Dense_0/kernel.npy", b}); err != nil {
			t.Fatal(err)
		}
		z, err := readNPZ(bytes.NewReader(w.Bytes()), int64(w.Len()))
		if err != nil {
			return
		}
		readAll(t, z, Rules{}, []*layers.Params{one()})
	})
}

// memory is a file of tensors that are made up.
type memory []safetensors.Tensor

func (m memory) Tensors() []safetensors.Tensor {
	list := append([]safetensors.Tensor{}, m...)
	for i := range list {
		list[i].Data = nil
	}
	return list
}

func (m memory) Load(name string) (safetensors.Tensor, error) {
	for _, t := range m {
		if t.Name == name {
			return t, nil
		}
	}
	return safetensors.Tensor{}, errors.New("not there")
}

func (m memory) Close() error { return nil }

// FuzzConvertNames calls the tensors of a network by any names, with any rules: what fits by chance is read right, or refused.
func FuzzConvertNames(f *testing.F) {
	f.Add("c.weight c.bias b.weight b.bias b.running_mean b.running_var d.0.weight d.0.bias n.weight n.bias d.1.weight d.1.bias d.2.weight d.2.bias", "c conv2d_0 dense_3", uint8(2))
	f.Add("params/Conv_0/kernel params/Conv_0/bias", "Conv_0 conv2d_0", uint8(0))
	f.Add("conv1d_0.weight conv1d_0.bias head.weight place", "head layerfunc_1/head layerfunc_1/head", uint8(2))
	f.Add("weight", "weight embedding", uint8(1))
	list := targets(f)
	f.Fuzz(func(t *testing.T, names, rules string, channels uint8) {
		for _, like := range list {
			for _, d := range []*dialect{flax, torch} {
				m := memory{}
				words := strings.Fields(names)
				ours, err := entriesOf(like)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range ourModules(ours) {
					for _, e := range l.list() {
						if len(words) == 0 {
							break
						}
						r := d.row(nil, l.kind, e, 0)
						n := tensor.Shape(r.TheirShape).TotalSize()
						x := make([]float32, n)
						for i := range x {
							x[i] = float32(i)
						}
						m, words = append(m, safetensors.Of(words[0], r.TheirShape, x)), words[1:]
					}
				}
				readAll(t, m, rulesOf(rules, int(channels)), []*layers.Params{like})
			}
		}
	})
}

// rulesOf makes rules of words: a pair of names, a layer after an image, what is skipped, what is kept.
func rulesOf(text string, channels int) Rules {
	w := append(strings.Fields(text), "", "", "", "", "")
	r := Rules{}
	if w[1] != "" {
		r.Names = map[string]string{w[0]: w[1]}
	}
	if w[2] != "" {
		r.Flatten = map[string]int{w[2]: channels}
	}
	if w[3] != "" {
		r.Skip = []string{w[3]}
	}
	if w[4] != "" {
		r.Keep = []string{w[4]}
	}
	return r
}
