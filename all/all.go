// Package all is imported for what it enters: every type of the library that a file may name,
//
//	import _ "github.com/deepprob/deepprob/all"
//
// for programs that read files of any network. One that declares the network knows its types already.
package all

import (
	_ "github.com/deepprob/deepprob/bnn"
	_ "github.com/deepprob/deepprob/data"
	_ "github.com/deepprob/deepprob/distributions"
	_ "github.com/deepprob/deepprob/flows"
	_ "github.com/deepprob/deepprob/layers"
	_ "github.com/deepprob/deepprob/losses"
	_ "github.com/deepprob/deepprob/nets"
	_ "github.com/deepprob/deepprob/solvers"
	_ "github.com/deepprob/deepprob/training"
)
