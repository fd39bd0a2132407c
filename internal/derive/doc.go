// Package derive has the derivatives of Gorgonia's own ops, by which graph.Gradient goes through them: rules of any order
// where SymDiff, or the op that it makes, is wrong. An op of package ops knows its own.
package derive
