package flows_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The order of a Shuffle is that of its seed and place, the same whenever it is asked for.
func TestShuffleIsToldBySeedAndPlace(t *testing.T) {
	orders := func(seed uint64) (out [2]string) {
		fn := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
			for i := range out {
				b := flows.Shuffle{Seed: seed}.Bijector(s.Sub(fmt.Sprint("shuffle_", i)), nil, 12)
				out[i] = fmt.Sprint(b.(distributions.Permutation).Index)
			}
			return in[0]
		})
		if _, err := fn.Init(1, value(tensor.Float64, []float64{1}, 1)); err != nil {
			t.Fatal(err)
		}
		return out
	}
	a, again, other := orders(0), orders(0), orders(1)
	if a != again || a[0] == a[1] || a[0] == other[0] {
		t.Errorf("orders %v, again %v, and %v of another seed", a, again, other)
	}
}

// Scales of weights far out stay within a factor of 1,000, so that float32 does not overflow.
func TestScalesAreBounded(t *testing.T) {
	for _, of := range []flows.Transform{flows.ActNorm{}, flows.LU{}} {
		for _, dim := range []int{1, 3} {
			s := step{of, dim, 0}
			shape := []int{lawRows, dim}[:min(dim, 2)]
			out := s.run(t, value(tensor.Float32, normals(2, lawRows*dim), shape...), 300, func(b distributions.Bijector, x *G.Node) *G.Node {
				return ops.Reshape(b.LogDetJacobian(x), -1)
			})
			for _, l := range out {
				if !(math.Abs(l) <= float64(dim)*math.Log(1000)*(1+1e-6)) {
					t.Errorf("%v: the log-determinant is %v", s, l)
				}
			}
		}
	}
}

// StandardT has the degrees of freedom that it is given: the density is (1 + y^2/df)^(-(df+1)/2) over what it is at 0.
func TestStandardT(t *testing.T) {
	for given, df := range map[float64]float64{0: 5, 2.5: 2.5, 40: 40} {
		fn := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
			return distributions.LogProb(flows.StandardT{DF: given}.Distribution(s, nil, 2), in[0])
		})
		in := value(tensor.Float32, []float64{0, 0, 3, -1}, 2, 2)
		p, err := fn.Init(1, in)
		if err != nil {
			t.Fatal(err)
		}
		out, err := fn.Apply(p, in)
		if err != nil {
			t.Fatal(err)
		}
		l := numbers(out)
		if want := -(df + 1) / 2 * (math.Log1p(9/df) + math.Log1p(1/df)); math.Abs(l[1]-l[0]-want) > 1e-6*(1+math.Abs(want)) {
			t.Errorf("DF %v: log-densities %v differ by %v, want %v", given, l, l[1]-l[0], want)
		}
	}
}

// The numbers of a MADE have the support of its family.
func TestMADESupport(t *testing.T) {
	for _, a := range autoregressives() {
		var got, want distributions.Support
		fn := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
			full := func(shape ...int) *G.Node { return ops.Full(s.Graph(), s.Dtype(), 1, shape...) }
			got = distributions.SupportOf(a.net.Forward(s, in[0]))
			want = distributions.SupportOf(a.net.Of.Distribution(full(3, a.net.Of.Parameters()), full(3), full(3)))
			return in[0]
		})
		if _, err := fn.Init(1, value(tensor.Float64, normals(1, 3), 3, 1)); err != nil {
			t.Fatal(a.net, err)
		}
		if got.Kind != want.Kind || got.Lo != want.Lo || got.Hi != want.Hi {
			t.Errorf("%v: support %v, of the family %v", a.net, got, want)
		}
	}
}
