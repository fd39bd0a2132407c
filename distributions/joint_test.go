package distributions_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A jointCase is a distribution of vectors on nodes of n rows, and draws of its parameters' values.
type jointCase struct {
	name   string
	shapes [][]int // of the parameters, for 2 rows
	rowed  []bool
	make   func(p G.Nodes) distributions.Distribution
	value  func(k int, u float64) float64 // of parameter k from a normal number
	y      [][]float64

	discrete bool
}

func square(x float64) float64 { return .3 + x*x }

var jointCases = []jointCase{
	{name: "diag", shapes: [][]int{{2, 3}, {3}}, rowed: []bool{true, false}, y: [][]float64{{.3, 1, -1}, {2, 0, 1}},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.MultivariateNormalDiag{Loc: p[0], Scale: p[1]}
		}, value: func(k int, u float64) float64 { return [...]float64{u, square(u)}[k] }},
	{name: "tril", shapes: [][]int{{2, 3}, {2, 3, 3}}, rowed: []bool{true, true}, y: [][]float64{{.3, 1, -1}, {2, 0, 1}},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.MultivariateNormalTriL{Loc: p[0], ScaleTriL: p[1]}
		}, value: func(k int, u float64) float64 { return [...]float64{u, square(u)}[k] }},
	{name: "tril, shared by as many rows as numbers", shapes: [][]int{{2, 2}, {2, 2}}, rowed: []bool{true, false}, y: [][]float64{{.3, 1}, {2, 0}},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.MultivariateNormalTriL{Loc: p[0], ScaleTriL: p[1]}
		}, value: func(k int, u float64) float64 { return [...]float64{u, square(u)}[k] }},
	{name: "low rank", shapes: [][]int{{2, 3}, {2, 3, 1}, {2, 3}}, rowed: []bool{true, true, true}, y: [][]float64{{.3, 1, -1}, {2, 0, 1}},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.MultivariateNormalLowRank{Loc: p[0], Factor: p[1], Scale: p[2]}
		}, value: func(k int, u float64) float64 { return [...]float64{u, u, square(u)}[k] }},
	{name: "student t", shapes: [][]int{{2}, {2, 3}, {2, 3, 3}}, rowed: []bool{true, true, true}, y: [][]float64{{.3, 1, -1}, {2, 0, 1}},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.MultivariateStudentT{DF: p[0], Loc: p[1], ScaleTriL: p[2]}
		}, value: func(k int, u float64) float64 { return [...]float64{9 + u*u, u, square(u)}[k] }},
	{name: "mixture of tril", shapes: [][]int{{2, 2}, {2, 2, 3}, {2, 2, 3, 3}}, rowed: []bool{true, true, true}, y: [][]float64{{.3, 1, -1}, {2, 0, 1}},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.MultivariateNormalTriL{Loc: p[1], ScaleTriL: p[2]}}
		}, value: func(k int, u float64) float64 { return [...]float64{u, u, square(u)}[k] }},
	{name: "independent normals", shapes: [][]int{{2, 3}, {3}}, rowed: []bool{true, false}, y: [][]float64{{.3, 1, -1}, {2, 0, 1}},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.Independent{Base: distributions.Normal{Loc: p[0], Scale: p[1]}}
		}, value: func(k int, u float64) float64 { return [...]float64{u, square(u)}[k] }},
	{name: "independent betas", shapes: [][]int{{2, 2}, {2, 2}}, rowed: []bool{true, true}, y: [][]float64{{.3, .2}, {.9, .5}},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.Independent{Base: distributions.Beta{Alpha: p[0], Beta: p[1]}}
		}, value: func(_ int, u float64) float64 { return 1 + u*u }},
	{name: "mixture of independent normals", shapes: [][]int{{2, 2}, {2, 2, 3}, {2, 2, 3}}, rowed: []bool{true, true, true}, y: [][]float64{{.3, 1, -1}, {2, 0, 1}},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Independent{Base: distributions.Normal{Loc: p[1], Scale: p[2]}}}
		}, value: func(k int, u float64) float64 { return [...]float64{u, u, square(u)}[k] }},
	{name: "independent mixtures", shapes: [][]int{{2, 2, 2}, {2, 2, 2}, {2}}, rowed: []bool{true, true, false}, y: [][]float64{{.3, 1}, {2, 0}},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.Independent{Base: distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Normal{Loc: p[1], Scale: p[2]}}}
		}, value: func(k int, u float64) float64 { return [...]float64{u, u, square(u)}[k] }},
	{name: "one-hot", shapes: [][]int{{2, 3}}, rowed: []bool{true}, y: [][]float64{{0, 1, 0}, {1, 0, 0}}, discrete: true,
		make:  func(p G.Nodes) distributions.Distribution { return distributions.OneHotCategorical{Logits: p[0]} },
		value: func(_ int, u float64) float64 { return u }},
	{name: "multinomial", shapes: [][]int{{2}, {2, 3}}, rowed: []bool{true, true}, y: [][]float64{{1, 2, 2}, {5, 0, 0}}, discrete: true,
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.Multinomial{Total: p[0], Logits: p[1]}
		}, value: func(k int, u float64) float64 { return [...]float64{5, u}[k] }},
	{name: "mixture of families", shapes: [][]int{{2, 2}, {2, 3}, {2}, {2, 3, 3}}, rowed: []bool{true, true, true, true}, y: [][]float64{{.3, 1, -1}, {2, 0, 1}},
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.Mixture{Mixing: distributions.Categorical{Logits: p[0]}, Components: []distributions.Distribution{
				distributions.MultivariateNormalTriL{Loc: p[1], ScaleTriL: p[3]}, distributions.MultivariateStudentT{DF: p[2], Loc: p[1], ScaleTriL: p[3]}}}
		}, value: func(k int, u float64) float64 { return [...]float64{u, u, 12 + u*u, square(u)}[k] }},
	{name: "dirichlet", shapes: [][]int{{2, 3}}, rowed: []bool{true}, y: [][]float64{{.25, .25, .5}, {.125, .75, .125}},
		make:  func(p G.Nodes) distributions.Distribution { return distributions.Dirichlet{Concentration: p[0]} },
		value: func(_ int, u float64) float64 { return 1.5 + u*u }},
}

// joint is the Joint of so many rows and draws, each with parameters of its own.
func (c jointCase) joint(t *testing.T, rows, draws int) distributions.Joint {
	t.Helper()
	g := G.NewGraph()
	var nodes G.Nodes
	for k, s := range c.shapes {
		nodes = append(nodes, G.NewTensor(g, tensor.Float64, len(s), G.WithShape(s...), G.WithName(fmt.Sprint("p", k))))
	}
	var all []func(n *G.Node) G.Value
	for d := range draws {
		values := map[*G.Node]G.Value{}
		for k, s := range c.shapes {
			s = slices.Clone(s)
			if c.rowed[k] {
				s[0] = rows
			}
			v := make([]float64, tensor.Shape(s).TotalSize())
			rng.New(1, c.name, uint64(d), uint64(k)).Normal64(v, 0)
			for i, u := range v {
				v[i] = c.value(k, u)
			}
			values[nodes[k]] = tensor.New(tensor.WithShape(s...), tensor.WithBacking(v))
		}
		all = append(all, func(n *G.Node) G.Value { return values[n] })
	}
	q, err := distributions.NewJointMixture(c.make(nodes), all)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// forJoints runs a law on every case, of one draw and of three.
func forJoints(t *testing.T, law func(t *testing.T, c jointCase, q distributions.Joint)) {
	for _, c := range jointCases {
		for _, draws := range []int{1, 3} {
			t.Run(fmt.Sprint(c.name, ", draws ", draws), func(t *testing.T) { law(t, c, c.joint(t, 2, draws)) })
		}
	}
}

// The density of the others given a number, times that of the number, is the joint one: to 1e-10, in other units too.
func TestJointIsMarginalTimesConditional(t *testing.T) {
	slow.Test(t)
	forJoints(t, func(t *testing.T, c jointCase, q distributions.Joint) {
		if c.name != "dirichlet" && c.name != "independent betas" && !c.discrete { // which live in no other unit
			shift, scale := []float64{1, -2, .5}[:q.Numbers()], []float64{2, 7, .1}[:q.Numbers()]
			var err error
			if q, err = q.Scaled(shift, scale); err != nil {
				t.Fatal(err)
			}
		}
		want := q.LogProb(c.y)
		for j := range q.Numbers() {
			marginal, err := q.Marginal(j)
			if err != nil {
				t.Fatal(err)
			}
			own, rest := make([]float64, q.Rows()), make([][]float64, q.Rows())
			for i, y := range c.y {
				own[i], rest[i] = y[j], slices.Delete(slices.Clone(y), j, j+1)
			}
			left, err := q.Condition(j, own)
			if err != nil {
				t.Fatal(err)
			}
			a, b := marginal.LogProb(own), left.LogProb(rest)
			for i, w := range want {
				within(t, fmt.Sprintf("row %d by number %d", i, j), a[i]+b[i], w, 1e-10*max(1, math.Abs(w)))
			}
		}
	})
}

// Means, covariances and marginals are those of the samples, at 5 standard errors.
func TestJointSamples(t *testing.T) {
	slow.Test(t)
	const m = 2000
	forJoints(t, func(t *testing.T, c jointCase, q distributions.Joint) {
		x := q.Sample(5, m)
		mean, cov := q.Mean(), q.Covariance()
		for i := range q.Rows() {
			for a := range q.Numbers() {
				p, err := q.Marginal(a)
				if err != nil {
					t.Fatal(err)
				}
				column := make([]float64, m)
				for s, v := range x[i] {
					column[s] = v[a]
				}
				within(t, fmt.Sprintf("mean %d of row %d", a, i), sum(column)/m, mean[i][a], 5*math.Sqrt(cov[i].At(a, a)/m))
				worst, row := 0., p.Row(i)
				slices.Sort(column)
				for s := 19; s < m; s += 40 { // the share of draws up to that one, or up to the last that equals it
					at, _ := slices.BinarySearch(column, math.Nextafter(column[s], math.Inf(1)))
					worst = max(worst, math.Abs(row.CDF(column[s : s+1])[0]-float64(at)/m))
				}
				if limit := 2.2 / math.Sqrt(m); worst > limit { // Kolmogorov: 1 of 10^4
					t.Errorf("number %d of row %d: the cdf of the marginal is off by %v from that of samples", a, i, worst)
				}
				for b := range q.Numbers() {
					products := make([]float64, m)
					for s, v := range x[i] {
						products[s] = (v[a] - mean[i][a]) * (v[b] - mean[i][b])
					}
					got := sum(products) / m
					for s := range products {
						products[s] *= products[s]
					}
					se := math.Sqrt((sum(products)/m - got*got) / m)
					within(t, fmt.Sprintf("covariance %d, %d of row %d", a, b, i), got, cov[i].At(a, b), 5*se)
				}
			}
		}
	})
}

func sum(x []float64) (s float64) {
	for _, v := range x {
		s += v
	}
	return s
}

// A row alone answers as it does among others.
func TestJointRowsAreApart(t *testing.T) {
	forJoints(t, func(t *testing.T, c jointCase, q distributions.Joint) {
		if got, want := q.Row(1).LogProb(c.y[1:]), q.LogProb(c.y)[1:]; !slices.Equal(got, want) {
			t.Errorf("log-density %v alone, %v among others", got, want)
		}
		grid := q.LogProbs(append(slices.Clone(c.y), c.y[0]))
		within(t, "log-density on a grid", grid[1][1], q.LogProb(c.y)[1], 1e-13*max(1, math.Abs(grid[1][1])))
		if got, want := q.Row(1).Mean()[0], q.Mean()[1]; !slices.Equal(got, want) {
			t.Errorf("mean %v alone, %v among others", got, want)
		}
		if a, b := q.Row(1).Covariance()[0], q.Covariance()[1]; !mat.Equal(a, b) {
			t.Errorf("covariance %v alone, %v among others", a, b)
		}
		if a, b := q.Row(1).Sample(3, 5), q.Sample(3, 5)[1:]; fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("samples %v alone, %v among others", a, b)
		}
		total := mat.NewSymDense(q.Numbers(), nil)
		total.AddSym(q.Aleatoric()[0], q.Epistemic()[0])
		if !mat.EqualApprox(total, q.Covariance()[0], 1e-14) {
			t.Errorf("%v and %v do not add up to %v", q.Aleatoric()[0], q.Epistemic()[0], q.Covariance()[0])
		}
		if w := q.Warnings(); len(w) > 0 {
			t.Log(strings.Join(w, "\n"))
		}
	})
}
