package hostile_test

import (
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/hostile"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/losses"
	G "gorgonia.org/gorgonia"
)

// distributionTypes are the families of densities as nodes, priorTypes the densities of a single number.
var (
	distributionTypes = map[string]distributions.Distribution{
		"Bernoulli": distributions.Bernoulli{}, "Beta": distributions.Beta{}, "Categorical": distributions.Categorical{}, "Deterministic": distributions.Deterministic{},
		"Independent": distributions.Independent{}, "MixtureSameFamily": distributions.MixtureSameFamily{}, "Normal": distributions.Normal{},
		"PiecewiseLinear":        distributions.PiecewiseLinear{},
		"MultivariateNormalDiag": distributions.MultivariateNormalDiag{}, "MultivariateNormalTriL": distributions.MultivariateNormalTriL{},
		"MultivariateNormalLowRank": distributions.MultivariateNormalLowRank{}, "MultivariateStudentT": distributions.MultivariateStudentT{},
		"Dirichlet": distributions.Dirichlet{}, "OneHotCategorical": distributions.OneHotCategorical{}, "Multinomial": distributions.Multinomial{},
		"AsymmetricLaplace": distributions.AsymmetricLaplace{},
		"Gamma":             distributions.Gamma{},
		"InverseGamma":      distributions.InverseGamma{},
		"SkewNormal":        distributions.SkewNormal{},
		"StudentT":          distributions.StudentT{},
		"VonMises":          distributions.VonMises{},
		"Cauchy":            distributions.Cauchy{},
		"Exponential":       distributions.Exponential{},
		"Gumbel":            distributions.Gumbel{},
		"HalfCauchy":        distributions.HalfCauchy{},
		"HalfNormal":        distributions.HalfNormal{},
		"Kumaraswamy":       distributions.Kumaraswamy{},
		"Laplace":           distributions.Laplace{},
		"LogNormal":         distributions.LogNormal{},
		"Logistic":          distributions.Logistic{},
		"Pareto":            distributions.Pareto{},
		"TruncatedNormal":   distributions.TruncatedNormal{},
		"Uniform":           distributions.Uniform{},
		"Weibull":           distributions.Weibull{},
	}
	priorTypes = map[string]distributions.Prior{
		"Histogram": distributions.Histogram{}, "FlatPrior": distributions.FlatPrior{}, "LogSpline": distributions.LogSpline{}, "ClassPrior": distributions.ClassPrior{},
	}
	notDistributions = map[string]string{
		"Posterior": "made by the functions of the package, whose results are asked here", "Formulas": "the same", "Interval": "two numbers",
		"LogSplineOptions": "an argument", "Kind": "a number", "Parameter": "what Parameters gives", "How": "a number", "Divergence": "what KL gives", "Observations": "an argument", "Fitted": "what Fit gives", "Estimate": "the same", "Joint": "made by the functions, and asked as a Posterior", "JointFormulas": "the same", "SampleJoint": "the same",
		"PriorProduct": "panics for vectors of another length, as documented", "Support": "what a method says",
	}
	nodeFuncs = map[string]any{
		"CDF": distributions.CDF, "Entropy": distributions.Entropy, "Mean": distributions.Mean, "Mixtures": distributions.Mixtures, "Sample": distributions.Sample, "Variance": distributions.Variance,
		"LogProb": distributions.LogProb, "LogCDF": distributions.LogCDF, "LogSurvival": distributions.LogSurvival, "Mode": distributions.Mode,
		"NoiseShape": distributions.NoiseShape, "KL": distributions.KL, "Predicted": distributions.Predicted, "SupportOf": distributions.SupportOf, "Constant": distributions.Constant, "Parameters": distributions.Parameters,
		"Covariance": distributions.Covariance, "Marginal": distributions.Marginal, "Conditional": distributions.Conditional,
		"CRPS": distributions.CRPS, "Quantile": distributions.Quantile,
	}
	numberFuncs = map[string]any{
		"NewHistogram": distributions.NewHistogram, "NewWeightedHistogram": distributions.NewWeightedHistogram,
		"NewPosterior": distributions.NewPosterior, "Numbers": distributions.Numbers, "NewMixture": distributions.NewMixture, "NewStreamed": distributions.NewStreamed,
		"NewFormulas": distributions.NewFormulas, "SwapPrior": distributions.SwapPrior, "Explain": distributions.Explain,
		"FitLogSpline": distributions.FitLogSpline, "Fit": distributions.Fit,
		"NewJoint": distributions.NewJoint, "NewJointMixture": distributions.NewJointMixture, "NewJointFormulas": distributions.NewJointFormulas,
		"SwapJointPrior": distributions.SwapJointPrior,
	}
	lossTypes = map[string]losses.Loss{
		"MSE": losses.MSE{}, "BinaryCrossEntropy": losses.BinaryCrossEntropy{}, "L1": losses.L1{}, "Huber": losses.Huber{}, "NLL": losses.NLL{},
		"CategoricalCrossEntropy": losses.CategoricalCrossEntropy{},
		"CRPS":                    losses.CRPS{}, "BetaNLL": losses.BetaNLL{}, "Pinball": losses.Pinball{}, "Focal": losses.Focal{},
	}
)

// family draws a distribution with any nodes in its fields, a Normal and a Beta that are right among them.
func family(a *hostile.Args, in G.Nodes, depth int) distributions.Distribution {
	rows := in[1] // (3)
	switch names := slices.Sorted(maps.Keys(distributionTypes)); a.IntN(4) {
	case 0:
		return distributions.Normal{Loc: rows, Scale: rows}
	case 1:
		return distributions.Beta{Alpha: rows, Beta: rows}
	default:
		name := names[a.IntN(len(names))]
		if depth > 1 {
			name = "Normal"
		}
		return a.Of(reflect.TypeOf(distributionTypes[name])).Interface().(distributions.Distribution)
	}
}

// withFamilies adds distributions, priors and values to what is drawn.
func withFamilies(a *hostile.Args, in G.Nodes) *hostile.Args {
	withBijectors(a)
	depth := 0
	a.Make[reflect.TypeFor[distributions.Distribution]()] = func() reflect.Value {
		depth++
		defer func() { depth-- }()
		d := family(a, in, depth)
		if a.IntN(10) == 0 {
			d = nil
		}
		v := reflect.New(reflect.TypeFor[distributions.Distribution]()).Elem()
		if d != nil {
			v.Set(reflect.ValueOf(d))
		}
		return v
	}
	a.Make[reflect.TypeFor[func(n *G.Node) G.Value]()] = func() reflect.Value {
		v := inputs()[a.IntN(10)]
		return reflect.ValueOf(func(*G.Node) G.Value { return v })
	}
	a.Make[reflect.TypeFor[distributions.Posterior]()] = func() reflect.Value {
		var q distributions.Posterior
		if a.IntN(4) > 0 {
			g := G.NewGraph()
			n := G.NewVector(g, G.Float64, G.WithShape(3), G.WithName("n"))
			q, _ = distributions.NewPosterior(distributions.Normal{Loc: n, Scale: n}, func(*G.Node) G.Value { return values(3) })
		}
		return reflect.ValueOf(q)
	}
	withJoints(a)
	return a
}

// No distribution panics, whatever nodes it is made of and asked for.
func TestDistributionsSurvive(t *testing.T) {
	slow.Test(t)
	funcs, types, err := hostile.Exported("../../distributions")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]any{}
	for _, table := range []map[string]any{nodeFuncs, numberFuncs} {
		for name, f := range table {
			known[name] = f
		}
	}
	complete(t, funcs, known, map[string]string{"Map": "calls the caller's function", "Reals": "no argument", "ContinuousOn": "two numbers", "IntegersIn": "two numbers"})
	known = map[string]any{}
	for name, d := range distributionTypes {
		known[name] = d
	}
	for name, p := range priorTypes {
		known[name] = p
	}
	complete(t, types, known, notDistributions)
	for name, f := range nodeFuncs {
		for seed := range tries(400) {
			survives(t, "distributions."+name, seed, func(in G.Nodes) G.Nodes {
				return nodesOf(call(withFamilies(args(seed, name, in), in), reflect.ValueOf(f)))
			})
		}
	}
	for name, d := range distributionTypes {
		for i := range reflect.TypeOf(d).NumMethod() {
			for seed := range tries(16) { // of 40 types with a dozen methods
				survives(t, "distributions."+name, seed, func(in G.Nodes) G.Nodes {
					a := withFamilies(args(seed, name, in), in)
					return nodesOf(call(a, a.Of(reflect.TypeOf(d)).Method(i)))
				})
			}
		}
	}
}

// Nor does a prior or a posterior.
func TestNumbersSurvive(t *testing.T) {
	slow.Test(t)
	in := G.Nodes{}
	_, err := graph.NewFunc(func(nodes G.Nodes) G.Nodes {
		in = nodes
		return nodes[:1]
	}).Call(inputs()[0])
	if err != nil {
		t.Fatal(err)
	}
	try := func(name string, seed uint64, f func(a *hostile.Args)) {
		defer func() {
			if r := recover(); r != nil {
				t.Errorf("%s, seed %d: panic: %v%s", name, seed, r, stack())
			}
		}()
		g := G.NewGraph()
		nodes := append(G.Nodes{}, in...)
		for k, v := range inputs()[1:10] {
			nodes = append(nodes, G.NewTensor(g, v.Dtype(), v.Shape().Dims(), G.WithShape(v.Shape()...), G.WithName(string(rune('a'+k)))))
		}
		f(withFamilies(args(seed, name, nodes), nodes))
	}
	for name, p := range priorTypes {
		for i := range reflect.TypeOf(p).NumMethod() {
			for seed := range tries(200) {
				try("distributions."+name, seed, func(a *hostile.Args) { call(a, a.Of(reflect.TypeOf(p)).Method(i)) })
			}
		}
	}
	for name, f := range numberFuncs {
		for seed := range tries(200) {
			try("distributions."+name, seed, func(a *hostile.Args) {
				out := call(a, reflect.ValueOf(f))
				if err, _ := out[len(out)-1].Interface().(error); err != nil {
					return
				}
				switch q := out[0].Interface().(type) {
				case distributions.Posterior:
					ask(q, seed)
				case distributions.Joint:
					askJoint(q, q.Rows(), q.Numbers(), seed)
				case distributions.SampleJoint:
					askJoint(q, q.Rows(), 2, seed)
				}
			})
		}
	}
}

// fractions are probabilities and masses that a posterior may be asked for.
var fractions = []float64{0, math.Copysign(0, -1), 5e-324, 1e-12, .05, .5, .95, 1 - 0x1p-53, 1}

// ask asks a posterior everything, with as many numbers as it has rows, rows and draws that it has, and fractions: others panic,
// as documented.
func ask(q distributions.Posterior, seed uint64) {
	a := &hostile.Args{Rand: rand.New(rng.New(seed, "ask", 0, 0).Source())}
	perRow := map[string]bool{"CDF": true, "CRPS": true, "LogProb": true, "PIT": true, "LogCDF": true, "LogSurvival": true}
	v := reflect.ValueOf(q)
	for i := range v.NumMethod() {
		name, m := v.Type().Method(i).Name, v.Method(i)
		if name == "Row" && q.Rows() == 0 || name == "Draw" && q.Draws() == 0 {
			continue
		}
		var in []reflect.Value
		for k := range m.Type().NumIn() {
			x := a.Of(m.Type().In(k))
			switch {
			case k == 0 && perRow[name]:
				x = reflect.ValueOf(make([]float64, q.Rows()))
			case m.Type().In(k) == reflect.TypeFor[distributions.Posterior]():
				x = reflect.ValueOf(q) // of as many rows
			case name == "Row":
				x = reflect.ValueOf(a.IntN(q.Rows()))
			case name == "Draw":
				x = reflect.ValueOf(a.IntN(q.Draws()))
			case name == "Quantile" || name == "HPD" || name == "InterQuantile" || name == "ExpectedShortfall":
				x = reflect.ValueOf(fractions[a.IntN(len(fractions))])
			case name == "Moment":
				x = reflect.ValueOf(1 + a.IntN(9))
			case name == "Expectation":
				x = reflect.ValueOf(math.Cos)
			case name == "Sample" && k == 1:
				x = reflect.ValueOf(a.IntN(7) - 1)
			}
			in = append(in, x)
		}
		if m.Type().IsVariadic() {
			m.CallSlice(in)
		} else {
			m.Call(in)
		}
	}
}

// No loss panics, whatever it is applied to.
func TestLossesSurvive(t *testing.T) {
	_, types, err := hostile.Exported("../../losses")
	if err != nil {
		t.Fatal(err)
	}
	complete(t, types, lossTypes, map[string]string{"ELBO": "no Loss by itself: a Trainer takes it apart"})
	for name, l := range lossTypes {
		for seed := range tries(300) {
			survives(t, "losses."+name, seed, func(in G.Nodes) G.Nodes {
				a := withFamilies(args(seed, name, in), in)
				made := a.Of(reflect.TypeOf(l))
				return nodesOf(call(a, made.MethodByName("PerRow")))
			})
		}
	}
}

// Nor does the fit of a log-spline to values of any size, whatever its settings and weights, and what it returns is finite.
func TestLogSplineSurvives(t *testing.T) {
	fits := 0
	for seed := range uint64(200) {
		if seed >= tries(200) && fits > 0 { // few tries may fit none
			break
		}
		a := args(seed, "FitLogSpline", G.Nodes{})
		o := a.Of(reflect.TypeFor[distributions.LogSplineOptions]()).Interface().(distributions.LogSplineOptions)
		values := make([]float64, 40)
		scale := math.Exp(200 * a.NormFloat64())
		for i := range values {
			values[i] = a.NormFloat64() * scale
		}
		if o.Weights != nil {
			o.Weights = make([]float64, len(values))
			for i := range o.Weights {
				o.Weights[i] = math.Exp(200 * a.NormFloat64())
			}
		}
		o.Groups = nil
		if a.IntN(2) == 0 {
			o.Min, o.Max = 0, 0
		}
		l, err := distributions.FitLogSpline(values, o)
		if err == nil {
			fits++
		}
		if y := values[0]; err == nil && math.IsNaN(l.LogProb(y)) {
			t.Errorf("seed %d, %+v: density NaN at %v", seed, o, y)
		}
	}
	if fits == 0 {
		t.Error("no settings fit: the test tests nothing")
	}
	t.Log(fits, "fits")
}
