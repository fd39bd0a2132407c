// Package kernels holds no code: its benchmarks measure the hot loops of internal/kernel at the sizes of training.
//
//	go test -bench . ./benchmarks/kernels
//
// The module benchmarks/openblas races the products against OpenBLAS where that is installed.
package kernels
