package training

import "github.com/deepprob/deepprob/internal/registry"

// What files may have of this package. The names are a promise: see package registry.
func init() {
	registry.EnterAs("training.Point", point{})
	registry.Enter(Samples(nil))
}

// Register makes types of a program known to files: a network, a layer, a loss or a prior of one's own, once, at start,
//
//	func init() { training.Register(MDN{}) }
//
// so that a Model with one can be saved and loaded. A file has the type's name, with the path of its package, and its exported fields; it
// panics if there are hidden ones, or if the type is known already. Functions that stand in fields (layers.LayerFunc, InitializerFunc)
// are entered themselves, if they are declared as functions; files have their names.
func Register(v ...any) { registry.Enter(v...) }
