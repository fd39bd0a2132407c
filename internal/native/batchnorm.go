package native

import (
	"math"
	"reflect"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// normalization is a BatchNormOp or its gradient over (batch, channels, ...): each channel of a batch is shifted and
// scaled to mean 0 and variance 1, or by the running statistics in evaluation.
type normalization[T kernel.Float] struct {
	op                        reflect.Value // the mode and the statistics are the op's, as they are at a run
	batch, channels, pixels   int           // pixels of a channel of a sample
	momentum, epsilon         float64
	mean, scale               []T // of the channels, in this run
	runningMean, runningScale reflect.Value
}

func newNormalization[T kernel.Float](o *Node) *normalization[T] {
	shape := o.In[0]
	if len(shape) < 2 || shape.TotalSize() == 0 {
		return nil
	}
	b := &normalization[T]{op: o.Fields, batch: shape[0], channels: shape[1], pixels: tensor.ProdInts(shape[2:])}
	b.momentum, b.epsilon = o.Fields.FieldByName("momentum").Float(), o.Fields.FieldByName("epsilon").Float()
	b.mean, b.scale = make([]T, b.channels), make([]T, b.channels)
	b.runningMean, b.runningScale = o.Fields.FieldByName("runningMean"), o.Fields.FieldByName("runningVariance")
	return b
}

// running are the means and variances of the channels over the batches so far.
func (b *normalization[T]) running() (mean, variance []T) {
	return ops.Data[T]((*tensor.Dense)(b.runningMean.UnsafePointer())), ops.Data[T]((*tensor.Dense)(b.runningScale.UnsafePointer()))
}

// each calls f with the elements of one channel of one sample, in order.
func (b *normalization[T]) each(f func(channel, lo, hi int)) {
	at := 0
	for range b.batch {
		for c := range b.channels {
			f(c, at, at+b.pixels)
			at += b.pixels
		}
	}
}

// statistics sets mean and scale, 1/sqrt(variance + epsilon), of each channel: those of the batch in training, where
// the running ones are moved if update is set, and the running ones in evaluation.
func (b *normalization[T]) statistics(x []T, update bool) {
	mean, variance := b.running()
	if !b.op.FieldByName("training").Bool() {
		copy(b.mean, mean)
		for c, v := range variance {
			b.scale[c] = T(1 / math.Sqrt(float64(v)+b.epsilon))
		}
		return
	}
	n := float64(b.batch * b.pixels)
	clear(b.mean)
	b.each(func(c, lo, hi int) { b.mean[c] += kernel.Total(x[lo:hi]) })
	for c := range b.mean {
		b.mean[c] /= T(n)
	}
	clear(b.scale)
	b.each(func(c, lo, hi int) { b.scale[c] += spread(x[lo:hi], b.mean[c]) })
	for c, s := range b.scale {
		root := math.Sqrt(float64(s)/n + b.epsilon)
		if s-s != 0 {
			s, root = b.moments(x, c)
		}
		if update {
			mean[c] += T(b.momentum) * (b.mean[c] - mean[c])
			variance[c] += T(b.momentum) * (s/T(n-1) - variance[c])
		}
		b.scale[c] = T(1 / root)
	}
}

// moments are those of a channel whose sums overflowed: it sets the mean and returns the sum of squares, infinite if it is
// beyond the type, and sqrt(variance + epsilon), which need not be.
func (b *normalization[T]) moments(x []T, c int) (squares T, root float64) {
	n := b.batch * b.pixels
	mean, sd := kernel.Moments(n, func(i int) float64 {
		return float64(x[(i/b.pixels*b.channels+c)*b.pixels+i%b.pixels])
	})
	b.mean[c] = T(mean)
	return T(sd * sd * float64(n)), math.Hypot(sd, math.Sqrt(b.epsilon))
}

// spread is the sum of (x - mean)^2.
func spread[T kernel.Float](x []T, mean T) (s T) {
	for _, v := range x {
		s += (v - mean) * (v - mean)
	}
	return s
}

// batchNorm is (x - mean) scale.
func batchNorm[T kernel.Float](o *Node) plan.Compute {
	b := newNormalization[T](o)
	if b == nil {
		return nil
	}
	return plan.Loop1(func(dst, x []T) {
		b.statistics(x, true)
		b.each(func(c, lo, hi int) {
			kernel.Sub(dst[lo:hi], x[lo:hi], b.mean[c:c+1])
			kernel.Mul(dst[lo:hi], dst[lo:hi], b.scale[c:c+1])
		})
	})
}

// batchNormGrad is (dy - mean dy - (x - mean) scale^2 mean(dy (x - mean))) scale in training, with the means over a
// channel, and dy scale in evaluation. It finds the statistics of x itself: the node that normalizes x may not have run.
// In evaluation Gorgonia's own takes the variance for 0 where there are pixels.
func batchNormGrad[T kernel.Float](o *Node) plan.Compute {
	b := newNormalization[T](o)
	if b == nil {
		return nil
	}
	sum, dot := make([]T, b.channels), make([]T, b.channels)
	return func(out G.Value, in []G.Value) error {
		dst, x, dy := ops.Data[T](out), ops.Data[T](in[0]), ops.Data[T](in[1])
		b.statistics(x, false)
		if !b.op.FieldByName("training").Bool() {
			b.each(func(c, lo, hi int) { kernel.Mul(dst[lo:hi], dy[lo:hi], b.scale[c:c+1]) })
			return nil
		}
		clear(sum)
		clear(dot)
		b.each(func(c, lo, hi int) {
			for i := lo; i < hi; i++ {
				sum[c] += dy[i]
				dot[c] += dy[i] * (x[i] - b.mean[c])
			}
		})
		n := T(b.batch * b.pixels)
		b.each(func(c, lo, hi int) {
			k := dot[c] * b.scale[c] * b.scale[c] / n
			for i := lo; i < hi; i++ {
				dst[i] = (dy[i] - sum[c]/n - (x[i]-b.mean[c])*k) * b.scale[c]
			}
		})
		return nil
	}
}
