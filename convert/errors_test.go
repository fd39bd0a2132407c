package convert_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/convert"
	"github.com/deepprob/deepprob/internal/safetensors"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
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

var twoDense = layers.MLP{Widths: []int{3, 3}}

// Whatever does not map is listed, all of it at once.
func TestMismatchListsAll(t *testing.T) {
	like := params(t, layers.Sequential{layers.Dense{Units: 3}, layers.LayerNorm{}, layers.Dense{Units: 2}}, 5, 4)
	path := save(t, vector("a.0.weight", 3, 4), vector("a.0.bias", 3), vector("a.2.weight", 2, 5), vector("a.2.bias", 2), vector("extra", 7))
	_, table, err := convert.FromTorch(path, like)
	var m *convert.Mismatch
	if !errors.As(err, &m) {
		t.Fatal(err)
	}
	saysAll(t, err, "net.safetensors", "layernorm_1/scale (3,)", "layernorm_1/bias (3,)", "dense_2/kernel (3, 2)", "a.2.weight (2, 5)", "extra (7,)", "Rules.Skip")
	if len(m.Missing) != 4 || len(m.LeftOver) != 3 || len(m.Shapes)+len(m.Unclear)+len(m.Flatten) != 0 {
		t.Errorf("%+v", m)
	}
	if !strings.Contains(table.String(), "dense_0/kernel") {
		t.Errorf("the table lacks what does map:\n%v", table)
	}
	_, _, err = convert.Rules{Names: map[string]string{"a.2": "dense_2"}, Skip: []string{"extra"}, Keep: []string{"layernorm_1"}}.FromTorch(path, like)
	if !errors.As(err, &m) || len(m.Shapes) != 1 || len(m.Missing)+len(m.LeftOver) != 0 {
		t.Fatal(err)
	}
	saysAll(t, err, "a.2.weight (2, 5), which becomes (5, 2), for dense_2/kernel (3, 2)")
}

// Layers that only a guess could tell apart are an error: they have no numbers, or numbers that do not tell their order.
func TestNothingIsGuessed(t *testing.T) {
	heads := layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node {
		s.Call("loc", layers.Dense{Units: 4}, x)
		return s.Call("scale", layers.Dense{Units: 4}, x)
	})
	nested := layers.MLP{Widths: []int{3, 4, 4, 4}}
	dense := func(name string, in, out int) []safetensors.Tensor {
		return []safetensors.Tensor{vector("params/"+name+"/kernel", in, out), vector("params/"+name+"/bias", out)}
	}
	files := map[string]string{
		"numbers for names": save(t, append(dense("Dense_0", 4, 4), dense("Dense_1", 4, 4)...)...),
		"names for numbers": save(t, append(dense("first", 4, 4), dense("second", 4, 4)...)...),
	}
	for name, l := range map[string]layers.Layer{"numbers for names": heads, "names for numbers": layers.MLP{Widths: []int{4, 4}}} {
		_, _, err := convert.FromFlax(files[name], params(t, l, 2, 4))
		saysAll(t, err, "not to be told apart", "Rules.Names")
	}
	// nn.Dense(4)(nn.Dense(4)(nn.Dense(4)(nn.Dense(3)(x)))): the first one to be called is Dense_3
	inside := save(t, append(append(dense("Dense_3", 4, 3), dense("Dense_2", 3, 4)...), append(dense("Dense_1", 4, 4), dense("Dense_0", 4, 4)...)...)...)
	_, _, err := convert.FromFlax(inside, params(t, nested, 2, 4))
	saysAll(t, err, "Dense_0, Dense_1 of the file and dense_2, dense_3 of the network")
	named := convert.Rules{Names: map[string]string{"Dense_1": "dense_2", "params/Dense_0": "dense_3"}}
	if _, _, err := named.FromFlax(inside, params(t, nested, 2, 4)); err != nil {
		t.Error(err)
	}
}

// dense_2 of a Sequential is the second dense layer, of another program the third: numbers that agree in part are no names.
func TestNumbersAreNoNames(t *testing.T) {
	like := params(t, layers.Sequential{layers.Dense{Units: 3}, layers.Tanh, layers.Dense{Units: 3}, layers.Tanh, layers.Dense{Units: 3}}, 2, 3)
	var tensors []safetensors.Tensor
	for _, name := range []string{"dense_0", "dense_1", "dense_2"} {
		tensors = append(tensors, vector(name+"/kernel", 3, 3), vector(name+"/bias", 3))
	}
	_, table, err := convert.FromFlax(save(t, tensors...), like)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Rows {
		want := map[string]string{"dense_0/bias": "dense_0/bias", "dense_1/bias": "dense_2/bias", "dense_2/bias": "dense_4/bias"}[r.Theirs]
		if want != "" && r.Ours != want {
			t.Errorf("%s went to %s, want %s", r.Theirs, r.Ours, want)
		}
	}
}

// A dense layer behind a convolution takes an image that PyTorch flattened in its order, or not: the user must say.
func TestFlattenedImagesAreAskedFor(t *testing.T) {
	for _, f := range all(t) {
		if f.rules.Flatten == nil {
			continue
		}
		_, _, err := f.from(convert.Rules{}, f.path, f.like(t))
		if f.framework == "flax" {
			if err != nil {
				t.Error(err) // Flax flattens as this library does
			}
			continue
		}
		saysAll(t, err, "Rules.Flatten", `"dense_`)
		p, _ := f.read(t, f.path)
		_, err = convert.ToTorch(filepath.Join(t.TempDir(), "x.safetensors"), p)
		saysAll(t, err, "Rules.Flatten", `"dense_`)
		asHere := convert.Rules{Flatten: map[string]int{}}
		for layer := range f.rules.Flatten {
			asHere.Flatten[layer] = 1
		}
		q, _, err := f.from(asHere, f.path, f.like(t))
		if err != nil {
			t.Fatal(err)
		}
		if d := f.predict(t, q); d < .01 {
			t.Errorf("%s: the order of flattened images makes no difference (%g), so the test shows nothing", f, d)
		}
	}
}

// Rules that name what is not there, or contradict each other, are errors.
func TestRulesAreChecked(t *testing.T) {
	like := params(t, twoDense, 2, 3)
	path := save(t, vector("f.0.weight", 3, 3), vector("f.0.bias", 3), vector("f.1.weight", 3, 3), vector("f.1.bias", 3))
	for _, c := range []struct {
		rules convert.Rules
		want  string
	}{
		{convert.Rules{Names: map[string]string{"g": "dense_0"}}, `the file has no "g"`},
		{convert.Rules{Names: map[string]string{"f.0": "dense_7"}}, `the network has no "dense_7"`},
		{convert.Rules{Names: map[string]string{"f.0": "dense_0", "f.1": "dense_0"}}, "same place"},
		{convert.Rules{Names: map[string]string{"f.0": "dense_0", "f/0": "dense_1"}}, "same name"},
		{convert.Rules{Names: map[string]string{"f.0.weight": "dense_0"}}, "a single tensor"},
		{convert.Rules{Skip: []string{"h"}}, `the file has no "h"`},
		{convert.Rules{Keep: []string{"h"}}, `the network has no "h"`},
		{convert.Rules{Flatten: map[string]int{"dense_9": 2}}, "no layer"},
		{convert.Rules{Flatten: map[string]int{"dense_0": 0}}, "0 channels"},
		{convert.Rules{Flatten: map[string]int{"dense_0": 2}}, "takes 3 numbers, which are not 2 channels"},
	} {
		_, _, err := c.rules.FromTorch(path, like)
		saysAll(t, err, c.want)
	}
}

// What no trained network has is an error with its place.
func TestNumbersThatCannotBe(t *testing.T) {
	like := params(t, layers.Sequential{layers.BatchNorm{}}, 4, 2)
	bn := func(x ...float64) []safetensors.Tensor {
		two := []int{2}
		return []safetensors.Tensor{vector("bn.weight", 2), vector("bn.bias", 2), vector("bn.running_mean", 2), safetensors.Of("bn.running_var", two, x)}
	}
	for _, c := range []struct {
		tensors []safetensors.Tensor
		want    string
	}{
		{bn(1, -1), "bn.running_var: its number 1 is -1, and variances are at least 0"},
		{bn(math.NaN(), 1), "its number 0 is NaN"},
		{bn(1, math.Inf(1)), "its number 1 is +Inf"},
		{bn(1, 1e39), "too large for float32"},
		{append(bn(1, 1)[1:], safetensors.Of("bn.weight", []int{2}, []int32{1, 2})), "the numbers are I32"},
	} {
		_, _, err := convert.FromTorch(save(t, c.tensors...), like)
		saysAll(t, err, c.want)
	}
}

// Files of other kinds are refused with what to do.
func TestOtherFiles(t *testing.T) {
	like := params(t, twoDense, 2, 3)
	for path, want := range map[string]string{
		"net.pt": "safetensors.torch", "net.PTH": "safetensors.torch", "net.msgpack": "flatten_dict", "net.h5": ".safetensors nor .npz",
		"net": ".safetensors nor .npz", "absent.safetensors": "no such file", "absent.npz": "no such file",
	} {
		_, _, err := convert.FromTorch(path, like)
		saysAll(t, err, want)
		_, err = convert.ToTorch(filepath.Join(t.TempDir(), "no", path), like)
		if err == nil {
			t.Errorf("%s was written", path)
		}
	}
}

// Parameters that tell nothing, a Model that cannot be prepared.
func TestWrongTargets(t *testing.T) {
	path := save(t, vector("f.0.weight", 3, 3))
	for _, p := range []*layers.Params{nil, {}} {
		_, _, err := convert.FromTorch(path, p)
		saysAll(t, err, "convert.Prepare")
	}
	ints := &layers.Params{}
	ints.Set("a", tensor.New(tensor.WithBacking([]int{1})))
	_, _, err := convert.FromFlax(path, ints)
	saysAll(t, err, "no tensor of float32 or float64")
	for _, c := range []struct {
		m                 *training.Model
		features, targets int
		want              string
	}{
		{nil, 1, 1, "no Net"}, {&training.Model{}, 1, 1, "no Net"},
		{&training.Model{Net: nets.Gaussian{}}, 0, 1, "0 features"},
		{&training.Model{Net: nets.Gaussian{}, Dtype: tensor.Int}, 1, 1, "Dtype"},
		{&training.Model{Net: nets.Gaussian{Dim: -1}}, 1, 1, "Dim is -1"},
	} {
		saysAll(t, convert.Prepare(c.m, c.features, c.targets), c.want)
	}
}
