package convert_test

import (
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/convert"
	"github.com/deepprob/deepprob/internal/safetensors"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gorgonia.org/tensor"
)

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
	notes := map[string]string{}
	for _, r := range table.Rows {
		notes[r.Theirs+r.Ours] = r.Note
	}
	if notes["extra"] != "no place" || notes["layernorm_1/scale"] != "missing" || strings.Contains(table.String(), "kept") || strings.Contains(table.String(), "skipped") {
		t.Errorf("no rule keeps or skips anything, and the table is\n%v", table)
	}
	if r := table.Rules(); len(r.Keep) > 0 {
		t.Errorf("the rules of what did not fit keep %v", r.Keep)
	}
	_, _, err = convert.Rules{Names: map[string]string{"a.2": "dense_2"}, Skip: []string{"extra"}, Keep: []string{"layernorm_1"}}.FromTorch(path, like)
	if !errors.As(err, &m) || len(m.Shapes) != 1 || len(m.Missing)+len(m.LeftOver) != 0 {
		t.Fatal(err)
	}
	saysAll(t, err, "a.2.weight (2, 5), which becomes (5, 2), for dense_2/kernel (3, 2)")
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
