//go:build !amd64 || noasm

package kernel

func vector32(f function, dst, x []float32) bool { return false }
func vector64(f function, dst, x []float64) bool { return false }

func vectorRows32(f function, dst, x []float32, rows, k int) bool { return false }
func vectorRows64(f function, dst, x []float64, rows, k int) bool { return false }
