package ops_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// sources are the three kinds of noise of a shape.
func sources(f *fixture, key *G.Node, shape ...int) []*G.Node {
	return []*G.Node{ops.Uniform(key, "p", f.dt, shape...), ops.Normal(key, "p", f.dt, shape...), ops.DropoutMask(key, "p", .25, f.dt, shape...)}
}

// Noise for two rows alone is that of these rows of the whole batch, wherever they begin.
func TestNoiseOfShardsIsNoiseOfTheBatch(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		batch := sources(f, f.key(1, 2, 3, 0), 40, 5, 7)
		for i, n := range batch { // rows of 35 begin inside words, pairs and groups of them
			whole := f.eval(n)
			for first := range 38 {
				if !sameBits(whole[first*35:(first+2)*35], f.eval(sources(f, f.key(1, 2, 3, int64(first)), 2, 5, 7)[i])) {
					t.Errorf("%v: rows %d and %d are others in a shard than in the batch", n.Op(), first, first+1)
				}
			}
		}
	}
}

func TestNoiseDependsOnItsKeyAndPath(t *testing.T) {
	f := newFixture(tensor.Float64)
	base := f.eval(ops.Normal(f.key(1, 2, 3, 0), "p", f.dt, 4))
	want := make([]float64, 4)
	rng.New(1, "p", 2, 3).Normal64(want, 0)
	if !sameBits(base, want) {
		t.Errorf("noise %v is not that of its stream, %v", base, want)
	}
	for name, other := range map[string]*G.Node{
		"seed": ops.Normal(f.key(9, 2, 3, 0), "p", f.dt, 4),
		"step": ops.Normal(f.key(1, 9, 3, 0), "p", f.dt, 4),
		"draw": ops.Normal(f.key(1, 2, 9, 0), "p", f.dt, 4),
		"path": ops.Normal(f.key(1, 2, 3, 0), "q", f.dt, 4),
		"row":  ops.Normal(f.key(1, 2, 3, 9), "p", f.dt, 4),
	} {
		if f.eval(other)[0] == base[0] {
			t.Errorf("another %s draws the same numbers", name)
		}
	}
	f.wantAll(t, ops.Normal(f.key(1, 2, 3, 0), "p", f.dt), base[0])
}

// Means of n numbers within five standard errors of their expectations.
func TestNoiseMoments(t *testing.T) {
	const n = 40_000
	f := newFixture(tensor.Float32)
	s := sources(f, f.key(5, 0, 0, 0), n)
	for i, c := range []struct{ mean, variance float64 }{{.5, 1. / 12}, {0, 1}, {1, .25 / .75}} {
		if m := f.eval(ops.Mean(s[i]))[0]; math.Abs(m-c.mean) > 5*math.Sqrt(c.variance/n) {
			t.Errorf("%v: mean %v, want %v", s[i].Op(), m, c.mean)
		}
	}
	for _, v := range f.eval(s[2]) { // a rate of 1/4 is exact
		if v != 0 && v != float64(float32(1/.75)) {
			t.Fatalf("a dropout mask holds %v", v)
		}
	}
	f.wantAll(t, ops.Max(ops.DropoutMask(f.key(5, 0, 0, 0), "p", 0, f.dt, n)), 1)
	f.wantAll(t, ops.Mean(ops.DropoutMask(f.key(5, 0, 0, 0), "p", 0, f.dt, n)), 1)
}
