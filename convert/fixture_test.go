package convert_test

import (
	"context"
	"flag"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/convert"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

const fixtures = "../testdata/convert"

// out keeps what the tests write, for testdata/convert_check.py to load into the frameworks.
var out = flag.String("out", "", "folder for the files that the tests write")

// written is a path for a file that a test writes.
func written(t *testing.T, name string) string {
	if *out == "" {
		return filepath.Join(t.TempDir(), name)
	}
	if err := os.MkdirAll(*out, 0o777); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(*out, name)
}

// nnx names the layers that have the same shapes.
var nnx = convert.Rules{Names: map[string]string{"second": "dense_3", "third": "dense_6"}}

// network is one of the networks of testdata/convert_torch.py and convert_flax.py, in this library.
type network struct {
	name  string
	flax  layers.Layer // nil: mdn
	torch layers.Layer
	rules convert.Rules
}

func mlp(epsilon float64) layers.Layer {
	return layers.Sequential{
		layers.Dense{Units: 16}, layers.BatchNorm{}, layers.Tanh,
		layers.Dense{Units: 16}, layers.LayerNorm{Epsilon: epsilon}, layers.ReLU,
		layers.Dense{Units: 16, Activation: layers.Tanh}, layers.Dense{Units: 1},
	}
}

func conv(padding layers.Padding) layers.Layer {
	return layers.Sequential{
		layers.Conv2D{Units: 4, Size: [2]int{3, 2}, Padding: padding, Activation: layers.ReLU}, layers.MaxPool{Size: []int{2, 2}},
		layers.Conv2D{Units: 6, Size: [2]int{3, 2}}, layers.BatchNorm{}, layers.Flatten{},
		layers.Dense{Units: 5, Activation: layers.ReLU}, layers.Dense{Units: 3},
	}
}

var conv1d = layers.Sequential{
	layers.Conv1D{Units: 5, Size: 3, Stride: 2, Padding: layers.Pad(1), Activation: layers.Tanh}, layers.Flatten{},
	layers.BatchNorm{}, layers.Dense{Units: 4, NoBias: true},
}

var embed = layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node {
	id := ops.Reshape(ops.Slice(x, 1, 0, 1), x.Shape()[0])
	h := ops.Concat(1, s.Call("embedding", layers.Embedding{Count: 7, Units: 4}, id), ops.Slice(x, 1, 1, 4))
	return s.Call("mlp", layers.MLP{Widths: []int{9, 1}, Activation: layers.Sigmoid}, h)
})

// NNX is the MLP in Flax's other interface.
var networks = []network{
	{"mlp", mlp(1e-6), mlp(0), convert.Rules{}},
	{"nnx", mlp(1e-6), nil, nnx},
	{"conv", conv(layers.Same), conv(layers.Pad(1)), convert.Rules{Flatten: map[string]int{"dense_5": 6}}},
	{"conv1d", conv1d, conv1d, convert.Rules{Flatten: map[string]int{"batchnorm_2": 5, "dense_3": 5}}},
	{"embed", embed, embed, convert.Rules{}},
	{"mdn", nil, nil, convert.Rules{}},
}

// fixture is a network as a framework stored it.
type fixture struct {
	network
	framework, kind, path string
	dtype                 tensor.Dtype
	io                    map[string]*tensor.Dense
}

func (f fixture) String() string { return f.framework + "_" + f.name + "_" + f.kind }

// all finds the files of all networks.
func all(t *testing.T) (list []fixture) {
	t.Helper()
	for _, n := range networks {
		for _, framework := range []string{"flax", "torch"} {
			for kind, dtype := range map[string]tensor.Dtype{"f64": tensor.Float64, "f32": tensor.Float32, "f16": tensor.Float64, "bf16": tensor.Float64} {
				f := fixture{network: n, framework: framework, kind: kind, dtype: dtype}
				found, err := filepath.Glob(filepath.Join(fixtures, f.String()+".[sn]*"))
				if err != nil || len(found) == 0 {
					continue
				}
				f.path, f.io = found[0], stored(t, filepath.Join(fixtures, f.String()+"_io.safetensors"))
				list = append(list, f)
			}
		}
	}
	if len(list) != 5*4+1+2 {
		t.Fatalf("%d files of networks, want 23", len(list))
	}
	return list
}

// layer is the network; nil is the mixture density network.
func (f fixture) layer() layers.Layer {
	if f.framework == "flax" {
		return f.flax
	}
	return f.torch
}

// like makes parameters of the network.
func (f fixture) like(t *testing.T) *layers.Params {
	t.Helper()
	if f.layer() == nil {
		m := f.model(t)
		return m.Params
	}
	p, err := f.function().Init(7, to(f.dtype, f.io["x"]))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (f fixture) function() *layers.Function {
	return layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return f.layer().Forward(s, in[0]) })
}

func (f fixture) model(t *testing.T) *training.Model {
	t.Helper()
	body := layers.MLP{Widths: []int{16, 16}, Activation: layers.Tanh, Last: layers.Tanh}
	m := &training.Model{Net: nets.Mixture{Body: body, Components: 3}, Dtype: f.dtype}
	if err := convert.Prepare(m, 5, 1); err != nil {
		t.Fatal(err)
	}
	return m
}

// read reads the file.
func (f fixture) read(t *testing.T, path string) (*layers.Params, convert.Table) {
	t.Helper()
	p, table, err := f.from(f.rules, path, f.like(t))
	if err != nil {
		t.Fatal(err)
	}
	return p, table
}

func (f fixture) from(r convert.Rules, path string, like *layers.Params) (*layers.Params, convert.Table, error) {
	if f.framework == "flax" {
		return r.FromFlax(path, like)
	}
	return r.FromTorch(path, like)
}

func (f fixture) write(r convert.Rules, path string, p *layers.Params) (convert.Table, error) {
	if f.framework == "flax" {
		return r.ToFlax(path, p)
	}
	return r.ToTorch(path, p)
}

// predict compares what parameters predict with what the framework did, and returns the largest difference in standard
// deviations of the outputs.
func (f fixture) predict(t *testing.T, p *layers.Params) float64 {
	t.Helper()
	if f.layer() == nil {
		return f.predictMixture(t, p)
	}
	y, err := f.function().Apply(p, to(f.dtype, f.io["x"]))
	if err != nil {
		t.Fatal(err)
	}
	if y.Dtype() != f.dtype {
		t.Fatalf("the prediction is %v", y.Dtype())
	}
	return distance(data(to(tensor.Float64, y.(*tensor.Dense))), data(f.io["y"]))
}

func (f fixture) predictMixture(t *testing.T, p *layers.Params) float64 {
	m := f.model(t)
	m.Params = p
	rows := f.io["x"].Shape()[0]
	q, err := m.Predict(context.Background(), mat.NewDense(rows, 5, data(f.io["x"])))
	if err != nil {
		t.Fatal(err)
	}
	mean := make([]float64, rows)
	for i := range mean {
		w, norm := 0., 0.
		for j := range 3 {
			e := math.Exp(data(f.io["logits"])[3*i+j])
			w, norm = w+e*data(f.io["loc"])[3*i+j], norm+e
		}
		mean[i] = w / norm
	}
	return max(distance(q.Mean(), mean), distance(q.LogProb(data(f.io["target"])), data(f.io["logprob"])))
}
