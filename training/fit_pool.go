package training

import "sync/atomic"

// pool is programs over the same number of rows, one for each core that may compute them at a time. Whichever is free
// computes the next shard: what a core works on stays in its cache.
type pool struct {
	free []atomic.Pointer[shard]
	like *shard // one of them
}

// newPool makes a pool of n programs: the first one and copies of it.
func newPool(n int, first *shard) *pool {
	p := &pool{free: make([]atomic.Pointer[shard], n), like: first}
	p.free[0].Store(first)
	for i := 1; i < n; i++ {
		p.free[i].Store(first.clone())
	}
	return p
}

// take takes a program that nobody uses; at most as many may be taken as there are.
func (p *pool) take() *shard {
	for {
		for i := range p.free {
			if s := p.free[i].Load(); s != nil && p.free[i].CompareAndSwap(s, nil) {
				return s
			}
		}
	}
}

func (p *pool) put(s *shard) {
	for {
		for i := range p.free {
			if p.free[i].Load() == nil && p.free[i].CompareAndSwap(nil, s) {
				return
			}
		}
	}
}
