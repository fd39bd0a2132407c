package oneatatime

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// within fails instead of hanging.
func within(t *testing.T, f func()) {
	t.Helper()
	done := make(chan bool)
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("it waits for itself")
	}
}

// Goroutines take turns, and a Do within a Do runs at once; run with the race detector.
func TestDo(t *testing.T) {
	count, inside := 0, 0 // not atomic: the lock guards them
	within(t, func() {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 100 {
					Do(func() {
						if inside++; inside != 1 {
							t.Error("two at a time")
						}
						Do(func() { Do(func() { count++ }) })
						inside--
					})
				}
			})
		}
		all.Wait()
	})
	if count != 800 {
		t.Errorf("%d of 800", count)
	}
}

// Goroutines that work for a holder take turns too, and may have some that work for them.
func TestAdopt(t *testing.T) {
	count := 0
	for range 20 {
		within(t, func() {
			Do(func() {
				crew(4, func() {
					Do(func() {
						count++
						crew(2, func() { Do(func() { count++ }) })
					})
				})
			})
			crew(3, func() { Do(func() { count++ }) }) // works for nobody
		})
	}
	if count != 20*(4+8+3) {
		t.Errorf("count %d", count)
	}
}

// Who works for one that works for the holder, without a Do of its own, takes turns with it.
func TestAdoptedAdopts(t *testing.T) {
	count := 0
	within(t, func() {
		Do(func() {
			crew(3, func() {
				crew(2, func() { Do(func() { count++ }) })
				Do(func() { count++ })
			})
		})
	})
	if count != 9 {
		t.Errorf("count %d", count)
	}
}

// What was started for a holder and is still there when that is done waits for its turn like any other.
func TestAdoptedOutlives(t *testing.T) {
	within(t, func() {
		again, done := make(chan bool), make(chan bool)
		var inside atomic.Bool
		Do(func() {
			enter := Adopt()
			go func() {
				defer close(done)
				defer enter()()
				again <- true
				<-again
				Do(func() {
					if inside.Load() {
						t.Error("it is in a Do together with a stranger")
					}
				})
			}()
			<-again
		})
		Do(func() {
			inside.Store(true)
			again <- true
			time.Sleep(20 * time.Millisecond)
			inside.Store(false)
		})
		<-done
	})
}

func crew(n int, f func()) {
	enter := Adopt()
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			defer enter()()
			f()
		})
	}
	all.Wait()
}

// A panic opens the lock.
func TestPanic(t *testing.T) {
	within(t, func() {
		defer func() { _ = recover() }()
		Do(func() { Do(func() { panic("bug") }) })
	})
	within(t, func() { Do(func() {}) })
}

func BenchmarkAdopt(b *testing.B) {
	for b.Loop() {
		Adopt()
	}
}
