package density

import "sync"

var spares = sync.Pool{New: func() any { return new([]float64) }}

// Borrow returns n floats of any value from a pool; GiveBack returns them to it.
func Borrow(n int) *[]float64 {
	s := spares.Get().(*[]float64)
	if cap(*s) < n {
		*s = make([]float64, n)
	}
	*s = (*s)[:n]
	return s
}

func GiveBack(s *[]float64) { spares.Put(s) }
