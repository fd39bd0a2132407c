// Package crew runs numbered jobs on every core, many thousand times a second: a fork and join of a few microseconds
// where goroutines and channels take 30 to 90.
//
// Helpers wait for work by looking at one word of memory, for a bounded time; then they sleep, so that an idle crew
// costs nothing, and a competing process, which may take a core away for milliseconds, costs little: whoever calls Run
// works too and takes every job that nobody else has begun.
package crew

import (
	"runtime"
	"sync/atomic"
	"time"

	"github.com/deepprob/deepprob/internal/oneatatime"
)

// Crew is a caller and its helpers. Run is for one goroutine at a time. Which goroutine does a job is left to chance,
// so what a job writes may depend on its number only: then results have the same bits for any number of cores.
type Crew struct {
	do   func(job int)
	jobs uint64 // of the run

	// claim is the number of the run, and the jobs that nobody has begun: from a first one up to a last one. The caller takes
	// the first, helpers take the last: in runs over the same data a core meets what it left in its cache in the run before.
	// Taking a job fails if anything has changed since claim was looked at: a helper that was held up between the two cannot
	// take a job of a run that has ended, nor one that the run does not have.
	claim atomic.Uint64
	_     [56]byte // the words are written by different cores: one cache line each
	done  atomic.Uint64
	_     [56]byte

	asleep  atomic.Int64
	wake    chan struct{}
	joined  chan struct{} // the last job's end, if the caller sleeps
	waiting atomic.Bool
	closed  atomic.Bool
	helpers int

	heldUp func() // in tests, set before the first run: stops a helper where it has ended a run and not yet said so
}

// spin is how long a helper looks for work, and a caller for the end of it, before going to sleep: longer than the
// pauses inside a training step, shorter than a time slice.
const spin = 50 * time.Microsecond

// half is the width of the job numbers in Crew.claim; what is left, 24 bits of the run's number, tells a run from the one
// before it.
const (
	half = 20
	most = 1<<half - 1
)

// New starts helpers for up to that many jobs at a time, one fewer than there are cores. Close stops them.
func New(jobs int) *Crew {
	c := &Crew{helpers: max(min(jobs, runtime.GOMAXPROCS(0))-1, 0)}
	c.wake, c.joined = make(chan struct{}, c.helpers), make(chan struct{}, 1)
	enter := oneatatime.Adopt()
	for range c.helpers {
		go func() {
			defer enter()()
			c.help()
		}()
	}
	return c
}

// Run calls do(0), ..., do(jobs-1), in any order and on any core, and returns when all have returned. It panics for
// more than a million jobs.
func (c *Crew) Run(jobs int, do func(job int)) {
	if c.helpers == 0 || jobs <= 1 {
		for j := range jobs {
			do(j)
		}
		return
	}
	if jobs > most {
		panic("crew: more than 1048575 jobs in a run")
	}
	c.do, c.jobs = do, uint64(jobs)
	c.done.Store(0)
	run := c.claim.Load()>>(2*half) + 1
	c.claim.Store(run<<(2*half) | uint64(jobs)<<half) // from here on helpers may begin
	for range min(int(c.asleep.Load()), jobs-1) {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
	c.work(true)
	c.join(uint64(jobs))
}

// work takes jobs until there are none: the first ones, or the last ones.
func (c *Crew) work(first bool) {
	for {
		at := c.claim.Load()
		begin, end := at&most, at>>half&most
		if begin >= end {
			return
		}
		job, next := begin, at+1
		if !first {
			job, next = end-1, at-1<<half
		}
		if !c.claim.CompareAndSwap(at, next) {
			continue
		}
		jobs := c.jobs // before this job ends there is no other run
		c.do(int(job))
		last := c.done.Add(1) == jobs
		if c.heldUp != nil {
			c.heldUp()
		}
		if last && c.waiting.CompareAndSwap(true, false) {
			c.joined <- struct{}{}
		}
	}
}

// join waits for the jobs that helpers have begun.
func (c *Crew) join(jobs uint64) {
	ended := func() bool { return c.done.Load() == jobs }
	for !lookFor(ended) {
		c.waiting.Store(true)
		if ended() && c.waiting.CompareAndSwap(true, false) {
			return
		}
		<-c.joined // perhaps from a helper that ended the run before this one and was held up: look again
	}
}

// help is the life of a helper.
func (c *Crew) help() {
	seen := uint64(0)
	for !c.closed.Load() {
		fresh := func() bool { return c.claim.Load()>>(2*half) != seen || c.closed.Load() }
		if !lookFor(fresh) {
			c.asleep.Add(1)
			if !fresh() {
				<-c.wake
			}
			c.asleep.Add(-1)
			continue
		}
		seen = c.claim.Load() >> (2 * half)
		c.work(false)
	}
}

// lookFor waits until ok, and gives up after spin.
func lookFor(ok func() bool) bool {
	var start time.Time
	for i := 0; ; i++ {
		if ok() {
			return true
		}
		switch {
		case i == 64:
			start = time.Now()
		case i > 64 && i%64 == 0 && time.Since(start) > spin:
			return false
		}
	}
}

// Close lets the helpers go. The crew must not be used afterwards.
func (c *Crew) Close() {
	c.closed.Store(true)
	for range c.helpers {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
}
