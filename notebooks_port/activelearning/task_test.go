package main

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The pool has the shares that it says in each part, classes as often as the truth, and points in the square: to 5 standard errors.
func TestPool(t *testing.T) {
	const n = 40_000
	s := pool(1, n)
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	in := map[string]float64{}
	miss, variance := 0., 0.
	for i, y := range s.Y {
		x0, x1 := s.X.At(i, 0), s.X.At(i, 1)
		if math.Abs(x0) > half || math.Abs(x1) > half {
			t.Fatalf("point %d, (%v, %v), is outside of the square", i, x0, x1)
		}
		for name, d := range map[string]disc{"coin": coin, "dull": dull, "island": island} {
			if d.has(x0, x1) {
				in[name] += 1. / n
			}
		}
		p := exact(x0, x1)
		if p != .5 && y != p {
			t.Fatalf("point %d is certainly of class %v, not %v", i, p, y)
		}
		miss, variance = miss+y-p, variance+p*(1-p)
	}
	area := math.Pi * coin.radius * coin.radius / (4 * half * half) // of each disc, as a share
	rest := 1 - dullShare - coinShare
	for name, want := range map[string]float64{"coin": coinShare + rest*area, "dull": dullShare + rest*area, "island": rest * area} {
		if got := in[name]; math.Abs(got-want) > 5*math.Sqrt(want*(1-want)/n) {
			t.Errorf("%v of the pool lie in %s, want %v", got, name, want)
		}
	}
	if math.Abs(miss) > 5*math.Sqrt(variance) {
		t.Errorf("labels miss their probability by %v, of deviation %v", miss, math.Sqrt(variance))
	}
}

// The discs are where the words say: in the square, apart, dull in class 1, the others below the border.
func TestDiscs(t *testing.T) {
	if exact(dull.x0, dull.x1) != 1 || exact(coin.x0, coin.x1) != .5 || exact(island.x0, island.x1) != 1 || exact(0, -1.2) != 0 {
		t.Error("a centre is not of its class")
	}
	for name, d := range map[string]disc{"coin": coin, "dull": dull, "island": island} {
		for k := range 360 {
			x0, x1 := d.at(1, float64(k)/360)
			if r := math.Hypot(x0-d.x0, x1-d.x1); math.Abs(r-d.radius) > 1e-15 {
				t.Fatalf("%s: a point of the edge is %v from the centre", name, r)
			}
			if math.Abs(x0) > half || math.Abs(x1) > half || (x1 > border(x0)) != (name == "dull") {
				t.Fatalf("%s crosses the border or the square at (%v, %v)", name, x0, x1)
			}
		}
	}
}

func TestPoolIsAFunctionOfSeed(t *testing.T) {
	a := pool(1, 100)
	if !cmp.Equal(a.Y, pool(1, 100).Y) || !cmp.Equal(a.X.RawMatrix().Data, pool(1, 100).X.RawMatrix().Data) || cmp.Equal(a.X.RawMatrix().Data, pool(2, 100).X.RawMatrix().Data) {
		t.Error("points are not a function of the seed")
	}
}

// Midpoints integrate linear functions exactly, and x0² to side²/12.
func TestLattice(t *testing.T) {
	const n = 8
	x := lattice(n)
	if x.At(0, 0) != -half+half/n || x.At(0, 1) != -half+half/n || x.At(1, 0) != -half+3*half/n || x.At(1, 1) != x.At(0, 1) {
		t.Errorf("the lattice begins with %v, %v", x.RawRowView(0), x.RawRowView(1))
	}
	m0, m1, square := 0., 0., 0.
	for i := range n * n {
		m0, m1, square = m0+x.At(i, 0)/(n*n), m1+x.At(i, 1)/(n*n), square+x.At(i, 0)*x.At(i, 0)/(n*n)
	}
	side := 2 * half / n
	if want := half*half/3 - side*side/12; math.Abs(m0)+math.Abs(m1) > 1e-14 || math.Abs(square-want) > 1e-14 {
		t.Errorf("means %v %v, of the square %v, want %v", m0, m1, square, want)
	}
}
