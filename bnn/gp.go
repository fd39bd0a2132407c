package bnn

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// VariationalGP is a Gaussian process f with normal noise, y = f(x) + e, known through its values u at some inducing points z:
// a distribution of functions instead of weights. x is (n, d), the output a Normal a row. The prior of f has a constant mean and the
// covariance a² exp(-|x - x'|²/(2 l²)); its posterior is p(f | u) q(u) with a full normal q, fitted by losses.ELBO to the bound
//
//	log p(y) >= sum_n E_q(f_n) log N(y_n; f_n, noise) - KL(q(u) || p(u))
//
// of Titsias (2009), Variational learning of inducing variables in sparse Gaussian processes, in the form that splits into batches of
// Hensman, Fusi and Lawrence (2013), arXiv:1309.6835. The expectation is closed, so training needs no draws; the process is
// trained with its inducing points, amplitude a, length l, mean and noise.
//
// u is whitened, u = mean + a L v with L Lᵀ the prior's correlation (Murray and Adams 2010, arXiv:1006.0868): q(v) = N(loc, S Sᵀ)
// starts as the prior N(0, 1), and one rate suits all of v. In float32 the correlation of close points needs a larger Jitter.
//
// A prediction is one draw of the function, the same for all rows: Predict with training.Draws(n) gives their mixture, whose
// Epistemic is the variance of f and Aleatoric the noise. Marginal takes f out in closed form instead.
type VariationalGP struct {
	Inducing int                // number of inducing points; its cube is the cost of a pass
	Points   layers.Initializer // where they start, (Inducing, d); nil: layers.Normal(1), for standardized features

	Amplitude     Softplus // a, in the target's units
	LengthScale   Softplus // l, in the features' units
	NoiseVariance Softplus // in the target's units, squared

	Jitter   float64 // added to the diagonal of the correlation of the inducing points; 0: 1e-6
	Marginal bool    // predict the Normal of y given x, over all functions, in closed form
	Waves    int     // that what u leaves open of a drawn function is made of; 0: 256

	// Unwhitened makes q a normal of u - mean, in the target's units, that starts as N(0, 1). The bound is the same, the descent
	// another: values that stay while a and l move let those move less, and so keep a wave in the data that a whitened process
	// first takes for noise and then, with a long l, cannot see any more.
	Unwhitened bool
}

// Softplus is a positive number that is trained: softplus(Rate t) with a parameter t that starts at Start.
type Softplus struct {
	Rate  float64 // 0: 1
	Start float64
}

func (p Softplus) node(s *layers.Scope, name string) *G.Node {
	t := s.Param(name, layers.Constant(p.Start), 1)
	if p.Rate != 0 {
		t = ops.MulConst(t, p.Rate)
	}
	return ops.Softplus(t)
}

// Forward declares the parameters inducing (m, d), amplitude, length_scale, noise_variance, mean (1), loc (m) and scale (m, m), of which
// the lower triangle counts, and adds KL(q || p) to the penalties.
func (g VariationalGP) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	g.check(x)
	p := g.process(s, x)
	switch {
	case s.Sampled():
		v := p.draw(s)
		s.Penalty(layers.Penalty{Path: s.Path(), CrossEntropy: standard(v, g.Inducing), Entropy: p.surprise(s, v), Sampled: true})
		return p.predict(p.at(v), p.rest, s.Training())
	case s.Training() || g.Marginal && !s.Prior():
		s.Penalty(p.penalty(s))
		spread := ops.Sum(ops.Square(ops.MatMul(p.scale, p.weights, true, false)), 0) // of E(f | v), (n)
		return p.predict(p.at(p.loc), ops.Add(p.rest, spread), s.Training())
	}
	s.Penalty(p.penalty(s))
	return distributions.Normal{Loc: ops.Add(p.at(p.draw(s)), p.open(s, g.Waves)), Scale: ops.Sqrt(p.noise)}
}

func (g VariationalGP) check(x *G.Node) {
	const op = "variational gp"
	switch {
	case x.Dims() != 2:
		build.Fail(op, []tensor.Shape{x.Shape()}, "the input must have rank 2, rows and features")
	case g.Inducing < 1:
		build.Fail(op, []tensor.Shape{x.Shape()}, "Inducing = %d: a process needs at least one inducing point", g.Inducing)
	case g.Jitter < 0 || math.IsNaN(g.Jitter) || g.Waves < 0:
		build.Fail(op, []tensor.Shape{x.Shape()}, "Jitter = %g and Waves = %d must not be negative", g.Jitter, g.Waves)
	}
	for _, p := range []Softplus{g.Amplitude, g.LengthScale, g.NoiseVariance} {
		if p.Rate < 0 || math.IsNaN(p.Rate+p.Start) || math.IsInf(p.Rate+p.Start, 0) {
			build.Fail(op, []tensor.Shape{x.Shape()}, "a Softplus of rate %g that starts at %g: both must be finite, and the rate positive", p.Rate, p.Start)
		}
	}
}

// process are the nodes of a VariationalGP at the rows x.
type process struct {
	weights    *G.Node // of v in f(x) - mean: a L⁻¹ r(z, x), (m, n)
	rest       *G.Node // variance of f(x) that u leaves open, (n)
	mean       *G.Node // (n)
	noise      *G.Node // variance, (1)
	loc, scale *G.Node // of q(v), (m) and (m, m)

	x, z      *G.Node // (n, d), (m, d)
	amplitude *G.Node // (1)
	length    *G.Node // (1)
	factor    *G.Node // L, (m, m)
}

func (g VariationalGP) process(s *layers.Scope, x *G.Node) process {
	m, n, d := g.Inducing, x.Shape()[0], x.Shape()[1]
	z := s.Param("inducing", orElse(g.Points, layers.Normal(1)), m, d)
	amplitude, length := g.Amplitude.node(s, "amplitude"), g.LengthScale.node(s, "length_scale")
	jitter := g.Jitter
	if jitter == 0 {
		jitter = 1e-6
	}
	correlation := ops.Add(squaredExponential(z, z, length), ops.Diag(ops.Full(s.Graph(), s.Dtype(), jitter, m)))
	factor := ops.Cholesky(correlation)
	whitened := ops.TriangularSolve(factor, squaredExponential(z, x, length), false)
	explained := ops.Sum(ops.Square(whitened), 0) // of a variance of 1
	open := ops.ReLU(ops.AddConst(ops.Neg(explained), 1))
	raw := s.Param("scale", layers.InitializerFunc(unitTriangle), m, m)
	p := process{
		weights: ops.Mul(amplitude, whitened),
		rest:    ops.Mul(ops.Square(amplitude), open),
		mean:    ops.BroadcastTo(s.Param("mean", layers.Zeros, 1), tensor.Shape{n}),
		noise:   g.NoiseVariance.node(s, "noise_variance"),
		loc:     s.Param("loc", layers.Zeros, m),
		scale:   ops.Add(ops.StrictTril(raw), ops.Diag(ops.Softplus(ops.TakeDiag(raw)))),

		x: x, z: z, amplitude: amplitude, length: length, factor: factor,
	}
	if g.Unwhitened {
		p.loc = ops.Reshape(ops.Div(ops.TriangularSolve(factor, column(p.loc), false), amplitude), m)
		p.scale = ops.Div(ops.TriangularSolve(factor, p.scale, false), amplitude)
	}
	return p
}

// squaredExponential is exp(-|a_i - b_j|²/(2 l²)) for rows of a (m, d) and b (n, d) -> (m, n). It subtracts before it squares:
// |a|² + |b|² - 2 a·b loses the small distances.
func squaredExponential(a, b, length *G.Node) *G.Node {
	m, n, d := a.Shape()[0], b.Shape()[0], a.Shape()[1]
	step := ops.Div(ops.Sub(ops.Reshape(a, m, 1, d), ops.Reshape(b, 1, n, d)), length)
	return ops.Exp(ops.MulConst(ops.Sum(ops.Square(step), 2), -.5))
}

// at is E(f | v), (n), for v of (m).
func (p process) at(v *G.Node) *G.Node {
	return ops.Add(p.mean, ops.Reshape(ops.MatMul(column(v), p.weights, true, false), p.mean.Shape()...))
}

func column(v *G.Node) *G.Node { return ops.Reshape(v, -1, 1) }

// predict is y for f ~ N(loc, spread); in training what bounds its log-density from below.
func (p process) predict(loc, spread *G.Node, training bool) distributions.Distribution {
	if training {
		return expected{distributions.Normal{Loc: loc, Scale: ops.Sqrt(p.noise)}, ops.Div(spread, p.noise)}
	}
	return distributions.Normal{Loc: loc, Scale: ops.Sqrt(ops.Add(spread, p.noise))}
}

// unitTriangle starts q(v) at the prior: softplus makes 1 of its diagonal.
func unitTriangle(_ *rand.Rand, shape ...int) []float64 {
	x := make([]float64, shape[0]*shape[1])
	for i := range shape[0] {
		x[i*shape[1]+i] = math.Log(math.E - 1)
	}
	return x
}
