// Package plan turns a graph into steps on one block of memory, and runs them: graph.Program and tape.VM are made of it.
//
// New lists the nodes that chosen outputs need (steps.go), computes once what is equal (merge.go) or fixed, lets rewrites
// make one step of several (fuse.go and its neighbours, tiles.go), cuts large steps into parts for several cores
// (cores.go), and places every value in the block (layout.go). NewWhole plans every node of a graph. A Machine (machine.go)
// is the memory for one run at a time.
//
// An op of package ops tells itself how it is computed. Of any other a Library tells, which is package native for
// Gorgonia's own: the planner knows none of them by name, only the Form that the Library gives to a node.
package plan
