package ops_test

import (
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestEqualOpsAreOneNode(t *testing.T) {
	f := newFixture(tensor.Float32)
	x := f.input(tensor.Shape{4, 300}, make([]float64, 1200))
	key := f.key(1, 2, 3, 4)
	for name, make := range map[string]func() *G.Node{
		"mul_const":    func() *G.Node { return ops.MulConst(x, .1) },
		"slice":        func() *G.Node { return ops.Slice(x, 1, 3, 5) },
		"softmax":      func() *G.Node { return ops.Softmax(x) },
		"full":         func() *G.Node { return ops.Full(f.g, f.dt, 2, 3) },
		"dropout_mask": func() *G.Node { return ops.DropoutMask(key, "a", .5, f.dt, 3) },
	} {
		if a, b := make(), make(); a != b {
			t.Errorf("%s: equal ops on equal operands are two nodes", name)
		}
	}
}

// Gorgonia merges most of these, or things like them.
func TestDifferentOpsAreDifferentNodes(t *testing.T) {
	f := newFixture(tensor.Float32)
	x := f.input(tensor.Shape{4, 300}, make([]float64, 1200))
	y := f.input(tensor.Shape{4, 300}, make([]float64, 1200))
	key, other := f.key(1, 2, 3, 4), f.key(1, 2, 3, 5)
	nodes := []*G.Node{
		ops.Softmax(x), ops.LogSoftmax(x), ops.Softmax(y),
		ops.Slice(x, 1, 0, 2), ops.Slice(x, 1, 256, 258), ops.Slice(x, 0, 0, 2),
		ops.MulConst(x, .1), ops.MulConst(x, .10000000000000002), ops.AddConst(x, .1),
		ops.Sum(x, 0), ops.Sum(x, 1), ops.Sum(x), ops.Mean(x),
		ops.Sub(x, y), ops.Sub(y, x),
		ops.Full(f.g, f.dt, 1), ops.Full(f.g, f.dt, 1, 1), ops.Full(f.g, f.dt, 1, 2), ops.Full(f.g, f.dt, 2), ops.Full(f.g, tensor.Float64, 1),
		ops.Normal(key, "a", f.dt, 4), ops.Normal(key, "b", f.dt, 4), ops.Normal(other, "a", f.dt, 4), ops.Normal(key, "a", f.dt, 4, 1), ops.Uniform(key, "a", f.dt, 4),
		ops.DropoutMask(key, "a", .5, f.dt, 4), ops.DropoutMask(key, "a", .4, f.dt, 4),
		ops.Clip(x, 0, 1), ops.Clip(x, 0, 2), ops.Between(x, 0, 1),
		ops.Reshape(x, 300, 4), ops.Reshape(x, 1200), ops.Reshape(x, 1200, 1), ops.Reshape(x, 1, 1200),
		ops.LeakyReLU(x, .1), ops.LeakyReLU(x, .2), ops.Concat(0, x, y), ops.Concat(0, y, x), ops.Concat(1, x, y),
	}
	seen := map[*G.Node]int{}
	for i, n := range nodes {
		if j, ok := seen[n]; ok {
			t.Errorf("nodes %d and %d are one: %v", i, j, n.Op())
		}
		seen[n] = i
	}
}

// Among 300,000 nodes some have the same 32-bit hash. For each such pair a and b, Gorgonia takes -a for -b.
func TestCollidingHashesAreNotMerged(t *testing.T) {
	slow.Test(t)
	const graphs, each = 600, 500 // adding to a graph takes time in proportion to its size
	constants := uniform(1, graphs*each, 0, 1)
	seen := make(map[uint32]float64, graphs*each)
	var pairs [][2]float64
	for i := range graphs {
		g := G.NewGraph()
		x := build.Input(g, tensor.Float32, "x", 2)
		for j := range each {
			c := constants[i*each+j]
			h := ops.AddConst(x, c).Hashcode()
			if b, ok := seen[h]; ok {
				pairs = append(pairs, [2]float64{b, c})
			}
			seen[h] = c
		}
	}
	if len(pairs) == 0 {
		t.Fatal("no two hashes of 300,000 are equal: this test tests nothing")
	}
	f := newFixture(tensor.Float32)
	x := f.vector(0, 1)
	for _, p := range pairs {
		a, b := ops.AddConst(x, p[0]), ops.AddConst(x, p[1])
		na, nb := ops.Neg(a), ops.Neg(b)
		f.wantAll(t, na, -p[0], -p[0]-1)
		f.wantAll(t, nb, -p[1], -p[1]-1)
		f.wantAll(t, ops.Square(nb), p[1]*p[1], (p[1]+1)*(p[1]+1))
		if ops.Neg(b) != nb || ops.Neg(a) != na {
			t.Error("a node made under another hash is not found again")
		}
	}
}
