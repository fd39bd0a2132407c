package nets_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A study is a regression on two features whose parameters are known: theta[:3] are intercept and slopes of what is linear in them.
type study struct {
	name    string
	rows    int
	truth   []float64
	columns int                                                  // of the target
	law     func(theta, line *G.Node) distributions.Distribution // of rows of line (n)
	draw    func(theta []float64, line float64, r *rand.Rand) []float64
}

var studies = []study{
	{"poisson", 300, []float64{.5, .4, -.6}, 1,
		func(_, line *G.Node) distributions.Distribution { return distributions.Poisson{Rate: ops.Exp(line)} },
		func(_ []float64, line float64, r *rand.Rand) []float64 {
			return []float64{distuv.Poisson{Lambda: math.Exp(line), Src: r}.Rand()}
		}},
	{"negative binomial", 800, []float64{1, .4, -.6, .5}, 1,
		func(theta, line *G.Node) distributions.Distribution {
			return distributions.NegativeBinomial{Rate: ops.Exp(line), Concentration: ops.Exp(number(theta, 3))}
		},
		func(theta []float64, line float64, r *rand.Rand) []float64 {
			c := math.Exp(theta[3])
			rate := distuv.Gamma{Alpha: c, Beta: c / math.Exp(line), Src: r}.Rand()
			return []float64{distuv.Poisson{Lambda: rate, Src: r}.Rand()}
		}},
	{"times seen to the end or not", 400, []float64{.7, .4, -.6, .4}, 2,
		func(theta, line *G.Node) distributions.Distribution {
			return distributions.Censored{Base: distributions.Weibull{Scale: ops.Exp(line), Concentration: ops.Exp(number(theta, 3))}}
		},
		func(theta []float64, line float64, r *rand.Rand) []float64 {
			event, end := math.Exp(line)*math.Pow(r.ExpFloat64(), math.Exp(-theta[3])), 3*r.ExpFloat64()
			if end < event {
				return []float64{end, 1}
			}
			return []float64{event, 0}
		}},
	{"ordinal", 500, []float64{0, .8, -1.2, -1, .2, -.3}, 1, // the intercept is that of the cutpoints
		func(theta, line *G.Node) distributions.Distribution {
			first := number(theta, 3)
			second := ops.Add(first, ops.Exp(number(theta, 4)))
			return distributions.OrderedLogistic{Loc: ops.Sub(line, number(theta, 0)), Cutpoints: ops.Concat(0, first, second, ops.Add(second, ops.Exp(number(theta, 5))))}
		},
		func(theta []float64, line float64, r *rand.Rand) []float64 {
			u := r.Float64()
			y, cut := 0., theta[3]
			for k := 4; ; k++ {
				if u < 1/(1+math.Exp(line-cut)) || k == 7 {
					return []float64{y}
				}
				if y++; k < 6 {
					cut += math.Exp(theta[k])
				}
			}
		}},
	{"student t", 1500, []float64{.7, .4, -.6, -.5, 1.3}, 1,
		func(theta, line *G.Node) distributions.Distribution {
			return distributions.StudentT{Loc: line, Scale: ops.Exp(number(theta, 3)), DF: ops.Exp(number(theta, 4))}
		},
		func(theta []float64, line float64, r *rand.Rand) []float64 {
			return []float64{distuv.StudentsT{Mu: line, Sigma: math.Exp(theta[3]), Nu: math.Exp(theta[4]), Src: r}.Rand()}
		}},
}

// number is theta[k], of shape (1).
func number(theta *G.Node, k int) *G.Node { return ops.Slice(theta, 0, k, k+1) }

// of is the law of rows x.
func (c study) of(theta, x *G.Node) distributions.Distribution {
	slopes := ops.Reshape(ops.Slice(theta, 0, 1, 3), 2, 1)
	line := ops.Reshape(ops.MatMul(x, slopes, false, false), x.Shape()[0])
	return c.law(theta, ops.Add(line, number(theta, 0)))
}

// Forward makes a study a network.
func (c study) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return c.of(s.Param("theta", layers.Zeros, len(c.truth)), x)
}

func (c study) data(seed uint64) data.Set {
	r := rand.New(rng.New(seed, c.name, 0, 0).Source())
	s := data.Set{X: mat.NewDense(c.rows, 2, nil)}
	for i := range c.rows {
		a, b := r.NormFloat64(), 2*r.Float64()-1
		s.X.SetRow(i, []float64{a, b})
		s.Y = append(s.Y, c.draw(c.truth, c.truth[0]+c.truth[1]*a+c.truth[2]*b, r)...)
	}
	return s
}

// curvature is the gradient of the log-likelihood by theta, and its second derivatives, row after row.
func (c study) curvature() *graph.Func {
	return graph.NewFunc(func(in G.Nodes) G.Nodes {
		theta := in[0]
		first, err := graph.Gradient(ops.Sum(c.of(theta, in[1]).LogProb(in[2])), theta)
		if err != nil {
			panic(err)
		}
		out := G.Nodes{first[0]}
		for k := range c.truth {
			second, err := graph.Gradient(ops.Sum(number(first[0], k)), theta)
			if err != nil {
				panic(err)
			}
			out = append(out, second[0])
		}
		return out
	})
}

// information is minus the second derivatives in the directions that the likelihood depends on, and the gradient.
func (c study) information(t *testing.T, f *graph.Func, theta []float64, s data.Set) (*mat.SymDense, *mat.VecDense) {
	t.Helper()
	shape := tensor.Shape{c.rows}
	if c.columns > 1 {
		shape = append(shape, c.columns)
	}
	out, err := f.Call(tensor.New(tensor.WithShape(len(theta)), tensor.WithBacking(theta)),
		tensor.New(tensor.WithShape(c.rows, 2), tensor.WithBacking(s.X.RawMatrix().Data)), tensor.New(tensor.WithShape(shape...), tensor.WithBacking(s.Y)))
	if err != nil {
		t.Fatal(err)
	}
	free := c.free()
	h, g := mat.NewSymDense(len(free), nil), mat.NewVecDense(len(free), nil)
	for i, k := range free {
		g.SetVec(i, ops.Data[float64](out[0])[k])
		for j, l := range free[:i+1] {
			h.SetSym(i, j, -ops.Data[float64](out[1+k])[l])
		}
	}
	return h, g
}

// free are the indices of theta that are estimated: all but the intercept where cutpoints stand for it.
func (c study) free() (k []int) {
	for i := range c.truth {
		if i > 0 || c.name != "ordinal" {
			k = append(k, i)
		}
	}
	return k
}

// Fitted to 20 samples, each regression has its parameters as far off as the observed information says: the sum of the squared
// distances in its norm is a chi-square of as many degrees of freedom as numbers were estimated. Training alone comes
// within a tenth of a standard error of the maximum, and Newton's method goes the rest.
func TestRegressionsRecoverTheirParameters(t *testing.T) {
	slow.Test(t)
	const seeds = 20
	for _, c := range studies {
		t.Run(c.name, func(t *testing.T) {
			curvature, sum := c.curvature(), 0.
			for seed := range uint64(seeds) {
				s := c.data(seed)
				theta := c.maximum(t, curvature, c.train(t, s), s)
				h, _ := c.information(t, curvature, theta, s)
				sum += squared(h, c.off(theta, c.truth))
			}
			chi := distuv.ChiSquared{K: float64(seeds * len(c.free()))}
			if p := chi.Survival(sum); !(p > 1e-4 && p < 1-1e-4) {
				t.Errorf("the distances sum to %.1f for %g degrees of freedom: p = %.2g", sum, chi.K, p)
			} else {
				t.Logf("%.1f for %g degrees of freedom: p = %.3f", sum, chi.K, p)
			}
		})
	}
}

// train is theta after full-batch training.
func (c study) train(t *testing.T, s data.Set) []float64 {
	t.Helper()
	const epochs = 150
	m := training.Model{Net: c, Dtype: tensor.Float64}
	tr := training.Trainer{BatchSize: c.rows, Solver: &training.Adam{Rate: training.Cosine(.1, epochs, 0)}, Seed: 1}
	if _, err := tr.Fit(ctx, &m, s, epochs); err != nil {
		t.Fatal(err)
	}
	return append([]float64(nil), ops.Data[float64](m.Params.Get("theta"))...)
}

// maximum goes on by Newton's method until the gradient promises a gain of 1e-12 nats.
func (c study) maximum(t *testing.T, f *graph.Func, theta []float64, s data.Set) []float64 {
	t.Helper()
	trained := append([]float64(nil), theta...)
	for range 20 {
		h, g := c.information(t, f, theta, s)
		var chol mat.Cholesky
		var step mat.VecDense
		if !chol.Factorize(h) || chol.SolveVecTo(&step, g) != nil {
			t.Fatalf("at %v the likelihood is not that of a maximum", theta)
		}
		if mat.Dot(&step, g) < 1e-12 {
			if far := math.Sqrt(squared(h, c.off(theta, trained))); !(far < .1) {
				t.Errorf("training ended %.2g standard errors from the maximum", far)
			}
			return theta
		}
		for i, k := range c.free() {
			theta[k] += step.AtVec(i)
		}
	}
	t.Fatalf("no maximum beside %v", trained)
	return nil
}

// off is the difference of what is estimated.
func (c study) off(theta, from []float64) *mat.VecDense {
	free := c.free()
	d := mat.NewVecDense(len(free), nil)
	for i, k := range free {
		d.SetVec(i, theta[k]-from[k])
	}
	return d
}

func squared(h *mat.SymDense, d *mat.VecDense) float64 { return mat.Inner(d, h, d) }
