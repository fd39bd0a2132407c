package distributiontest_test

import "github.com/deepprob/deepprob/distributions/distributiontest"

var vec, array = distributiontest.Vec, distributiontest.Array
