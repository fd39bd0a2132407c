// Package oneatatime lets one goroutine of the process at a time build what may be made of anything of Gorgonia's:
// Rectify, Conv2d and MaxPool2D count in a global variable.
//
// A build may call whatever builds something else in turn, and so may the goroutines of this library that work for it
// (Adopt): nobody waits for itself.
package oneatatime

import (
	"bytes"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
)

// lock is held by a goroutine. Those that work for the holder take turns by a lock of their own.
type lock struct {
	mu     sync.Mutex
	holder atomic.Int64 // 0 if there is none
	inner  atomic.Pointer[lock]
	guests sync.Map // goroutines that work for the holder
}

var building lock

// Do runs f while no other goroutine is in a Do, but for the one that this one works for.
func Do(f func()) { building.do(goroutine(), f) }

func (l *lock) do(me int64, f func()) {
	if !l.mu.TryLock() {
		if l.holder.Load() == me {
			f()
			return
		}
		if _, guest := l.guests.Load(me); guest {
			l.inner.Load().do(me, f)
			return
		}
		l.mu.Lock()
	}
	l.inner.Store(&lock{})
	l.holder.Store(me)
	defer l.mu.Unlock()
	defer l.holder.Store(0)
	f()
}

// Adopt returns what goroutines call that work for this one while it waits for them; each calls in turn what it is given
// when it is done. It costs a look at one word unless somebody is in a Do.
func Adopt() (enter func() (leave func())) {
	if building.holder.Load() == 0 {
		return free
	}
	me := goroutine()
	var outer []*lock // each is the inner lock of the one before
	for l := &building; l != nil; l = l.inner.Load() {
		if outer = append(outer, l); l.holder.Load() == me {
			return func() (leave func()) { return guest(outer) }
		}
	}
	return free
}

func free() func() { return func() {} }

// guest lets the running goroutine pass by some locks.
func guest(of []*lock) (leave func()) {
	me := goroutine()
	for _, l := range of {
		l.guests.Store(me, true)
	}
	return func() {
		for _, l := range of {
			l.guests.Delete(me)
		}
	}
}

// goroutine is the number of the running goroutine, which the runtime tells in the first line of a stack: "goroutine 7
// [running]:".
func goroutine() int64 {
	var line [64]byte
	fields := bytes.Fields(line[:runtime.Stack(line[:], false)])
	n, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		panic("oneatatime: " + err.Error())
	}
	return n
}
