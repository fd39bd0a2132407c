package distributions

import "sync"

var spares = sync.Pool{New: func() any { return new([]float64) }}

// borrow returns n floats of any value from a pool; giveBack returns them to it.
func borrow(n int) *[]float64 {
	s := spares.Get().(*[]float64)
	if cap(*s) < n {
		*s = make([]float64, n)
	}
	*s = (*s)[:n]
	return s
}

func giveBack(s *[]float64) { spares.Put(s) }
