package watch

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func values() []G.Value {
	return []G.Value{
		tensor.New(tensor.WithShape(2, 2), tensor.WithBacking([]float32{1, float32(math.NaN()), 3, 4})),
		tensor.New(tensor.WithShape(3), tensor.WithBacking([]float64{1e300, math.Inf(1), 5e-324})),
		G.NewF32(7), G.NewF64(8),
	}
}

func numbers(vs []G.Value) (all [][]float64) {
	for _, v := range vs {
		all = append(all, float64s.Of(v))
	}
	return all
}

// What is spoilt is what it was again, NaN and subnormals too; a later Keep is what Restore goes back to.
func TestRestore(t *testing.T) {
	vs := values()
	w, before := New(vs), numbers(vs)
	spoil := func(by float64) {
		for _, v := range vs {
			x := float64s.Of(v)
			for i := range x {
				x[i] = by
			}
			float64s.Set(v, x)
		}
	}
	spoil(math.Inf(-1))
	w.Restore()
	if d := cmp.Diff(before, numbers(w.Values()), cmpopts.EquateNaNs()); d != "" {
		t.Error(d)
	}
	spoil(3)
	w.Keep()
	spoil(4)
	w.Restore()
	if got := numbers(vs)[1]; !cmp.Equal(got, []float64{3, 3, 3}) {
		t.Errorf("the second time: %v", got)
	}
	if n := testing.AllocsPerRun(5, w.Keep); n != 0 {
		t.Errorf("Keep allocates %v times", n)
	}
}

// Squares that overflow are no infinity.
func TestNonFinite(t *testing.T) {
	for _, c := range []struct {
		v    G.Value
		bad  float64
		want bool
	}{
		{tensor.New(tensor.WithShape(2), tensor.WithBacking([]float64{1e200, -1e308})), 0, false},
		{tensor.New(tensor.WithShape(2), tensor.WithBacking([]float32{3e38, 3e38})), 0, false},
		{tensor.New(tensor.WithShape(2), tensor.WithBacking([]float32{3e38, float32(math.Inf(-1))})), math.Inf(-1), true},
		{G.NewF64(math.NaN()), math.NaN(), true},
		{tensor.New(tensor.WithShape(0), tensor.WithBacking([]float64{})), 0, false},
	} {
		bad, yes := NonFinite(c.v)
		if yes != c.want || !cmp.Equal(bad, c.bad, cmpopts.EquateNaNs()) {
			t.Errorf("%v: %v, %v", c.v, bad, yes)
		}
	}
}
