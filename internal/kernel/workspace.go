package kernel

import (
	"sync/atomic"
	"unsafe"
)

// workspace is memory for packed matrices and patches of images, aligned to the vectors.
type workspace struct {
	memory []uint64
}

// aligned is the bytes of the widest vectors.
const aligned = 64

// free holds workspaces between products, so that a steady state allocates nothing. More than so many products at once
// leave theirs to the garbage collector.
var free [16]atomic.Pointer[workspace]

// borrow returns a workspace of at least so many bytes.
func borrow(bytes int) *workspace {
	var w *workspace
	for i := range free {
		if free[i].Load() != nil {
			if w = free[i].Swap(nil); w != nil {
				break
			}
		}
	}
	if w == nil {
		w = new(workspace)
	}
	if words := (bytes + aligned) / 8; len(w.memory) < words {
		w.memory = make([]uint64, words+words/4)
	}
	return w
}

func (w *workspace) giveBack() {
	for i := range free {
		if free[i].Load() == nil && free[i].CompareAndSwap(nil, w) {
			return
		}
	}
}

// start is the first aligned byte.
func (w *workspace) start() unsafe.Pointer {
	p := unsafe.Pointer(&w.memory[0])
	return unsafe.Add(p, -int(uintptr(p))&(aligned-1))
}

// scratch is the first n elements of a workspace that was borrowed for them; what they hold is left over from others.
func scratch[T Float](w *workspace, n int) []T { return unsafe.Slice((*T)(w.start()), n) }
