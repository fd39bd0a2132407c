package training

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// crew runs numbered jobs on every core. Which goroutine runs a job is left to chance, so a job's result may depend
// on its number only.
type crew struct {
	start []chan struct{}
	done  sync.WaitGroup
	next  atomic.Int64
	jobs  int64
	do    func(job int)
}

// newCrew starts up to jobs-1 helpers; close stops them.
func newCrew(jobs int) *crew {
	c := &crew{}
	for range min(jobs, runtime.GOMAXPROCS(0)) - 1 {
		start := make(chan struct{}, 1)
		c.start = append(c.start, start)
		go func() {
			for range start {
				c.work()
				c.done.Done()
			}
		}()
	}
	return c
}

// run calls do(0), ..., do(jobs-1) and returns when all are done.
func (c *crew) run(jobs int, do func(job int)) {
	c.jobs, c.do = int64(jobs), do
	c.next.Store(0)
	helpers := min(len(c.start), jobs-1)
	c.done.Add(helpers)
	for _, start := range c.start[:helpers] {
		start <- struct{}{}
	}
	c.work()
	c.done.Wait()
}

func (c *crew) work() {
	for {
		job := c.next.Add(1) - 1
		if job >= c.jobs {
			return
		}
		c.do(int(job))
	}
}

func (c *crew) close() {
	for _, start := range c.start {
		close(start)
	}
}
