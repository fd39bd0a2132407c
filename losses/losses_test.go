package losses_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// An array is a test's float64 tensor.
type array struct {
	data  []float64
	shape []int
}

func vec(v ...float64) array              { return array{v, []int{len(v)}} }
func matrix(rows int, v ...float64) array { return array{v, []int{rows, len(v) / rows}} }

// rowsAndGrad runs a loss on inputs, the last of which is the target: its rows, then the gradient of their sum with
// respect to every other input.
func rowsAndGrad(l losses.Loss, q func(p G.Nodes) distributions.Distribution, dt tensor.Dtype, in ...array) ([][]float64, error) {
	values := make([]G.Value, len(in))
	for i, a := range in {
		values[i] = a.value(dt)
	}
	last := len(in) - 1
	out, err := graph.NewFunc(func(in G.Nodes) G.Nodes {
		rows := l.PerRow(q(in[:last]), in[last])
		grads, err := graph.Gradient(ops.Sum(rows), in[:last]...)
		if err != nil {
			panic(err)
		}
		return append(G.Nodes{rows}, grads...)
	}).Call(values...)
	if err != nil {
		return nil, err
	}
	numbers := make([][]float64, len(out))
	for i, v := range out {
		switch d := v.Data().(type) {
		case []float64:
			numbers[i] = d
		case []float32:
			for _, x := range d {
				numbers[i] = append(numbers[i], float64(x))
			}
		}
	}
	return numbers, nil
}

func (a array) value(dt tensor.Dtype) G.Value {
	if dt == tensor.Float64 {
		return tensor.New(tensor.WithShape(a.shape...), tensor.WithBacking(slices.Clone(a.data)))
	}
	f := make([]float32, len(a.data))
	for i, v := range a.data {
		f[i] = float32(v)
	}
	return tensor.New(tensor.WithShape(a.shape...), tensor.WithBacking(f))
}

func must(t *testing.T, l losses.Loss, q func(p G.Nodes) distributions.Distribution, in ...array) [][]float64 {
	t.Helper()
	out, err := rowsAndGrad(l, q, tensor.Float64, in...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func same(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] && !(math.Abs(got[i]-want[i]) <= tol*max(1, math.Abs(want[i]))) {
			t.Errorf("%s[%d] = %v, want %v", what, i, got[i], want[i])
		}
	}
}

func point(p G.Nodes) distributions.Distribution { return distributions.Deterministic{Loc: p[0]} }
func normal(p G.Nodes) distributions.Distribution {
	return distributions.Normal{Loc: p[0], Scale: p[1]}
}
func beta(p G.Nodes) distributions.Distribution {
	return distributions.Beta{Alpha: p[0], Beta: p[1]}
}
func bernoulli(p G.Nodes) distributions.Distribution { return distributions.Bernoulli{Logits: p[0]} }
func categorical(p G.Nodes) distributions.Distribution {
	return distributions.Categorical{Logits: p[0]}
}

// The point losses and their gradients by hand: residuals y - loc of 0, 1/2, -2 and 3.
func TestPointLosses(t *testing.T) {
	loc, y := vec(1, 1, 1, 1), vec(1, 1.5, -1, 4)
	for _, c := range []struct {
		loss       losses.Loss
		rows, grad []float64
	}{
		{losses.MSE{}, []float64{0, .25, 4, 9}, []float64{0, -1, 4, -6}},
		{losses.L1{}, []float64{0, .5, 2, 3}, []float64{0, -1, 1, -1}},
		{losses.Huber{}, []float64{0, .125, 1.5, 2.5}, []float64{0, -.5, 1, -1}},
		{losses.Huber{Delta: 2}, []float64{0, .125, 2, 4}, []float64{0, -.5, 2, -2}},
	} {
		out := must(t, c.loss, point, loc, y)
		same(t, fmt.Sprintf("%T%+v", c.loss, c.loss), out[0], c.rows, 0)
		same(t, fmt.Sprintf("gradient of %T%+v", c.loss, c.loss), out[1], c.grad, 0)
	}
}

// Several targets a row are averaged, whether they are axes of the batch or of an event.
func TestPointLossesAverage(t *testing.T) {
	loc, y := matrix(2, 0, 0, 0, 1, 1, 1), matrix(2, 1, 2, 3, 1, 1, 4)
	event := func(p G.Nodes) distributions.Distribution { return distributions.Independent{Base: point(p)} }
	for _, q := range []func(p G.Nodes) distributions.Distribution{point, event} {
		same(t, "mse", must(t, losses.MSE{}, q, loc, y)[0], []float64{14. / 3, 3}, 1e-15)
		same(t, "l1", must(t, losses.L1{}, q, loc, y)[0], []float64{2, 1}, 1e-15)
		same(t, "huber", must(t, losses.Huber{}, q, loc, y)[0], []float64{(.5 + 1.5 + 2.5) / 3, 2.5 / 3}, 1e-15)
	}
}

// MSE judges any distribution by its mean, and with a Normal of fixed scale s it is 2 s^2 (NLL - log s sqrt(2 pi)).
func TestMSEIsANormalsNLL(t *testing.T) {
	loc, scale, y := vec(0, 1, -3), vec(.5, .5, .5), vec(.3, -2, -3)
	mse, nll := must(t, losses.MSE{}, normal, loc, scale, y), must(t, losses.NLL{}, normal, loc, scale, y)
	for i := range nll[0] {
		nll[0][i] = 2 * .25 * (nll[0][i] - math.Log(.5*math.Sqrt(2*math.Pi)))
		nll[1][i] *= 2 * .25
	}
	same(t, "rows", mse[0], nll[0], 1e-15)
	same(t, "gradient", mse[1], nll[1], 1e-15)
	same(t, "gradient for the scale", mse[2], make([]float64, 3), 0)
}

// The binary cross-entropy is the negative log-likelihood of a Bernoulli, in value and gradient, at any logit.
func TestBinaryCrossEntropyIsNLL(t *testing.T) {
	var l, y []float64
	for _, v := range []float64{-800, -80, -40, -1, 0, 1e-9, .3, 40, 80, 800} {
		l, y = append(l, v, v), append(y, 0, 1)
	}
	for _, dt := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		ce, err := rowsAndGrad(losses.BinaryCrossEntropy{}, bernoulli, dt, vec(l...), vec(y...))
		if err != nil {
			t.Fatal(err)
		}
		nll, _ := rowsAndGrad(losses.NLL{}, bernoulli, dt, vec(l...), vec(y...))
		same(t, "rows", ce[0], nll[0], 0)
		same(t, "gradient", ce[1], nll[1], 0)
	}
	vectors := func(p G.Nodes) distributions.Distribution { return distributions.Independent{Base: bernoulli(p)} }
	ce := must(t, losses.BinaryCrossEntropy{}, vectors, matrix(2, 1, -2, 3, 0, 40, 5), matrix(2, 0, 1, 1, 1, 1, 0))
	nll := must(t, losses.NLL{}, vectors, matrix(2, 1, -2, 3, 0, 40, 5), matrix(2, 0, 1, 1, 1, 1, 0))
	same(t, "rows of vectors", ce[0], nll[0], 1e-15)
	same(t, "gradient of vectors", ce[1], nll[1], 0)
}

// A soft label is the probability of 1: its cross-entropy is the mean of those of 0 and 1, and least, the entropy, where
// the prediction has it.
func TestSoftLabels(t *testing.T) {
	const p = .3
	logit := math.Log(p / (1 - p))
	out := must(t, losses.BinaryCrossEntropy{}, bernoulli, vec(logit, 2, -60, 1, 1), vec(p, p, p, -.1, 1.1))
	h := -p*math.Log(p) - (1-p)*math.Log(1-p)
	mean := p*math.Log1p(math.Exp(-2)) + (1-p)*math.Log1p(math.Exp(2))
	same(t, "rows", out[0], []float64{h, mean, p * 60, math.Inf(1), math.Inf(1)}, 1e-15)
	same(t, "gradient", out[1][:2], []float64{0, 1/(1+math.Exp(-2)) - p}, 1e-15)
}

// The categorical cross-entropy is -log softmax(logits)_y and the negative log-likelihood of a Categorical; its gradient
// is softmax minus one-hot.
func TestCategoricalCrossEntropyIsNLL(t *testing.T) {
	l, y := matrix(3, 0, 1, 2, 800, -800, 0, 3, 3, -1), vec(2, 1, 5)
	ce, nll := must(t, losses.CategoricalCrossEntropy{}, categorical, l, y), must(t, losses.NLL{}, categorical, l, y)
	same(t, "rows", ce[0], nll[0], 0)
	same(t, "gradient", ce[1], nll[1], 0)
	s := 1 + math.E + math.E*math.E
	same(t, "rows by hand", ce[0], []float64{math.Log(s) - 2, 1600, math.Inf(1)}, 1e-15)
	same(t, "gradient by hand", ce[1][:6], []float64{1 / s, math.E / s, math.E*math.E/s - 1, 1, -1, 0}, 1e-15)
}

// The cross-entropy averaged over draws of labels is the divergence from their distribution plus its entropy: it is
// least where q = p, as the package documentation derives.
func TestCrossEntropyIsDivergence(t *testing.T) {
	p := []float64{.2, .5, .3}
	logits := [][]float64{{0, 0, 0}, {1, -1, 2}, {math.Log(.2), math.Log(.5), math.Log(.3)}}
	for _, l := range logits {
		out := must(t, losses.CategoricalCrossEntropy{}, categorical, matrix(3, slices.Concat(l, l, l)...), vec(0, 1, 2))
		sum, ce, divergence, entropy := 0., 0., 0., 0.
		for _, v := range l {
			sum += math.Exp(v)
		}
		for c := range p {
			ce += p[c] * out[0][c]
			divergence += p[c] * math.Log(p[c]*sum/math.Exp(l[c]))
			entropy -= p[c] * math.Log(p[c])
		}
		same(t, "cross-entropy", []float64{ce}, []float64{divergence + entropy}, 1e-15)
	}
}

// Clip moves targets of a Beta off the edges in the loss, and nothing else.
func TestNLLClip(t *testing.T) {
	a, b := vec(2, 2, 2, .5), vec(3, 3, 3, .5)
	clipped := must(t, losses.NLL{Clip: 1e-5}, beta, a, b, vec(0, 1, .4, 1))
	plain := must(t, losses.NLL{}, beta, a, b, vec(1e-5, 1-1e-5, .4, 1-1e-5))
	same(t, "rows", clipped[0], plain[0], 0)
	same(t, "gradient for alpha", clipped[1], plain[1], 0)
	same(t, "gradient for beta", clipped[2], plain[2], 0)
	same(t, "rows without Clip", must(t, losses.NLL{}, beta, a, b, vec(0, 1, .4, 1))[0][:2], []float64{math.Inf(1), math.Inf(1)}, 0)
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		out, err := rowsAndGrad(losses.NLL{Clip: 1e-5}, beta, dt, vec(1, 1, 80, 1.5), vec(1, 80, 1, 1e4), vec(0, 1, 0, 1))
		if err != nil {
			t.Fatal(err)
		}
		for k := range out {
			for i, v := range out[k] {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("%v: output %d, row %d is %v", dt, k, i, v)
				}
			}
		}
	}
}

// What does not fit is refused with the shapes and what to do.
func TestErrors(t *testing.T) {
	independent := func(p G.Nodes) distributions.Distribution { return distributions.Independent{Base: normal(p)} }
	mixture := func(p G.Nodes) distributions.Distribution {
		return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: independent(p)}
	}
	column := matrix(3, 1, 2, 3)
	for _, c := range []struct {
		loss losses.Loss
		q    func(p G.Nodes) distributions.Distribution
		dt   tensor.Dtype
		in   []array
		want []string
	}{
		{losses.MSE{}, point, tensor.Float64, []array{column, vec(1, 2, 3)}, []string{"mse", "(3,) and (3, 1)", "pair every row with every other", "ops.Reshape"}},
		{losses.L1{}, point, tensor.Float64, []array{vec(1, 2, 3), column}, []string{"l1", "(3, 1) and (3,)"}},
		{losses.Huber{}, point, tensor.Float64, []array{vec(1, 2, 3), vec(1, 2)}, []string{"huber", "(2,) and (3,)", "must have the prediction's shape (3,)"}},
		{losses.Huber{Delta: -1}, point, tensor.Float64, []array{vec(1), vec(1)}, []string{"huber", "Delta = -1 must be positive"}},
		{losses.NLL{}, normal, tensor.Float64, []array{vec(1, 2, 3), vec(1, 2, 3), column}, []string{"nll", "(3, 1) and (3,)"}},
		{losses.NLL{}, normal, tensor.Float64, []array{vec(1, 2, 3), vec(1, 2, 3), matrix(3, 1, 2, 3, 4, 5, 6)}, []string{"nll", "(3, 2) and (3,)"}},
		{losses.NLL{}, normal, tensor.Float64, []array{column, column, column}, []string{"nll", "(3, 1)", "distributions.Independent"}},
		{losses.NLL{Clip: .5}, beta, tensor.Float64, []array{vec(1), vec(1), vec(1)}, []string{"Clip = 0.5 must be positive, below 1/2"}},
		{losses.NLL{Clip: 1e-9}, beta, tensor.Float32, []array{vec(1), vec(1), vec(1)}, []string{"Clip = 1e-09", "differ from 1 in float32"}},
		{losses.BinaryCrossEntropy{}, normal, tensor.Float64, []array{vec(1), vec(1), vec(1)}, []string{"binary cross-entropy", "distributions.Bernoulli, not a distributions.Normal: use losses.NLL"}},
		{losses.BinaryCrossEntropy{}, bernoulli, tensor.Float64, []array{column, vec(1, 0, 1)}, []string{"binary cross-entropy", "(3, 1)", "distributions.Independent"}},
		{losses.CategoricalCrossEntropy{}, bernoulli, tensor.Float64, []array{vec(1), vec(1)}, []string{"categorical cross-entropy", "distributions.Categorical, not a distributions.Bernoulli"}},
		{losses.CategoricalCrossEntropy{}, categorical, tensor.Float64, []array{matrix(3, 1, 2, 3, 4, 5, 6), column}, []string{"categorical cross-entropy", "(3, 1) and (3,)"}},
		{losses.MSE{}, func(p G.Nodes) distributions.Distribution { return meanless{p[0]} }, tensor.Float64, []array{vec(1), vec(1)}, []string{"losses_test.meanless has no mean"}},
		{losses.NLL{}, mixture, tensor.Float64, []array{matrix(2, 1, 2, 3, 4), matrix(2, 1, 2, 3, 4), vec(1, 2)}, []string{"nll", "(2,) and (2, 2)"}},
	} {
		_, err := rowsAndGrad(c.loss, c.q, c.dt, c.in...)
		if err == nil {
			t.Errorf("%T: no error, want %q", c.loss, c.want)
			continue
		}
		if _, ok := err.(*graph.BuildError); !ok {
			t.Errorf("%T: %T, want a *graph.BuildError", c.loss, err)
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%T: %q does not say %q", c.loss, err, want)
			}
		}
	}
}

// meanless is a distribution without closed forms.
type meanless struct{ Loc *G.Node }

func (d meanless) BatchShape() tensor.Shape  { return d.Loc.Shape() }
func (d meanless) EventShape() tensor.Shape  { return tensor.Shape{} }
func (d meanless) LogProb(y *G.Node) *G.Node { return y }

// Every loss has one value a row that depends on that row alone.
func TestRowsAreSeparate(t *testing.T) {
	for _, c := range []struct {
		loss losses.Loss
		q    func(p G.Nodes) distributions.Distribution
		in   []array
	}{
		{losses.MSE{}, point, []array{matrix(3, 1, 2, 3, 4, 5, 6), matrix(3, 0, 1, 0, 1, 0, 1)}},
		{losses.L1{}, point, []array{vec(1, 2, 3), vec(0, 1, 0)}},
		{losses.Huber{}, point, []array{vec(1, 2, 3), vec(0, 1, 0)}},
		{losses.NLL{}, normal, []array{vec(1, 2, 3), vec(1, 2, 3), vec(0, 1, 0)}},
		{losses.NLL{Clip: .01}, beta, []array{vec(1, 2, 3), vec(1, 2, 3), vec(0, 1, .5)}},
		{losses.BinaryCrossEntropy{}, bernoulli, []array{vec(1, 2, 3), vec(0, 1, .5)}},
		{losses.CategoricalCrossEntropy{}, categorical, []array{matrix(3, 1, 2, 3, 4, 5, 6), vec(0, 1, 1)}},
		{losses.CategoricalCrossEntropy{Smoothing: .2}, categorical, []array{matrix(3, 1, 2, 3, 4, 5, 6), vec(0, 1, 1)}},
		{losses.Focal{}, categorical, []array{matrix(3, 1, 2, 3, 4, 5, 6), vec(0, 1, 1)}},
		{losses.Focal{Weights: []float64{1, 2}}, bernoulli, []array{vec(1, 2, 3), vec(0, 1, 0)}},
		{losses.BetaNLL{}, normal, []array{vec(1, 2, 3), vec(1, 2, 3), vec(0, 1, 0)}},
		{losses.CRPS{}, normal, []array{vec(1, 2, 3), vec(1, 2, 3), vec(0, 1, 0)}},
		{losses.CRPS{}, mixtureOfNormals, []array{matrix(3, 1, 2, 3, 4, 5, 6), matrix(3, 1, 2, 3, 4, 5, 6), matrix(3, 1, 2, 3, 4, 5, 6), vec(0, 1, 0)}},
		{losses.Pinball{}, piecewise, []array{matrix(3, 1, 2, 3, 4, 5, 6, 7, 8, -1, 0, 1, 2), vec(0, 6.5, 9)}},
	} {
		all := must(t, c.loss, c.q, c.in...)
		for i := range 3 {
			var row []array
			for _, a := range c.in {
				w := len(a.data) / 3
				row = append(row, array{a.data[i*w : (i+1)*w], append([]int{1}, a.shape[1:]...)})
			}
			single := must(t, c.loss, c.q, row...)
			same(t, fmt.Sprintf("%T, row %d", c.loss, i), single[0], all[0][i:i+1], 0)
		}
	}
}

// Example trains nothing: it shows what a loss takes and gives.
func Example() {
	nll := graph.NewFunc(func(in G.Nodes) G.Nodes {
		q := distributions.Normal{Loc: in[0], Scale: in[1]}
		return G.Nodes{losses.NLL{}.PerRow(q, in[2]), losses.MSE{}.PerRow(q, in[2])}
	})
	out, err := nll.Call(vec(0, 1).value(tensor.Float64), vec(1, 2).value(tensor.Float64), vec(0, 3).value(tensor.Float64))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("NLL %.4f\nMSE %.4f\n", out[0].Data(), out[1].Data())
	// Output:
	// NLL [0.9189 2.1121]
	// MSE [0.0000 4.0000]
}

// What a loop of one's own cannot do is refused, not left out.
func TestMeanOfOneDraw(t *testing.T) {
	for _, c := range []struct {
		name string
		loss losses.ELBO
		pass layers.Pass
		want string // in the error; empty: none
	}{
		{"plain", losses.ELBO{Rows: 2, Draws: 3}, layers.Pass{}, ""},
		{"weighted", losses.ELBO{Rows: 2, Draws: 3, ImportanceWeighted: true}, layers.Pass{Sampled: true}, "Trainer"},
		{"pathwise", losses.ELBO{Rows: 2, Pathwise: true}, layers.Pass{}, "Sampled and Pathwise"},
		{"pathwise, closed entropy", losses.ELBO{Rows: 2, Pathwise: true}, layers.Pass{Pathwise: true}, "Sampled and Pathwise"},
		{"pathwise throughout", losses.ELBO{Rows: 2, Pathwise: true}, layers.Pass{Pathwise: true, Sampled: true}, ""},
	} {
		c.pass.Graph = G.NewGraph()
		number := func(name string) *G.Node {
			return G.NewVector(c.pass.Graph, tensor.Float32, G.WithShape(2), G.WithName(name))
		}
		var err error
		func() {
			defer build.Recover(&err)
			c.loss.Mean(c.pass.Scope(), distributions.Normal{Loc: number("loc"), Scale: number("scale")}, number("y"))
		}()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error with %q", c.name, err, c.want)
		}
	}
}
