package convert_test

import (
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/convert"
	"github.com/deepprob/deepprob/internal/safetensors"
	"github.com/deepprob/deepprob/layers"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
)

// went is where the tensors of a file went.
func went(table convert.Table) map[string]string {
	m := map[string]string{}
	for _, r := range table.Rows {
		if r.Theirs != "" {
			m[r.Theirs] = r.Ours
		}
	}
	return m
}

// twoParts is a body and a head of layers that all have the same shapes.
var twoParts = layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node {
	h := s.Call("body", layers.MLP{Widths: []int{3, 3}}, x)
	return s.Call("head", layers.MLP{Widths: []int{3, 3}}, h)
})

// A pair of parts says which layers are looked at together, whatever they are called; within it numbers give the order.
func TestPairsOfParts(t *testing.T) {
	like := params(t, twoParts, 2, 3)
	var tensors []safetensors.Tensor
	for _, name := range []string{"out.1", "out.10", "net.in.0", "net.in.2"} {
		tensors = append(tensors, vector(name+".weight", 3, 3), vector(name+".bias", 3))
	}
	path := save(t, tensors...)
	_, _, err := convert.FromTorch(path, like)
	saysAll(t, err, "not to be told apart")
	_, table, err := convert.Rules{Names: map[string]string{"out": "head", "net.in": "body"}}.FromTorch(path, like)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"out.1.weight": "head/dense_0/kernel", "out.1.bias": "head/dense_0/bias", "out.10.weight": "head/dense_1/kernel", "out.10.bias": "head/dense_1/bias",
		"net.in.0.weight": "body/dense_0/kernel", "net.in.0.bias": "body/dense_0/bias", "net.in.2.weight": "body/dense_1/kernel", "net.in.2.bias": "body/dense_1/bias",
	}
	if diff := cmp.Diff(want, went(table)); diff != "" {
		t.Error(diff)
	}
}

// Single tensors are paired by their full names, and laid out as the layer here has them.
func TestPairsOfTensors(t *testing.T) {
	own := layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node {
		w := s.Param("mix", layers.Zeros, 2, 2)
		return s.Call("dense", layers.Dense{Units: 2}, G.Must(G.Mul(x, w)))
	})
	like := params(t, own, 3, 2)
	path := save(t, vector("lin.w", 2, 2), vector("lin.b", 2), vector("mixing", 2, 2))
	rules := convert.Rules{Names: map[string]string{"lin.w": "dense/kernel", "lin.b": "dense/bias", "mixing": "mix"}}
	p, table, err := rules.FromTorch(path, like)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Get("dense/kernel").Data().([]float32); got[1] != 2 {
		t.Errorf("the kernel is %v, want the weight with its axes exchanged", got)
	}
	if got := p.Get("mix").Data().([]float32); got[1] != 1 {
		t.Errorf("a parameter of one's own is %v, want it as it is in the file", got)
	}
	again := filepath.Join(t.TempDir(), "again.safetensors")
	out, err := table.Rules().ToTorch(again, p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(went(table), went(out)); diff != "" {
		t.Error(diff)
	}
	path = save(t, vector("lin.weight", 2, 2), vector("lin.bias", 2), vector("mix.weight", 2, 2))
	_, _, err = convert.Rules{Names: map[string]string{"mix.weight": "mix"}}.FromTorch(path, like)
	saysAll(t, err, "mix.weight (2, 2) has its outputs first, and mix (2, 2) is no kernel")
}

// A norm that has no weights, or no statistics, in the file keeps those it has here.
func TestKeep(t *testing.T) {
	like := params(t, layers.Sequential{layers.Dense{Units: 2}, layers.BatchNorm{}}, 4, 2)
	linear := []safetensors.Tensor{vector("f.weight", 2, 2), vector("f.bias", 2)}
	for _, c := range []struct {
		norm []safetensors.Tensor
		keep []string
	}{
		{[]safetensors.Tensor{vector("n.running_mean", 2), vector("n.running_var", 2)}, []string{"batchnorm_1/scale", "batchnorm_1/bias"}},
		{[]safetensors.Tensor{vector("n.weight", 2), vector("n.bias", 2)}, []string{"batchnorm_1/mean", "batchnorm_1/var"}},
		{nil, []string{"batchnorm_1"}},
	} {
		path := save(t, append(c.norm, linear...)...)
		if _, _, err := convert.FromTorch(path, like); err == nil {
			t.Fatal("nothing was missing")
		}
		p, table, err := convert.Rules{Keep: c.keep}.FromTorch(path, like)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Get("batchnorm_1/scale").Data().([]float32)[0]; c.norm == nil && got != 1 {
			t.Errorf("the scale is %v, want the 1 that was there", got)
		}
		if last := table.Rows[len(table.Rows)-1]; last.Note != "kept" {
			t.Errorf("the table does not tell what was kept:\n%v", table)
		}
	}
	bare := save(t, vector("params/Dense_0/kernel", 2, 2), vector("params/Dense_0/bias", 2), vector("params/BatchNorm_0/scale", 2), vector("params/BatchNorm_0/bias", 2))
	_, _, err := convert.FromFlax(bare, like)
	saysAll(t, err, "batchnorm_1/mean (2,)", "batch_stats: save all variables")
}

// Names of a file may have points where slashes separate, and the other way round in rules.
func TestSeparators(t *testing.T) {
	like := params(t, layers.MLP{Widths: []int{2, 2}}, 2, 2)
	path := save(t, vector("params/v1.0/kernel", 2, 2), vector("params/v1.0/bias", 2), vector("params/net/v1.1/kernel", 2, 2), vector("params/net/v1.1/bias", 2))
	for _, names := range []map[string]string{
		{"v1.0": "dense_0", "net/v1.1": "dense_1"}, {"params/v1.0": "dense_0", "net": "dense_1"}, {"v1.0": "dense_0", "params.net": "dense_1"},
	} {
		_, table, err := convert.Rules{Names: names}.FromFlax(path, like)
		if err != nil {
			t.Errorf("%v: %v", names, err)
			continue
		}
		if got := went(table)["params/net/v1.1/bias"]; got != "dense_1/bias" {
			t.Errorf("%v: it went to %s", names, got)
		}
		if _, _, err := table.Rules().FromFlax(path, like); err != nil {
			t.Errorf("%v: by its own rules: %v", names, err)
		}
	}
}

// Rules give parts of a network other names in a file that is written, and leave out what is kept.
func TestNamesOfWrittenFiles(t *testing.T) {
	p := params(t, twoParts, 2, 3)
	path := filepath.Join(t.TempDir(), "x.npz")
	table, err := convert.Rules{Names: map[string]string{"Encoder_0": "body"}, Keep: []string{"head/dense_1"}}.ToFlax(path, p)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"params/Encoder_0/dense_0/kernel": "body/dense_0/kernel", "params/Encoder_0/dense_0/bias": "body/dense_0/bias",
		"params/Encoder_0/dense_1/kernel": "body/dense_1/kernel", "params/Encoder_0/dense_1/bias": "body/dense_1/bias",
		"params/head/dense_0/kernel": "head/dense_0/kernel", "params/head/dense_0/bias": "head/dense_0/bias"}
	if diff := cmp.Diff(want, went(table)); diff != "" {
		t.Error(diff)
	}
	_, err = convert.Rules{Names: map[string]string{"head": "body"}}.ToTorch(filepath.Join(t.TempDir(), "x.safetensors"), p)
	saysAll(t, err, "two parameters would be called head.dense_0.weight")
	if err := table.Save(path, params(t, twoDense, 2, 3)); err == nil {
		t.Error("another network's parameters were saved by the table")
	}
	q := p.Clone()
	q.Set("more", p.Get("head/dense_0/bias"))
	saysAll(t, table.Save(path, q), "more is not in the table of x.npz")
	q = p.Clone()
	q.Set("body/dense_0/bias", params(t, layers.Dense{Units: 2}, 2, 2).Get("bias"))
	saysAll(t, table.Save(path, q), "body/dense_0/bias", "it is (2,), in the table (3,)")
}
