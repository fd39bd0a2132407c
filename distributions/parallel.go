package distributions

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// rowBlock is how many rows a goroutine takes at a time.
const rowBlock = 16

var solvers = sync.Pool{New: func() any { return new(solver) }}

// eachRow calls do for every i in [0, n) from as many goroutines as there are cores, each with a solver of its own.
// What do writes must depend on i alone; then the result does not depend on the number of cores. A panic in do is
// raised again in the caller's goroutine.
func eachRow(n int, do func(s *solver, i int)) {
	workers := min(runtime.GOMAXPROCS(0), (n+rowBlock-1)/rowBlock)
	if workers <= 1 {
		s := solvers.Get().(*solver)
		defer solvers.Put(s)
		for i := range n {
			do(s, i)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	var failed atomic.Value
	for range workers {
		wait.Go(func() {
			defer func() {
				if e := recover(); e != nil {
					failed.CompareAndSwap(nil, panicked{e})
				}
			}()
			s := solvers.Get().(*solver)
			for failed.Load() == nil {
				from := int(next.Add(rowBlock)) - rowBlock
				if from >= n {
					break
				}
				for i := from; i < min(from+rowBlock, n); i++ {
					do(s, i)
				}
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
