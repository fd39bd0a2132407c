package distributions

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/internal/density"
	G "gorgonia.org/gorgonia"
)

// mixtureNodes is rows of mixtures of weight, loc, scale or weight, a, b triples, as nodes, on [0, 1] or the line.
func mixtureNodes(normal bool, rows ...[]float64) Posterior {
	n, k := len(rows), len(rows[0])/3
	logits, a, b := make([]float64, 0, n*k), make([]float64, 0, n*k), make([]float64, 0, n*k)
	for _, t := range rows {
		for j := 0; j < 3*k; j += 3 {
			logits, a, b = append(logits, math.Log(t[j])), append(a, t[j+1]), append(b, t[j+2])
		}
	}
	c := newDeclaredOn()
	var components Distribution = Beta{Alpha: c.input("a", 4, k), Beta: c.input("b", 4, k)}
	if normal {
		components = Normal{Loc: c.nodes["a"], Scale: c.nodes["b"]}
	}
	d := MixtureSameFamily{Mixing: Categorical{c.input("logits", 4, k)}, Components: components}
	return must1(NewPosterior(d, c.feed(map[string]G.Value{"logits": dense(logits, n, k), "a": dense(a, n, k), "b": dense(b, n, k)})))
}

// mixtureKinds are rows that a network may predict, and rows that none should.
var mixtureKinds = []struct {
	name   string
	normal bool
	row    func(r *rand.Rand) []float64 // triples of 5 components
}{
	{"normals", true, func(r *rand.Rand) []float64 {
		return fiveOf(r, 0, func() (a, b float64) { return .1 + .8*r.Float64(), .02 + .1*r.Float64() })
	}},
	{"normals down to 1e-8", true, func(r *rand.Rand) []float64 {
		return fiveOf(r, 0, func() (a, b float64) { return .1 + .8*r.Float64(), math.Pow(10, -1-7*r.Float64()) })
	}},
	{"normals beside the support", true, func(r *rand.Rand) []float64 {
		return fiveOf(r, 0, func() (a, b float64) { return -3 + 7*r.Float64(), .05 + .6*r.Float64() })
	}},
	{"betas from 1", false, func(r *rand.Rand) []float64 {
		return fiveOf(r, 0, func() (a, b float64) { return 1 + 9*r.Float64(), 1 + 9*r.Float64() })
	}},
	{"betas of large parameters", false, func(r *rand.Rand) []float64 {
		return fiveOf(r, 0, func() (a, b float64) { return math.Exp(7 * r.Float64()), math.Exp(7 * r.Float64()) })
	}},
	{"betas with infinite ends", false, func(r *rand.Rand) []float64 {
		return fiveOf(r, 1e-12, func() (a, b float64) { return .3 + 2.7*r.Float64(), .3 + 2.7*r.Float64() })
	}},
}

// fiveOf is a row of five components with weights of their own, one of them given.
func fiveOf(r *rand.Rand, weight3 float64, params func() (a, b float64)) []float64 {
	var t []float64
	for k := range 5 {
		a, b := params()
		w := math.Exp(r.NormFloat64())
		if k == 3 {
			w = weight3
		}
		t = append(t, w, a, b)
	}
	return t
}

func kindRows(kind int, n int, seed uint64) Posterior {
	r := rand.New(rand.NewPCG(seed, uint64(kind)))
	var rows [][]float64
	for range n {
		rows = append(rows, mixtureKinds[kind].row(r))
	}
	return mixtureNodes(mixtureKinds[kind].normal, rows...)
}

// direct is the log-density of row i of f by its charts; it reports whether there are any.
func direct(f density.Family, i int, y, out []float64) bool {
	charts := f.Has().Charts
	if charts == nil {
		return false
	}
	c := density.Chart{X: make([]float64, len(y)), Z: make([]float64, len(y)), Add: make([]float64, len(y))}
	var t density.Numbers
	charts.Numbers(i, &t)
	charts.Chart(i, y, c)
	charts.LogChart(&t, c, out)
	return true
}

// The law that ties the direct density to the nodes: the same but for rounding, of exponents up to 1e3 and log-gammas
// up to 1e4 a few times 2^-53 of these.
func TestDirectDensityIsTheNodes(t *testing.T) {
	for kind, c := range mixtureKinds {
		t.Run(c.name, func(t *testing.T) {
			q := kindRows(kind, 20, 5)
			r := rand.New(rand.NewPCG(6, 6))
			y := []float64{0, 1, -.5, 1.5, math.SmallestNonzeroFloat64, math.Nextafter(1, 0)}
			for range 60 {
				y = append(y, r.Float64())
			}
			got, want := make([]float64, len(y)), make([]float64, len(y))
			for i := range q.n {
				if !direct(q.f, i, y, got) {
					t.Fatal("there is no direct density")
				}
				q.f.LogProb(i, y, want)
				for j := range y {
					closeTo(t, fmt.Sprint("log-density at ", y[j]), got[j], want[j], 1e-11+1e-14*math.Abs(want[j]))
				}
			}
		})
	}
}

// Parameters that components or rows share, float32 values and distributions that are no mixtures.
func TestDirectDensityOfOtherShapes(t *testing.T) {
	c := newDeclaredOn()
	values := c.feed(map[string]G.Value{
		"logits": dense([]float64{0, 1, 2, -1, 0, 1}, 2, 3), "loc": dense([]float64{1, 2, 3}, 3), "scale": G.NewF32(.5), "one": dense([]float64{.5, .25}, 2, 1),
		"locs": dense([]float64{1, 2, 3, -1, -2, 0}, 2, 3), "a": dense([]float64{2, .5}, 2), "b": dense([]float64{1, 3}, 2),
	})
	mixing := Categorical{Logits: c.input("logits", 4, 3)}
	loc, scale := c.input("loc", 3), c.input("scale")
	for _, d := range []Distribution{
		MixtureSameFamily{mixing, Normal{Loc: loc, Scale: scale}},
		MixtureSameFamily{mixing, Normal{Loc: c.input("locs", 4, 3), Scale: c.input("one", 4, 1)}},
		Normal{Loc: c.input("a", 4), Scale: scale},
		Beta{Alpha: c.nodes["a"], Beta: c.input("b", 4)},
	} {
		q := must1(NewPosterior(d, values))
		y := []float64{-1, 0, .1, .5, .9, 1, 2}
		got, want := make([]float64, len(y)), make([]float64, len(y))
		for i := range q.n {
			if !direct(q.f, i, y, got) {
				t.Fatalf("%T: there is no direct density", d)
			}
			q.f.LogProb(i, y, want)
			for j := range y {
				closeTo(t, fmt.Sprintf("%T row %d at %v", d, i, y[j]), got[j], want[j], 1e-14*max(1, math.Abs(want[j])))
			}
		}
	}
}

// A parameter that is NaN is NaN as it is of the nodes; so is a point that is NaN.
func TestDirectDensityIsNaNWhereTheNodesAre(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, row := range [][]float64{{1, nan, 1, 1, 0, 1}, {1, 0, nan, 1, 0, 1}, {nan, 0, 1, 1, 0, 1}, {1, 0, 1, 1, 0, 1}, {1, inf, 1, 1, -inf, 1}} {
		q := mixtureNodes(true, row)
		y, got, want := []float64{.5, nan, 3, 4, 5}, make([]float64, 5), make([]float64, 5)
		direct(q.f, 0, y, got)
		q.f.LogProb(0, y, want)
		for j := range y {
			if math.IsNaN(got[j]) != math.IsNaN(want[j]) {
				t.Errorf("parameters %v at %v: %v, the nodes give %v", row, y[j], got[j], want[j])
			}
		}
	}
}

// At an end where a component is infinite the density is, however steep: the most negative float times a-1 would overflow for
// a < .307.
func TestDirectDensityIsInfiniteAtInfiniteEnds(t *testing.T) {
	for _, a := range []float64{1e-300, 1e-3, .1, .3, .31, .5, .999, math.Nextafter(1, 0)} {
		for end, row := range [][]float64{{1, 5, 5, 1e-30, a, 3}, {1, 5, 5, 1e-30, 3, a}} {
			q, y, got := mixtureNodes(false, row), []float64{.4, float64(end)}, make([]float64, 2)
			direct(q.f, 0, y, got)
			if !(math.Abs(got[0]) < 10) || !math.IsInf(got[1], 1) {
				t.Errorf("Beta of a or b %v at %v: %v, want a number and +Inf", a, y, got)
			}
			if mode := newPosterior(q.f).Mode()[0]; mode != float64(end) {
				t.Errorf("Beta of a or b %v: mode %v, want %d", a, mode, end)
			}
		}
	}
}
