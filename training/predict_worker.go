package training

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// worker is one goroutine's programs and inputs.
type worker struct {
	*predictor
	d              drawing
	weights        *layers.Params  // bound to the programs
	x, key, common *tensor.Dense   // keys are nil without noise
	bound          []*tensor.Dense // those weights
	spots          []spot          // where they were
	drawn          int             // the draw that the weights are of
}

// newWorker gives a goroutine programs bound to the weights. Gorgonia's own operations may keep state: then it gets a
// graph of its own.
func (p *prediction) newWorker() (w *worker, err error) {
	own := *p.predictor
	if own.program.Native() || own.shared != nil && own.shared.Native() {
		again, err := own.again()
		if err != nil {
			return nil, err
		}
		own = *again
	} else {
		own.program = own.program.Clone()
		if own.shared != nil {
			own.shared = own.shared.Clone()
		}
	}
	w = &worker{predictor: &own, d: p.d, weights: p.params, drawn: -1}
	if w.d.sampler != nil {
		w.weights = p.params.Clone()
	}
	return w, w.bindAll()
}

// bindAll gives the programs the weights, the keys and the rows.
func (w *worker) bindAll() error {
	w.forward = w.forward.with(w.weights)
	w.bound, w.spots = tensors(w.weights), nil
	for _, v := range w.bound {
		w.spots = append(w.spots, spotOf(v))
	}
	w.x = ops.NewValue(w.Dtype, w.forward.x.Shape()).(*tensor.Dense)
	if w.Key() != nil {
		w.key = ops.NewValue(tensor.Int64, tensor.Shape{4}).(*tensor.Dense)
	}
	if w.SharedKey() != nil {
		w.common = ops.NewValue(tensor.Int64, tensor.Shape{4}).(*tensor.Dense)
	}
	for _, p := range []*graph.Program{w.program, w.shared} {
		if p == nil {
			continue
		}
		if err := w.bind(p); err != nil {
			return err
		}
		for n, v := range map[*G.Node]*tensor.Dense{w.forward.x: w.x, w.Key(): w.key, w.SharedKey(): w.common} {
			if n == nil || v == nil {
				continue
			}
			if err := p.Let(n, v); err != nil {
				return err
			}
		}
	}
	for _, n := range w.use {
		if err := w.program.Let(n, w.shared.Value(n)); err != nil {
			return err
		}
	}
	return nil
}

// draw makes the weights those of draw k.
func (w *worker) draw(k int) error {
	if w.drawn == k {
		return nil
	}
	w.drawn = -1
	if err := w.sample(k); err != nil {
		return err
	}
	setKey(w.common, w.d.seed, 0, k, 0)
	if w.shared != nil {
		if err := w.shared.RunAll(); err != nil {
			return err
		}
	}
	w.drawn = k
	return nil
}

// sample asks the Sampler for draw k, if there is one.
func (w *worker) sample(k int) error {
	if w.d.sampler == nil {
		return nil
	}
	if err := w.d.sampler.Sample(w.weights, w.d.seed, w.d.number(k)); err != nil {
		return err
	}
	if !slices.Equal(w.bound, tensors(w.weights)) { // the programs would go on with the old ones
		return fmt.Errorf("%T.Sample exchanged the tensors it was given: it must overwrite the numbers in them", w.d.sampler)
	}
	return nil
}

// block computes rows lo to hi and stores their parameters from row at on, under the nodes that keys has for them. What
// is left over in a short block is computed for nothing.
func (w *worker) block(x *tensor.Dense, lo, hi int, values map[*G.Node]G.Value, keys G.Nodes, at int) error {
	width := x.Shape()[1] * int(x.Dtype().Size())
	copy(w.x.Raw, x.Raw[lo*width:hi*width])
	setKey(w.key, w.d.seed, 0, w.drawn, lo)
	if err := w.program.RunAll(); err != nil {
		return err
	}
	for i, node := range w.params {
		dst, src := graph.Bytes(values[keys[i]]), graph.Bytes(w.program.Value(node))
		if w.predictor.common[i] {
			if at == 0 {
				copy(dst, src)
			}
			continue
		}
		size := len(src) / w.x.Shape()[0]
		copy(dst[at*size:(at+hi-lo)*size], src)
	}
	return nil
}
