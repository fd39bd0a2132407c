package main

import (
	"fmt"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/rng"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// team enters the library; u is the uniform numbers in (0, 1) that all contenders make their arguments of, row after row.
type team struct{ u []float64 }

// Name is harness.Ours.
func (team) Name() string { return harness.Ours }

// Enter has the kinds of this program.
func (t team) Enter(c harness.Case) (harness.Contender, error) {
	f, ok := find(c.Net)
	if !ok {
		return nil, harness.ErrNoCase
	}
	var do func() error
	var err error
	switch c.Kind {
	case harness.LogProb:
		do = run(logProb(f), t.arguments(f, c), nil)
	case harness.Sampled:
		do, err = sampling(f, t.arguments(f, c))
	case harness.Asked:
		do, err = asking(f, c)
	default:
		return nil, harness.ErrNoCase
	}
	if err != nil {
		return nil, err
	}
	return harness.Timed{Do: do}, do()
}

// Tell is the log-density of the first rows.
func (t team) Tell(c harness.Case, rows int) (out [][]float64, err error) {
	f, ok := find(c.Net)
	if !ok || c.Kind != harness.LogProb {
		return nil, harness.ErrNoCase
	}
	c.Batch = rows
	err = run(logProb(f), t.arguments(f, c), func(v []G.Value) error {
		switch l := v[0].Data().(type) {
		case []float64:
			for _, v := range l {
				out = append(out, []float64{v})
			}
		case []float32:
			for _, v := range l {
				out = append(out, []float64{float64(v)})
			}
		}
		return nil
	})()
	return out, err
}

// run calls a Func as who keeps none of its outputs does.
func run(f *graph.Func, in []G.Value, use func([]G.Value) error) func() error {
	if use == nil {
		use = func([]G.Value) error { return nil }
	}
	return func() error { return f.Run(in, use) }
}

// logProb is of parameters and y.
func logProb(f family) *graph.Func {
	return graph.NewFunc(func(in G.Nodes) G.Nodes {
		k := len(in) - 1
		return G.Nodes{f.make(in[:k]).LogProb(in[k])}
	})
}

// sampling draws noise anew for each call, in halves on two cores as XLA does.
func sampling(f family, in []G.Value) (func() error, error) {
	params, noise := in[:len(in)-1], in[len(in)-1]
	wrt := make([]int, len(params))
	for k := range wrt {
		wrt[k] = k + 1
	}
	draw := graph.ValueAndGrad(func(in G.Nodes) *G.Node {
		d, ok := f.make(in[1:]).(interface{ Sample(noise *G.Node) *G.Node })
		if !ok {
			return nil
		}
		return sumOfSquares(d.Sample(in[0]))
	}, wrt...)
	if !f.sampled {
		return nil, harness.ErrNoCase
	}
	all := append([]G.Value{noise}, params...)
	step := uint64(0)
	return func() error {
		step++
		fill(rng.New(1, "noise", step, 0), noise)
		return draw.Run(all, func([]G.Value) error { return nil })
	}, nil
}

func fill(s rng.Stream, v G.Value) {
	switch x := v.Data().(type) {
	case []float64:
		inParts(len(x), func(lo, hi int) { s.Normal64(x[lo:hi], uint64(lo)) })
	case []float32:
		inParts(len(x), func(lo, hi int) { s.Normal32(x[lo:hi], uint64(lo)) })
	}
}

// arguments are the parameters, of which the last may be a matrix, and y.
func (t team) arguments(f family, c harness.Case) []G.Value {
	at := f.first()
	last := len(f.ranges) - 1
	var in []G.Value
	for k := range at {
		in = append(in, t.matrix(c, k, k+1))
	}
	if at < last {
		in = append(in, t.matrix(c, at, last))
	}
	return append(in, t.matrix(c, last, last+1))
}

// matrix is the columns lo to hi as an array, a vector if it is one.
func (t team) matrix(c harness.Case, lo, hi int) G.Value {
	v := make([]float64, 0, c.Batch*(hi-lo))
	for i := range c.Batch {
		for k := lo; k < hi; k++ {
			v = append(v, value(c, k, t.u[i*columns+k]))
		}
	}
	s := tensor.Shape{c.Batch, hi - lo}
	if hi-lo == 1 {
		s = s[:1]
	}
	if c.Type == "float64" {
		return tensor.New(tensor.WithShape(s...), tensor.WithBacking(v))
	}
	w := make([]float32, len(v))
	for i := range v {
		w[i] = float32(v[i])
	}
	return tensor.New(tensor.WithShape(s...), tensor.WithBacking(w))
}

// value of a column by its range.
func value(c harness.Case, k int, u float64) float64 {
	r := c.Ranges[k]
	v := r[0] + (r[1]-r[0])*u
	if c.Whole && k == len(c.Ranges)-1 {
		return float64(int(v))
	}
	return v
}

// apart is the largest distance of two columns of numbers, relative where they are above 1.
func apart(ours, theirs [][]float64) (float64, error) {
	if len(ours) != len(theirs) {
		return 0, fmt.Errorf("%d rows against %d", len(theirs), len(ours))
	}
	var worst float64
	for i := range ours {
		a, b := ours[i][0], theirs[i][0]
		d := max(a-b, b-a) / max(1, a, -a)
		if !(d <= worst) {
			worst = d
		}
	}
	return worst, nil
}
