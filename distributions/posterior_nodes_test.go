package distributions

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// declaredOn is a distribution on float32 inputs for 4 rows, and the nodes by name.
type declaredOn struct {
	g     *G.ExprGraph
	nodes map[string]*G.Node
}

func newDeclaredOn() *declaredOn { return &declaredOn{G.NewGraph(), map[string]*G.Node{}} }

func (c *declaredOn) input(name string, shape ...int) *G.Node {
	n := build.Input(c.g, tensor.Float32, name, shape...)
	c.nodes[name] = n
	return n
}

// feed gives values to nodes by name.
func (c *declaredOn) feed(values map[string]G.Value) func(n *G.Node) G.Value {
	return func(n *G.Node) G.Value { return values[n.Name()] }
}

func dense(data []float64, shape ...int) G.Value {
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(data))
}

// betaMixture is n random rows of 16 Beta components, declared for 4 rows.
func betaMixture(n int) (Distribution, func(n *G.Node) G.Value, map[string][]float64) {
	const k = 16
	c, rng := newDeclaredOn(), rand.New(rand.NewPCG(1, 2))
	d := MixtureSameFamily{
		Mixing:     Categorical{Logits: c.input("logits", 4, k)},
		Components: Beta{Alpha: c.input("alpha", 4, k), Beta: c.input("beta", 4, k)},
	}
	data := map[string][]float64{"logits": make([]float64, n*k), "alpha": make([]float64, n*k), "beta": make([]float64, n*k)}
	for i := range n * k {
		data["logits"][i] = rng.NormFloat64()
		data["alpha"][i], data["beta"][i] = 1+rng.ExpFloat64()*20, 1+rng.ExpFloat64()*20
	}
	values := map[string]G.Value{}
	for name, v := range data {
		values[name] = dense(v, n, k)
	}
	return d, c.feed(values), data
}

// mixtureLogProb is the density in plain loops.
func mixtureLogProb(data map[string][]float64, i int, y float64) float64 {
	const k = 16
	sum, weights := 0., 0.
	for c := i * k; c < (i+1)*k; c++ {
		a, b := data["alpha"][c], data["beta"][c]
		la, _ := math.Lgamma(a)
		lb, _ := math.Lgamma(b)
		lt, _ := math.Lgamma(a + b)
		w := math.Exp(data["logits"][c])
		weights += w
		sum += w * math.Exp((a-1)*math.Log(y)+(b-1)*math.Log1p(-y)-la-lb+lt)
	}
	return math.Log(sum / weights)
}

// Rows put together from blocks of another size give the density of each, one y a row and many: every block size and
// remainder up to two blocks occurs.
func TestNewPosteriorLogProb(t *testing.T) {
	const n = 2*maxBlock + 77
	d, values, data := betaMixture(n)
	q, err := NewPosterior(d, values)
	if err != nil {
		t.Fatal(err)
	}
	y := make([]float64, n)
	for i := range y {
		y[i] = (float64(i) + .5) / n
	}
	for i, got := range q.LogProb(y) {
		checkClose(t, fmt.Sprintf("row %d", i), got, mixtureLogProb(data, i, y[i]), 1e-12)
	}
	for _, m := range []int{1, 2, 3, 5, 31, maxBlock, n} {
		out := make([]float64, m)
		q.f.LogProb(7, y[:m], out)
		for j, got := range out {
			checkClose(t, fmt.Sprintf("row 7, point %d of %d", j, m), got, mixtureLogProb(data, 7, y[j]), 1e-12)
		}
	}
}

func checkClose(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if got != want && !(math.Abs(got-want) <= tol*max(1, math.Abs(want))) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// A row alone, and each point alone, has the bits it has among others, whatever the padding.
func TestNewPosteriorRowsAreSeparate(t *testing.T) {
	d, values, _ := betaMixture(300)
	q, err := NewPosterior(d, values)
	if err != nil {
		t.Fatal(err)
	}
	y := make([]float64, 300)
	for i := range y {
		y[i] = (float64(i) + .5) / 300
	}
	rows := q.LogProb(y)
	points, one := make([]float64, 300), make([]float64, 1)
	for i := range y {
		q.f.LogProb(i, y, points)
		q.f.LogProb(i, y[i:i+1], one)
		if points[i] != rows[i] || one[0] != rows[i] {
			t.Fatalf("row %d: %v among rows, %v among points, %v alone", i, rows[i], points[i], one[0])
		}
	}
	closed := q.f.Has()
	for i, p := range q.CDF(y) {
		closed.CDF(i, y[i:i+1], one)
		if p != one[0] {
			t.Fatalf("row %d: cdf %v among rows, %v alone", i, p, one[0])
		}
	}
}

// The closed forms agree with the integrals of the density that the same Posterior computes without them.
func TestNewPosteriorClosedForms(t *testing.T) {
	d, values, _ := betaMixture(150)
	q, err := NewPosterior(d, values)
	if err != nil {
		t.Fatal(err)
	}
	numeric := withoutForms(q)
	y := make([]float64, 150)
	for i := range y {
		y[i] = (float64(i) + .5) / 150
	}
	for what, pair := range map[string][2][]float64{
		"mean": {q.Mean(), numeric.Mean()}, "variance": {q.Variance(), numeric.Variance()}, "cdf": {q.CDF(y), numeric.CDF(y)},
	} {
		for i := range y {
			checkClose(t, fmt.Sprintf("%s of row %d", what, i), pair[0][i], pair[1][i], 1e-9)
		}
	}
}

// Normal rows have the answers of the textbook; parameters shared by the rows have no axis for them.
func TestNewPosteriorNormal(t *testing.T) {
	c := newDeclaredOn()
	d := Normal{Loc: c.input("loc", 4), Scale: c.input("scale")}
	loc := []float64{-2, 0, 1e3, 5, 5.5, 6}
	q, err := NewPosterior(d, c.feed(map[string]G.Value{"loc": dense(loc, 6), "scale": G.NewF32(0.5)}))
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range loc {
		checkClose(t, "mode", q.Mode()[i], m, 1e-7)
		checkClose(t, "deviation", q.StdDev()[i], .5, 1e-12)
		checkClose(t, "quantile", q.Quantile(.975)[i], m+.5*1.959963984540054, 1e-10)
		checkClose(t, "entropy", q.Entropy()[i], math.Log(.5)+.5+logSqrt2Pi, 1e-9)
	}
	if s := q.Support()[0]; !math.IsInf(s.Lo, -1) || !math.IsInf(s.Hi, 1) {
		t.Errorf("support %v", s)
	}
}

// Discrete distributions have atoms: classes, or the sorted distinct locations of point masses.
func TestNewPosteriorAtoms(t *testing.T) {
	c := newDeclaredOn()
	values := c.feed(map[string]G.Value{
		"p": dense([]float64{-1, 2}, 2), "logits": dense([]float64{0, 0, 1, 5, 0, 0}, 2, 3),
		"loc": dense([]float64{3, -1, 3, 7, 7, 7}, 2, 3), "point": dense([]float64{4, math.Pi}, 2),
	})
	mixing := Categorical{Logits: c.input("logits", 4, 3)}
	for _, test := range []struct {
		d     Distribution
		row   int
		atoms []float64
		mass  []float64
	}{
		{Bernoulli{Logits: c.input("p", 4)}, 1, []float64{0, 1}, []float64{1 / (1 + math.Exp(2)), 1 / (1 + math.Exp(-2))}},
		{mixing, 0, []float64{0, 1, 2}, []float64{1 / (2 + math.E), 1 / (2 + math.E), math.E / (2 + math.E)}},
		{Deterministic{Loc: c.input("point", 4)}, 1, []float64{math.Pi}, []float64{1}},
		{MixtureSameFamily{mixing, Deterministic{Loc: c.input("loc", 4, 3)}}, 0, []float64{-1, 3}, []float64{1 / (2 + math.E), (1 + math.E) / (2 + math.E)}},
	} {
		q, err := NewPosterior(test.d, values)
		if err != nil {
			t.Fatal(err)
		}
		a := q.f.Has().Atoms(test.row, nil)
		if fmt.Sprint(a) != fmt.Sprint(test.atoms) {
			t.Fatalf("%T: atoms %v, want %v", test.d, a, test.atoms)
		}
		out := make([]float64, len(a))
		q.f.LogProb(test.row, a, out)
		mean := 0.
		for k, want := range test.mass {
			checkClose(t, fmt.Sprintf("%T: mass of %v", test.d, a[k]), math.Exp(out[k]), want, 1e-14)
			mean += want * a[k]
		}
		checkClose(t, fmt.Sprintf("%T: mean", test.d), q.Mean()[test.row], mean, 1e-14)
		if s := q.Support()[test.row]; s.Lo != a[0] || s.Hi != a[len(a)-1] {
			t.Errorf("%T: support %v, want its atoms' %v", test.d, s, a)
		}
	}
}

// A distribution of another package, without closed forms, is solved numerically.
type shifted struct{ Loc *G.Node }

func (d shifted) BatchShape() tensor.Shape { return d.Loc.Shape() }
func (d shifted) EventShape() tensor.Shape { return tensor.Shape{} }
func (d shifted) LogProb(y *G.Node) *G.Node {
	return Normal{Loc: d.Loc, Scale: full(d.Loc, 2)}.LogProb(y)
}

func TestNewPosteriorForeign(t *testing.T) {
	c := newDeclaredOn()
	q, err := NewPosterior(shifted{c.input("loc", 4)}, c.feed(map[string]G.Value{"loc": dense([]float64{0, 3, -2}, 3)}))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0, 3, -2} {
		checkClose(t, "mean", q.Mean()[i], want, 1e-9)
		checkClose(t, "variance", q.Variance()[i], 4, 1e-9)
	}
}

// What is missing or does not fit is named.
func TestNewPosteriorErrors(t *testing.T) {
	c := newDeclaredOn()
	loc, scale := c.input("loc", 4), c.input("scale", 4)
	normal := Normal{Loc: loc, Scale: scale}
	wide := Normal{Loc: c.input("wide", 4, 2), Scale: scale}
	wide.Scale = c.input("wides", 4, 2)
	for _, test := range []struct {
		d      Distribution
		values map[string]G.Value
		want   string
	}{
		{normal, map[string]G.Value{"loc": dense(make([]float64, 3), 3)}, "parameter scale has no value"},
		{normal, map[string]G.Value{"loc": dense(make([]float64, 3), 3), "scale": dense(make([]float64, 2), 2)}, "parameter scale has 2 rows but one before it has 3"},
		{normal, map[string]G.Value{"loc": dense(make([]float64, 3), 3, 1), "scale": dense(make([]float64, 3), 3)}, "parameter loc has shape (4,) but its value has (3, 1)"},
		{normal, map[string]G.Value{"loc": tensor.New(tensor.WithShape(3), tensor.Of(tensor.Int64)), "scale": dense(make([]float64, 3), 3)}, "parameter loc is int64"},
		{wide, nil, "(4, 2) and (): batch and event of distributions.Normal must be (n) and ()"},
		{Independent{Base: wide}, nil, "one scalar distribution a row"},
	} {
		_, err := NewPosterior(test.d, c.feed(test.values))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%T: %v, want %q in it", test.d, err, test.want)
		}
	}
}

// Any number of goroutines may ask the same family.
func TestNewPosteriorConcurrent(t *testing.T) {
	d, values, data := betaMixture(40)
	q, err := NewPosterior(d, values)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for w := range 8 {
		wait.Go(func() {
			y, out := make([]float64, 50), make([]float64, 50)
			for i := range 40 {
				for j := range y {
					y[j] = (float64(j) + float64(w+1)/10) / 51
				}
				q.f.LogProb(i, y, out)
				for j := range y {
					checkClose(t, fmt.Sprintf("row %d", i), out[j], mixtureLogProb(data, i, y[j]), 1e-12)
				}
			}
		})
	}
	wait.Wait()
}

func TestNewPosteriorAllocations(t *testing.T) {
	d, values, _ := betaMixture(4)
	q, err := NewPosterior(d, values)
	if err != nil {
		t.Fatal(err)
	}
	y, out := make([]float64, 300), make([]float64, 300)
	for j := range y {
		y[j] = (float64(j) + .5) / 300
	}
	q.f.LogProb(0, y, out)
	if n := testing.AllocsPerRun(20, func() { q.f.LogProb(1, y, out) }); n > 0 {
		t.Errorf("%v allocations for 300 points of a row", n)
	}
}
