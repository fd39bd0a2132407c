package distributions_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// vectorGolden is one case of testdata/vectors.json: a row of a family of vectors.
type vectorGolden struct {
	Family                                        string
	Params                                        map[string][]number
	Y                                             []number
	LogProb                                       number
	Entropy                                       *number
	Grad                                          map[string][]number
	Mean, Mode, Covariance, Marginal, Conditional []number
}

// vectorFamilies tells how each family is made of its parameters, which have these axes of their own.
var vectorFamilies = map[string]struct {
	params []string
	axes   []int
	make   func(p G.Nodes) distributions.Distribution
}{
	"diag": {[]string{"loc", "scale"}, []int{1, 1}, func(p G.Nodes) distributions.Distribution {
		return distributions.MultivariateNormalDiag{Loc: p[0], Scale: p[1]}
	}},
	"tril": {[]string{"loc", "tril"}, []int{1, 2}, func(p G.Nodes) distributions.Distribution {
		return distributions.MultivariateNormalTriL{Loc: p[0], ScaleTriL: p[1]}
	}},
	"lowrank": {[]string{"loc", "factor", "scale"}, []int{1, 2, 1}, func(p G.Nodes) distributions.Distribution {
		return distributions.MultivariateNormalLowRank{Loc: p[0], Factor: p[1], Scale: p[2]}
	}},
	"student": {[]string{"df", "loc", "tril"}, []int{0, 1, 2}, func(p G.Nodes) distributions.Distribution {
		return distributions.MultivariateStudentT{DF: p[0], Loc: p[1], ScaleTriL: p[2]}
	}},
	"dirichlet": {[]string{"concentration"}, []int{1}, func(p G.Nodes) distributions.Distribution {
		return distributions.Dirichlet{Concentration: p[0]}
	}},
	"onehot": {[]string{"logits"}, []int{1}, func(p G.Nodes) distributions.Distribution {
		return distributions.OneHotCategorical{Logits: p[0]}
	}},
	"multinomial": {[]string{"total", "logits"}, []int{0, 1}, func(p G.Nodes) distributions.Distribution {
		return distributions.Multinomial{Total: p[0], Logits: p[1]}
	}},
	"mixture": {[]string{"logits", "loc", "tril"}, []int{1, 2, 3}, func(p G.Nodes) distributions.Distribution {
		return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]},
			Components: distributions.MultivariateNormalTriL{Loc: p[1], ScaleTriL: p[2]}}
	}},
}

// inputs are the parameters, as rows of 1, and y.
func (g vectorGolden) inputs() (in []array) {
	f, d := vectorFamilies[g.Family], len(g.Y)
	for k, name := range f.params {
		v := plainNumbers(g.Params[name])
		shape := []int{1}
		switch f.axes[k] {
		case 1:
			shape = []int{1, len(v)}
		case 2:
			rows := d
			if g.Family == "mixture" {
				rows = len(v) / d
			}
			shape = []int{1, rows, len(v) / rows}
		case 3:
			shape = []int{1, len(v) / (d * d), d, d}
		}
		in = append(in, arr(v, shape...))
	}
	return append(in, arr(plainNumbers(g.Y), 1, d))
}

func loadVectors(t *testing.T) (all []vectorGolden) {
	t.Helper()
	filetest.ReadJSON(t, "../testdata/vectors.json", &all)
	return all
}

// conditioning is how much a relative error of the inputs' size is enlarged in z = L^-1 (y - Loc): by the condition of L in the
// maximum norm. Of a Dirichlet it is the size of the terms (a-1) log y, of which two roundings are allowed as of a Beta's.
func (g vectorGolden) conditioning() (c float64) {
	d := len(g.Y)
	switch g.Family {
	case "lowrank":
		f, s := plainNumbers(g.Params["factor"]), plainNumbers(g.Params["scale"])
		for _, v := range f {
			c += v * v / (slices.Min(s) * slices.Min(s))
		}
		return 1 + math.Sqrt(c)
	case "tril", "student", "mixture":
		for l := plainNumbers(g.Params["tril"]); len(l) > 0; l = l[d*d:] {
			c = max(c, maxNorm(l[:d*d], d)*maxNorm(inverse(l[:d*d], d), d))
		}
		return c
	case "dirichlet":
		for i, a := range plainNumbers(g.Params["concentration"]) {
			c += a * math.Abs(math.Log(float64(g.Y[i])))
		}
		return c / 4
	}
	return 1
}

// locations is what the rounding of a conditional's location, a node of its own, is in units of the scale.
func (g vectorGolden) locations() float64 {
	d, l := len(g.Y), plainNumbers(g.Params["tril"])
	small, big := math.Inf(1), 0.
	for i := 0; i < len(l) && g.Family == "tril"; i += d + 1 {
		small, big = min(small, l[i]), max(big, math.Abs(float64(g.Params["loc"][i/(d+1)])))
	}
	return 0x1p-50 * big / small
}

// maxNorm is the largest sum of a row of the lower triangle.
func maxNorm(l []float64, d int) (n float64) {
	for i := range d {
		sum := 0.
		for j := range i + 1 {
			sum += math.Abs(l[i*d+j])
		}
		n = max(n, sum)
	}
	return n
}

// inverse is that of a lower triangle.
func inverse(l []float64, d int) []float64 {
	x := make([]float64, d*d)
	for c := range d {
		for i := c; i < d; i++ {
			s := 0.
			if i == c {
				s = 1
			}
			for j := c; j < i; j++ {
				s -= l[i*d+j] * x[j*d+c]
			}
			x[i*d+c] = s / l[i*d+i]
		}
	}
	return x
}

func TestVectorGoldens(t *testing.T) {
	for n, g := range loadVectors(t) {
		f := vectorFamilies[g.Family]
		near := func(what string, got []float64, want []number, tol float64) {
			t.Helper()
			for i, w := range want {
				if d := math.Abs(got[i] - float64(w)); got[i] != float64(w) && !(d <= tol*max(1, math.Abs(float64(w)))) {
					t.Errorf("case %d, %s: %s[%d] = %v, want %v", n, g.Family, what, i, got[i], w)
				}
			}
		}
		tol := max(1e-10, 0x1p-50*g.conditioning())
		for _, c := range []struct {
			what string
			want []number
			f    func(d distributions.Distribution, y *G.Node) *G.Node
		}{
			{"log-prob", []number{g.LogProb}, distributions.LogProb},
			{"mean", g.Mean, func(d distributions.Distribution, _ *G.Node) *G.Node { return distributions.Mean(d) }},
			{"mode", g.Mode, func(d distributions.Distribution, _ *G.Node) *G.Node { return distributions.Mode(d) }},
			{"covariance", g.Covariance, func(d distributions.Distribution, _ *G.Node) *G.Node { return distributions.Covariance(d) }},
		} {
			if c.want == nil {
				continue
			}
			out := evalIdle(t, tensor.Float64, g.inputs(), one(func(in G.Nodes) *G.Node { return c.f(f.make(in), in[len(in)-1]) }))
			near(c.what, out[0], c.want, tol)
		}
		if g.Covariance != nil {
			out := evalIdle(t, tensor.Float64, g.inputs(), func(in G.Nodes) G.Nodes {
				return G.Nodes{distributions.Variance(f.make(in))}
			})
			for i, v := range out[0] {
				near("variance", []float64{v}, g.Covariance[i*(len(g.Y)+1):][:1], tol)
			}
		}
		if g.Entropy != nil {
			out := evalIdle(t, tensor.Float64, g.inputs(), one(func(in G.Nodes) *G.Node { return distributions.Entropy(f.make(in)) }))
			near("entropy", out[0], []number{*g.Entropy}, tol)
		}
		g.checkGradient(t, n, tol)
		g.checkParts(t, n, near, tol)
	}
}

// evalIdle is mustEval of a function that need not use all inputs.
func evalIdle(t *testing.T, dt tensor.Dtype, in []array, f func(in G.Nodes) G.Nodes) (out [][]float64) {
	t.Helper()
	fn := graph.NewFunc(f)
	var values []G.Value
	for i, a := range in {
		fn.InputNames = append(fn.InputNames, fmt.Sprint("in", i))
		values = append(values, a.value(dt))
	}
	got, err := fn.Call(values...)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range got {
		out = append(out, floats(v))
	}
	return out
}

// checkGradient compares gradients relative to the largest of a parameter: those of the others are what cancels in it.
func (g vectorGolden) checkGradient(t *testing.T, n int, tol float64) {
	t.Helper()
	f := vectorFamilies[g.Family]
	names := append(slices.Clone(f.params), "y")
	for k, name := range names {
		want, ok := g.Grad[name]
		if !ok {
			continue
		}
		values := make([]G.Value, 0, len(names))
		for _, a := range g.inputs() {
			values = append(values, a.value(tensor.Float64))
		}
		grad := graph.Grad(func(in G.Nodes) *G.Node { return ops.Sum(distributions.LogProb(f.make(in), in[len(in)-1])) }, k)
		grad.InputNames = names
		out, err := grad.Call(values...)
		if err != nil {
			t.Fatal(err)
		}
		largest := 0.
		for _, w := range want {
			largest = max(largest, math.Abs(float64(w)))
		}
		for i, got := range floats(out[0]) {
			if d := math.Abs(got - float64(want[i])); !(d <= 100*tol*max(1, largest)) {
				t.Errorf("case %d, %s: gradient for %s[%d] is %v, want %v", n, g.Family, name, i, got, want[i])
			}
		}
	}
}

// checkParts compares marginal and conditional densities.
func (g vectorGolden) checkParts(t *testing.T, n int, near func(what string, got []float64, want []number, tol float64), tol float64) {
	t.Helper()
	f := vectorFamilies[g.Family]
	for j := range g.Marginal {
		out := evalIdle(t, tensor.Float64, g.inputs(), func(in G.Nodes) G.Nodes {
			d, y := f.make(in), in[len(in)-1]
			own := ops.Reshape(ops.Slice(y, 1, j, j+1), 1)
			var rest []*G.Node
			for i := range len(g.Y) {
				if i != j {
					rest = append(rest, ops.Slice(y, 1, i, i+1))
				}
			}
			return G.Nodes{distributions.LogProb(distributions.Marginal(d, j), own),
				distributions.LogProb(distributions.Conditional(d, j, own), ops.Concat(1, rest...))}
		})
		near("marginal", out[0], g.Marginal[j:j+1], tol)
		if g.Family != "dirichlet" || len(g.Y) > 2 {
			near("conditional", out[1], g.Conditional[j:j+1], tol+g.locations())
		}
	}
}
