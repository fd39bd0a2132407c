package flows_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The Jacobian of a masked network is exactly 0 where the order says that a number does not depend on another, and nowhere else if each
// degree has units, for random orders, with and without context, and with random degrees.
func TestMasksAreExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 30 {
		dim := 2 + r.IntN(5)
		order := r.Perm(dim)
		if i%3 == 0 {
			for k := range order {
				order[k] %= 1 + r.IntN(dim)
			}
			order = dense(order)
		}
		a := flows.Autoregressive{Of: flows.Spline{Bins: 4}, Hidden: []int{3 * dim, 2 * dim}, Order: order, Reverse: i%2 == 0}
		if i%4 != 1 {
			a.Of, a.Activation = flows.Affine{}, layers.Tanh // all of whose derivatives are something
		} else {
			a.Degrees = randomDegrees(r, a.Hidden, order)
		}
		s := step{a, dim, i % 2 * 3}
		jac := s.run(t, value(tensor.Float64, normals(uint64(i), lawRows*dim), lawRows, dim), .5, func(b distributions.Bijector, y *G.Node) *G.Node {
			return jacobian(b.Inverse(y), y)
		})
		place := places(a)
		for at, v := range jac {
			row, of := at/dim%dim, at%dim
			may := row == of || place[of] < place[row]
			if !may && v != 0 {
				t.Fatalf("%v: number %d depends on number %d by %v", a, row, of, v)
			}
			if row == of && v <= 0 {
				t.Fatalf("%v: number %d has slope %v", a, row, v)
			}
		}
		if a.Degrees == nil {
			seen(t, a, jac, dim, place)
		}
	}
}

// seen reports dependencies that are there in no row.
func seen(t *testing.T, a flows.Autoregressive, jac []float64, dim int, place []int) {
	for row := range dim {
		for of := range dim {
			some := false
			for n := range lawRows {
				some = some || jac[(n*dim+row)*dim+of] != 0
			}
			if place[of] < place[row] && !some {
				t.Errorf("%v: number %d does not depend on number %d", a, row, of)
			}
		}
	}
}

// places is the order as it is used.
func places(a flows.Autoregressive) []int {
	highest := 0
	for _, p := range a.Order {
		highest = max(highest, p)
	}
	out := append([]int(nil), a.Order...)
	for i := range out {
		if a.Reverse {
			out[i] = highest - out[i]
		}
	}
	return out
}

// dense takes the gaps out of places.
func dense(order []int) []int {
	taken := map[int]bool{}
	for _, p := range order {
		taken[p] = true
	}
	out := make([]int, len(order))
	for i, p := range order {
		for q := range p {
			if taken[q] {
				out[i]++
			}
		}
	}
	return out
}

func randomDegrees(r *rand.Rand, widths, order []int) (out [][]int) {
	highest := 0
	for _, p := range order {
		highest = max(highest, p)
	}
	for _, w := range widths {
		degrees := make([]int, w)
		for u := range degrees {
			degrees[u] = r.IntN(max(highest, 1)+1) - 1
		}
		out = append(out, degrees)
	}
	return out
}

// A number's map depends on the context at the lowest place too.
func TestFirstNumberSeesTheContext(t *testing.T) {
	s := step{flows.Autoregressive{Hidden: small}, 3, 2}
	for _, rows := range []int{2} {
		x := make([]float64, 3*rows)
		out := s.run(t, value(tensor.Float64, x, rows, 3), .5, func(b distributions.Bijector, y *G.Node) *G.Node { return b.Inverse(y) })
		if fmt.Sprint(out[:3]) == fmt.Sprint(out[3:]) || out[0] == out[3] {
			t.Errorf("rows of two contexts have %v and %v", out[:3], out[3:])
		}
	}
}
