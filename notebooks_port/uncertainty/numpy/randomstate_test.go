package numpy_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/notebooks_port/uncertainty/numpy"
)

// states are draws of NumPy from testdata/uncertainty.py.
func states(t *testing.T) []struct {
	Seed                        uint32
	Rand, Randn, Between, Later []float64
} {
	t.Helper()
	var g struct {
		States []struct {
			Seed                        uint32
			Rand, Randn, Between, Later []float64
		}
	}
	filetest.ReadJSON(t, "../../../testdata/uncertainty.json", &g)
	return g.States
}

// Uniforms are exact. A normal goes through log and a square root, whose last bits the C library may round otherwise: 4 ulps.
func TestNumPyGoldens(t *testing.T) {
	for _, g := range states(t) {
		r := numpy.New(g.Seed)
		rand, randn := r.Rand(5), r.Randn(3)
		between, later := r.Rand(1000), r.Randn(1001)
		check(t, g.Seed, "rand", rand, g.Rand, 0)
		check(t, g.Seed, "randn", randn, g.Randn, 4)
		check(t, g.Seed, "rand beyond the first state", between[999:], g.Between, 0)
		check(t, g.Seed, "randn with one to spare", []float64{later[0], later[1], later[1000]}, g.Later, 4)
	}
}

func check(t *testing.T, seed uint32, what string, got, want []float64, ulps float64) {
	t.Helper()
	for i, w := range want {
		if !(math.Abs(got[i]-w) <= ulps*0x1p-53*math.Abs(w)) {
			t.Errorf("seed %d: %s %d is %v, NumPy has %v", seed, what, i, got[i], w)
		}
	}
}

// One call for n numbers is n calls for one.
func TestCallsJoin(t *testing.T) {
	a, b := numpy.New(7), numpy.New(7)
	x, y := a.Randn(701), append(b.Randn(3), b.Randn(698)...)
	for i := range x {
		if x[i] != y[i] {
			t.Fatalf("normal %d differs", i)
		}
	}
	if a.Rand(1)[0] != b.Rand(1)[0] {
		t.Error("the uniforms after them differ")
	}
}

func ExampleNew() {
	r := numpy.New(43)
	fmt.Printf("%.8f\n", r.Rand(3)) // np.random.seed(43); np.random.rand(3)
	// Output: [0.11505457 0.60906654 0.13339096]
}
