package training

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// predictBlock is the most rows computed at a time: their activations stay in cache.
const predictBlock = 256

// predictor is the network's forward pass over a number of rows: it returns the parameters of the distribution. What
// does not depend on rows is computed by a program of its own, once a draw of the weights.
type predictor struct {
	*forward
	model   *Model
	params  G.Nodes        // parameters of q, each node once
	common  []bool         // whether all rows have a parameter in common: its shape does not grow with them
	shared  *graph.Program // computes use; nil if there is nothing to share
	use     G.Nodes
	program *graph.Program
	kept    *workers

	oneOfMany bool // several columns of a target tell of one number, as those of a distributions.Censored do

	formulas func() (*distributions.Formulas, error)      // of q, compiled when first asked for
	vectors  func() (*distributions.JointFormulas, error) // likewise, of a distribution of vectors
	again    func() (*predictor, error)                   // builds the same on another graph
}

// newPredictor compiles the pass that k describes.
func (m *Model) newPredictor(k predictorKey, part func(q distributions.Distribution) distributions.Distribution) (p *predictor, err error) {
	defer build.Recover(&err)
	p = &predictor{model: m, kept: new(workers), again: func() (*predictor, error) { return m.newPredictor(k, part) }}
	mode := layers.Pass{Mode: layers.Predict, Prior: k.prior}
	if p.forward, err = m.pass(mode, k.rows, k.features); err != nil {
		return nil, err
	}
	if p.Whole {
		return nil, errRowsSeeEachOther
	}
	longer, err := m.pass(mode, k.rows+1, k.features)
	if err != nil {
		return nil, err
	}
	predicted := distributions.Predicted(p.q)
	p.oneOfMany = len(p.q.EventShape()) > 0 && len(predicted.EventShape()) == 0
	p.q = part(predicted)
	p.formulas = sync.OnceValues(func() (*distributions.Formulas, error) { return distributions.NewFormulas(p.q) })
	p.vectors = sync.OnceValues(func() (*distributions.JointFormulas, error) { return distributions.NewJointFormulas(p.q) })
	p.params = parameters(p.q)
	longerParams := parameters(part(distributions.Predicted(longer.q)))
	for i, n := range longerParams {
		p.common = append(p.common, build.SameShape(n.Shape(), p.params[i].Shape()))
	}
	p.use = computed(frontier(p.params, p.rowNodes(), longerParams, longer.rowNodes()))
	if len(p.use) > 0 {
		if p.shared, err = graph.Compile(p.use...); err != nil {
			return nil, err
		}
	}
	p.program, err = graph.CompileFrom(p.use, p.params...)
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

// maxPrediction is how many bytes of parameters a prediction keeps.
const maxPrediction = 1 << 29

// posterior predicts n rows of x under the draws of d.
func (p *predictor) posterior(ctx context.Context, x *tensor.Dense, n int, d drawing) (distributions.Posterior, error) {
	if err := p.drawable(d); err != nil {
		return distributions.Posterior{}, err
	}
	formulas, err := p.formulas()
	if err != nil {
		return distributions.Posterior{}, err
	}
	of := p.prediction(x, d)
	if !p.fits(n, d) {
		of.params = of.params.Clone()
		load := func(first, n int) ([]drawValues, error) { return of.load(ctx, first, n) }
		return formulas.Streamed(ctx, n, max(d.n, 1), streamBlock, load)
	}
	values, err := of.all(ctx, n)
	p.kept.put(of)
	switch {
	case err != nil:
		return distributions.Posterior{}, err
	case len(values) == 1:
		return formulas.Posterior(values[0])
	}
	return formulas.Mixture(values)
}

// joint is posterior of vectors, which are kept whole.
func (p *predictor) joint(ctx context.Context, x *tensor.Dense, n int, d drawing) (distributions.Joint, error) {
	if err := p.drawable(d); err != nil {
		return distributions.Joint{}, err
	}
	formulas, err := p.vectors()
	if err != nil {
		return distributions.Joint{}, err
	}
	if each := p.rowBytes() * max(d.n, 1); !p.fits(n, d) {
		return distributions.Joint{}, fmt.Errorf("%d draws of %d rows are %d MiB of parameters, more than the %d that a Joint keeps: predict %d rows at a time, or take fewer draws", max(d.n, 1), n, each*n>>20, maxPrediction>>20, max(1, maxPrediction/each))
	}
	of := p.prediction(x, d)
	values, err := of.all(ctx, n)
	p.kept.put(of)
	if err != nil {
		return distributions.Joint{}, err
	}
	return formulas.Mixture(values)
}

// fits reports whether the parameters of n rows can be kept.
func (p *predictor) fits(n int, d drawing) bool { return p.rowBytes()*n*max(d.n, 1) <= maxPrediction }

// drawable refuses draws of a network that makes none, and no draws of one that does.
func (p *predictor) drawable(d drawing) error {
	noisy := p.Key() != nil || p.SharedKey() != nil
	if d.asked && !d.prior && !noisy && d.sampler == nil {
		return fmt.Errorf("training.Draws(%d): the network draws nothing in prediction, so all draws would be one: leave Draws out, or make its weights or units random and fit it again, as bnn.MCDropout{Net: net} does (layers.Dropout is off in prediction) and bnn.Variational{Net: net}", d.n)
	}
	if d.n == 0 && noisy {
		return errors.New("the network draws noise in prediction, for its weights or its units: say how many draws to mix, training.Draws(100)")
	}
	if d.prior && p.SharedKey() == nil {
		return errors.New("no weight of the network is a distribution, so there is no prior to draw from: wrap it, as in bnn.MAP{Net: net}")
	}
	return nil
}

// rowBytes is the size of a row's parameters.
func (p *predictor) rowBytes() (size int) {
	for i, n := range p.params {
		if !p.common[i] {
			size += p.perRow(i) * int(n.Dtype().Size())
		}
	}
	return size
}

// perRow is how many numbers parameter i has in a row.
func (p *predictor) perRow(i int) int {
	n := p.params[i].Shape().TotalSize()
	if p.common[i] {
		return n
	}
	return n / p.x.Shape()[0]
}

// room makes room for the parameters of n rows under one draw.
func (p *predictor) room(n int) map[*G.Node]G.Value {
	values := make(map[*G.Node]G.Value, len(p.params))
	for i, node := range p.params {
		shape := node.Shape()
		if !p.common[i] {
			shape[0] = n
		}
		values[node] = ops.NewValue(node.Dtype(), shape)
	}
	return values
}

// drawValues are the values of one draw as distributions asks for them.
type drawValues = func(n *G.Node) G.Value

func look(values map[*G.Node]G.Value) drawValues {
	return func(n *G.Node) G.Value { return values[n] }
}
