// Package source is the code that exported networks are made of: loops of layers, and distributions as numbers. Package export
// takes from it, and from the special functions of internal/kernel, the declarations that a network needs, and writes them beside its
// weights. So it uses only the standard library and those functions, and each name in it is a name in a user's package.
//
// It is compiled and tested here as any other package; what belongs to a network is in model.go with values that stand in
// for it.
package source
