package training

import (
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/tensor"
)

// averager moves the mean of an epoch's weights on all cores.
type averager struct {
	mean, to []*tensor.Dense
	share    float64
	job      func(k int) // moves tensor k; made once
}

// average takes the weights as they are into the mean of this epoch. Each of the last epochs has a mean of its own: which
// will have been the last ones is not known before the end, nor does one fit know whether another will go on.
func (r *run) average() {
	run, a := &r.model.Run, &r.averager
	if run.Epoch.Steps == 0 || len(run.Means) == 0 {
		next := Mean{}
		if len(run.Means) == r.Average {
			next.Params, run.Means = run.Means[0].Params, run.Means[1:]
		} else {
			next.Params = r.model.Params.Clone()
		}
		run.Means, a.mean = append(run.Means, next), nil
	}
	m := &run.Means[len(run.Means)-1]
	if a.mean == nil {
		a.mean, a.to = tensors(m.Params), tensors(r.model.Params)
	}
	if a.job == nil {
		a.job = func(k int) { moveTo(a.mean[k], a.to[k], a.share) }
	}
	m.Steps++
	a.share = 1 / float64(m.Steps)
	r.crew.Run(len(a.mean), a.job)
}

// mean is over the steps of all.
func mean(of []Mean) *layers.Params {
	sum, n := of[0].Params.Clone(), of[0].Steps
	for _, m := range of[1:] {
		n += m.Steps
		for path, v := range sum.All() {
			moveTo(v, m.Params.Get(path), float64(m.Steps)/float64(n))
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
