// Package tape is a machine for whole Gorgonia graphs, to be put where a program has a TapeMachine:
//
//	vm := tape.NewVM(g, gorgonia.BindDualValues(params...)) // was gorgonia.NewTapeMachine
//
// and nothing else changes: values, gradients and solvers work as before, on memory that is planned once. The doc of VM
// says what may be relied on, and what is different. Programs of chosen outputs, derivatives of any order and functions
// over tensors are in package graph.
package tape
