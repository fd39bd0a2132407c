package distributions_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Vectors drawn of a row have uniform levels, whether these are exact or counted: Kolmogorov's distance stays below 1 of 10^4's.
func TestHPDLevelsOfDrawsAreUniform(t *testing.T) {
	slow.Test(t)
	const m = 300
	for _, name := range []string{"diag", "tril", "low rank", "student t", "independent normals", "mixture of tril", "dirichlet"} {
		i := slices.IndexFunc(jointCases, func(c jointCase) bool { return c.name == name })
		q := jointCases[i].joint(t, 2, 1).Row(0)
		levels := make([]float64, m)
		for s, y := range q.Sample(9, m)[0] {
			levels[s] = q.HPDLevel([][]float64{y}, 4)[0]
		}
		slices.Sort(levels)
		for s, l := range levels {
			if off := math.Abs(l - (float64(s)+.5)/m); off > 2.2/math.Sqrt(m)+.008 {
				t.Fatalf("%s: %v of the levels are below %v", name, (float64(s)+.5)/m, l)
			}
		}
	}
}

// The exact levels are those that counting gives, within its error.
func TestExactHPDLevels(t *testing.T) {
	for _, name := range []string{"diag", "tril", "student t"} {
		c := jointCases[slices.IndexFunc(jointCases, func(c jointCase) bool { return c.name == name })]
		q := c.joint(t, 2, 1)
		exact := q.HPDLevel(c.y, 1)
		own := q.LogProb(c.y)
		for i, x := range q.Sample(2, 4000) {
			denser := 0
			for _, l := range q.Row(i).LogProbs(x)[0] {
				if l > own[i] {
					denser++
				}
			}
			within(t, fmt.Sprintf("%s: level of row %d", name, i), float64(denser)/4000, exact[i], 5*math.Sqrt(exact[i]*(1-exact[i])/4000))
		}
	}
}

// normalPrior is a normal of each number, with a mean and a standard deviation.
type normalPrior struct{ mean, sd float64 }

func (p normalPrior) LogProb(y float64) float64 {
	return -(y - p.mean) * (y - p.mean) / (2 * p.sd * p.sd)
}
func (p normalPrior) Support() (lo, hi float64) { return math.Inf(-1), math.Inf(1) }
func (p normalPrior) Breaks() []float64         { return nil }

// A normal times a ratio of normals is a normal: precisions add and subtract.
// swappable is a row of normal vectors with priors to exchange, a wide one for a narrow one.
func swappable(t *testing.T) (q distributions.Joint, train, target distributions.PriorProduct) {
	t.Helper()
	g := G.NewGraph()
	loc := G.NewMatrix(g, tensor.Float64, G.WithShape(1, 2), G.WithName("loc"))
	scale := G.NewMatrix(g, tensor.Float64, G.WithShape(1, 2), G.WithName("scale"))
	values := map[*G.Node]G.Value{
		loc:   tensor.New(tensor.WithShape(1, 2), tensor.WithBacking([]float64{1, -1})),
		scale: tensor.New(tensor.WithShape(1, 2), tensor.WithBacking([]float64{.5, 1})),
	}
	q, err := distributions.NewJoint(distributions.MultivariateNormalDiag{Loc: loc, Scale: scale}, func(n *G.Node) G.Value { return values[n] })
	if err != nil {
		t.Fatal(err)
	}
	wide, narrow := normalPrior{0, 3}, normalPrior{.5, 1}
	return q, distributions.PriorProduct{wide, wide}, distributions.PriorProduct{narrow, narrow}
}

func TestSwapJointPrior(t *testing.T) {
	q, train, target := swappable(t)
	s, err := distributions.SwapJointPrior(q, train, target, 20000, 3)
	if err != nil {
		t.Fatal(err)
	}
	size := s.EffectiveSize()[0]
	if !(size > 5000 && size < 20000) {
		t.Errorf("effective size %v of 20000", size)
	}
	want := 0.
	for j, at := range []struct{ loc, scale float64 }{{1, .5}, {-1, 1}} {
		precision := 1/(at.scale*at.scale) + 1 - 1./9
		mean := (at.loc/(at.scale*at.scale) + .5) / precision
		se := math.Sqrt(1 / precision / size)
		within(t, "mean", s.Mean()[0][j], mean, 5*se)
		within(t, "variance", s.Covariance()[0].At(j, j), 1/precision, 5*math.Sqrt(2/size)/precision)
		p, err := s.Marginal(j)
		if err != nil {
			t.Fatal(err)
		}
		within(t, "mean of the marginal", p.Mean()[0], mean, 6*se+2/math.Sqrt(precision)/512)
		if w := p.Warnings(); !strings.Contains(strings.Join(w, "\n"), "estimate by kernels") {
			t.Errorf("warnings %q", w)
		}
		want += -(.3-mean)*(.3-mean)*precision/2 + math.Log(precision/(2*math.Pi))/2
	}
	within(t, "log-density", s.LogProb([][]float64{{.3, .3}})[0], want, 5/math.Sqrt(size))
	x := s.Sample(1, 2000)[0]
	total := 0.
	for _, y := range x {
		total += y[0]
	}
	within(t, "mean of draws", total/2000, s.Mean()[0][0], 5*.5/math.Sqrt(2000))
	if s.String() != "joint of 1 row of 2 numbers, 20000 weighted draws each" || len(s.Warnings()) > 0 {
		t.Errorf("%v, warnings %q", s, s.Warnings())
	}
}

func TestSwapJointPriorErrors(t *testing.T) {
	q, train, target := swappable(t)
	narrow := target[0]
	for name, c := range map[string]struct {
		target distributions.JointPrior
		want   string
	}{
		"nil":        {nil, "a prior is nil"},
		"few":        {distributions.PriorProduct{narrow}, "the target prior is of 1 numbers"},
		"far":        {distributions.PriorProduct{narrow, distributions.FlatPrior{Min: 90, Max: 91}}, "row 0: no draw lies on the target's support"},
		"impossible": {distributions.PriorProduct{narrow, normalPrior{math.NaN(), 1}}, "the priors' ratio is NaN"},
	} {
		if _, err := distributions.SwapJointPrior(q, train, c.target, 100, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

// bare has draws, and no moments, marginals or conditionals: those are estimates, and Warnings says so.
type bare struct {
	Loc *G.Node `param:"axes=1"`
}

func (d bare) BatchShape() tensor.Shape { s := d.Loc.Shape(); return s[:len(s)-1] }
func (d bare) EventShape() tensor.Shape { s := d.Loc.Shape(); return s[len(s)-1:] }
func (d bare) LogProb(y *G.Node) *G.Node {
	return distributions.LogProb(distributions.MultivariateNormalDiag{Loc: d.Loc, Scale: d.one()}, y)
}
func (d bare) Sample(noise *G.Node) *G.Node { return ops.Add(d.Loc, noise) }
func (d bare) one() *G.Node                 { return ops.Full(d.Loc.Graph(), d.Loc.Dtype(), 1, d.Loc.Shape()...) }

func TestJointBySamples(t *testing.T) {
	g := G.NewGraph()
	loc := G.NewMatrix(g, tensor.Float64, G.WithShape(2, 2), G.WithName("loc"))
	value := tensor.New(tensor.WithShape(2, 2), tensor.WithBacking([]float64{1, -1, 3, 0}))
	q, err := distributions.NewJoint(bare{loc}, func(*G.Node) G.Value { return value })
	if err != nil {
		t.Fatal(err)
	}
	if w := q.Warnings(); len(w) != 1 || w[0] != "bare has no means, no covariances, no marginals in closed form: they are estimates by seeded draws" {
		t.Errorf("warnings %q", w)
	}
	p, err := q.Marginal(0)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{1, 3} {
		within(t, "mean", q.Mean()[i][0], want, 5/math.Sqrt(4096))
		within(t, "variance", q.Covariance()[i].At(0, 0), 1, 5*math.Sqrt(2./4096))
		within(t, "mean of the marginal", p.Mean()[i], want, 5/math.Sqrt(512))
	}
	if w := strings.Join(p.Warnings(), "\n"); !strings.Contains(w, "estimate by kernels at 512 draws: bare has none in closed form") {
		t.Errorf("warnings of the marginal: %q", w)
	}
	if _, err := q.Condition(0, []float64{1, 1}); err == nil || !strings.Contains(err.Error(), "bare has no conditional distributions in closed form") {
		t.Errorf("error %v", err)
	}
}

func TestJointErrors(t *testing.T) {
	c := jointCases[0]
	q := c.joint(t, 2, 1)
	_, err := q.Marginal(3)
	for want, err := range map[string]error{
		"there is no number 3 among 3":  err,
		"no number -1":                  second(q.Condition(-1, []float64{0, 0})),
		"row 1: the number cannot be":   second(q.Condition(0, []float64{0, math.Inf(1)})),
		"without rows":                  second(distributions.Joint{}.Condition(0, nil)),
		"1 values for 2 rows: give one": second(q.Condition(0, []float64{0})),
		"1 shifts and 2 scales":         second(q.Scaled([]float64{1}, []float64{1, 1})),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	g := G.NewGraph()
	n := G.NewTensor(g, tensor.Float64, 3, G.WithShape(2, 3, 3), G.WithName("n"))
	if _, err := distributions.NewJointFormulas(distributions.Independent{Base: distributions.Normal{Loc: n, Scale: n}, EventDims: 2}); err == nil || !strings.Contains(err.Error(), "(2,) and (3, 3): batch and event of distributions.Independent must be (n) and (k)") {
		t.Errorf("error %v", err)
	}
	loc := G.NewMatrix(g, tensor.Float64, G.WithShape(2, 3), G.WithName("loc"))
	bad := func(n *G.Node) G.Value {
		v := make([]float64, n.Shape().TotalSize())
		for i := range v {
			v[i] = float64(i%5) - 1
		}
		return tensor.New(tensor.WithShape(n.Shape()...), tensor.WithBacking(v))
	}
	_, err = distributions.NewJoint(distributions.MultivariateNormalTriL{Loc: loc, ScaleTriL: n}, bad)
	if want := "distributions: joint: row 0, component 0: parameter n is -1, but must be positive and finite on the diagonal"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %v", err, want)
	}
}

func second(_ distributions.Joint, err error) error { return err }
