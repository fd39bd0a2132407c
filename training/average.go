package training

import (
	"fmt"

	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/tensor"
)

// end stops the helpers and leaves the model with its best weights.
func (r *run) end() {
	r.crew.Close()
	r.Progress.Stop()
	keep := r.best
	if r.averaged > 0 {
		keep = r.mean
	}
	if keep == nil {
		return
	}
	if err := r.model.Params.CopyFrom(keep); err != nil {
		panic(fmt.Sprintf("training: %v", err)) // it is a clone of Params
	}
}

// average takes the weights as they are into their mean.
func (r *run) average() {
	r.averaged++
	for path, mean := range r.mean.All() {
		if w := r.model.Params.Get(path); w.Dtype() == tensor.Float64 {
			moveMean(ops.Data[float64](mean), ops.Data[float64](w), r.averaged)
		} else {
			moveMean(ops.Data[float32](mean), ops.Data[float32](w), r.averaged)
		}
	}
}

// moveMean makes of the mean of n-1 values the mean of n.
func moveMean[T float32 | float64](mean, x []T, n int) {
	share := T(1 / float64(n))
	for i, v := range x {
		mean[i] += share * (v - mean[i])
	}
}
