package layers

import (
	"fmt"
	"iter"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"gorgonia.org/tensor"
)

// Params are the weights of a network: named tensors in the order the network declares them. One set serves any
// number of graphs, for training and prediction and for every batch size. The zero value is empty and ready to use; a nil
// *Params is empty too, but nothing can be set in it.
type Params struct {
	names  []string
	values map[string]*tensor.Dense
	states map[string]bool // those that are not trained

	updates *Params // new values of states, in gradients only
}

// Len is the number of tensors.
func (p *Params) Len() int {
	if p == nil {
		return 0
	}
	return len(p.names)
}

// Count is the number of weights.
func (p *Params) Count() int {
	n := 0
	for _, v := range p.All() {
		if v != nil {
			n += v.Size()
		}
	}
	return n
}

// Names lists the paths in order of declaration.
func (p *Params) Names() []string {
	names := make([]string, 0, p.Len())
	for n := range p.All() {
		names = append(names, n)
	}
	return names
}

// Get returns the tensor of a path, nil if there is none.
func (p *Params) Get(path string) *tensor.Dense {
	if p == nil {
		return nil
	}
	return p.values[path]
}

// All ranges over paths and tensors in order of declaration.
func (p *Params) All() iter.Seq2[string, *tensor.Dense] {
	return func(yield func(string, *tensor.Dense) bool) {
		if p == nil {
			return
		}
		for _, n := range p.names {
			if !yield(n, p.values[n]) {
				return
			}
		}
	}
}

// Set adds a tensor, or replaces the one of that path, which keeps its place and remains a state if it is one. A tensor whose
// memory is in the order of its elements is kept itself; of one that is not (transposed, stored by columns, a view with gaps)
// it is a copy. Such tensors are copied also where they are used, if they became so later; one with masked elements is an
// error there.
func (p *Params) Set(path string, v *tensor.Dense) {
	if d, err := rowmajor.Dense(v); err == nil {
		v = d
	}
	if p.values == nil {
		p.values = map[string]*tensor.Dense{}
	}
	if _, ok := p.values[path]; !ok {
		p.names = append(p.names, path)
	}
	p.values[path] = v
}

// SetState is Set for a tensor that is not trained, such as the running mean of a BatchNorm. Which ones these are the network
// says, and any pass of it marks them; until then, as in Params that were read from elsewhere, only SetState does.
func (p *Params) SetState(path string, v *tensor.Dense) {
	p.Set(path, v)
	p.markState(path)
}

// IsState reports whether the tensor of a path is not trained.
func (p *Params) IsState(path string) bool { return p != nil && p.states[path] }

func (p *Params) markState(path string) {
	if p == nil || p.states[path] { // passes over finished parameters may run at the same time: they only read
		return
	}
	if p.states == nil {
		p.states = map[string]bool{}
	}
	p.states[path] = true
}

// Clone returns a copy with memory of its own.
func (p *Params) Clone() *Params {
	q := &Params{}
	for n, v := range p.All() {
		w, err := rowmajor.Dense(v)
		if err == nil && w == v || err != nil && v != nil { // what cannot be read stays so
			w = v.Clone().(*tensor.Dense)
			w.SetMask(slices.Clone(v.Mask()))
		}
		q.Set(n, w)
		if p.IsState(n) {
			q.markState(n)
		}
	}
	if p != nil && p.updates != nil {
		q.updates = p.updates.Clone()
	}
	return q
}

// CopyFrom overwrites the weights of p with those of q, in place, so that graphs bound to p see them. What is a state in
// q is one in p from then on.
func (p *Params) CopyFrom(q *Params) error {
	if p.Len() != q.Len() {
		return fmt.Errorf("layers: copying %d parameters over %d", q.Len(), p.Len())
	}
	for n, v := range p.All() {
		w := q.Get(n)
		if v == nil || w == nil {
			return fmt.Errorf("layers: there is no parameter %s to copy from", n)
		}
		if !build.SameShape(v.Shape(), w.Shape()) || v.Dtype() != w.Dtype() {
			return fmt.Errorf("layers: parameter %s is %s %v, the one to copy is %s %v",
				n, build.ShapeString(v.Shape()), v.Dtype(), build.ShapeString(w.Shape()), w.Dtype())
		}
		if err := rowmajor.Copy(v, w); err != nil {
			return fmt.Errorf("layers: copying parameter %s: %w", n, err)
		}
		if q.IsState(n) {
			p.markState(n)
		}
	}
	return nil
}
