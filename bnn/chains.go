package bnn

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"reflect"
	"sync"
	"time"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/mcmc"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gorgonia.org/tensor"
)

// Chains are the draws of Markov chains, those of the first chain first, and what the chains need to go on.
type Chains struct {
	training.Samples
	all []*mcmc.Chain
	of  origin
}

var _ training.Sampler = (*Chains)(nil)

// origin is what chains must have in common to be one.
type origin struct {
	settings NUTS
	rows     uint64 // a hash of the data
}

// chains are those of the model, if they can go on, or new ones.
func (n NUTS) chains(m *training.Model, train data.Set, targets []*joint) *Chains {
	c := &Chains{of: origin{n, hashRows(train)}}
	c.of.settings.Draws, c.of.settings.Progress = 0, nil
	old, earlier := m.Sampler.(*Chains)
	if earlier && reflect.DeepEqual(old.of, c.of) && old.draw(targets) {
		for _, chain := range old.all {
			c.all = append(c.all, chain.Clone()) // old may be in another model too
		}
		return c
	}
	for _, t := range targets {
		if !earlier { // the Params that chains leave are their last draw, which would be the start of all
			t.begin(m.Params)
		}
		c.all = append(c.all, mcmc.NewChain(t.vector()))
	}
	return c
}

// draw reports whether the chains are of these densities: whether they have, where the chains are, the values noted there.
// Network and scalers may have changed since.
func (c *Chains) draw(targets []*joint) bool {
	for k, chain := range c.all {
		x, start := chain.At(), targets[k].vector()
		if len(x) != len(start) {
			return false
		}
		logp := targets[k].LogProb(x, make([]float64, len(x)))
		targets[k].set(start)
		if chain.Transitions() > 0 && logp != chain.LogProb() {
			return false
		}
	}
	return true
}

// hashRows is a hash of features and targets.
func hashRows(s data.Set) uint64 {
	h := fnv.New64a()
	write := func(x []float64) { binary.Write(h, binary.LittleEndian, x) } // a hash takes all
	n, _ := s.X.Dims()
	for i := range n {
		write(s.X.RawRowView(i))
	}
	write(s.Y)
	return h.Sum64()
}

// begin takes over the weights of p, if they are the network's.
func (j *joint) begin(p *layers.Params) {
	for _, path := range j.paths {
		if v := p.Get(path); v == nil || !v.Shape().Eq(j.params.Get(path).Shape()) {
			return
		}
	}
	for _, path := range j.paths {
		copy(ops.Data[float64](j.params.Get(path)), numbers(p.Get(path)))
	}
}

// began reports whether any chain has moved.
func (c *Chains) began() bool {
	for _, chain := range c.all {
		if chain.Transitions() > 0 {
			return true
		}
	}
	return false
}

// collect gives the draws so far to the model.
func (c *Chains) collect(m *training.Model, targets []*joint) {
	dt := m.Dtype
	if dt.Type == nil {
		dt = tensor.Float32
	}
	for k, chain := range c.all {
		for _, x := range chain.Draws {
			c.Samples = append(c.Samples, targets[k].sample(x, dt))
		}
	}
	if m.Sampler = c; len(c.Samples) > 0 {
		m.Params = c.Samples[len(c.Samples)-1].Clone()
	}
}

// teller reports the transitions of all chains together.
type teller struct {
	mu         sync.Mutex
	progress   *training.Progress
	all, done  int
	told       int // tenths
	start      time.Time
	loss, seen float64
}

const tenths = 10

func newTeller(p *training.Progress, c *Chains, n NUTS) *teller {
	t := &teller{progress: p, all: n.Chains * (n.Warmup + n.Draws)}
	for _, chain := range c.all {
		t.done += min(chain.Transitions(), n.Warmup+n.Draws)
	}
	if p != nil {
		t.told, t.start = t.done*tenths/max(t.all, 1), time.Now()
		p.Start(tenths, t.all-t.done)
	}
	return t
}

// transition reports one.
func (t *teller) transition(j *joint, c *mcmc.Chain) {
	if t.progress == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done++
	loss := -c.LogProb() / j.rows
	t.loss, t.seen = t.loss+loss, t.seen+1
	t.progress.Step(loss, c.Step)
	if now := t.done * tenths / t.all; now > t.told {
		t.told = now
		seconds := time.Since(t.start).Seconds()
		t.progress.Epoch(training.Epoch{Number: now, Steps: int(t.seen), Loss: t.loss / t.seen, ValLoss: math.NaN(), Rate: c.Step, Seconds: seconds})
		t.loss, t.seen, t.start = 0, 0, time.Now()
	}
}
