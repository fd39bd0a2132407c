package training

import (
	"context"
	"fmt"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/mixing"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/tensor"
)

// deadComponents warns of mixture components whose weight exceeds mixing.Level in no training row, under the weights that the model
// is left with, of which draws are made as in a step. It is asked once, after the last epoch of a call: the training rows are read
// block by block until every component has lived, so that a healthy mixture costs a block, and one with dead ones a prediction of
// the training rows.
func (r *run) deadComponents(ctx context.Context) []string {
	if r.mixtures == 0 {
		return nil
	}
	c, err := r.census(ctx)
	if err != nil || c.Dead() == 0 { // a network that cannot predict says so when it is asked to
		return nil
	}
	hint := "locations that start at quantiles of the target (layers.Locations), or a reduced rate, leave others alive"
	if r.quantiles {
		hint = "a reduced rate may leave others alive, or the target does without them"
	}
	return []string{fmt.Sprintf("%d of %d mixture components died: in no training row is their weight above %.0f%%; %s", c.Dead(), c.Len(), 100*mixing.Level, hint)}
}

// census counts the components of all mixtures in the network's distribution.
func (r *run) census(ctx context.Context) (*mixing.Census, error) {
	p, err := r.model.newPredictor(predictorKey{rows: min(predictBlock, powerOfTwo(r.train.n)), features: r.train.features}, mixingOf)
	if err != nil {
		return nil, err
	}
	own := 0 // logits of a row in one draw
	for i := range p.params {
		own += p.perRow(i)
	}
	of := p.prediction(nil, drawing{n: r.draws, seed: r.Seed})
	if keep := r.model.Run.keep(); keep != nil {
		of.params = keep
	}
	c := mixing.NewCensus(own * r.draws)
	for lo := 0; lo < r.train.n && !c.Done(); lo += streamBlock {
		n := min(streamBlock, r.train.n-lo)
		of.x = r.train.inputs(lo, n)
		draws, err := of.load(ctx, 0, n)
		if err != nil {
			return nil, err
		}
		for k, values := range draws {
			p.count(c, k*own, values)
		}
	}
	return c, nil
}

// count shows a census the logits of some rows; those of one row begin at number at of it.
func (p *predictor) count(c *mixing.Census, at int, values drawValues) {
	for i, node := range p.params {
		v, own := values(node), p.perRow(i)
		logits := make([]float64, node.Shape()[node.Dims()-1])
		for first := 0; first < v.Shape().TotalSize(); first += len(logits) { // a row of vectors has several mixtures
			for j := range logits {
				logits[j] = float64s.At(v, first+j)
			}
			c.See(at+first%own, logits)
		}
		at += own
	}
}

// mixingOf is the weights of the mixtures in q, as a distribution whose parameters can be predicted.
func mixingOf(q distributions.Distribution) distributions.Distribution {
	var w allWeights
	for _, m := range distributions.Mixtures(q) {
		w.All = append(w.All, m.Mixing)
	}
	return w
}

// allWeights has the nodes of several Categoricals.
type allWeights struct {
	distributions.Distribution // none
	All                        []distributions.Categorical
}

// inputs is the features of n rows from lo on, (n, features).
func (r *rows) inputs(lo, n int) *tensor.Dense {
	x := ops.NewValue(r.all.Dtype(), tensor.Shape{n, r.features}).(*tensor.Dense)
	size := int(r.all.Dtype().Size())
	width, own := r.all.Shape()[1]*size, r.features*size
	for i := range n {
		copy(x.Raw[i*own:(i+1)*own], r.all.Raw[(lo+i)*width:])
	}
	return x
}
