// Package solvers updates parameters by their gradients: Adam, AdamW, SGD and RMSProp, schedules of their rates, and clipping of
// the gradients' norm. They follow optax to rounding, and are gorgonia.Solvers: for a loop of one's own,
//
//	s := &solvers.Adam{Rate: solvers.Cosine(1e-2, 100, 0)}
//	norm, err := solvers.ClipGlobalNorm(params, 1)
//	err = s.Step(params)
//
// or for a training.Trainer, which makes their steps on all cores; package training has the same names as aliases. What a solver
// carries from step to step is its State, plain numbers, which another one of the same settings goes on from bit for bit.
package solvers
