package graph

import "github.com/deepprob/deepprob/internal/build"

// BuildError says that a graph cannot be built: which operation refused which shapes, where in the network (Path) and
// in the caller's source (Where), and what to do (Hint). Building panics with it; the exported entry points of this
// module (Func.Call, Compile, Gradient, WriteDot, training's Epochs and Predict) return it as an error.
type BuildError = build.Error
