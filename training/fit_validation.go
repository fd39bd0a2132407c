package training

import (
	"cmp"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/layers"
)

// validation is the loss over rows that are not trained on.
type validation struct {
	rows  *rows
	whole *batch // over block rows at a time
	rest  *batch // over what is left; nil if nothing is
	index []int
	draws int // of the weights; the same ones after each epoch
}

// block is how many validation rows are computed at a time.
const block = shardRows * maxShards

func (r *run) newValidation(s data.Set, workers int) (v *validation, err error) {
	v = &validation{draws: r.draws}
	if v.rows, err = r.model.rows(s); err != nil {
		return nil, err
	}
	of := builder{model: r.model, loss: r.Loss, features: v.rows.features, targets: v.rows.targets, pass: layers.Pass{Mode: layers.Predict}, workers: workers}
	if v.rows.n >= block {
		if v.whole, err = of.batch(block); err != nil {
			return nil, err
		}
	}
	if rest := v.rows.n % block; rest > 0 {
		if v.rest, err = of.batch(rest); err != nil {
			return nil, err
		}
	}
	for i := range v.rows.n {
		v.index = append(v.index, i)
	}
	return v, nil
}

// loss is the mean over the rows.
func (v *validation) loss(c *crew.Crew, e explainer) (float64, error) {
	sum := 0.
	for lo := 0; lo < v.rows.n; lo += block {
		hi, b := lo+block, v.whole
		if hi > v.rows.n {
			hi, b = v.rows.n, v.rest
		}
		for k := range v.draws {
			mean, _, err := b.compute(v.rows, c, v.index[lo:hi], noise{draw: k}, nil)
			if err != nil {
				return 0, err
			}
			if math.IsNaN(mean) || math.IsInf(mean, 0) {
				return 0, cmp.Or(b.blame(e), e.overflow(mean))
			}
			sum += mean * float64(hi-lo) / float64(v.draws)
		}
	}
	return sum / float64(v.rows.n), nil
}

// validate measures the validation loss after an epoch and keeps the weights if it is the lowest so far.
func (r *run) validate(e *Epoch) (err error) {
	if r.check == nil {
		return nil
	}
	if e.ValLoss, err = r.check.loss(r.crew, r.explainer()); err != nil {
		return fmt.Errorf("validation: %w", err)
	}
	run := &r.model.Run
	run.SinceBest++
	if run.Best == nil || e.ValLoss < run.BestLoss {
		run.BestLoss, run.SinceBest = e.ValLoss, 0
		run.Best = r.model.Params.Clone()
	}
	return nil
}

// patienceLost reports whether the validation loss has not fallen for Patience epochs.
func (r *run) patienceLost() bool { return r.Patience > 0 && r.model.Run.SinceBest >= r.Patience }
