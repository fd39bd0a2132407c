package bnn

import (
	"errors"
	"slices"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// head is the posterior's log-density as a function of the last layers' weights, all in one vector.
type head struct {
	lasts     []*last
	dim, n    int
	block     int // rows at a time
	params    *layers.Params
	x, y      *tensor.Dense // of a block
	xs, ys    []float64     // of all rows
	program   *graph.Program
	nll       *G.Node // -log p(y), (rows)
	info      fisher
	noise     []float64 // where the noise of Regression is; nil for other networks
	noisePath string    // its state

	weights []float64
}

// maxHeadRows is the most rows whose derivatives are held at a time.
const maxHeadRows = 512

// newHead compiles the last layers of the model, in float64, over the training rows.
func newHead(m *training.Model, patterns []string, train data.Set) (h *head, err error) {
	defer build.Recover(&err)
	if err := checkChainable(m, train); err != nil {
		return nil, err
	}
	n, d := train.X.Dims()
	h = &head{n: n, block: min(n, maxHeadRows), params: inFloat64(m.Params)}
	h.xs, h.ys = make([]float64, n*d), make([]float64, n)
	m.XScale.Forward(h.xs, train.X)
	m.YScale.Forward(h.ys, train.Targets())

	pass := layers.Pass{Graph: G.NewGraph(), Dtype: tensor.Float64, Params: h.params}
	r := &recorder{}
	x := build.Input(pass.Graph, tensor.Float64, "x", h.block, d)
	y := build.Input(pass.Graph, tensor.Float64, "y", h.block)
	var q distributions.Distribution
	build.OneAtATime(func() { q = m.Net.Forward(pass.Scope().Intercept(r), x) })
	if pass.Key() != nil || pass.SharedKey() != nil {
		return nil, errors.New("the network draws noise: Laplace takes one whose weights are plain numbers")
	}
	if h.lasts, err = chosen(r.seen, patterns, q); err != nil {
		return nil, err
	}
	for _, l := range h.lasts {
		if l.bias {
			l.in++
		}
		l.at = h.dim
		h.dim += l.size()
	}
	if h.info, err = newFisher(q, &pass); err != nil {
		return nil, err
	}
	if h.noisePath = h.info.noise; h.noisePath != "" {
		h.noise = ops.Data[float64](h.params.Get(h.noisePath))
	}
	build.OneAtATime(func() { h.nll = ops.Neg(q.LogProb(y)) })
	h.x, h.y = room(h.block, d), room(h.block)
	if err := h.features(&pass, x); err != nil {
		return nil, err
	}
	h.readWeights()
	return h, h.compile(&pass, x, y)
}

// features computes what the layers see of all rows.
func (h *head) features(pass *layers.Pass, x *G.Node) error {
	var phis G.Nodes
	for _, l := range h.lasts {
		phis = append(phis, l.phi)
		l.inputs = mat.NewDense(h.n, l.in, nil)
		l.outputs = room(h.block, l.out)
	}
	p, err := graph.Compile(phis...)
	if err != nil {
		return err
	}
	if err := errors.Join(p.Let(x, h.x), bindAll(p, pass, h.params)); err != nil {
		return err
	}
	for lo := 0; lo < h.n; lo += h.block {
		rows := h.load(lo)
		if err := p.RunAll(); err != nil {
			return err
		}
		for _, l := range h.lasts {
			l.keep(ops.Data[float64](p.Value(l.phi)), lo, rows)
		}
	}
	return nil
}

// compile makes the program from the layers' outputs to the loss and its derivatives.
func (h *head) compile(pass *layers.Pass, x, y *G.Node) error {
	var zs G.Nodes
	for _, l := range h.lasts {
		zs = append(zs, l.z)
	}
	grads, err := graph.VJP(G.Nodes{h.nll}, G.Nodes{ops.Full(pass.Graph, tensor.Float64, 1, h.block)}, zs...)
	if err != nil {
		return err
	}
	outputs := append(G.Nodes{h.nll}, grads...)
	for k, l := range h.lasts {
		l.grad = grads[k]
	}
	for _, theta := range h.info.params {
		ones := ops.Full(pass.Graph, tensor.Float64, 1, theta.Shape()...)
		jacobian, err := graph.VJP(G.Nodes{theta}, G.Nodes{ones}, zs...)
		if err != nil {
			return err
		}
		outputs = append(append(outputs, theta), jacobian...)
		for k, l := range h.lasts {
			l.factors = append(l.factors, jacobian[k])
		}
	}
	if h.program, err = graph.CompileFrom(zs, outputs...); err != nil {
		return err
	}
	bound := []error{h.program.Let(x, h.x), h.program.Let(y, h.y), bindAll(h.program, pass, h.params)}
	for _, l := range h.lasts {
		bound = append(bound, h.program.Let(l.z, l.outputs))
	}
	return errors.Join(bound...)
}

// readWeights makes the vector of the layers' weights.
func (h *head) readWeights() {
	for _, l := range h.lasts {
		h.weights = append(h.weights, ops.Data[float64](h.params.Get(l.param("kernel")))...)
		if l.bias {
			h.weights = append(h.weights, ops.Data[float64](h.params.Get(l.param("bias")))...)
		}
	}
}

// bindAll gives a program the weights and states of a pass.
func bindAll(p *graph.Program, pass *layers.Pass, params *layers.Params) error {
	var bound []error
	for _, path := range slices.Concat(pass.Paths(), pass.States()) {
		bound = append(bound, p.Let(pass.Node(path), params.Get(path)))
	}
	return errors.Join(bound...)
}

func room(shape ...int) *tensor.Dense {
	return ops.NewValue(tensor.Float64, tensor.Shape(shape)).(*tensor.Dense)
}
