package training

import (
	"slices"

	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// gradSum adds up gradients, in order, on all cores, and measures the norm of the sum.
type gradSum interface {
	// sum returns the sum of the squares of all sums, after the last turn.
	sum(c *crew.Crew, t turn) (squares float64)
}

// turn is what is added at a time.
type turn struct {
	lists       []int     // which lists, in order; nil for all
	first, last bool      // sums begin anew; squares are wanted
	scales      []float64 // one for each list, to add up multiples; nil for none
}

// once is everything in one turn.
var once = turn{first: true, last: true}

// gradient is one that a shard leaves: its value, or the two matrices whose product aᵀ b it is. Such a product is a sum
// over rows, and the layers' weights have such gradients: cut by tiles of the sum instead of by rows, those of wide layers
// are not written for each shard and read again to be added.
type gradient struct{ value, a, b G.Value }

// values are gradients that are there.
func values(vs []G.Value) (gs []gradient) {
	for _, v := range vs {
		gs = append(gs, gradient{value: v})
	}
	return gs
}

// newGradSum sums the lists from, element by element, into to.
func newGradSum(to []G.Value, from [][]gradient) gradSum {
	if len(to) > 0 && to[0].Dtype() == tensor.Float64 {
		return piecesOf[float64](to, from)
	}
	return piecesOf[float32](to, from)
}

// pieceSize is about how many gradients a core sums at a time, pieceRows the fewest rows of a product: they stay in its
// cache.
const (
	pieceSize = 4096
	pieceRows = 32
)

// pieces is a gradSum of one type.
type pieces[T float32 | float64] struct {
	all     []piece[T]
	squares []float64 // of each piece
	every   []int     // all lists
	turn    turn      // of the running sum
	do      func(k int)
}

// piece is a stretch of a sum, or rows of one that is a product in some list: whether it is depends on the rows of a shard,
// which differ by one.
type piece[T float32 | float64] struct {
	to   []T
	n    int       // columns of a product
	from []part[T] // of each list
}

// part is the gradient of a list: elements, or rows of a and b, of which a's begin at the piece's first column.
type part[T float32 | float64] struct {
	value     []T
	a, b      []T
	rows, lda int
}

func piecesOf[T float32 | float64](to []G.Value, from [][]gradient) *pieces[T] {
	p := &pieces[T]{}
	for k, v := range to {
		dst, size, n := ops.Data[T](v), pieceSize, 0
		if slices.ContainsFunc(from, func(list []gradient) bool { return list[k].a != nil }) {
			n = v.Shape()[1]
			size = n * max(pieceRows, pieceSize/n)
		}
		for lo := 0; lo < len(dst); lo += size {
			hi := min(lo+size, len(dst))
			one := piece[T]{to: dst[lo:hi], n: n}
			for _, list := range from {
				one.from = append(one.from, partOf[T](list[k], n, lo, hi))
			}
			p.all = append(p.all, one)
		}
	}
	for k := range from {
		p.every = append(p.every, k)
	}
	p.squares = make([]float64, len(p.all))
	p.do = p.piece
	return p
}

// partOf is elements lo to hi of a gradient.
func partOf[T float32 | float64](g gradient, n, lo, hi int) part[T] {
	if g.a == nil {
		return part[T]{value: ops.Data[T](g.value)[lo:hi]}
	}
	s := g.a.Shape()
	return part[T]{a: ops.Data[T](g.a)[lo/n:], b: ops.Data[T](g.b), rows: s[0], lda: s[1]}
}

// sum adds the squares in order.
func (p *pieces[T]) sum(c *crew.Crew, t turn) (total float64) {
	if t.lists == nil {
		t.lists = p.every
	}
	p.turn = t
	c.Run(len(p.all), p.do)
	if t.last {
		for _, s := range p.squares {
			total += s
		}
	}
	return total
}

func (p *pieces[T]) piece(k int) {
	one := &p.all[k]
	switch {
	case p.turn.scales != nil:
		one.combine(p.turn)
	case one.n > 0:
		one.multiply(p.turn)
	default:
		one.add(p.turn)
	}
	if p.turn.last {
		p.squares[k] = kernel.SumSquares(one.to)
	}
}

// add sums elements in order.
func (p *piece[T]) add(t turn) {
	lists := t.lists
	if t.first && len(lists) > 1 {
		kernel.Add(p.to, p.from[lists[0]].value, p.from[lists[1]].value)
		lists = lists[2:]
	} else if t.first {
		copy(p.to, p.from[lists[0]].value)
		return
	}
	for _, k := range lists {
		kernel.Add(p.to, p.to, p.from[k].value)
	}
}

// multiply sums products: one chain over the rows of all shards, but for those that have computed theirs.
func (p *piece[T]) multiply(t turn) {
	for i, k := range t.lists {
		f, beta := &p.from[k], T(1)
		if t.first && i == 0 {
			beta = 0
		}
		switch {
		case f.value == nil:
			kernel.Gemm(true, false, len(p.to)/p.n, p.n, f.rows, f.a, f.lda, f.b, p.n, beta, p.to, p.n)
		case beta == 0:
			copy(p.to, f.value)
		default:
			kernel.Add(p.to, p.to, f.value)
		}
	}
}

// combine sums multiples.
func (p *piece[T]) combine(t turn) {
	clear(p.to)
	for j, k := range t.lists {
		share := T(t.scales[j])
		for i, g := range p.from[k].value {
			p.to[i] += share * g
		}
	}
}
