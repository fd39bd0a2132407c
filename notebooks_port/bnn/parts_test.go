package main

import (
	"context"
	"math"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// The toy's function at points where its sines are known, and how steep it is in e there.
func TestCurve(t *testing.T) {
	for x, want := range map[float64]float64{0: 0, .25: .55, .5: .5, .125: .125 + .15*math.Sqrt2 + .3, 1: 1} {
		if got := curve(x, 0); math.Abs(got-want) > 1e-15 {
			t.Errorf("curve(%v) = %v, want %v", x, got, want)
		}
	}
	const e = 1e-6
	if slope, want := (curve(0, e)-curve(0, -e))/(2*e), 1+.6*math.Pi+1.2*math.Pi; math.Abs(slope-want) > 1e-8 {
		t.Errorf("the noise is multiplied by %v at 0, want %v", slope, want)
	}
}

// Rows are where they should be; their distance from the curve is that of the noise: less than five standard deviations times the
// steepest slope, 1 + 1.8 pi.
func TestToy(t *testing.T) {
	s := toy(1, 1000)
	var x []float64
	for i, y := range s.Y {
		x = append(x, s.X.At(i, 0))
		if x[i] < 0 || x[i] > .5 || math.Abs(y-curve(x[i], 0)) > 5*toyNoise*(1+1.8*math.Pi) {
			t.Errorf("row %d: %v, %v", i, x[i], y)
		}
	}
	if mean, sd := stat.MeanStdDev(x, nil); math.Abs(mean-.25) > 5*sd/math.Sqrt(1000) {
		t.Errorf("mean of x %v", mean)
	}
	if cmp.Equal(s.Y, toy(2, 1000).Y) || !cmp.Equal(s.Y, toy(1, 1000).Y) {
		t.Error("rows are not a function of the seed")
	}
}

func TestSizesAndEpochs(t *testing.T) {
	for n, want := range map[int][]int{200: {200}, 1999: {200}, 2000: {200, 2000}, 200_000: {200, 2000, 20_000, 200_000}} {
		if d := cmp.Diff(want, sizes(n)); d != "" {
			t.Errorf("%d rows: %s", n, d)
		}
	}
	for n, want := range map[int]int{200: 2000, 200_000: 10} {
		if got := epochs(n, options{effort: 1}); got != want {
			t.Errorf("%d rows: %d epochs, want %d", n, got, want)
		}
	}
	if got := epochs(200_000, options{effort: .001}); got != 1 {
		t.Errorf("%d epochs with little effort, want 1", got)
	}
}

func TestAverage(t *testing.T) {
	p := average([]float64{1, 3, 100}, []float64{2, 10, 100}, []float64{0, 1, 9}, []float64{-1, -2, -50}, []float64{3, 5, 1},
		func(i int) bool { return i < 2 })
	want := parts{Epistemic: math.Sqrt2, Aleatoric: math.Sqrt(6), Total: math.Sqrt(8), RMSE: math.Sqrt(12.5), NLL: 1.5}
	if d := cmp.Diff(want, p, cmpopts.EquateApprox(0, 1e-15)); d != "" {
		t.Error(d)
	}
}

// A method with half the yardstick's epistemic sd and a mean that is off by 1, on the left only.
func TestCompare(t *testing.T) {
	x := []float64{-.2, -.1, .2, .4, .6, 1.2}
	n := curveResult{Mean: make([]float64, 6), Epistemic: []float64{2, 2, 1, 1, 4, 4}}
	c := curveResult{Mean: []float64{1, -1, 0, 0, 0, 0}, Epistemic: []float64{1, 1, 1, 1, 4, 4}}
	c.compare(x, n)
	if c.Left != (against{.5, 1}) || c.Within != (against{1, 0}) || c.Right != (against{1, 0}) {
		t.Errorf("left %+v, within %+v, right %+v", c.Left, c.Within, c.Right)
	}
}

// Rows move by the distance that is said, in standard deviations of each feature, from where they are.
func TestOffData(t *testing.T) {
	train := data.Set{X: mat.NewDense(4, 2, []float64{0, 0, 1, 10, 2, 20, 3, 30}), Y: make([]float64, 4)}
	a := newOffData(train, train, 1)
	sd := math.Sqrt(5. / 3)
	for i := range 4 {
		if l := math.Hypot(a.way.At(i, 0)/sd, a.way.At(i, 1)/(10*sd)); math.Abs(l-1) > 1e-14 {
			t.Errorf("row %d moves by %v standard deviations a unit", i, l)
		}
	}
	if !mat.Equal(a.rows, train.X) || a.distance[0] != 0 || a.distance[20] != 20 {
		t.Errorf("distances %v", a.distance)
	}
}

// Functions drawn from the priors spread as they must at x = 1: 50 units with input weights of variance a, biases of variance b and
// output weights of variance c give 50 c (a+b)/2, and the last bias d. Standard errors of the spread are taken from the draws' fourth
// moment, and five of them allowed.
func TestPriorSpread(t *testing.T) {
	slow.Test(t)
	train := toy(1, 50)
	fourteen := data.Set{X: mat.NewDense(50, 14, nil), Y: train.Y}
	for i := range 50 {
		for j := range 14 {
			fourteen.X.Set(i, j, math.Sin(float64(i*(j+1))))
		}
	}
	p, r, err := drawPriors(context.Background(), options{effort: 5, seed: 1}, fourteen)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{
		50*(1./50)*(1+1./50)/2 + 1,
		50*(9./50)*(9+9./50)/2 + 9,
		50*(1+1)/2. + 1,
	} {
		var square, fourth float64
		for _, f := range p.toy[i] {
			square += f[80] * f[80]
			fourth += f[80] * f[80] * f[80] * f[80]
		}
		n := float64(len(p.toy[i]))
		se := math.Sqrt((fourth/n - square*square/n/n) / n)
		if got := r.Toy[i] * r.Toy[i]; math.Abs(got-want) > 5*se {
			t.Errorf("%s: variance %v at x = 1, want %v within %v", r.Name[i], got, want, 5*se)
		}
	}
	if !(r.Cluster[0] < r.Cluster[1]) {
		t.Errorf("a wider prior spreads less: %v", r.Cluster)
	}
}
