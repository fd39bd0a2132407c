package distributions_test

import (
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	G "gorgonia.org/gorgonia"
)

// A Joint answers from several goroutines at once, in closed form and by samples.
func TestJointIsSafeForConcurrentUse(t *testing.T) {
	array := distributiontest.Array
	for name, d := range map[string]distributions.Distribution{
		"mixture of normals": distributions.MixtureSameFamily{
			Mixing:     distributions.Categorical{Logits: array([]float64{0, 1, .5, 0}, 2, 2)},
			Components: distributions.MultivariateNormalDiag{Loc: array([]float64{0, 1, 2, 3, 4, 5, 6, 7}, 2, 2, 2), Scale: array([]float64{1, 2, 1, 2, .5, 1, 3, 1}, 2, 2, 2)},
		},
		"ring": Ring{Radius: array([]float64{1, 3}, 2)},
	} {
		q, err := distributions.NewJoint(d, func(n *G.Node) G.Value { return n.Value() })
		if err != nil {
			t.Fatal(err)
		}
		y := [][]float64{{1, 1}, {0, 3}}
		answers := func() string {
			s := fmt.Sprint(q.LogProb(y), q.Mean(), q.Covariance()[0], q.HPDLevel(y, 1))
			if m, err := q.Marginal(0); err == nil {
				s += fmt.Sprint(m.Mean(), m.Quantile(.2))
			}
			return s + fmt.Sprint(q.Warnings())
		}
		want, got := answers(), make(chan string)
		for range 4 {
			go func() { got <- answers() }()
		}
		for range 4 {
			if g := <-got; g != want {
				t.Errorf("%s: %s, and from several goroutines %s", name, want, g)
			}
		}
	}
}
