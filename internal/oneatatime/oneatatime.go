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

// lock is held by a goroutine.
type lock struct {
	mu     sync.Mutex
	holder atomic.Int64 // 0 if there is none
	inner  *lock        // by which those that work for the holder take turns, while it holds this one
	over   atomic.Bool  // the holder that this is an inner lock of is done
}

var (
	building lock
	guests   sync.Map // goroutines that work for a holder -> its inner lock
)

// lockOf is the lock by which a goroutine takes turns.
func lockOf(me int64) *lock {
	if l, ok := guests.Load(me); ok && !l.(*lock).over.Load() {
		return l.(*lock)
	}
	return &building
}

// Do runs f while no other goroutine is in a Do, but for the one that this one works for. A goroutine that f starts without
// Adopt works for nobody: f must not wait for a Do of it.
func Do(f func()) {
	me := goroutine()
	l := lockOf(me)
	if l.holder.Load() == me {
		f()
		return
	}
	l.mu.Lock()
	l.inner = &lock{}
	l.holder.Store(me)
	defer func() {
		l.inner.over.Store(true)
		l.holder.Store(0)
		l.mu.Unlock()
	}()
	f()
}

// Adopt returns what goroutines call that work for this one while it waits for them; each calls in turn what it is given
// when it is done. It costs a look at one word unless somebody is in a Do.
func Adopt() (enter func() (leave func())) {
	if building.holder.Load() == 0 {
		return free
	}
	me := goroutine()
	l := lockOf(me)
	switch {
	case l.holder.Load() == me:
		l = l.inner
	case l == &building:
		return free
	}
	return func() (leave func()) {
		worker := goroutine()
		guests.Store(worker, l)
		return func() { guests.Delete(worker) }
	}
}

func free() func() { return func() {} }

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
