// Package native computes Gorgonia's own ops on planned memory, where their own Do allocates, and in places is wrong. Ops is
// the plan.Library of them: native.go has the table, the other files an op or a family each, and corrupt.go what is wrong
// beyond mending and therefore refused.
package native
