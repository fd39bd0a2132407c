package distributions

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	G "gorgonia.org/gorgonia"
)

// mixtureDraws is a mixture of three normals declared for 4 rows, whose scales the rows share, and draws of 5 rows of it.
func mixtureDraws(draws int) (MixtureSameFamily, []drawValues) {
	c := newDeclaredOn()
	d := MixtureSameFamily{
		Mixing:     Categorical{Logits: c.input("logits", 4, 3)},
		Components: Normal{Loc: c.input("loc", 4, 3), Scale: c.input("scale", 3)},
	}
	var all []drawValues
	for k := range draws {
		var loc, logits [15]float64
		for i := range loc {
			loc[i], logits[i] = 14+.3*math.Sin(float64(3*i+7*k)), math.Cos(float64(5*i+k))
		}
		all = append(all, c.feed(map[string]G.Value{"logits": dense(logits[:], 5, 3), "loc": dense(loc[:], 5, 3), "scale": dense([]float64{.1, .2, .05 + .1*float64(k)}, 3)}))
	}
	return d, all
}

// ofComponents are posteriors of mixtures and how many components they have.
type ofComponents struct {
	name       string
	q          Posterior
	components int
}

// mixtures are all ways to a posterior with components.
func mixtures() []ofComponents {
	betas, betaValues, _ := betaMixture(5)
	normals, draws := mixtureDraws(2)
	simple, simpleDraws := normalDraws([][]float64{{13.8, 14, 15}, {14, 14.2, 14.1}}, [][]float64{{.2, .1, .3}, {.4, .2, .1}})
	train, target := massHistogram(64, true), FlatPrior{13.51, 15.2}
	streamed := must1(NewStreamed(context.Background(), normals, 5, 2, 2, func(first, n int) ([]func(*G.Node) G.Value, error) {
		var of []drawValues
		for _, all := range draws {
			of = append(of, func(p *G.Node) G.Value {
				v := all(p).Data().([]float64)
				if p.Name() == "scale" {
					return dense(v, 3)
				}
				return dense(v[3*first:3*(first+n)], n, 3)
			})
		}
		return of, nil
	}))
	return []ofComponents{
		{"normals", must1(NewPosterior(normals, draws[0])), 3},
		{"Betas", must1(NewPosterior(betas, betaValues)), 16},
		{"draws", must1(NewMixture(simple, simpleDraws)), 2},
		{"draws of mixtures", must1(NewMixture(normals, draws)), 6},
		{"streamed", streamed, 6},
		{"a draw", must1(NewMixture(normals, draws)).Draw(1), 3},
		{"scaled Betas", must1(must1(NewPosterior(betas, betaValues)).Scaled(13.5, 1.8334)), 16},
		{"swapped Betas", must1(SwapPrior(must1(must1(NewPosterior(betas, betaValues)).Scaled(13.5, 1.8334)), train, target)), 16},
		{"swapped draws of mixtures", must1(SwapPrior(must1(NewMixture(normals, draws)), train, target)), 6},
		{"swapped row", must1(SwapPrior(must1(NewMixture(normals, draws)), train, target)).Row(2), 6},
		{"swapped row of draws", must1(SwapPrior(must1(NewMixture(simple, simpleDraws)), train, target)).Row(2), 2},
		{"swapped twice", must1(SwapPrior(must1(SwapPrior(must1(NewMixture(normals, draws)), train, target)), target, FlatPrior{13.7, 14.6})), 6},
	}
}

// Weights sum to 1, and the components add up to the density with them: of normals, Betas, draws, draws of mixtures; also scaled,
// swapped, cut to a row, and streamed.
func TestComponentsAddUp(t *testing.T) {
	for _, c := range mixtures() {
		t.Run(c.name, c.addsUp)
	}
}

func (c ofComponents) addsUp(t *testing.T) {
	w, err := c.q.Weights()
	if err != nil || len(w) != c.q.Rows() {
		t.Fatalf("weights of %d rows, %v", len(w), err)
	}
	y := c.q.Quantile(.3)
	sum, total := make([]float64, len(w)), make([]float64, len(w))
	for k := range c.components {
		one, err := c.q.Component(k)
		if err != nil || one.Rows() != len(w) {
			t.Fatalf("component %d: %v", k, err)
		}
		for i, l := range one.LogProb(y) {
			sum[i] += w[i][k] * math.Exp(l)
			total[i] += w[i][k]
		}
	}
	for i, l := range c.q.LogProb(y) {
		closeTo(t, fmt.Sprint("weights of row ", i), total[i], 1, 1e-9)
		closeTo(t, fmt.Sprint("density of row ", i), sum[i], math.Exp(l), 1e-8*math.Exp(l))
		if len(w[i]) != c.components {
			t.Errorf("row %d has %d weights", i, len(w[i]))
		}
	}
}

// By hand: component c of a row is the normal with its parameters, and a component is a Posterior like others.
func TestComponentByHand(t *testing.T) {
	normals, draws := mixtureDraws(2)
	q := must1(NewMixture(normals, draws))
	one := must1(q.Component(3 + 2)) // component 2 of draw 1
	loc := draws[1](normals.Components.(Normal).Loc).Data().([]float64)
	for i := range 5 {
		closeTo(t, "mean", one.Mean()[i], loc[3*i+2], 0)
		closeTo(t, "standard deviation", one.StdDev()[i], .15, 1e-15)
		closeTo(t, "quantile", one.Quantile(.5)[i], loc[3*i+2], 1e-12)
	}
	w, err := q.Weights()
	if err != nil {
		t.Fatal(err)
	}
	logits := draws[1](normals.Mixing.Logits).Data().([]float64)
	sum := math.Exp(logits[0]) + math.Exp(logits[1]) + math.Exp(logits[2])
	closeTo(t, "weight", w[0][3+2], math.Exp(logits[2])/sum/2, 1e-16)
}

// Atoms are components too; a component without mass under the new prior has weight 0 and answers NaN, one with too little for floats lies where it
// reaches; a row of NaN is one of NaN.
func TestComponentEdges(t *testing.T) {
	c := newDeclaredOn()
	d := MixtureSameFamily{Categorical{c.input("logits", 4, 2)}, Deterministic{c.input("loc", 4, 2)}}
	atoms := must1(NewPosterior(d, c.feed(map[string]G.Value{"logits": dense([]float64{0, 0}, 1, 2), "loc": dense([]float64{1, 3}, 1, 2)})))
	closeTo(t, "atom", must1(atoms.Component(1)).Mean()[0], 3, 0)
	less := must1(SwapPrior(atoms, FlatPrior{0, 5}, FlatPrior{0, 2}))
	if w, err := less.Weights(); err != nil || w[0][0] != 1 || w[0][1] != 0 {
		t.Errorf("weights %v, %v, want 1 and 0", w, err)
	}
	if one := must1(less.Component(1)); !math.IsNaN(one.Mean()[0]) {
		t.Errorf("mean %v of what has no mass", one.Mean()[0])
	}

	e := newDeclaredOn()
	u := MixtureSameFamily{Categorical{e.input("logits", 4, 2)}, Normal{e.input("loc", 4, 2), e.input("scale", 4, 2)}}
	give := func(first float64) Posterior {
		return must1(NewPosterior(u, e.feed(map[string]G.Value{"logits": dense([]float64{first, 0}, 1, 2), "loc": dense([]float64{14, 1e9}, 1, 2), "scale": dense([]float64{.1, 1e-3}, 1, 2)})))
	}
	flat := must1(SwapPrior(give(0), FlatPrior{13, 2e9}, FlatPrior{13.5, 15}))
	if w, err := flat.Weights(); err != nil || w[0][1] != 0 || math.Abs(w[0][0]-1) > 1e-9 {
		t.Errorf("weights %v, %v, want 1 and 0", w, err)
	}
	closeTo(t, "mean of the far component, where the nearest end is", must1(flat.Component(1)).Mean()[0], 15, 1e-9)
	if w, err := give(math.NaN()).Weights(); err != nil || !math.IsNaN(w[0][0]+w[0][1]) {
		t.Errorf("weights %v, %v of a logit of NaN", w, err)
	}
}

func TestComponentErrors(t *testing.T) {
	normals, draws := mixtureDraws(2)
	q := must1(NewMixture(normals, draws))
	plain, values := normalDraws([][]float64{{1}}, [][]float64{{1}})
	for _, c := range []struct {
		q    Posterior
		k    int
		want string
	}{
		{q, 6, "component 6 of a mixture of 6"},
		{q, -1, "component -1 of a mixture of 6"},
		{must1(NewPosterior(plain, values[0])), 0, "the rows are no mixtures"},
		{massRows(2, 1), 0, "the rows are no mixtures"},
		{Posterior{}, 0, "without rows"},
	} {
		if _, err := c.q.Component(c.k); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v does not say %q", err, c.want)
		}
	}
	if _, err := (Posterior{}).Weights(); err == nil {
		t.Error("weights of nothing")
	}
}
