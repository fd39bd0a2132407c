package training

import (
	"context"
	"slices"
	"sync"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// predictBlock is the most rows computed at a time: their activations stay in cache.
const predictBlock = 256

// predictor is the network's forward pass over a number of rows: it returns the parameters of the distribution.
type predictor struct {
	*forward
	params  G.Nodes // parameters of q, each node once
	shared  []bool  // whether all rows share a parameter: its shape does not grow with them
	program *graph.Program
	again   func() (*predictor, error) // builds the same on another graph
}

// predictors are the compiled passes of a model, by rows and part. The zero value is empty.
type predictors struct {
	mu   sync.Mutex
	of   *layers.Params // whose shapes they were built for
	made map[[2]int]*predictor
}

// predictor finds or compiles the pass over so many rows, for part j of the distribution.
func (m *Model) predictor(rows, features, j int, part func(q distributions.Distribution, j int) distributions.Distribution) (*predictor, error) {
	c := &m.predictors
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of != m.Params {
		c.of, c.made = m.Params, map[[2]int]*predictor{}
	}
	if p := c.made[[2]int{rows, j}]; p != nil {
		return p, nil
	}
	p, err := m.newPredictor(rows, features, func(q distributions.Distribution) distributions.Distribution { return part(q, j) })
	if err == nil {
		c.made[[2]int{rows, j}] = p
	}
	return p, err
}

func (m *Model) newPredictor(rows, features int, part func(q distributions.Distribution) distributions.Distribution) (p *predictor, err error) {
	defer build.Recover(&err)
	p = &predictor{again: func() (*predictor, error) {
		m.predictors.mu.Lock() // one at a time: some of Gorgonia's constructors count in a global
		defer m.predictors.mu.Unlock()
		return m.newPredictor(rows, features, part)
	}}
	if p.forward, err = m.pass(layers.Pass{Mode: layers.Predict}, rows, features); err != nil {
		return nil, err
	}
	longer, err := m.pass(layers.Pass{Mode: layers.Predict}, rows+1, features)
	if err != nil {
		return nil, err
	}
	p.q = part(p.q)
	p.params = parameters(p.q)
	for i, n := range parameters(part(longer.q)) {
		p.shared = append(p.shared, build.SameShape(n.Shape(), p.params[i].Shape()))
	}
	p.program, err = graph.Compile(p.params...)
	return p, err
}

// parameters lists the nodes of a distribution, each once.
func parameters(q distributions.Distribution) (params G.Nodes) {
	distributions.Map(q, func(n *G.Node) *G.Node {
		if !slices.Contains(params, n) {
			params = append(params, n)
		}
		return n
	})
	return params
}

// all computes the distribution's parameters for n rows of x: (n, ...) for each node, or its own shape if it is shared.
func (p *predictor) all(ctx context.Context, x *tensor.Dense, n int) (map[*G.Node]G.Value, error) {
	rows, features := p.x.Shape()[0], p.x.Shape()[1]
	values := make(map[*G.Node]G.Value, len(p.params))
	for i, node := range p.params {
		shape := node.Shape()
		if !p.shared[i] {
			shape[0] = n
		}
		values[node] = ops.NewValue(node.Dtype(), shape)
	}
	blocks := (n + rows - 1) / rows
	errs := make([]error, blocks)
	idle := sync.Pool{New: func() any { return p.newLane(rows, features) }}
	c := crew.New(blocks)
	defer c.Close()
	c.Run(blocks, func(k int) {
		l := idle.Get().(*lane)
		defer idle.Put(l)
		if errs[k] = l.err; ctx.Err() != nil {
			errs[k] = stopped(ctx)
		}
		if errs[k] == nil {
			errs[k] = l.block(x, k*rows, min(n, (k+1)*rows), values, p.params)
		}
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return values, nil
}

// lane is one goroutine's program and inputs, or why there is none.
type lane struct {
	*predictor
	x, key *tensor.Dense // key is nil without noise
	err    error
}

// newLane gives a goroutine a program bound to the weights as they are now. Gorgonia's own operations may keep state:
// then it gets a graph of its own.
func (p *predictor) newLane(rows, features int) *lane {
	own := *p
	if p.program.Native() {
		again, err := p.again()
		if err != nil {
			return &lane{err: err}
		}
		own = *again
	} else {
		own.program = p.program.Clone()
	}
	l := &lane{predictor: &own, x: ops.NewValue(p.Dtype, tensor.Shape{rows, features}).(*tensor.Dense)}
	l.err = own.bind(own.program)
	if err := own.program.Let(own.x, l.x); l.err == nil {
		l.err = err
	}
	if key := own.Key(); key != nil && l.err == nil {
		l.key = ops.NewValue(tensor.Int64, tensor.Shape{4}).(*tensor.Dense)
		l.err = own.program.Let(key, l.key)
	}
	return l
}

// block computes rows lo to hi and stores their parameters, under the nodes that keys has for them. What is left over
// in a short block is computed for nothing.
func (l *lane) block(x *tensor.Dense, lo, hi int, values map[*G.Node]G.Value, keys G.Nodes) error {
	width := x.Shape()[1] * int(x.Dtype().Size())
	copy(l.x.Raw, x.Raw[lo*width:hi*width])
	if l.key != nil {
		ops.Data[int64](l.key)[3] = int64(lo)
	}
	if err := l.program.RunAll(); err != nil {
		return err
	}
	for i, node := range l.params {
		dst, src := graph.Bytes(values[keys[i]]), graph.Bytes(l.program.Value(node))
		if l.shared[i] {
			if lo == 0 {
				copy(dst, src)
			}
			continue
		}
		size := len(src) / l.x.Shape()[0]
		copy(dst[lo*size:hi*size], src)
	}
	return nil
}
