// Package parallel runs jobs of seconds, such as fits, on all cores. For jobs of microseconds see package crew.
package parallel

import (
	"runtime"
	"sync"
)

// Each runs f(0), ..., f(n-1), as many at a time as there are cores, and returns when all have. They begin in this order; what f
// writes may depend on its number only, so that results do not depend on the number of cores.
func Each(n int, f func(k int)) {
	var wg sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for k := range n {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			f(k)
		})
	}
	wg.Wait()
}
