package training

import (
	"context"
	"slices"
	"sync"

	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/internal/stop"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// prediction is a prediction under way: what it predicts, and a worker for each goroutine that takes part.
type prediction struct {
	*predictor
	x      *tensor.Dense // all rows
	d      drawing
	params *layers.Params // the weights, or what a Sampler's draws look like

	mu   sync.Mutex
	idle []*worker
}

// prediction is of those rows with the model's weights.
func (p *predictor) prediction(x *tensor.Dense, d drawing) *prediction {
	return &prediction{predictor: p, x: x, d: d, params: p.model.Params}
}

// all computes the distribution's parameters for n rows: (n, ...) for each node, or its own shape if rows have it in
// common.
func (p *prediction) all(ctx context.Context, n int) (values []drawValues, err error) {
	rows, draws := p.predictor.x.Shape()[0], max(p.d.n, 1)
	var room []map[*G.Node]G.Value
	for range draws {
		room = append(room, p.room(n))
		values = append(values, look(room[len(room)-1]))
	}
	blocks := (n + rows - 1) / rows
	c := crew.New(blocks * draws)
	defer c.Close()
	for first := 0; first < draws; first += maxJobs/blocks + 1 {
		errs := make([]error, blocks*min(draws-first, maxJobs/blocks+1))
		c.Run(len(errs), func(job int) {
			k, lo := first+job/blocks, job%blocks*rows
			if errs[job] = stop.Err(ctx); errs[job] == nil {
				errs[job] = p.block(k, lo, min(n, lo+rows), room[k], lo)
			}
		})
		if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
			return nil, errs[i]
		}
	}
	return values, nil
}

// maxJobs is about how many blocks are computed in one go.
const maxJobs = 1 << 18

// streamBlock is how many rows a prediction that is not kept computes at a time: enough for the draws of the weights,
// which are repeated for each block, not to count.
const streamBlock = 8 * predictBlock

// load computes the draws of n rows from first on.
func (p *prediction) load(ctx context.Context, first, n int) (values []drawValues, err error) {
	rows := p.predictor.x.Shape()[0]
	for k := range max(p.d.n, 1) {
		room := p.room(n)
		for lo := 0; lo < n; lo += rows {
			if err = stop.Err(ctx); err == nil {
				err = p.block(k, first+lo, first+min(n, lo+rows), room, lo)
			}
			if err != nil {
				return nil, err
			}
		}
		values = append(values, look(room))
	}
	return values, nil
}

// block computes rows lo to hi of draw k and stores them from row at on.
func (p *prediction) block(k, lo, hi int, values map[*G.Node]G.Value, at int) error {
	w, err := p.worker()
	if err != nil {
		return err
	}
	defer p.release(w)
	if err := w.draw(k); err != nil {
		return err
	}
	return w.block(p.x, lo, hi, values, p.predictor.params, at)
}

// worker takes a worker that nobody uses, or makes one.
func (p *prediction) worker() (*worker, error) {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		w := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return w, nil
	}
	p.mu.Unlock()
	if w := p.kept.take(p); w != nil {
		return w, nil
	}
	return p.newWorker()
}

func (p *prediction) release(w *worker) {
	p.mu.Lock()
	p.idle = append(p.idle, w)
	p.mu.Unlock()
}
