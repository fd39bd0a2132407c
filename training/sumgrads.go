package training

import (
	"math"

	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// pieceSize is how many gradients a core sums at a time: they stay in its cache.
const pieceSize = 4096

// gradSum adds up lists of gradients, in order, on all cores, and measures the norm of the sum.
type gradSum interface {
	// sum returns the sum of the squares of all sums. With scales, one for each list, it adds up multiples.
	sum(c *crew.Crew, scales []float64) (squares float64)
}

// newGradSum sums the lists from, element by element, into to.
func newGradSum(to []G.Value, from [][]G.Value) gradSum {
	if len(to) > 0 && to[0].Dtype() == tensor.Float64 {
		return piecesOf[float64](to, from)
	}
	return piecesOf[float32](to, from)
}

// pieces is a gradSum of one type.
type pieces[T float32 | float64] struct {
	all     []piece[T]
	squares []float64 // of each piece
	scales  []float64 // of the running sum
	do      func(k int)
}

type piece[T float32 | float64] struct {
	to   []T
	from [][]T // of each list
}

func piecesOf[T float32 | float64](to []G.Value, from [][]G.Value) *pieces[T] {
	p := &pieces[T]{}
	for k, v := range to {
		dst := ops.Data[T](v)
		for lo := 0; lo < len(dst); lo += pieceSize {
			hi := min(lo+pieceSize, len(dst))
			one := piece[T]{to: dst[lo:hi]}
			for _, list := range from {
				one.from = append(one.from, ops.Data[T](list[k])[lo:hi])
			}
			p.all = append(p.all, one)
		}
	}
	p.squares = make([]float64, len(p.all))
	p.do = p.piece
	return p
}

// sum adds the squares in order.
func (p *pieces[T]) sum(c *crew.Crew, scales []float64) (total float64) {
	p.scales = scales
	c.Run(len(p.all), p.do)
	for _, s := range p.squares {
		total += s
	}
	return total
}

func (p *pieces[T]) piece(k int) {
	one := &p.all[k]
	if p.scales == nil {
		copy(one.to, one.from[0])
		for _, from := range one.from[1:] {
			kernel.Add(one.to, one.to, from)
		}
	} else {
		clear(one.to)
		for j, from := range one.from {
			share := T(p.scales[j])
			for i, g := range from {
				one.to[i] += share * g
			}
		}
	}
	p.squares[k] = kernel.SumSquares(one.to)
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
