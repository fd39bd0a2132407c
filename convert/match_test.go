package convert_test

import (
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/convert"
	"github.com/deepprob/deepprob/internal/safetensors"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
)

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
