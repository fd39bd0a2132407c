// Package graph runs Gorgonia's expression graphs: Compile plans a graph's execution as a Program, a gorgonia.VM;
// Func is a Go function over tensors that compiles itself for each combination of shapes; Gradient is a reverse
// driver that may be applied again to its own result; WriteDot draws networks for people.
package graph
