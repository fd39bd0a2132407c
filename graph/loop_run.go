package graph

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// runner runs rows, one after the other.
type runner struct {
	prog *Program
	rows []G.Value // memory for a row of each operand
}

// take is a runner that nobody uses.
func (b *body) take() *runner {
	b.mu.Lock()
	defer b.mu.Unlock()
	if k := len(b.free); k > 0 {
		r := b.free[k-1]
		b.free = b.free[:k-1]
		return r
	}
	r := &runner{prog: b.first.Clone()}
	for _, x := range b.given {
		r.rows = append(r.rows, plan.NewValue(x.Dtype(), x.Shape()))
	}
	return r
}

func (b *body) give(r *runner) {
	r.prog.unbind()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.free = append(b.free, r)
}

// Compute runs all rows.
func (l *loop) Compute(out G.Value, in []G.Value) {
	if err := l.Try(out, in); err != nil {
		panic(err) // only Try is called by programs
	}
}

// Try is Compute of rows that may fail.
func (l *loop) Try(out G.Value, in []G.Value) error {
	return l.between(out, in, 0, product(l.dims))
}

// Native says that programs over one graph must not run the loop at the same time: see Program.Native.
func (l *loop) Native() bool { return l.body.serial }

// Rows is how the loop is cut; rows that may fail are run in one piece.
func (l *loop) Rows() *ops.Rows {
	if l.body.serial {
		return nil
	}
	n := product(l.dims)
	return &ops.Rows{N: n, Least: 1, Work: float64(n) * l.body.work(), Compute: func(out G.Value, in []G.Value, lo, hi int) {
		_ = l.between(out, in, lo, hi) // what is not serial cannot fail
	}}
}

// Memory is what the program of a row takes, of which there is one for each core that runs rows.
func (l *loop) Memory() int { return l.body.first.Memory() }

// work is about that of a row, in multiplications of a product: a step takes some 10,000, an element some 50.
func (b *body) work() float64 {
	n := 1e4 * float64(len(b.first.m.Plan.Steps))
	for _, s := range b.first.m.Plan.Steps {
		n += 50 * float64(b.first.m.Plan.Shapes[s.Out].TotalSize())
	}
	return n
}

// between runs the rows from lo to hi.
func (l *loop) between(out G.Value, in []G.Value, lo, hi int) error {
	r := l.body.take()
	defer l.body.give(r)
	for j, x := range l.body.given {
		v := r.rows[j]
		if l.blocks(j) == 1 && len(x.Shape()) > 0 && len(in[j].Shape()) == len(x.Shape()) {
			v = in[j]
		} else if l.blocks(j) == 1 {
			copy(plan.Bytes(v), plan.Bytes(in[j]))
		}
		if err := r.prog.Let(x, v); err != nil {
			return fmt.Errorf("vmap: %w", err)
		}
	}
	for row := lo; row < hi; row++ {
		l.read(r, in, row)
		if err := r.prog.RunAll(); err != nil {
			return fmt.Errorf("vmap: row %d: %w", row, err)
		}
		l.write(r, out, row)
	}
	return nil
}

// read brings the operands of a row to the memory that its program reads.
func (l *loop) read(r *runner, in []G.Value, row int) {
	for j, s := range l.strides {
		if l.blocks(j) == 1 {
			continue
		}
		at, left := 0, row
		for d := len(l.dims) - 1; d >= 0; d-- {
			at += left % l.dims[d] * s[d]
			left /= l.dims[d]
		}
		to := plan.Bytes(r.rows[j])
		copy(to, plan.Bytes(in[j])[at*len(to):])
	}
}

// write puts the outputs of a row in their places.
func (l *loop) write(r *runner, out G.Value, row int) {
	inner := product(l.dims[l.lead:])
	to := plan.Bytes(out)
	width := len(to) / product(l.dims) // bytes of a row
	to = to[row/inner*inner*width:]
	for _, o := range l.body.outs {
		from := plan.Bytes(r.prog.Value(o))
		copy(to[row%inner*len(from):], from)
		to = to[inner*len(from):]
	}
}

// Do is for virtual machines other than Program.
func (l *loop) Do(in ...G.Value) (G.Value, error) {
	out := plan.NewValue(l.dt, l.shape)
	return out, l.Try(out, in)
}
