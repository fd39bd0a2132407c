package convert_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/safetensors"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// params are the parameters of a layer for x of this shape, in float32.
func params(t *testing.T, l layers.Layer, shape ...int) *layers.Params {
	t.Helper()
	f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return l.Forward(s, in[0]) })
	p, err := f.Init(1, tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(shape...)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// vector is a tensor of numbers that count up.
func vector(name string, shape ...int) safetensors.Tensor {
	n := 1
	for _, d := range shape {
		n *= d
	}
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(i)
	}
	return safetensors.Of(name, shape, x)
}

// save writes tensors to a file.
func save(t *testing.T, tensors ...safetensors.Tensor) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "net.safetensors")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := safetensors.Write(f, tensors, map[string]string{"format": "pt"}); err != nil {
		t.Fatal(err)
	}
	return path
}

// saysAll fails unless an error has each of the words.
func saysAll(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%v\ndoes not say %q", err, w)
		}
	}
}

// stored are the tensors of a file in float64.
func stored(t *testing.T, path string) map[string]*tensor.Dense {
	t.Helper()
	f, err := safetensors.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := f.LoadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*tensor.Dense{}
	for _, s := range list {
		if out[s.Name], err = s.Dense(); err != nil {
			t.Fatal(err)
		}
		out[s.Name] = to(tensor.Float64, out[s.Name])
	}
	return out
}

// to is a tensor in another type of floats.
func to(dt tensor.Dtype, v *tensor.Dense) *tensor.Dense {
	x := tensor.New(tensor.Of(dt), tensor.WithShape(v.Shape()...))
	for i := range v.Shape().TotalSize() {
		switch y := v.Get(i).(type) {
		case float32:
			set(x, i, float64(y))
		case float64:
			set(x, i, y)
		}
	}
	return x
}

func set(x *tensor.Dense, i int, v float64) {
	if x.Dtype() == tensor.Float64 {
		x.Set(i, v)
	} else {
		x.Set(i, float32(v))
	}
}

func data(v *tensor.Dense) []float64 { return v.Data().([]float64) }

// distance is the largest difference, in standard deviations of want.
func distance(have, want []float64) float64 {
	if len(have) != len(want) {
		panic(fmt.Sprintf("%d numbers, want %d", len(have), len(want)))
	}
	mean, sq, most := 0., 0., 0.
	for i, w := range want {
		mean += w / float64(len(want))
		most = max(most, math.Abs(have[i]-w))
		if math.IsNaN(have[i]) {
			return math.Inf(1)
		}
	}
	for _, w := range want {
		sq += (w - mean) * (w - mean) / float64(len(want))
	}
	return most / math.Sqrt(sq)
}
