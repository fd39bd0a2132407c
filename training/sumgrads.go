package training

import (
	"math"

	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/tensor"
)

// pieceSize is how many gradients a core sums at a time: they stay in its cache.
const pieceSize = 4096

// gradSum adds up the gradients of a batch's shards, in order, on all cores, and measures their norm.
type gradSum interface {
	sum(c *crew.Crew) (squares float64)
}

// newGradSum cuts the parameters' gradients into pieces.
func newGradSum(grads *layers.Params, shards []*shard) gradSum {
	if len(shards) > 0 && shards[0].x.Dtype() == tensor.Float64 {
		return piecesOf[float64](grads, shards)
	}
	return piecesOf[float32](grads, shards)
}

// pieces is a gradSum of one type.
type pieces[T float32 | float64] struct {
	all     []piece[T]
	squares []float64 // of each piece
}

type piece[T float32 | float64] struct {
	to   []T
	from [][]T // of each shard
}

func piecesOf[T float32 | float64](grads *layers.Params, shards []*shard) *pieces[T] {
	p := &pieces[T]{}
	k := 0
	for _, g := range grads.All() {
		to := ops.Data[T](g)
		for lo := 0; lo < len(to); lo += pieceSize {
			hi := min(lo+pieceSize, len(to))
			one := piece[T]{to: to[lo:hi]}
			for _, s := range shards {
				one.from = append(one.from, ops.Data[T](s.program.Value(s.grads[k]))[lo:hi])
			}
			p.all = append(p.all, one)
		}
		k++
	}
	p.squares = make([]float64, len(p.all))
	return p
}

// sum returns the sum of the squares of all gradients, added in order.
func (p *pieces[T]) sum(c *crew.Crew) (total float64) {
	c.Run(len(p.all), p.piece)
	for _, s := range p.squares {
		total += s
	}
	return total
}

func (p *pieces[T]) piece(k int) {
	one := &p.all[k]
	copy(one.to, one.from[0])
	for _, from := range one.from[1:] {
		kernel.Add(one.to, one.to, from)
	}
	p.squares[k] = squares(one.to, 1)
}

// clip returns the global norm of the summed gradients, and scales them down to MaxNorm if that is less. The careful
// way is for squares that overflow or vanish.
func (r *run) clip(squares float64) (float64, error) {
	norm := math.Sqrt(squares)
	if squares > 1e-280 && !math.IsInf(squares, 1) && !(r.MaxNorm > 0 && norm > r.MaxNorm) || math.IsNaN(squares) {
		return norm, nil
	}
	return ClipGlobalNorm(r.weights, r.MaxNorm)
}
