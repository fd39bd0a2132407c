//go:build !amd64 || noasm

package kernel

// assembly and addColumns report that there is none.
func (p *matmul[T]) assembly(Level) bool             { return false }
func addColumns[T Float](db []T, m int, dz []T) bool { return false }
