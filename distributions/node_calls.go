package distributions

import (
	"fmt"
	"sync"

	"github.com/deepprob/deepprob/graph"
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
