package distributions

import (
	"fmt"
	"math/bits"
	"sync"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// maxBlock is the largest number of points or rows in a program: 16 components of so many float64 stay in the
// first-level cache.
const maxBlock = 128

// nodeFunc is a formula with the memory for its calls, by the logarithm of their number of points and rows.
type nodeFunc struct {
	*graph.Func
	withY        bool
	points, rows [8]callPool
}

// callPool is memory that no call uses. It is a list and not a sync.Pool, which may forget what it is given.
type callPool struct {
	mu   sync.Mutex
	idle []*nodeCall
}

// get takes one out, nil if there is none.
func (p *callPool) get() *nodeCall {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.idle) - 1
	if last < 0 {
		return nil
	}
	c := p.idle[last]
	p.idle = p.idle[:last]
	return c
}

func (p *callPool) put(c *nodeCall) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, c)
}

// nodeCall is the memory of one call of a nodeFunc. Nothing is allocated by a call.
type nodeCall struct {
	in   []G.Value   // the parameters, then y
	data [][]float64 // their memory
	keep func(out []G.Value) error
	out  [2][]float64 // a copy of the outputs
}

// newCall makes the memory for calls with so many rows, and points a row.
func (p *nodePrograms) newCall(f *nodeFunc, rows, points int) *nodeCall {
	c := &nodeCall{}
	add := func(shape tensor.Shape) {
		v := ops.NewValue(tensor.Float64, shape)
		c.in, c.data = append(c.in, v), append(c.data, ops.Data[float64](v))
	}
	for _, param := range p.params {
		if param.perRow {
			add(join(tensor.Shape{rows}, param.shape))
		} else {
			add(param.shape)
		}
	}
	switch {
	case f.withY && points > 1:
		add(tensor.Shape{rows, points})
	case f.withY:
		add(tensor.Shape{rows})
	}
	c.keep = func(out []G.Value) error {
		for k, v := range out {
			c.out[k] = append(c.out[k][:0], ops.Data[float64](v)...)
		}
		return nil
	}
	return c
}

// run computes the outputs into c.out. An error cannot be but a bug: the same formula ran when the family was made.
func (f *nodeFunc) run(c *nodeCall) {
	if err := f.Run(c.in, c.keep); err != nil {
		panic(fmt.Sprintf("distributions: posterior: %v", err))
	}
}

// points evaluates f at points y of row i.
func (f nodeFamily) points(fn *nodeFunc, i int, y, out []float64) {
	for len(y) > 0 {
		take, size := chunk(len(y))
		pool := &fn.points[bits.TrailingZeros(uint(size))]
		c := pool.get()
		if c == nil {
			c = f.newCall(fn, 1, size)
		}
		f.bind(c, i, 1)
		pad(c.data[len(f.params)], y[:take])
		fn.run(c)
		copy(out, c.out[0][:take])
		pool.put(c)
		y, out = y[take:], out[take:]
	}
}

// blocks evaluates f at one point of each row from first on.
func (f nodeFamily) blocks(fn *nodeFunc, first int, y, out []float64) {
	f.eachBlock(fn, first, len(y), func(c *nodeCall, at, take int) {
		pad(c.data[len(f.params)], y[at:at+take])
	}, func(c *nodeCall, at, take int) {
		copy(out[at:], c.out[0][:take])
	})
}

// allMoments computes mean and variance of every row.
func (f nodeFamily) allMoments(mean, variance []float64) {
	eachRow((f.n+maxBlock-1)/maxBlock, func(_ *solver, b int) {
		from := b * maxBlock
		f.eachBlock(f.meanVar, from, min(maxBlock, f.n-from), nil, func(c *nodeCall, at, take int) {
			copy(mean[from+at:], c.out[0][:take])
			copy(variance[from+at:], c.out[1][:take])
		})
	})
}

// eachBlock runs f on n rows from first on, in blocks; before sets y, after reads the outputs.
func (f nodeFamily) eachBlock(fn *nodeFunc, first, n int, before, after func(c *nodeCall, at, take int)) {
	for at := 0; at < n; {
		take, size := chunk(n - at)
		pool := &fn.rows[bits.TrailingZeros(uint(size))]
		c := pool.get()
		if c == nil {
			c = f.newCall(fn, size, 1)
		}
		f.bind(c, first+at, take)
		if before != nil {
			before(c, at, take)
		}
		fn.run(c)
		after(c, at, take)
		pool.put(c)
		at += take
	}
}

// single runs f on row i.
func (f nodeFamily) single(fn *nodeFunc, i int, use func(a, b []float64)) {
	f.eachBlock(fn, i, 1, nil, func(c *nodeCall, _, _ int) { use(c.out[0], c.out[1]) })
}

// try builds and runs f on the first row.
func (f nodeFamily) try(fn *nodeFunc) error {
	c := f.newCall(fn, 1, 1)
	f.bind(c, 0, 1)
	return fn.Run(c.in, c.keep)
}

// bind copies the parameters of take rows from first on into c, repeating the last one in the rows left.
func (f nodeFamily) bind(c *nodeCall, first, take int) {
	for k, v := range f.values {
		dst := c.data[k]
		if !f.params[k].perRow {
			copy(dst, v.data)
			continue
		}
		if v.stride == v.width { // contiguous
			n := copy(dst, v.data[first*v.stride:(first+take)*v.stride])
			dst = dst[n:]
		}
		for last := v.row(first + take - 1); len(dst) > 0; {
			dst = dst[copy(dst, last):]
		}
	}
}

// pad copies src to the start of dst and fills the rest with its last element.
func pad(dst, src []float64) {
	n := copy(dst, src)
	for i := n; i < len(dst); i++ {
		dst[i] = src[n-1]
	}
}

// chunk cuts n points: the next take of them, in a program of the given size. A program is filled to more than 3/4, or
// its half is used and the rest left for the next.
func chunk(n int) (take, size int) {
	for size = maxBlock; size > 1; size /= 2 {
		if 4*n > 3*size {
			return min(n, size), size
		}
	}
	return 1, 1
}
