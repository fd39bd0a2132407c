package training

import (
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/tensor"
)

// average takes the weights as they are into the mean of this epoch. Each of the last epochs has a mean of its own: which
// will have been the last ones is not known before the end, nor does one fit know whether another will go on.
func (r *run) average() {
	run := &r.model.Run
	if run.Epoch.Steps == 0 || len(run.Means) == 0 {
		next := Mean{}
		if len(run.Means) == r.Average {
			next.Params, run.Means = run.Means[0].Params, run.Means[1:]
		} else {
			next.Params = r.model.Params.Clone()
		}
		run.Means = append(run.Means, next)
	}
	m := &run.Means[len(run.Means)-1]
	m.Steps++
	moveTo(m.Params, r.model.Params, 1/float64(m.Steps))
}

// mean is over the steps of all.
func mean(of []Mean) *layers.Params {
	sum, n := of[0].Params.Clone(), of[0].Steps
	for _, m := range of[1:] {
		n += m.Steps
		moveTo(sum, m.Params, float64(m.Steps)/float64(n))
	}
	return sum
}

// moveTo moves the weights of p by some share of the way to those of q.
func moveTo(p, q *layers.Params, share float64) {
	for path, v := range p.All() {
		if w := q.Get(path); v.Dtype() == tensor.Float64 {
			move(ops.Data[float64](v), ops.Data[float64](w), share)
		} else {
			move(ops.Data[float32](v), ops.Data[float32](w), float32(share))
		}
	}
}

func move[T float32 | float64](x, to []T, share T) {
	to = to[:len(x)]
	for i, v := range to {
		x[i] += share * (v - x[i])
	}
}
