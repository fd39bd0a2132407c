package distributions

import (
	"context"
	"math"
	"strings"
	"testing"

	G "gorgonia.org/gorgonia"
)

// idle is rows of a mixture of four normals of which component 1 has weight .005 everywhere and component 2 has a weight above .01 in
// one row alone, the one of the given number.
func idle(rows, awake int) (MixtureSameFamily, drawValues) {
	c := newDeclaredOn()
	d := MixtureSameFamily{
		Mixing:     Categorical{Logits: c.input("logits", 4, 4)},
		Components: Normal{Loc: c.input("loc", 4, 4), Scale: c.input("scale", 4)},
	}
	logits, loc := make([]float64, 4*rows), make([]float64, 4*rows)
	for i := range rows {
		third := .001
		if i == awake {
			third = .02
		}
		for k, w := range []float64{.5, .005, third, .495 - third} {
			logits[4*i+k], loc[4*i+k] = math.Log(w)+math.Sin(float64(i)), float64(k)
		}
	}
	return d, c.feed(map[string]G.Value{"logits": dense(logits, rows, 4), "loc": dense(loc, rows, 4), "scale": dense([]float64{.5, .5, .5, .5}, 4)})
}

// deadIn is the warnings of q about components.
func deadIn(q Posterior) string {
	var said []string
	for _, w := range q.Warnings() {
		if strings.Contains(w, "mixture components") {
			said = append(said, w)
		}
	}
	return strings.Join(said, "; ")
}

// Components that no row uses are told of many rows and not of few, also scaled, swapped, of draws, and streamed.
func TestDeadComponentsAreTold(t *testing.T) {
	of := func(rows, awake int) Posterior {
		d, values := idle(rows, awake)
		return must1(NewPosterior(d, values))
	}
	d, values := idle(1000, 999)
	_, second := idle(1000, -1) // of the same nodes, by their names
	draws := must1(NewMixture(d, []func(*G.Node) G.Value{values, second}))
	streamed := must1(NewStreamed(context.Background(), d, 1000, 2, 64, func(first, n int) ([]func(*G.Node) G.Value, error) {
		cut := func(all drawValues) drawValues {
			return func(p *G.Node) G.Value {
				v := all(p).Data().([]float64)
				if p.Name() == "scale" {
					return dense(v, 4)
				}
				return dense(v[4*first:4*(first+n)], n, 4)
			}
		}
		return []func(*G.Node) G.Value{cut(values), cut(second)}, nil
	}))
	for _, c := range []struct {
		name string
		q    Posterior
		want string
	}{
		{"two die", of(1000, -1), "2 of 4 mixture components have no weight above 1% in any of the 1000 rows"},
		{"the last row uses one", of(1000, 999), "1 of 4"},
		{"few rows", of(999, -1), ""},
		{"one row", of(1000, -1).Row(0), ""},
		{"scaled", must1(of(1000, 3).Scaled(13.5, 2)), "1 of 4"},
		{"swapped", must1(SwapPrior(of(1000, 3), FlatPrior{-1, 5}, FlatPrior{0, 4})), "1 of 4"},
		{"draws, each apart", draws, "3 of 8"},
		{"one of the draws", draws.Draw(1), "2 of 4"},
		{"streamed", streamed, "3 of 8"},
	} {
		if got := deadIn(c.q); (got == "") != (c.want == "") || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A mixture that uses all it has, and what is none, say nothing.
func TestHealthyMixturesAreSilent(t *testing.T) {
	betas, values, _ := betaMixture(1200)
	plain, draws := normalDraws([][]float64{make([]float64, 1200)}, [][]float64{ones(1200)})
	for name, q := range map[string]Posterior{"Betas": must1(NewPosterior(betas, values)), "normals": must1(NewPosterior(plain, draws[0]))} {
		if got := deadIn(q); got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func ones(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = 1
	}
	return x
}

// Mixtures are found where they stand.
func TestMixtures(t *testing.T) {
	c := newDeclaredOn()
	logits := c.input("logits", 4, 2, 3)
	inner := MixtureSameFamily{Categorical{logits}, Normal{c.input("loc", 4, 2, 3), c.input("scale", 4, 2, 3)}}
	outer := MixtureSameFamily{Categorical{c.input("outer", 4, 2)}, inner}
	type both struct {
		Distribution
		Parts []Distribution
		At    *MixtureSameFamily
	}
	for name, x := range map[string]struct {
		d    Distribution
		want int
	}{
		"itself":      {inner, 1},
		"of mixtures": {outer, 2},
		"independent": {Independent{Base: inner}, 1},
		"none":        {Normal{logits, logits}, 0},
		"in fields":   {both{Distribution: Normal{logits, logits}, Parts: []Distribution{inner, Normal{logits, logits}, nil}, At: &outer}, 3},
	} {
		if got := Mixtures(x.d); len(got) != x.want {
			t.Errorf("%s: %d mixtures, want %d", name, len(got), x.want)
		}
	}
	if got := Mixtures(outer); len(got) == 2 && (got[0].Mixing.Logits == logits || got[1].Mixing.Logits != logits) {
		t.Error("the outermost is not first")
	}
}
