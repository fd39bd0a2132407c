//go:build !amd64 || noasm

package kernel

// assembly, addColumns and transpose report that there is none.
func (p *matmul[T]) assembly(Level) bool             { return false }
func addColumns[T Float](db []T, m int, dz []T) bool { return false }
func transpose[T Float](dst, src []T, m, n int) bool { return false }
