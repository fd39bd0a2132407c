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

// flight is a prediction under way: what it predicts, and a lane for each goroutine that takes part.
type flight struct {
	*predictor
	x      *tensor.Dense // all rows
	d      drawing
	params *layers.Params // the weights, or what a Sampler's draws look like

	mu   sync.Mutex
	idle []*lane
}

// all computes the distribution's parameters for n rows: (n, ...) for each node, or its own shape if rows have it in
// common.
func (f *flight) all(ctx context.Context, n int) (values []drawValues, err error) {
	rows, draws := f.predictor.x.Shape()[0], max(f.d.n, 1)
	var room []map[*G.Node]G.Value
	for range draws {
		room = append(room, f.room(n))
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
				errs[job] = f.block(k, lo, min(n, lo+rows), room[k], lo)
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
func (f *flight) load(ctx context.Context, first, n int) (values []drawValues, err error) {
	rows := f.predictor.x.Shape()[0]
	for k := range max(f.d.n, 1) {
		room := f.room(n)
		for lo := 0; lo < n; lo += rows {
			if err = stop.Err(ctx); err == nil {
				err = f.block(k, first+lo, first+min(n, lo+rows), room, lo)
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
func (f *flight) block(k, lo, hi int, values map[*G.Node]G.Value, at int) error {
	l, err := f.lane()
	if err != nil {
		return err
	}
	defer f.land(l)
	if err := l.draw(k); err != nil {
		return err
	}
	return l.block(f.x, lo, hi, values, f.predictor.params, at)
}

// lane takes a lane that nobody uses, or makes one.
func (f *flight) lane() (*lane, error) {
	f.mu.Lock()
	if n := len(f.idle); n > 0 {
		l := f.idle[n-1]
		f.idle = f.idle[:n-1]
		f.mu.Unlock()
		return l, nil
	}
	f.mu.Unlock()
	if l := f.kept.take(f); l != nil {
		return l, nil
	}
	return f.newLane()
}

func (f *flight) land(l *lane) {
	f.mu.Lock()
	f.idle = append(f.idle, l)
	f.mu.Unlock()
}
