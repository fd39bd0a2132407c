package distributions

import (
	"errors"
	"strings"
	"testing"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Explain has nothing to say of what cannot be looked at, and does not panic.
func TestExplainOfWhatIsIllFormed(t *testing.T) {
	g := G.NewGraph()
	vector := func(name string, n int) *G.Node { // nodes of one name and shape are one
		return G.NewVector(g, G.Float64, G.WithShape(n), G.WithName(name))
	}
	of := func(v G.Value, err error) func(*G.Node) (G.Value, error) {
		return func(*G.Node) (G.Value, error) { return v, err }
	}
	negative := of(tensor.New(tensor.WithBacking([]float64{1, -1, 1})), nil)
	good := Normal{Loc: vector("loc", 3), Scale: vector("scale", 3)}
	for name, c := range map[string]struct {
		d     Distribution
		row   int
		value func(*G.Node) (G.Value, error)
	}{
		"no distribution":       {nil, 0, negative},
		"no parameters":         {Normal{}, 0, negative},
		"no components":         {MixtureSameFamily{}, 0, negative},
		"no base":               {Independent{}, 0, negative},
		"shapes that do not go": {Beta{Alpha: vector("alpha", 3), Beta: vector("beta", 4)}, 0, negative},
		"no values":             {good, 1, nil},
		"nil values":            {good, 1, of(nil, nil)},
		"values of an error":    {good, 1, of(nil, errors.New("gone"))},
		"whole numbers":         {good, 1, of(tensor.New(tensor.WithBacking([]int64{1, -1, 1})), nil)},
		"row -1":                {good, -1, negative},
		"a row of what is good": {good, 0, negative},
	} {
		if text := Explain(c.d, c.row, []float64{0}, c.value); text != "" {
			t.Errorf("%s: %q, want nothing", name, text)
		}
	}
	if text := Explain(good, 1, nil, negative); !strings.Contains(text, "Normal.Scale is -1 and must be positive") {
		t.Errorf("row 1: %q", text)
	}
}
