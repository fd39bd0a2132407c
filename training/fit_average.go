package training

import (
	"fmt"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/tensor"
)

// averager moves the mean of an epoch's weights on all cores.
type averager struct {
	mean, to []*tensor.Dense
	turned   *layers.Params // the weights, with the columns that turn where they are in the mean; nil: there are none
	share    float64
	made     int         // means that this fit may overwrite; the Run it goes on with may have been copied
	job      func(k int) // moves tensor k; made once
}

// average takes the weights as they are into the mean of this epoch. Each of the last epochs has a mean of its own: which
// will have been the last ones is not known before the end, nor does one fit know whether another will go on.
func (r *run) average() {
	run, a := &r.model.Run, &r.averager
	if run.Epoch.Steps == 0 || len(run.Means) == 0 {
		r.newMean()
	}
	m := &run.Means[len(run.Means)-1]
	if a.mean == nil {
		a.mean, a.to = tensors(m.Params), tensors(r.model.Params)
		if run.Turning = r.builder.turning; len(run.Turning) > 0 {
			a.turned = withRoom(run.Turning, r.model.Params)
			a.to = tensors(a.turned)
		}
	}
	if a.turned != nil {
		rotate(run.Turning, m.Params, r.model.Params, a.turned)
	}
	if a.job == nil {
		a.job = func(k int) { moveTo(a.mean[k], a.to[k], a.share) }
	}
	m.Steps++
	a.share = 1 / float64(m.Steps)
	r.crew.Run(len(a.mean), a.job)
}

// newMean begins the mean of an epoch at the weights as they are, in the tensors of one that is too old if they are this
// fit's.
func (r *run) newMean() {
	run, a := &r.model.Run, &r.averager
	next := Mean{}
	if len(run.Means) == r.Average {
		if a.made >= r.Average {
			next.Params = run.Means[0].Params
		}
		run.Means = run.Means[1:]
	}
	if next.Params == nil {
		next.Params = r.model.Params.Clone()
	} else if err := next.Params.CopyFrom(r.model.Params); err != nil {
		panic(fmt.Sprintf("training: %v", err)) // they are a clone of Params
	}
	a.made++
	run.Means, a.mean = append(run.Means, next), nil
}

// mean is over the steps of all epochs.
func (run *Run) mean() *layers.Params {
	sum, n := run.Means[0].Params.Clone(), run.Means[0].Steps
	for _, m := range run.Means[1:] {
		n += m.Steps
		to := m.Params
		if len(run.Turning) > 0 {
			to = withRoom(run.Turning, m.Params)
			rotate(run.Turning, sum, m.Params, to)
		}
		for path, v := range sum.All() {
			moveTo(v, to.Get(path), float64(m.Steps)/float64(n))
		}
	}
	return sum
}

// moveTo moves numbers by some share of the way to others.
func moveTo(x, to *tensor.Dense, share float64) {
	if x.Dtype() == tensor.Float64 {
		move(ops.Data[float64](x), ops.Data[float64](to), share)
	} else {
		move(ops.Data[float32](x), ops.Data[float32](to), float32(share))
	}
}

func move[T float32 | float64](x, to []T, share T) {
	to = to[:len(x)]
	for i, v := range to {
		x[i] += share * (v - x[i])
	}
}
