// Package graph runs parts of Gorgonia's expression graphs and derives them: Compile plans the computation of chosen
// outputs as a Program, a gorgonia.VM; Func is a Go function over tensors that compiles itself for each combination of
// shapes; Gradient is a reverse driver that may be applied again to its own result; WriteDot draws networks for people.
//
// Transformations take functions over nodes, or Funcs, and return Funcs, so that they compose as in JAX, in any order and
// number: Grad, ValueAndGrad, JVP, Pullback (vjp), Jacobian, Hessian, HVP, VMap, Checkpoint, CustomGradient, and NewFunc, which
// is jit. (*Func).Nodes builds one inside another graph.
//
// Programs that were written for gorgonia.NewTapeMachine run on tape.NewVM instead, which NewVM is another name for.
//
// DERIVATIVES.md in this folder is a table of the ops of Gorgonia and of package ops with the orders of derivatives that
// Gradient gives for each. A test writes it from comparisons with differences; what is not right in it is refused.
package graph
