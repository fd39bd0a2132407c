package distributions

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/slow"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Solving a row takes a bounded number of densities, for shapes that no float follows and mixtures of 1,000 components alike.
func TestWorkIsBounded(t *testing.T) {
	slow.Test(t)
	rows := map[string]Posterior{"normals": manyNormals(t, 1000)}
	for _, ab := range [][2]float64{{2, 3}, {1e5, 1e5}, {1e12, 1e12}, {1e14, 2e12}, {1e18, 1e18}, {1e18, 3e17}, {1e38, 1e38}, {1e300, 1e300}, {1e-3, 1e30}} {
		rows[fmt.Sprint("beta ", ab)] = oneBeta(t, ab[0], ab[1])
	}
	for name, q := range rows {
		asked := 0
		if x := newPosterior(counting{q.f, &asked}).Quantile(.9)[0]; math.IsNaN(x) && len(q.Warnings()) == 0 {
			t.Errorf("%s: NaN without a warning", name)
		}
		if t.Logf("%s: %d densities", name, asked); asked > density.MaxAsked {
			t.Errorf("%s: %d densities were asked for, %d are the bound", name, asked, density.MaxAsked)
		}
	}
}

func oneBeta(t *testing.T, a, b float64) Posterior {
	g := G.NewGraph()
	alpha := G.NewVector(g, G.Float64, G.WithShape(1), G.WithName("alpha"))
	beta := G.NewVector(g, G.Float64, G.WithShape(1), G.WithName("beta"))
	q, err := NewPosterior(Beta{Alpha: alpha, Beta: beta}, func(n *G.Node) G.Value {
		if n == alpha {
			return tensor.New(tensor.WithShape(1), tensor.WithBacking([]float64{a}))
		}
		return tensor.New(tensor.WithShape(1), tensor.WithBacking([]float64{b}))
	})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// manyNormals is a row of k narrow components, none of which overlap.
func manyNormals(t *testing.T, k int) Posterior {
	g := G.NewGraph()
	node := func(name string) *G.Node { return G.NewMatrix(g, G.Float64, G.WithShape(1, k), G.WithName(name)) }
	logits, loc, scale := node("logits"), node("loc"), node("scale")
	d := MixtureSameFamily{Mixing: Categorical{Logits: logits}, Components: Normal{Loc: loc, Scale: scale}}
	q, err := NewPosterior(d, func(n *G.Node) G.Value {
		x := make([]float64, k)
		for j := range x {
			switch n {
			case loc:
				x[j] = float64(j)
			case scale:
				x[j] = 1e-6 * float64(1+j%7)
			}
		}
		return tensor.New(tensor.WithShape(1, k), tensor.WithBacking(x))
	})
	if err != nil {
		t.Fatal(err)
	}
	return q
}
