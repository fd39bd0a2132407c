package training_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// summed is a set of so many features, which nobody looks at.
func summed(rows, features int) data.Set {
	s := data.Set{X: mat.NewDense(rows, features, nil), Y: make([]float64, rows)}
	for i := range rows {
		s.X.Set(i, 0, float64(i))
		s.Y[i] = float64(i % 2)
	}
	return s
}

// summaryOf is the Summary of a network that is not fitted.
func summaryOf(t *testing.T, net training.Net, features int) string {
	t.Helper()
	m := &training.Model{Net: net}
	if err := m.FitScalers(summed(4, features)); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := m.Summary(&b); err != nil {
		t.Fatal(err)
	}
	if m.Params != nil {
		t.Error("a summary gave the model parameters")
	}
	return b.String()
}

// gate is a user's layer with weights in scopes of its own.
type gate struct{ Sharp float64 }

func (g gate) Forward(s *layers.Scope, x *G.Node) *G.Node {
	w := s.Sub("inside").Param("slope", layers.Constant(1), x.Shape()[1])
	return ops.Mul(x, ops.Sigmoid(ops.MulConst(ops.Mul(x, w), g.Sharp)))
}

// assorted calls layers by value and by pointer, its own and nested ones, and takes weights of its own.
type assorted struct{ Width int }

func (m assorted) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.Sequential{&layers.Dense{Units: m.Width, Activation: layers.Tanh}, layers.Residual{Layer: gate{2}}, layers.BatchNorm{}}, x)
	loc := ops.MatMul(h, s.Sub("loc").Param("w", layers.LecunNormal, m.Width, 1), false, false)
	return distributions.Normal{Loc: ops.Reshape(loc, loc.Shape()[0]), Scale: ops.Exp(s.Param("log_scale", layers.Zeros, 1))}
}

// Everything that a network is made of has its row, and the numbers are those of a hand.
func TestSummaryOfAnyNet(t *testing.T) {
	m := &training.Model{Net: assorted{6}, X: data.Standardize{}, Dtype: tensor.Float64, Note: "two\nlines", Fitted: training.Fitted{
		XScale: &data.Affine{Shift: []float64{-1, 0, 2}, Scale: []float64{2, 1, 1}, Names: []string{"Ngal", "sigv\x1b", "z"}}, YScale: &data.Affine{Shift: []float64{0}, Scale: []float64{10}},
		Params: &layers.Params{}, Epochs: 2, Steps: 1234, Trainer: &training.Trainer{Loss: losses.NLL{Clip: 1e-5}, Seed: 7, Patience: 3},
		History: training.History{{Number: 1, Steps: 617, Loss: 2, ValLoss: 1, Seconds: 2}, {Number: 2, Steps: 617, Loss: 1.5, ValLoss: 1.25, Seconds: 2}},
	}}
	for path, shape := range map[string][]int{"body/dense_0/kernel": {3, 6}, "body/dense_0/bias": {6}, "body/residual_1/layer/inside/slope": {6},
		"body/batchnorm_2/scale": {6}, "body/batchnorm_2/bias": {6}, "body/batchnorm_2/mean": {6}, "body/batchnorm_2/var": {6}, "loc/w": {6, 1}, "log_scale": {1}} {
		m.Params.Set(path, tensor.New(tensor.WithShape(shape...), tensor.Of(tensor.Float64)))
	}
	var b bytes.Buffer
	if err := m.Summary(&b); err != nil {
		t.Fatal(err)
	}
	want := `training_test.assorted{Width: 6}

Path                   Layer                                  Output  Parameters  Share  Bytes  FLOPs a row
-----------------------------------------------------------------------------------------------------------
body                   Sequential{&Dense{...}, ... 3 in all}  (n, 6)
body/dense_0           &Dense{Units: 6, Activation: Tanh}     (n, 6)          24  39.3%  192 B           48
body/residual_1        Residual{Layer: gate{Sharp: 2}}        (n, 6)                                      6
body/residual_1/layer  gate{Sharp: 2}                         (n, 6)           6   9.8%   48 B           24
body/batchnorm_2       BatchNorm{}                            (n, 6)          24  39.3%  192 B           18
loc                    w (6, 1)                                                6   9.8%   48 B           12
(net)                  Normal                                 (n,)             1   1.6%    8 B
`
	got, facts, _ := strings.Cut(b.String(), "\n\nparameters")
	if d := cmp.Diff(strings.TrimSpace(want), got); d != "" {
		t.Errorf("%s\n%s", got, d)
	}
	wantFacts := `  61: 49 trained and 12 of states, 488 B
FLOPs       108 a row and 19 once a batch, to the parameters of its distribution; a multiply-add is 2, another function
            of a number 1
dtype       float64
features    3 by data.Standardize{}: (Ngal + 1)/2, sigv\x1b, z - 2
targets     1 by data.Identity{}: target/10
loss        losses.NLL{Clip: 1e-05}
trainer     batches of 100, &solvers.Adam{}, seed 7, patience 3
fitted      2 epochs, 1,234 steps, 4 s; last loss 1.5, validation 1.25 (lowest 1, epoch 1)
note        two\nlines
`
	if d := cmp.Diff(wantFacts, facts); d != "" {
		t.Error(d)
	}
}

// numbersOf are parameters and operations of the row of a path.
func numbersOf(t *testing.T, text, path string) (parameters, flops int) {
	t.Helper()
	for line := range strings.SplitSeq(text, "\n") {
		if f := strings.Fields(line); len(f) > 0 && f[0] == path {
			at := strings.LastIndex(line, ")")
			f = strings.Fields(strings.ReplaceAll(line[at+1:], ",", ""))
			switch len(f) {
			case 5: // parameters, share, bytes and unit, operations
				parameters, _ = strconv.Atoi(f[0])
				flops, _ = strconv.Atoi(f[4])
			case 4:
				parameters, _ = strconv.Atoi(f[0])
			case 1:
				flops, _ = strconv.Atoi(f[0])
			}
			return parameters, flops
		}
	}
	t.Errorf("there is no row %s in\n%s", path, text)
	return 0, 0
}

// column takes the first feature, a code of a table.
type column struct{}

func (column) Forward(_ *layers.Scope, x *G.Node) *G.Node {
	return ops.Reshape(ops.Slice(x, 1, 0, 1), x.Shape()[0])
}

// The operations of layers are those of a hand, for one row.
func TestSummaryOperations(t *testing.T) {
	image := func(l ...layers.Layer) training.Net {
		return training.Point(append(append(layers.Sequential{layers.Reshape{6, 8, 1}}, l...), layers.GlobalAvgPool{}))
	}
	for _, c := range []struct {
		net               training.Net
		features          int
		path              string
		parameters, flops int
	}{
		{training.Point(layers.Sequential{layers.Dense{Units: 3}}), 5, "dense_0", 18, 3*2*5 + 3},
		{training.Point(layers.Sequential{layers.Dense{Units: 3, NoBias: true, Activation: layers.ReLU}}), 5, "dense_0", 15, 3*2*5 + 3},
		{training.Point(layers.Sequential{layers.Dense{Units: 3, Activation: layers.GELU}}), 5, "dense_0", 18, 3*2*5 + 3 + 3},
		{image(layers.Conv2D{Units: 4, Size: [2]int{3, 3}}), 48, "conv2d_1", 40, 4 * 6 * 4 * (2*9 + 1)},
		{image(layers.Conv2D{Units: 4, Size: [2]int{3, 3}, Padding: layers.Same, Stride: [2]int{2, 2}}), 48, "conv2d_1", 40, 3 * 4 * 4 * (2*9 + 1)},
		{image(layers.MaxPool{Size: []int{2, 2}}), 48, "maxpool_1", 0, 12 * 3},
		{image(layers.AvgPool{Size: []int{2, 2}}), 48, "avgpool_1", 0, 12 * 4},
		{training.Point(layers.Sequential{layers.LayerNorm{}}), 5, "layernorm_0", 10, 8*5 + 3},
		{training.Point(layers.Sequential{layers.BatchNorm{}}), 5, "batchnorm_0", 20, 3 * 5},
		{training.Point(layers.Sequential{column{}, layers.Embedding{Count: 10, Units: 4}}), 5, "embedding_1", 40, 0},
		{training.Point(layers.Sequential{layers.Dropout{Rate: .5}, layers.Dense{Units: 1}}), 5, "dropout_0", 0, 0},
	} {
		p, f := numbersOf(t, summaryOf(t, c.net, c.features), c.path)
		if p != c.parameters || f != c.flops {
			t.Errorf("%v: %d parameters and %d operations, by hand %d and %d", c.net, p, f, c.parameters, c.flops)
		}
	}
}

// Of every head the rows' parameters are all there are, and no line is too long.
func TestSummaryAddsUp(t *testing.T) {
	deep := layers.Layer(layers.Dense{Units: 3})
	for range 12 {
		deep = layers.Residual{Layer: layers.Sequential{layers.Dense{Units: 3, Kernel: layers.HeNormal}, deep}, Projection: layers.Dense{Units: 3}}
	}
	for _, net := range []training.Net{
		nets.Gaussian{}, nets.Mixture{}, nets.StudentT{}, nets.Bernoulli{}, nets.Categorical{Classes: 3}, nets.Ordinal{Classes: 3}, nets.Poisson{}, nets.NegativeBinomial{},
		nets.Quantiles{}, training.Point(deep), nets.Gaussian{Body: deep},
	} {
		text := summaryOf(t, net, 4)
		rows, facts, _ := strings.Cut(text, "\n\nparameters")
		total := 0
		for line := range strings.SplitSeq(rows, "\n") {
			if utf8.RuneCountInString(line) > 120 || strings.Contains(line, "0x") {
				t.Errorf("%s", line)
			}
			if i := strings.Index(line, "%"); i > 0 {
				f := strings.Fields(line[:i])
				n, err := strconv.Atoi(strings.ReplaceAll(f[len(f)-2], ",", ""))
				if err != nil {
					t.Errorf("%s: %v", line, err)
				}
				total += n
			}
		}
		said, _, _ := strings.Cut(strings.Fields(facts)[0], ":")
		if want := strings.ReplaceAll(strings.TrimSuffix(said, ","), ",", ""); fmt.Sprint(total) != want {
			t.Errorf("%T: the rows have %d parameters, the total is %s\n%s", net, total, want, text)
		}
	}
}

// The Summary of a file is the one of the model that was saved, after a fit and before one.
func TestSummaryOfAFile(t *testing.T) {
	written := func(m *training.Model) string {
		t.Helper()
		var b bytes.Buffer
		if err := m.Summary(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	planned := &training.Model{Net: nets.Gaussian{Body: layers.MLP{Widths: []int{4}, Last: layers.Tanh}}, Y: data.Standardize{}, Note: "planned"}
	if err := planned.FitScalers(line(40, 1, 1)); err != nil {
		t.Fatal(err)
	}
	for _, m := range []*training.Model{trained(t), planned} {
		want := written(m)
		if d := cmp.Diff(want, written(reloaded(t, m))); d != "" {
			t.Error(d)
		}
		for _, fact := range []string{m.Note, "features    2", "dense_0"} {
			if !strings.Contains(want, fact) {
				t.Errorf("%s is not in\n%s", fact, want)
			}
		}
	}
}

// fullDisk is a writer without room.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestSummaryErrors(t *testing.T) {
	fitted, _ := sold(t)
	for name, c := range map[string]struct {
		m    *training.Model
		want string
	}{
		"nil":          {nil, "the Model is nil"},
		"no scalers":   {&training.Model{Net: assorted{2}}, "FitScalers"},
		"no net":       {&training.Model{Fitted: training.Fitted{XScale: fitted.XScale}}, "no Net"},
		"half":         {&training.Model{Net: assorted{2}, Y: data.MinMax{}, Fitted: training.Fitted{XScale: fitted.XScale}}, "YScale"},
		"other params": {&training.Model{Net: assorted{2}, Fitted: fitted.Fitted}, "parameter"},
		"full":         {fitted, "no space left"},
	} {
		if err := c.m.Summary(fullDisk{}); err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "training: ") {
			t.Errorf("%s: %v, want an error with %q", name, err, c.want)
		}
	}
	release, err := fitted.Claim()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if err := fitted.Summary(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "being fitted") {
		t.Errorf("while it is fitted: %v", err)
	}
}

// Columns without names are told if they are scaled, a dozen at most.
func TestSummaryOfManyFeatures(t *testing.T) {
	m := &training.Model{Net: training.Point(layers.Dense{Units: 1}), X: data.Standardize{}}
	s := summed(4, 40)
	for i := range 4 {
		for j := range 40 {
			s.X.Set(i, j, math.Cos(float64(i*j+i)))
		}
	}
	if err := m.FitScalers(s); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := m.Summary(&b); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); !strings.Contains(text, "(feature 11 - ") && !strings.Contains(text, "(feature 11 + ") || strings.Contains(text, "feature 12") || !strings.Contains(text, "and 28 more") {
		t.Errorf("%s", text)
	}
}
