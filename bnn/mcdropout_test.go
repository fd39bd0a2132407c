package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Under dropout of rate p a linear map has mean x·K + b and variance sum x² K² p/(1-p) over the draws.
func TestDropoutMoments(t *testing.T) {
	const rate, draws = .2, 4000
	m, _ := fitted(t, bnn.MCDropout{Net: affine{.1}, Rate: rate, Only: all}, twoFeatures(30, .1, 1), 0, 0)
	k := ops.Data[float64](m.Params.Get("out/kernel"))
	x := mat.NewDense(3, 2, []float64{1, 0, 1, 2, -3, .5})
	q := predict(t, m, x, training.Draws(draws))
	mean, epistemic := q.Mean(), q.Epistemic()
	for i := range 3 {
		want, variance := .5, 0.
		for j := range 2 {
			v := x.At(i, j) * k[j]
			want, variance = want+v, variance+v*v*rate/(1-rate)
		}
		if se := math.Sqrt(variance / draws); math.Abs(mean[i]-want) > 5*se {
			t.Errorf("row %d: mean %v, want %v within %v", i, mean[i], want, 5*se)
		}
		// The draws take few values, z of (0, 1): a fourth moment of at most (1-p)/p times the square.
		if se := variance * math.Sqrt((1-rate)/rate/draws); math.Abs(epistemic[i]-variance) > 5*se {
			t.Errorf("row %d: epistemic variance %v, want %v within %v", i, epistemic[i], variance, 5*se)
		}
		if a := q.Aleatoric()[i]; math.Abs(a-.01) > 1e-12 {
			t.Errorf("row %d: aleatoric variance %v, want .01", i, a)
		}
	}
}

// A draw in prediction is one function: linear in x, the same for equal rows, wherever they are.
func TestDropoutDrawsAreFunctions(t *testing.T) {
	m, _ := fitted(t, bnn.MCDropout{Net: affine{.1}, Rate: .5, Only: all}, twoFeatures(30, .1, 1), 0, 0)
	n := 700
	x := mat.NewDense(n, 2, nil)
	for i := range n {
		x.Set(i, i%2, 1+float64(i%2))
	}
	q := predict(t, m, x, training.Draws(20))
	differ := false
	for k := range 20 {
		f := q.Draw(k).Mean()
		for i := range n {
			if f[i] != f[i%2] {
				t.Fatalf("draw %d: rows %d and %d are equal but get %v and %v", k, i%2, i, f[i%2], f[i])
			}
		}
		differ = differ || f[0] != q.Draw(0).Mean()[0]
	}
	if !differ {
		t.Error("all draws drop the same")
	}
}

// The penalty is l²/2 ((1-p) |K/(1-p)|² + |b|²) over all rows; a layer that is not dropped has p = 0.
func TestDropoutPenalty(t *testing.T) {
	const rate, length, n = .25, 3., 40
	for _, except := range [][]string{nil, {"body/*"}} {
		net := bnn.MCDropout{Net: wave{7}, Rate: rate, LengthScale: length, Only: all, Except: except}
		m, h := fitted(t, net, twoFeatures(n, .1, 1), 0, 1)
		want := 0.
		for path, v := range m.Params.All() {
			factor := 1.
			if strings.HasSuffix(path, "kernel") && !(except != nil && strings.HasPrefix(path, "body")) {
				factor = 1 / (1 - rate)
			}
			for _, w := range ops.Data[float64](v) {
				want += factor * length * length / 2 * w * w / n
			}
		}
		if got := h[0].Bound.KL; math.Abs(got-want) > 1e-12*want {
			t.Errorf("except %v: penalty %v nats a row, want %v", except, got, want)
		}
	}
}

// layered is linear in x, by two layers.
type layered struct{ width int }

func (l layered) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.Dense{Units: l.width}, x)
	return affine{.1}.Forward(s, h)
}

// Without settings kernels before the last layers have the prior N(0, 1/9), and other weights N(0, 1), in training as in
// draws of the prior; a length or a pattern is for all weights alike.
func TestDropoutDefaultPrior(t *testing.T) {
	const n, width = 40, 8
	for name, c := range map[string]struct {
		net  training.Net
		body float64 // precision of body/kernel
		rate float64
	}{
		"nothing set": {bnn.MCDropout{Net: layered{width}}, 9, .03},
		"rate":        {bnn.MCDropout{Net: layered{width}, Rate: .2}, 9, .2},
		"length":      {bnn.MCDropout{Net: layered{width}, LengthScale: 1}, 1, .03},
		"patterns":    {bnn.MCDropout{Net: layered{width}, Only: []string{"out/*"}}, 1, .03},
		"inside":      {inside{bnn.MCDropout{Net: layered{width}}}, 9, .03},
		"convolution": {bnn.MCDropout{Net: convolved{}}, 9, .03},
	} {
		m, h := fitted(t, c.net, twoFeatures(n, .1, 1), 0, 1)
		want := 0.
		for path, v := range m.Params.All() {
			precision := 1.
			switch {
			case strings.HasSuffix(path, "body/kernel"):
				precision = c.body
			case strings.HasSuffix(path, "out/kernel"):
				precision = 1 / (1 - c.rate)
			}
			for _, w := range ops.Data[float64](v) {
				want += precision / 2 * w * w / n
			}
		}
		if got := h[0].Bound.KL; math.Abs(got-want) > 1e-12*want {
			t.Errorf("%s: penalty %v nats a row, want %v", name, got, want)
		}
		if name == "convolution" {
			continue
		}
		// Of x = (1, 3) a unit of the body has the variance 10/precision + 1, and the output's kurtosis is at most 9.
		const draws = 4000
		prior := &training.Model{Net: c.net, Dtype: tensor.Float64}
		q := predict(t, prior, mat.NewDense(1, 2, []float64{1, 3}), training.PriorDraws(draws))
		variance := width*(10/c.body+1) + 1
		if got := q.Epistemic()[0]; math.Abs(got-variance) > 5*variance*math.Sqrt(8./draws) {
			t.Errorf("%s: prior variance %v, want %v within five standard errors", name, got, variance)
		}
	}
}

// convolved is linear in x, by a convolution along the features and a layer.
type convolved struct{}

func (convolved) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n, d := x.Shape()[0], x.Shape()[1]
	h := s.Call("body", layers.Conv1D{Units: 3, Size: 1}, ops.Reshape(x, n, d, 1))
	return affine{.1}.Forward(s, ops.Reshape(h, n, 3*d))
}

// The gradient under dropout is the derivative of the loss under its masks: central differences agree to their own
// error, 1e-8 at steps of 1e-5. Gorgonia's dropout scales it by 1/p instead of 1/(1-p).
func TestDropoutGradient(t *testing.T) {
	for name, net := range map[string]training.Net{
		"mc":       bnn.MCDropout{Net: wave{4}, Rate: .3, Only: all},
		"concrete": bnn.ConcreteDropout{Net: wave{4}, Start: .3, Only: all},
	} {
		const n = 12
		s := twoFeatures(n, .1, 1)
		f := layers.NewFunction(func(sc *layers.Scope, in G.Nodes) *G.Node {
			return losses.ELBO{Rows: n}.Mean(sc, net.Forward(sc, in[0]), in[1])
		}).Train(3, 4)
		x := tensor.New(tensor.WithShape(n, 2), tensor.WithBacking(s.X.RawMatrix().Data))
		y := tensor.New(tensor.WithShape(n), tensor.WithBacking(s.Y))
		p, err := f.Init(1, x, y)
		if err != nil {
			t.Fatal(err)
		}
		_, grads, err := f.ValueAndGrad(p, x, y)
		if err != nil {
			t.Fatal(err)
		}
		at := func(w []float64, i int, v float64) float64 {
			old := w[i]
			defer func() { w[i] = old }()
			w[i] = v
			out, err := f.Apply(p, x, y)
			if err != nil {
				t.Fatal(err)
			}
			return ops.Data[float64](out)[0]
		}
		for path, v := range p.All() {
			w := ops.Data[float64](v)
			for i, g := range ops.Data[float64](grads.Get(path)) {
				const h = 1e-5
				if want := (at(w, i, w[i]+h) - at(w, i, w[i]-h)) / (2 * h); math.Abs(g-want) > 1e-8*max(1, math.Abs(want)) {
					t.Errorf("%s: %s[%d]: gradient %v, differences give %v", name, path, i, g, want)
				}
			}
		}
	}
}

// Draws of the prior have weights N(0, l^-2): a linear map's variance is (|x|² + 1)/l². The model needs no fit.
func TestDropoutPrior(t *testing.T) {
	const length, draws = 2., 4000
	m := &training.Model{Net: bnn.MCDropout{Net: affine{.1}, Rate: .2, LengthScale: length, Only: all}, Dtype: tensor.Float64}
	q := predict(t, m, mat.NewDense(1, 2, []float64{1, 3}), training.PriorDraws(draws))
	want := 11 / (length * length)
	if got := q.Epistemic()[0]; math.Abs(got-want) > 5*want*math.Sqrt(2./draws) {
		t.Errorf("prior variance %v, want %v within five standard errors", got, want)
	}
}

// A layer that is not dropped has the prior all the same, and its pattern counts as used; so inside a network, where
// patterns are relative to the wrapper.
func TestDropoutPriorWithExceptions(t *testing.T) {
	const draws = 4000
	for name, net := range map[string]training.Net{
		"mc":       bnn.MCDropout{Net: affine{.1}, Rate: .2, Except: []string{"out/*"}},
		"concrete": bnn.ConcreteDropout{Net: affine{.1}, Except: []string{"out/*"}},
		"inside":   inside{bnn.MCDropout{Net: affine{.1}, Rate: .2, Except: []string{"out/*"}}},
	} {
		m := &training.Model{Net: net, Dtype: tensor.Float64}
		q := predict(t, m, mat.NewDense(1, 2, []float64{1, 3}), training.PriorDraws(draws))
		if got := q.Epistemic()[0]; math.Abs(got-11) > 5*11*math.Sqrt(2./draws) {
			t.Errorf("%s: prior variance %v, want 11 within five standard errors", name, got)
		}
	}
}

// inside is a network below a path.
type inside struct{ net training.Net }

func (n inside) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return n.net.Forward(s.Sub("inner"), x)
}

// A learned rate falls with the rows there are: with 20 times as many the network can afford less noise. Before any
// training it is where it starts.
func TestConcreteDropoutLearns(t *testing.T) {
	rate := func(n, epochs int) float64 {
		m, _ := fitted(t, bnn.ConcreteDropout{Net: affine{.3}, LengthScale: .1, Only: all}, twoFeatures(n, .3, 1), .05, epochs)
		return 1 / (1 + math.Exp(-ops.Data[float64](m.Params.Get("out/dropout_logit"))[0]))
	}
	if r := rate(20, 0); math.Abs(r-.1) > 1e-12 {
		t.Errorf("the rate starts at %v, want .1", r)
	}
	few, many := rate(20, 300), rate(400, 300)
	if !(many < few/2 && few < .5) {
		t.Errorf("rates %v from 20 rows and %v from 400: the second must be far lower", few, many)
	}
}

// A learned rate falls exponentially with the rows, as ConcreteDropout says: where p is at rest its logit is
// -(N v + l² |K|²)/(2 H (1-p)²), for v = sum x² K²/noise² of the mean x². The relaxed masks have less variance than
// those of 0 and 1, which matters where p is large, and steps leave noise: so within a third.
func TestConcreteRateByRows(t *testing.T) {
	const noise, length = 4., .1
	var logits []float64
	for _, n := range []int{15, 30, 60} {
		s := twoFeatures(n, .1, 1)
		m, _ := fitted(t, bnn.ConcreteDropout{Net: affine{noise}, LengthScale: length, Only: all}, s, .02, 3000)
		k, logit := ops.Data[float64](m.Params.Get("out/kernel")), ops.Data[float64](m.Params.Get("out/dropout_logit"))[0]
		nv, squares := 0., 0.
		for j, w := range k {
			squares += w * w
			for i := range n {
				nv += s.X.At(i, j) * s.X.At(i, j) * w * w / (noise * noise)
			}
		}
		keep := 1 / (1 + math.Exp(logit))
		want := -(nv + length*length*squares) / (2 * 2 * keep * keep)
		t.Logf("%d rows: logit %.2f, of the bound's optimum %.2f", n, logit, want)
		if math.Abs(logit-want) > math.Abs(want)/3 {
			t.Errorf("%d rows: the logit of the rate is %v, want %v within a third", n, logit, want)
		}
		logits = append(logits, logit)
	}
	if !(logits[2] < 1.5*logits[1] && logits[1] < 1.5*logits[0]) {
		t.Errorf("logits %v must fall about as the rows grow, which double", logits)
	}
}

func TestDropoutMistakes(t *testing.T) {
	s := twoFeatures(20, .1, 1)
	for want, net := range map[string]training.Net{
		"a Rate":      bnn.MCDropout{Net: affine{.1}, Rate: 1, Only: all},
		"needs a Net": bnn.MCDropout{Rate: .1, Only: all},
		`"hidden" matches none of the weights: out/kernel`: bnn.MCDropout{Net: affine{.1}, Rate: .1, Except: []string{"hidden"}},
		"a Start between 0 and 1":                          bnn.ConcreteDropout{Net: affine{.1}, Start: 1, Only: all},
	} {
		_, err := training.Trainer{Loss: losses.ELBO{Rows: 20}}.Fit(ctx, &training.Model{Net: net}, s, 1)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
