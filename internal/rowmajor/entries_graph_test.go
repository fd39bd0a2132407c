package rowmajor_test

import (
	"context"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The matrices of most entries: x·w has the rows 30201 302010.
var (
	xs = []float64{1, 100, 10000}
	ws = []float64{1, 10, 2, 20, 3, 30}
)

func init() {
	entries["graph.Func.Call"] = entry{run: func(form int) ([]float64, error) { return call(form, true) }}
	entries["graph.Func.Call: Gorgonia's ops"] = entry{run: func(form int) ([]float64, error) { return call(form, false) }}
	entries["graph.Func.Run"] = entry{run: running}
	entries["graph.Program.Let"] = entry{run: func(form int) ([]float64, error) { return compiled(form, true) }}
	entries["graph.Program.Let: inputs read from the nodes"] = entry{run: func(form int) ([]float64, error) { return compiled(form, false) }}
	entries["tape.VM.Let"] = entry{run: func(form int) ([]float64, error) { return machine(form, false) }}
	entries["tape.VM.Let: a constant"] = entry{run: func(form int) ([]float64, error) { return machine(form, true) }}
	entries["distributions.Explain"] = entry{run: explained}
	entries["graph.Float"] = entry{run: number}
	for name, build := range posteriors {
		entries["distributions."+name] = entry{run: func(form int) ([]float64, error) { return posterior(form, build) }}
	}
	for name, build := range joints {
		entries["distributions."+name] = entry{run: func(form int) ([]float64, error) { return joint(form, build) }}
	}
}

// number is a tensor of one element, which has no order; a mask is not looked at by what reads results.
func number(form int) ([]float64, error) {
	if form == masked {
		_, err := call(form, true)
		return nil, err
	}
	return []float64{graph.Float(dense(form, []float64{3}, 1, 1))}, nil
}

func call(form int, own bool) ([]float64, error) {
	f := graph.NewFunc(func(in G.Nodes) G.Nodes {
		if !own {
			return G.Nodes{G.Must(G.Mul(in[0], in[1]))}
		}
		return G.Nodes{ops.MatMul(in[0], in[1], false, false), ops.Take(in[1], in[2])}
	})
	in := []G.Value{dense(form, xs, 1, 3), dense(form, ws, 3, 2), dense(form, []int64{2, 0, 1, 1, 0, 2}, 6)}
	if !own {
		in = in[:2]
	}
	out, err := f.Call(in...)
	return flat(out...), err
}

func running(form int) (x []float64, err error) {
	f := graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{ops.MatMul(in[0], in[1], false, false)} })
	err = f.Run([]G.Value{dense(form, xs, 1, 3), dense(form, ws, 3, 2)}, func(out []G.Value) error {
		x = flat(out...)
		return nil
	})
	return x, err
}

func compiled(form int, let bool) ([]float64, error) {
	g := G.NewGraph()
	x, w := build.Input(g, tensor.Float64, "x", 1, 3), build.Input(g, tensor.Float64, "w", 3, 2)
	y := ops.MatMul(x, w, false, false)
	p, err := graph.Compile(y)
	if err != nil {
		return nil, err
	}
	bind := func(n *G.Node, v G.Value) error { return G.Let(n, v) }
	if let {
		bind = p.Let
	}
	for n, v := range map[*G.Node]G.Value{x: dense(form, xs, 1, 3), w: dense(form, ws, 3, 2)} {
		if err := bind(n, v); err != nil {
			return nil, err
		}
	}
	err = p.RunAll()
	return flat(p.Value(y)), err
}

func machine(form int, constant bool) ([]float64, error) {
	g := G.NewGraph()
	x, weights := build.Input(g, tensor.Float64, "x", 1, 3), dense(form, ws, 3, 2)
	var w *G.Node
	if constant {
		w = G.NewConstant(weights, G.WithName("c"), G.In(g))
	} else {
		w = build.Input(g, tensor.Float64, "w", 3, 2)
	}
	y, squares := G.Must(G.Mul(x, w)), G.Must(G.Square(w))
	m := tape.NewVM(g)
	if err := m.Let(x, dense(form, xs, 1, 3)); err != nil {
		return nil, err
	}
	if !constant {
		if err := m.Let(w, weights); err != nil {
			return nil, err
		}
	}
	if err := m.RunAll(); err != nil {
		return nil, err
	}
	return flat(y.Value(), squares.Value()), nil
}

type values = func(n *G.Node) G.Value

// posteriors are the ways to one.
var posteriors = map[string]func(d distributions.Distribution, v values) (distributions.Posterior, error){
	"NewPosterior": func(d distributions.Distribution, v values) (distributions.Posterior, error) {
		return distributions.NewPosterior(d, v)
	},
	"NewMixture": func(d distributions.Distribution, v values) (distributions.Posterior, error) {
		return distributions.NewMixture(d, []values{v, v})
	},
	"NewStreamed": func(d distributions.Distribution, v values) (distributions.Posterior, error) {
		return distributions.NewStreamed(context.Background(), d, 2, 1, 2, func(_, _ int) ([]values, error) { return []values{v}, nil })
	},
	"Formulas.Posterior": func(d distributions.Distribution, v values) (distributions.Posterior, error) {
		f, err := distributions.NewFormulas(d)
		if err != nil {
			return distributions.Posterior{}, err
		}
		return f.Posterior(v)
	},
	"Formulas.Mixture": func(d distributions.Distribution, v values) (distributions.Posterior, error) {
		f, err := distributions.NewFormulas(d)
		if err != nil {
			return distributions.Posterior{}, err
		}
		return f.Mixture([]values{v, v})
	},
	"Formulas.Streamed": func(d distributions.Distribution, v values) (distributions.Posterior, error) {
		f, err := distributions.NewFormulas(d)
		if err != nil {
			return distributions.Posterior{}, err
		}
		return f.Streamed(context.Background(), 2, 1, 2, func(_, _ int) ([]values, error) { return []values{v}, nil })
	},
}

// explained is what is said of the scale that is negative in the second of three rows.
func explained(form int) ([]float64, error) {
	scale := build.Input(G.NewGraph(), tensor.Float64, "scale", 3, 2)
	d := distributions.Independent{Base: distributions.Normal{Loc: scale, Scale: scale}}
	var refused error
	text := distributions.Explain(d, 1, []float64{0, 0}, func(*G.Node) (G.Value, error) {
		v := dense(form, []float64{1, 2, 3, -4, -5, -6}, 3, 2)
		_, refused = rowmajor.Of(v)
		return v, nil
	})
	return bytesOf(text), refused
}

// posterior is of two rows of a mixture of three normals.
func posterior(form int, of func(d distributions.Distribution, v values) (distributions.Posterior, error)) ([]float64, error) {
	g := G.NewGraph()
	logits, loc, scale := build.Input(g, tensor.Float64, "logits", 2, 3), build.Input(g, tensor.Float64, "loc", 2, 3), build.Input(g, tensor.Float64, "scale", 3)
	d := distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: logits}, Components: distributions.Normal{Loc: loc, Scale: scale}}
	v := map[*G.Node]G.Value{
		logits: dense(form, []float64{0, 1, 2, -1, 0, .5}, 2, 3),
		loc:    dense(form, []float64{-1, 0, 1, 5, 6, 7}, 2, 3),
		scale:  dense(form, []float64{.5, 1, 2}, 3),
	}
	q, err := of(d, func(n *G.Node) G.Value { return v[n] })
	if err != nil {
		return nil, err
	}
	return append(q.Mean(), q.Quantile(.3)...), nil
}
