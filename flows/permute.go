package flows

import (
	"math/rand/v2"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
)

// Permute reorders the numbers: number j of the result is number Order[j].
type Permute struct{ Order []int }

// Bijector is a distributions.Permutation.
func (p Permute) Bijector(_ *layers.Scope, _ *G.Node, dim int) distributions.Bijector {
	if len(p.Order) != dim {
		build.Fail("permute", nil, "Order is of %d numbers, and the flow of %d", len(p.Order), dim)
	}
	seen := make([]bool, dim)
	for _, i := range p.Order {
		if i < 0 || i >= dim || seen[i] {
			build.Fail("permute", nil, "Order is %v: want each of 0 to %d once", p.Order, dim-1)
		}
		seen[i] = true
	}
	return permutation(p.Order)
}

// Reverse turns the order of the numbers round.
type Reverse struct{}

// Bijector is a distributions.Permutation.
func (Reverse) Bijector(_ *layers.Scope, _ *G.Node, dim int) distributions.Bijector {
	order := make([]int, dim)
	for j := range order {
		order[j] = dim - 1 - j
	}
	return permutation(order)
}

// Shuffle reorders the numbers at random, by Seed and its place in the network: the same in every program.
type Shuffle struct{ Seed uint64 }

// Bijector is a distributions.Permutation.
func (p Shuffle) Bijector(s *layers.Scope, _ *G.Node, dim int) distributions.Bijector {
	r := rand.New(rng.New(p.Seed, s.Stream("flows/shuffle"), 0, 0).Source())
	return permutation(r.Perm(dim))
}

// permutation is nothing of one number.
func permutation(order []int) distributions.Bijector {
	if len(order) == 1 {
		return distributions.Chain{}
	}
	return distributions.Permutation{Index: order}
}
