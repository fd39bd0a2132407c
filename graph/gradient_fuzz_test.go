package graph_test

import (
	"errors"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// recipe is a graph spelled out by bytes.
type recipe struct {
	data []byte
	pool G.Nodes // of operands and what was made of them
}

// pick is the next choice among n.
func (c *recipe) pick(n int) int {
	if len(c.data) == 0 {
		return 0
	}
	b := c.data[0]
	c.data = c.data[1:]
	return int(b) % n
}

// node is one of those there are.
func (c *recipe) node() *G.Node { return c.pool[c.pick(len(c.pool))] }

// operands reads one to three shapes of up to four axes of one to three elements.
func (c *recipe) operands() (all []domain) {
	for range 1 + c.pick(3) {
		shape := make([]int, c.pick(5))
		for i := range shape {
			shape[i] = 1 + c.pick(3)
		}
		all = append(all, free(shape...))
	}
	return all
}

// build makes up to twelve nodes, each of those before it, and joins the last three.
func (c *recipe) build(in []*G.Node) *G.Node {
	c.pool = append(c.pool, in...)
	for range 1 + c.pick(12) {
		if n := dishes[c.pick(len(dishes))](c); n != nil && n.Shape().TotalSize() <= 200 {
			c.pool = append(c.pool, ops.Sin(n)) // keeps numbers small and derivatives of every order alive
		}
		if len(c.data) == 0 {
			break
		}
	}
	var parts []*G.Node
	for _, n := range c.pool[max(0, len(c.pool)-3):] {
		parts = append(parts, ops.Reshape(n, -1))
	}
	return ops.Concat(0, parts...)
}

// made builds a recipe, or says that it is of shapes that do not fit.
func made(d derivative, r *rand.Rand) (t *tower, err error) {
	defer build.Recover(&err)
	return newTower(d, r, 2), nil
}

// Gradients of first and second order of random graphs of the ops of the table are what differences say.
func FuzzGradients(f *testing.F) {
	slow.Test(f)
	r := rand.New(rand.NewPCG(7, 7))
	for range 400 {
		seed := make([]byte, 20+r.IntN(60))
		for i := range seed {
			seed[i] = byte(r.Uint32())
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		h := fnv.New64a()
		h.Write(data)
		c := &recipe{data: data}
		d := derivative{op: "recipe", operands: c.operands(), f: c.build}
		r := rand.New(rand.NewPCG(1, h.Sum64()))
		tw, err := made(d, r)
		if err != nil {
			var b *graph.BuildError
			if !errors.As(err, &b) {
				t.Fatal(err)
			}
			t.Skip(err)
		}
		if tw.refused != nil || tw.touched != nil {
			t.Fatal(tw.refused, tw.touched)
		}
		for k := range tw.grads {
			tw.agree(t, k, r)
		}
	})
}

// agree compares with differences at two distances, which tell a kink or a pole nearby from a mistake.
func (tw *tower) agree(t *testing.T, k int, r *rand.Rand) {
	got, size, at, err := tw.line(k, r)
	if err != nil {
		t.Fatal(err)
	}
	wide, close := difference(at, 1e-3), difference(at, 2.5e-4)
	tolerance := 1e-6 * (1 + size + math.Abs(at(0)))
	if !(math.Abs(wide-close) <= tolerance/10) {
		return
	}
	if !(math.Abs(got-close) <= tolerance) {
		t.Errorf("derivative of order %d along a direction is %v, by differences %v and %v", k+1, got, wide, close)
	}
}

// sized is a node's elements, over and over, in a shape.
func sized(x *G.Node, shape ...int) *G.Node {
	x = ops.Reshape(x, -1)
	n, want := x.Shape().TotalSize(), tensor.Shape(shape).TotalSize()
	for ; n < want; n *= 2 {
		x = ops.Concat(0, x, x)
	}
	return ops.Reshape(ops.Slice(x, 0, 0, want), shape...)
}

// image is a node as images (batch, channels, height, width).
func (c *recipe) image() *G.Node {
	return sized(c.node(), 1+c.pick(2), 1+c.pick(2), 2+c.pick(2), 2+c.pick(2))
}
