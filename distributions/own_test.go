package distributions_test

import (
	"testing"

	"github.com/deepprob/deepprob/distributions/distributiontest"
)

// Distributions of a user's, three methods each, are held to the laws of the library's own.
func TestOwnDistributions(t *testing.T) {
	vec := distributiontest.Vec
	t.Run("laplace", func(t *testing.T) {
		distributiontest.Run(t, Laplace{Loc: vec(0, 1, -3), Scale: vec(1, .1, 20)}, .3, 1.7, -60)
	})
	t.Run("count", func(t *testing.T) { distributiontest.Run(t, Count{Rate: vec(.2, 3, 90)}, 0, 5, 80) })
	t.Run("ring", func(t *testing.T) {
		distributiontest.Run(t, Ring{Radius: vec(1, 2, 3)}, .8, .5, -1.5, 1.4, 2, -2)
	})
}
