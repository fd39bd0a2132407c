package kernel

import "unsafe"

// isSingle tells whether T is float32: a constant in each instance, where a switch on the type of any(x) would look
// types up for every short run.
func isSingle[T Float]() bool {
	var t T
	return unsafe.Sizeof(t) == 4
}

// as32 and as64 are x itself; T is float32 or float64.
func as32[T Float](x []T) []float32 { return *(*[]float32)(unsafe.Pointer(&x)) }
func as64[T Float](x []T) []float64 { return *(*[]float64)(unsafe.Pointer(&x)) }
