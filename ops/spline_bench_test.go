package ops_test

import (
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// BenchmarkMaps is what a coupling layer of a flow asks for: three numbers a row of their own parameters in one node.
// testdata/univariate_bench.py is the same in PyTorch by zuko.
func BenchmarkMaps(b *testing.B) {
	for name, c := range map[string]struct {
		p       int
		forward func(x, p *G.Node) (y, slope *G.Node)
		inverse func(x, p *G.Node) (y, slope *G.Node)
	}{
		"spline": {23, func(x, p *G.Node) (y, slope *G.Node) {
			s := ops.Split(p, -1, 8, 8, 7)
			return ops.RationalQuadratic(x, s[0], s[1], s[2], 5)
		}, func(x, p *G.Node) (y, slope *G.Node) {
			s := ops.Split(p, -1, 8, 8, 7)
			return ops.RationalQuadraticInverse(x, s[0], s[1], s[2], 5)
		}},
		"polynomial": {16, func(x, p *G.Node) (y, slope *G.Node) { return ops.Bernstein(x, p, 5) },
			func(x, p *G.Node) (y, slope *G.Node) { return ops.BernsteinInverse(x, p, 5) }},
	} {
		for _, n := range []int{100, 1000, 100000} {
			for way, f := range map[string]func(x, p *G.Node) (y, slope *G.Node){"forward": c.forward, "inverse": c.inverse} {
				fix := newFixture(tensor.Float32)
				x, p := fix.input(tensor.Shape{n, 3}, uniform(1, 3*n, -6, 6)), fix.input(tensor.Shape{n, 3, c.p}, uniform(2, 3*n*c.p, -2, 2))
				y, slope := f(x, p)
				grads := gradients(b, ops.Add(ops.Sum(ops.Square(y)), ops.Sum(slope)), x, p)
				for what, out := range map[string]G.Nodes{"values": {y, slope}, "step": append(G.Nodes{y, slope}, grads...)} {
					b.Run(fmt.Sprint(name, " ", way, " ", n, " ", what), func(b *testing.B) { fix.time(b, out) })
				}
			}
		}
	}
}

// time measures a program.
func (f *fixture) time(b *testing.B, out G.Nodes) {
	program, err := graph.Compile(out...)
	if err != nil {
		b.Fatal(err)
	}
	for n, v := range f.feed {
		if err := program.Let(n, v); err != nil {
			b.Fatal(err)
		}
	}
	fastest(b, func() error { return program.RunAll() })
}
