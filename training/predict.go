package training

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
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
}

// predictors are the compiled passes of a model, by rows. The zero value is empty.
type predictors struct {
	mu     sync.Mutex
	of     *layers.Params // whose weights the programs are bound to
	byRows map[int]*predictor
}

// Predict returns p(y | x) for each row of x, in the units of the target. Values are float64 from the network's output
// on. Rows are computed in blocks on all cores.
func (m *Model) Predict(ctx context.Context, x *mat.Dense) (distributions.Posterior, error) {
	var none distributions.Posterior
	if m.Params == nil || m.XScale == nil || m.YScale == nil {
		return none, errors.New("training: the Model has no parameters yet: fit it first, or load it")
	}
	n, features := x.Dims()
	if want := len(m.XScale.Scale); features != want {
		return none, fmt.Errorf("training: x has %d features, the model was fitted on %d", features, want)
	}
	if err := (data.Set{X: x, Y: make([]float64, n)}).Check(); err != nil {
		return none, fmt.Errorf("training: %w", err)
	}
	p, err := m.predictor(min(predictBlock, powerOfTwo(n)), features)
	if err != nil {
		return none, err
	}
	values, err := p.all(ctx, m.scaled(x, *m.XScale), n)
	if err != nil {
		return none, err
	}
	q, err := distributions.NewPosterior(p.q, func(node *G.Node) G.Value { return values[node] })
	if err != nil {
		return none, fmt.Errorf("training: %w", err)
	}
	return q.Scaled(m.YScale.Shift[0], m.YScale.Scale[0])
}

// predictor finds or compiles the pass over so many rows.
func (m *Model) predictor(rows, features int) (*predictor, error) {
	c := &m.predictors
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of != m.Params {
		c.of, c.byRows = m.Params, map[int]*predictor{}
	}
	if p := c.byRows[rows]; p != nil {
		return p, nil
	}
	p, err := m.newPredictor(rows, features)
	if err == nil {
		c.byRows[rows] = p
	}
	return p, err
}

func (m *Model) newPredictor(rows, features int) (p *predictor, err error) {
	defer build.Recover(&err)
	f, err := m.pass(layers.Pass{Mode: layers.Predict}, rows, features)
	if err != nil {
		return nil, err
	}
	longer, err := m.pass(layers.Pass{Mode: layers.Predict}, rows+1, features)
	if err != nil {
		return nil, err
	}
	p = &predictor{forward: f, params: parameters(f.q)}
	for i, n := range parameters(longer.q) {
		p.shared = append(p.shared, build.SameShape(n.Shape(), p.params[i].Shape()))
	}
	if p.program, err = graph.Compile(p.params...); err != nil {
		return nil, err
	}
	return p, f.bind(p.program)
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
		if errs[k] = context.Cause(ctx); errs[k] != nil {
			return
		}
		l := idle.Get().(*lane)
		defer idle.Put(l)
		errs[k] = l.block(p, x, k*rows, min(n, (k+1)*rows), values)
	})
	return values, errors.Join(errs...)
}

// lane is one goroutine's program and input.
type lane struct {
	program *graph.Program
	x       *tensor.Dense
}

func (p *predictor) newLane(rows, features int) *lane {
	l := &lane{p.program.Clone(), ops.NewValue(p.Dtype, tensor.Shape{rows, features}).(*tensor.Dense)}
	if err := l.program.Let(p.x, l.x); err != nil {
		panic(fmt.Sprintf("training: %v", err)) // the value was made for this node
	}
	return l
}

// block computes rows lo to hi and stores their parameters. What is left over in a short block is computed for nothing.
func (l *lane) block(p *predictor, x *tensor.Dense, lo, hi int, values map[*G.Node]G.Value) error {
	width := x.Shape()[1] * int(x.Dtype().Size())
	copy(l.x.Raw, x.Raw[lo*width:hi*width])
	if err := l.program.RunAll(); err != nil {
		return err
	}
	for i, node := range p.params {
		dst, src := graph.Bytes(values[node]), graph.Bytes(l.program.Value(node))
		if p.shared[i] {
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

// powerOfTwo is the least power of two that is at least n.
func powerOfTwo(n int) int {
	p := 1
	for p < n {
		p *= 2
	}
	return p
}
