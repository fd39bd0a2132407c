package distributions

import (
	"fmt"
	"sync"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// maxBlock is the largest number of points or rows in a program: 16 components of so many float64 stay in the
// first-level cache.
const maxBlock = 128

// maxTable is the largest number of rows times points in a program for numbers; of k components a k-th part of its fourfold
// is, but no less than maxBlock, so that they stay in cache too.
const maxTable = 512

// nodeFunc is a formula with the memory for its calls, by their numbers of rows and points.
type nodeFunc struct {
	*graph.Func
	withY bool
	pools [len(blockSizes)][len(blockSizes)]callPool
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
	out  [][]float64 // a copy of the outputs
}

// newCall makes the memory for calls with so many rows, and points a row.
func (p *nodePrograms) newCall(f *nodeFunc, rows, points int) *nodeCall {
	c := &nodeCall{}
	add := func(shape tensor.Shape) {
		v := ops.NewValue(tensor.Float64, shape)
		c.in, c.data = append(c.in, v), append(c.data, ops.Data[float64](v))
	}
	for _, param := range p.params {
		if param.rowed {
			add(join(tensor.Shape{rows}, param.input))
		} else {
			add(param.input)
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
			if k == len(c.out) {
				c.out = append(c.out, nil)
			}
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

// call takes memory for a call out of the pool it belongs in.
func (f *nodeFamily) call(fn *nodeFunc, rows, points int) (*nodeCall, *callPool) {
	pool := &fn.pools[sizeIndex(rows)][sizeIndex(points)]
	c := pool.get()
	if c == nil {
		c = f.newCall(fn, rows, points)
	}
	return c, pool
}

// table evaluates fn at every point y of n rows from first on: out (n, len(y)).
func (f *nodeFamily) table(fn *nodeFunc, first, n int, y, out []float64) {
	m, most := len(y), max(maxBlock, min(maxTable, 4*maxTable/f.width))
	for at := 0; at < m; {
		take, size := chunk(m - at)
		for row := 0; row < n; {
			rows, height := chunk(min(n-row, most/size))
			c, pool := f.call(fn, height, size)
			f.bind(c, first+row, rows)
			grid := c.data[len(f.params)]
			pad(grid[:size], y[at:at+take])
			for i := size; i < len(grid); i += size {
				copy(grid[i:i+size], grid[:size])
			}
			fn.run(c)
			for i := range rows {
				copy(out[(row+i)*m+at:], c.out[0][i*size:i*size+take])
			}
			pool.put(c)
			row += rows
		}
		at += take
	}
}

// blocks evaluates fn at one point of each row from first on.
func (f *nodeFamily) blocks(fn *nodeFunc, first int, y, out []float64) {
	for at := 0; at < len(y); {
		take, size := chunk(len(y) - at)
		c, pool := f.call(fn, size, 1)
		f.bind(c, first+at, take)
		pad(c.data[len(f.params)], y[at:at+take])
		fn.run(c)
		copy(out[at:], c.out[0][:take])
		pool.put(c)
		at += take
	}
}

// allMoments computes mean and variance of every row.
func (f *nodeFamily) allMoments(mean, variance []float64) {
	density.Parcels(f.n, maxBlock, func(_ *density.Solver, from, to int) {
		f.each(f.meanVar, from, to-from, func(at int, m, v []float64) {
			copy(mean[from+at:], m)
			copy(variance[from+at:], v)
		})
	})
}

// each runs fn, which has no y and one output or two, on n rows from first on, and hands over both outputs for the rows from first+at on.
func (f *nodeFamily) each(fn *nodeFunc, first, n int, use func(at int, a, b []float64)) {
	at := 0
	f.outputs(fn, first, n, func(take, size int, out [][]float64) {
		var b []float64
		if len(out) > 1 {
			b = out[1][:len(out[1])/size*take]
		}
		use(at, out[0][:len(out[0])/size*take], b)
		at += take
	})
}

// outputs runs fn, which has no y, on n rows from first on, and hands over what it gives for take rows after the other, padded to size.
func (f *nodeFamily) outputs(fn *nodeFunc, first, n int, use func(take, size int, out [][]float64)) {
	for at := 0; at < n; {
		take, size := chunk(n - at)
		c, pool := f.call(fn, size, 1)
		f.bind(c, first+at, take)
		fn.run(c)
		use(take, size, c.out)
		pool.put(c)
		at += take
	}
}

// try builds and runs f on the first row.
func (f *nodeFamily) try(fn *nodeFunc) error {
	c := f.newCall(fn, 1, 1)
	f.bind(c, 0, 1)
	return fn.Run(c.in, c.keep)
}

// bind copies the parameters of take rows from first on into c, repeating the last one in the rows left.
func (f *nodeFamily) bind(c *nodeCall, first, take int) {
	for k, v := range f.values {
		if f.params[k].rowed {
			v.fill(c.data[k], first, take)
		} else {
			v.read(c.data[k], 0)
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

// blockSizes are the numbers of points or rows of programs, each filled to more than 3/4 if it is used. The larger ones
// are closer together: they do most of the work.
var blockSizes = [...]int{1, 2, 4, 8, 16, 32, 48, 64, 80, 96, 112, maxBlock}

// chunk cuts n points: the next take of them, in a program of the given size. What a size would leave empty by a quarter
// or more goes into a smaller one, and the rest into the next.
func chunk(n int) (take, size int) {
	k := sizeIndex(n)
	if size = blockSizes[k]; 4*n <= 3*size {
		size = blockSizes[k-1]
	}
	return min(n, size), size
}

// sizeIndex is the first of the sizes that holds n, or the largest.
func sizeIndex(n int) int {
	for k, size := range blockSizes {
		if n <= size {
			return k
		}
	}
	return len(blockSizes) - 1
}
