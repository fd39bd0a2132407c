package distributions

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/stop"
	G "gorgonia.org/gorgonia"
)

// stream is the rows of a mixture in blocks that are loaded when they are needed and forgotten soon after.
type stream struct {
	ctx                context.Context // after whose end nothing more is computed
	rows, draws, block int
	load               func(first, n int) ([]func(n *G.Node) G.Value, error)
	mixture            func(draws []func(n *G.Node) G.Value) (*mixed, error)
	keep               int // blocks held, besides those in use

	mu     sync.Mutex
	clock  int
	held   map[int]*streamBlock
	failed map[int]error // why a block could not be loaded
}

// streamBlock is a block of rows, loaded once by whoever comes first.
type streamBlock struct {
	once   sync.Once
	f      density.Family
	inUse  int
	asked  int // when last
	number int
}

// size is the number of rows of block b.
func (s *stream) size(b int) int { return min(s.block, s.rows-b*s.block) }

// at is where row i is; nowhere, once the context has ended, also of a block that is there: to solve its rows takes longer
// than to load them.
func (s *stream) at(i int) (density.Family, int) {
	if s.ctx.Err() != nil {
		return newUnknown(1, s.draws), 0
	}
	b := s.take(i / s.block)
	defer s.release(b)
	return b.f, i % s.block
}

// take returns block number b, loaded, and holds it until release.
func (s *stream) take(b int) *streamBlock {
	s.mu.Lock()
	held := s.held[b]
	if held == nil {
		held = &streamBlock{number: b}
		s.held[b] = held
	}
	held.inUse++
	s.clock++
	held.asked = s.clock
	s.forget()
	s.mu.Unlock()
	held.once.Do(func() { held.f = s.read(b) })
	return held
}

func (s *stream) release(b *streamBlock) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.inUse--
	s.forget()
}

// forget drops blocks that nobody uses, those not asked for longest first, down to the number to keep.
func (s *stream) forget() {
	for len(s.held) > s.keep {
		var oldest *streamBlock
		for _, b := range s.held {
			if b.inUse == 0 && (oldest == nil || b.asked < oldest.asked) {
				oldest = b
			}
		}
		if oldest == nil {
			return
		}
		delete(s.held, oldest.number)
	}
}

// read loads a block. One that cannot be loaded is unknown.
func (s *stream) read(b int) density.Family {
	f, err := s.tryRead(b)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.failed, b)
	if err != nil {
		s.failed[b] = err
		return newUnknown(s.size(b), s.draws)
	}
	return f
}

func (s *stream) tryRead(b int) (*mixed, error) {
	if err := stop.Err(s.ctx); err != nil {
		return nil, err
	}
	draws, err := s.load(b*s.block, s.size(b))
	if err != nil {
		return nil, err
	}
	if len(draws) != s.draws {
		return nil, fmt.Errorf("%d draws were loaded, not %d", len(draws), s.draws)
	}
	f, err := s.mixture(draws)
	if err == nil && f.n != s.size(b) {
		err = fmt.Errorf("%d rows were loaded, not %d", f.n, s.size(b))
	}
	return f, err
}

// Each is eachRow for rows first to first+n: a goroutine takes whole blocks in turn, so that each is loaded once.
func (s *stream) Each(first, n int, do func(s *density.Solver, i int)) {
	from, to := first/s.block, (first+n-1)/s.block
	if from == to {
		defer s.release(s.take(from))
		density.Each(n, do)
		return
	}
	density.Parcels(to-from+1, 1, func(sv *density.Solver, k, _ int) {
		b := from + k
		defer s.release(s.take(b))
		for i := max(first, b*s.block); i < min(first+n, b*s.block+s.size(b)); i++ {
			do(sv, i-first)
		}
	})
}

// Warnings names the rows among first to first+n that could not be loaded.
func (s *stream) Warnings(first, n int) (out []string) {
	if err := stop.Err(s.ctx); err != nil {
		return []string{fmt.Sprintf("the context of the prediction has ended (%v), and with it the computation of its rows: those that were not computed before are NaN", err)}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range slices.Sorted(maps.Keys(s.failed)) {
		lo, hi := max(b*s.block-first, 0), min(b*s.block+s.size(b)-first, n)
		if lo < hi {
			out = append(out, fmt.Sprintf("rows %d to %d could not be loaded: %v", lo, hi-1, s.failed[b]))
		}
	}
	return out
}

// Failure is why row i could not be loaded, or nil.
func (s *stream) Failure(i int) error {
	if err := stop.Err(s.ctx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed[i/s.block]
}

// newStream reads the first block to learn what it is.
func newStream(s *stream) (density.Family, error) {
	s.keep, s.held, s.failed = 2*runtime.GOMAXPROCS(0), map[int]*streamBlock{}, map[int]error{}
	first := s.take(0)
	defer s.release(first)
	return newRedirected(s.rows, first.f, s.at, s), s.failed[0]
}
