package crew

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Every job of every run is done once, whatever the number of cores, with pauses that let helpers fall asleep: run with
// the race detector.
func TestEveryJobOnce(t *testing.T) {
	for _, cores := range []int{1, 2, 3, 8} {
		func() {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			c := New(8)
			defer c.Close()
			counts := make([]int, 40)
			for run := range 2000 {
				jobs := run % 40
				clear(counts)
				c.Run(jobs, func(j int) { counts[j]++ })
				for j, n := range counts {
					if want := 0; j < jobs {
						if want = 1; n != want {
							t.Fatalf("%d cores, run %d: job %d was done %d times", cores, run, j, n)
						}
					} else if n != 0 {
						t.Fatalf("%d cores, run %d of %d jobs: job %d was done", cores, run, jobs, j)
					}
				}
				if run%100 == 0 {
					time.Sleep(200 * time.Microsecond)
				}
			}
		}()
	}
}

// A helper that is late, held up in its last job, is waited for, also when the caller has gone to sleep.
func TestSlowHelper(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	c := New(2)
	defer c.Close()
	for range 50 {
		var ended atomic.Int64
		var first sync.Once
		c.Run(2, func(int) {
			first.Do(func() { time.Sleep(2 * time.Millisecond) })
			ended.Add(1)
		})
		if ended.Load() != 2 {
			t.Fatal("Run returned before a job had ended")
		}
	}
}

// A helper held up between ending a run and saying so does not end the next one early, nor hang it.
func TestLateSignal(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	c := New(4)
	defer c.Close()
	var n atomic.Int64
	c.heldUp = func() {
		if n.Add(1)%3 == 0 {
			time.Sleep(100 * time.Microsecond)
		}
	}
	for run := range 300 {
		var ended atomic.Int64
		c.Run(4, func(int) {
			time.Sleep(time.Duration(run%7) * 20 * time.Microsecond)
			ended.Add(1)
		})
		if got := ended.Load(); got != 4 {
			t.Fatalf("run %d returned after %d of 4 jobs", run, got)
		}
	}
}

// Close lets every helper go, asleep or not.
func TestCloseLeavesNoGoroutine(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	before := runtime.NumGoroutine()
	for i := range 20 {
		c := New(4)
		c.Run(4, func(int) {})
		if i%2 == 0 {
			time.Sleep(time.Millisecond)
		}
		c.Close()
	}
	for range 200 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

func TestRunAllocatesNothing(t *testing.T) {
	c := New(4)
	defer c.Close()
	do := func(int) {}
	if n := testing.AllocsPerRun(100, func() { c.Run(4, do) }); n != 0 {
		t.Errorf("%v allocations a run", n)
	}
}

// work is about 50 us of arithmetic.
func work(int) {
	x := 1.
	for range 25_000 {
		x = x*.999 + 1
	}
	sink.Store(int64(x))
}

var sink atomic.Int64

// BenchmarkForkJoin compares two jobs of equal size on the crew with the same on one core: half the time is perfect.
func BenchmarkForkJoin(b *testing.B) {
	b.Run("one core", func(b *testing.B) {
		for b.Loop() {
			work(0)
			work(1)
		}
	})
	b.Run("crew", func(b *testing.B) {
		c := New(2)
		defer c.Close()
		for b.Loop() {
			c.Run(2, work)
		}
	})
	b.Run("empty", func(b *testing.B) {
		c := New(2)
		defer c.Close()
		for b.Loop() {
			c.Run(2, func(int) {})
		}
	})
}
