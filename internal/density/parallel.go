package density

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/deepprob/deepprob/internal/oneatatime"
)

// rowBlock is how many rows a goroutine takes at a time.
const rowBlock = 16

var solvers = sync.Pool{New: func() any { return new(Solver) }}

// Each calls do for every i in [0, n) from as many goroutines as there are cores, each with a solver of its own.
// What do writes must depend on i alone; then the result does not depend on the number of cores. A panic in do is
// raised again in the caller's goroutine.
func Each(n int, do func(s *Solver, i int)) {
	Parcels(n, rowBlock, func(s *Solver, from, to int) {
		for i := from; i < to; i++ {
			do(s, i)
		}
	})
}

// Parcels is Each for stretches [from, to) of size numbers at a time.
func Parcels(n, size int, do func(s *Solver, from, to int)) {
	workers := min(runtime.GOMAXPROCS(0), (n+size-1)/size)
	if workers <= 1 {
		s := solvers.Get().(*Solver)
		defer solvers.Put(s)
		for from := 0; from < n; from += size {
			do(s, from, min(from+size, n))
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	var failed atomic.Value
	enter := oneatatime.Adopt()
	for range workers {
		wait.Go(func() {
			defer enter()()
			defer func() {
				if e := recover(); e != nil {
					failed.CompareAndSwap(nil, panicked{e})
				}
			}()
			s := solvers.Get().(*Solver)
			for failed.Load() == nil {
				from := int(next.Add(int64(size))) - size
				if from >= n {
					break
				}
				do(s, from, min(from+size, n))
			}
			solvers.Put(s)
		})
	}
	wait.Wait()
	if e, ok := failed.Load().(panicked); ok {
		panic(e.value)
	}
}

// panicked gives every panic value one type, which atomic.Value asks for.
type panicked struct{ value any }
