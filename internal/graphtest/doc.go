// Package graphtest is what tests of the packages that run graphs share: networks as people write them in Gorgonia, the
// operands of single ops, and machines that compute node by node, to compare with.
package graphtest
