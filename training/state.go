package training

import (
	"sync/atomic"
	"unsafe"
)

// state is what a Model holds beyond its fields: its compiled passes, which know the Model they read, and who works with it.
// Locks are in here and not in the Model, so that a Model may be printed and copied as a value.
type state struct {
	owner      *Model
	predictors predictors
	use        inUse
	fit        *run // under way; nil without one. It is set and read by who may, as use says
}

// own returns the state of m. The first call makes it; so does the first one of a copy, which has the state of another Model.
func (m *Model) own() *state {
	for {
		was := atomic.LoadPointer(&m.state)
		if s := (*state)(was); s != nil && s.owner == m {
			return s
		}
		s := &state{owner: m}
		if atomic.CompareAndSwapPointer(&m.state, was, unsafe.Pointer(s)) {
			return s
		}
	}
}
