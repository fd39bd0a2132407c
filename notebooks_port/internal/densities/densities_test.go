package densities

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// others are densities beyond All: moons that are turned and wide.
func others() []Named {
	return append(All(), Named{"turned moons", TwoMoons{Noise: .2, Turn: 1}}, Named{"thin moons", TwoMoons{Noise: .05}})
}

// grid calls f at the middles of n x n cells of a density's window, grown by a factor, and returns the area of one.
func grid(d Density, grow float64, n int, f func(y Point)) float64 {
	lo, hi := d.Window()
	mid, cell := (lo+hi)/2, (hi-lo)*grow/float64(n)
	at := func(i int) float64 { return mid + cell*(float64(i)+.5-float64(n)/2) }
	for i := range n {
		for j := range n {
			f(Point{at(i), at(j)})
		}
	}
	return cell * cell
}

// Each integrates to 1. The sum over cells of these smooth densities converges faster than any power of the cells.
func TestIntegral(t *testing.T) {
	slow.Test(t)
	for _, d := range others() {
		sum := 0.
		cell := grid(d, 1.5, 240, func(y Point) { sum += math.Exp(d.LogProb(y)) })
		if off := sum*cell - 1; math.Abs(off) > 1e-6 {
			t.Errorf("%s: the integral is 1%+.2g", d.Name, off)
		}
	}
}

// Draws follow the density: the shares of 100,000 in the cells of a coarse grid are its integrals, by chi-square, and all but a few are
// in the window.
func TestDraws(t *testing.T) {
	slow.Test(t)
	const n, cells, parts = 100_000, 20, 8
	for _, d := range others() {
		lo, hi := d.Window()
		var want, got [cells][cells]float64
		index := func(v float64) int { return int(math.Floor((v - lo) / (hi - lo) * cells)) }
		area := grid(d, 1, cells*parts, func(y Point) { want[index(y[0])][index(y[1])] += math.Exp(d.LogProb(y)) })
		outside := 0
		for _, y := range Pairs(Draws(d, 1, "test", n)) {
			i, j := index(y[0]), index(y[1])
			if i < 0 || i >= cells || j < 0 || j >= cells {
				outside++
				continue
			}
			got[i][j]++
		}
		if outside > n/1000 {
			t.Errorf("%s: %d of %d draws outside the window", d.Name, outside, n)
		}
		chi, used := 0., 0.
		for i := range want {
			for j := range want[i] {
				if e := n * area * want[i][j]; e > 10 {
					chi += (got[i][j] - e) * (got[i][j] - e) / e
					used++
				}
			}
		}
		if used < 30 || chi > used+5*math.Sqrt(2*used) {
			t.Errorf("%s: chi-square %.1f of %v cells", d.Name, chi, used)
		}
	}
}

// The eight normals have almost no overlap: their entropy is that of one and log 8, but for the little by which neighbours share.
func TestEntropy(t *testing.T) {
	d := EightNormals{}
	y := Draws(d, 2, "entropy", 20_000)
	l := make([]float64, 0, len(y)/2)
	for _, p := range Pairs(y) {
		l = append(l, -d.LogProb(Point(p)))
	}
	mean, sd := stat.MeanStdDev(l, nil)
	whole := math.Log(8) + 1 + math.Log(2*math.Pi) + 2*math.Log(normalSD)
	if math.Abs(mean-whole) > 4*sd/math.Sqrt(float64(len(l)))+.02 {
		t.Errorf("entropy %.4f, of normals that do not overlap %.4f", mean, whole)
	}
}

// Rings by another formula: the mean over many points of a circle of normals around them.
func TestRingsByPoints(t *testing.T) {
	const n = 4096
	for _, y := range []Point{{0, 0}, {.7, .1}, {-2.2, .5}, {3, 3}, {.01, -1.8}} {
		var l []float64
		for k := range rings {
			for i := range n {
				s, c := math.Sincos(2 * math.Pi * float64(i) / n)
				u, v := y[0]-ringSpace*float64(1+k)*c, y[1]-ringSpace*float64(1+k)*s
				l = append(l, logNormal(u*u+v*v, ringNoise))
			}
		}
		want := floats.LogSumExp(l) - math.Log(rings*n)
		if got := (Rings{}).LogProb(y); math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
			t.Errorf("at %v: %v, want %v", y, got, want)
		}
	}
}

// Far from all moons the logarithm is finite and falls like the square of the distance over twice the noise's variance.
func TestMoonsFarOut(t *testing.T) {
	m := TwoMoons{Noise: .1}
	for _, y := range []Point{{40, .25}, {.5, -40}, {-3, 50}} {
		l := m.LogProb(y)
		near := math.Inf(1)
		for k := range moonCircle {
			for i := range 100 {
				p := on(k, math.Pi*float64(i)/99)
				near = min(near, math.Hypot(y[0]-p[0], y[1]-p[1]))
			}
		}
		if want := -near * near / .02; math.Abs(l/want-1) > .01 {
			t.Errorf("at %v: %v, about %v", y, l, want)
		}
	}
}
