package bnn

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/mcmc"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// joint is log p(D, w) of a model's network over all rows as a function of its weights, put together in one vector.
type joint struct {
	program *graph.Program
	params  *layers.Params // bound to the program
	paths   []string
	loss    *G.Node
	grads   G.Nodes
	rows    float64
	dim     int
}

var _ mcmc.Target = (*joint)(nil)

// newJoint compiles the log-density of the model's network, with penalties for a prior, over the training rows. The
// model must have its scalers. Its weights are drawn from the seed.
func newJoint(m *training.Model, net training.Net, likelihood losses.Loss, train data.Set, seed uint64) (j *joint, err error) {
	return newJointOf(m, net, likelihood, train, train.Rows(), seed)
}

// newJointOf is estimated for so many rows, of which train is a part.
func newJointOf(m *training.Model, net training.Net, likelihood losses.Loss, train data.Set, rows int, seed uint64) (j *joint, err error) {
	defer build.Recover(&err)
	if err := checkChainable(m, train); err != nil {
		return nil, err
	}
	if train, err = m.Ordered(train); err != nil {
		return nil, err
	}
	n, d := train.X.Dims()
	j = &joint{params: &layers.Params{}, rows: float64(rows)}
	pass := layers.Pass{Graph: G.NewGraph(), Dtype: tensor.Float64, Params: j.params, Init: true, Seed: seed, Targets: m.Targets(train)}
	s := pass.Scope()
	x := build.Input(pass.Graph, tensor.Float64, "x", n, d)
	y := build.Input(pass.Graph, tensor.Float64, "y", n)
	build.OneAtATime(func() { j.loss = losses.ELBO{Rows: rows, Likelihood: likelihood}.Mean(s, net.Forward(s, x), y) })
	switch {
	case pass.Key() != nil || pass.SharedKey() != nil:
		return nil, errors.New("the network draws noise: a Markov chain needs a density of the weights alone")
	case len(s.Penalties()) < len(pass.Paths()):
		return nil, errors.New("the prior has parameters of its own, which no prior restrains: a chain takes a prior that is fixed")
	}
	j.paths = pass.Paths()
	if j.grads, err = graph.Gradient(j.loss, pass.Nodes()...); err != nil {
		return nil, err
	}
	if j.program, err = graph.Compile(append(G.Nodes{j.loss}, j.grads...)...); err != nil {
		return nil, err
	}
	xs, ys := make([]float64, n*d), make([]float64, n)
	m.XScale.Forward(xs, train.X)
	m.YScale.Forward(ys, train.Targets())
	bound := []error{
		j.program.Let(x, tensor.New(tensor.WithShape(n, d), tensor.WithBacking(xs))),
		j.program.Let(y, tensor.New(tensor.WithShape(n), tensor.WithBacking(ys))),
	}
	for path, v := range j.params.All() {
		bound = append(bound, j.program.Let(pass.Node(path), v))
	}
	for _, path := range j.paths {
		j.dim += j.params.Get(path).Size()
	}
	return j, errors.Join(bound...)
}

// checkChainable refuses rows that have no likelihood of the weights alone.
func checkChainable(m *training.Model, train data.Set) error {
	if err := train.Check(); err != nil {
		return err
	}
	if err := errors.Join(m.XScale.Check(), m.YScale.Check()); err != nil {
		return err
	}
	n, d := train.X.Dims()
	if err := m.XScale.CheckColumns(d); err != nil {
		return err
	}
	switch {
	case len(train.Y) != n || len(m.YScale.Scale) != 1:
		return fmt.Errorf("there are %d targets for %d rows: want one number a row", len(train.Y), n)
	case train.Weights != nil:
		return errors.New("rows with weights have no likelihood: leave Weights nil")
	}
	return nil
}

// Dim is the number of weights.
func (j *joint) Dim() int { return j.dim }

// LogProb is log p(D, w), up to a constant.
func (j *joint) LogProb(x, grad []float64) float64 {
	j.set(x)
	if j.program.RunAll() != nil {
		return math.NaN()
	}
	at := 0
	for _, g := range j.grads {
		for _, v := range ops.Data[float64](j.program.Value(g)) {
			grad[at] = -j.rows * v
			at++
		}
	}
	return -j.rows * graph.Float(j.program.Value(j.loss))
}

// set puts a vector into the weights.
func (j *joint) set(x []float64) {
	for _, path := range j.paths {
		x = x[copy(ops.Data[float64](j.params.Get(path)), x):]
	}
}

// vector is the weights as they are.
func (j *joint) vector() (x []float64) {
	for _, path := range j.paths {
		x = append(x, ops.Data[float64](j.params.Get(path))...)
	}
	return x
}

// sample is the weights of a draw, in the model's type.
func (j *joint) sample(x []float64, dt tensor.Dtype) *layers.Params {
	j.set(x)
	p := j.params.Clone()
	if dt == tensor.Float64 {
		return p
	}
	for path, v := range j.params.All() {
		narrow := ops.NewValue(dt, v.Shape()).(*tensor.Dense)
		setNumbers(narrow, ops.Data[float64](v))
		p.Set(path, narrow)
	}
	return p
}
