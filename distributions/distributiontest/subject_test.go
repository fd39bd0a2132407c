package distributiontest

import (
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What Run cannot check it refuses in a sentence, and does not panic.
func TestRefused(t *testing.T) {
	g := G.NewGraph()
	valueless := G.NewVector(g, tensor.Float64, G.WithShape(2), G.WithName("scale"))
	for _, c := range []struct {
		d    distributions.Distribution
		y    []float64
		want string
	}{
		{nil, nil, "the distribution is nil"},
		{distributions.Normal{Loc: Vec(0, 1)}, []float64{0, 1}, "parameter 2 of 2 is nil"},
		{distributions.Normal{Loc: Vec(0), Scale: Vec(1)}, []float64{0}, "must be (n) with n >= 2"},
		{distributions.Normal{Loc: Vec(0, 1), Scale: Vec(1, 1)}, []float64{0}, "1 numbers of targets, not 2"},
		{distributions.Normal{Loc: Vec(0, 1), Scale: valueless}, []float64{0, 1}, "Normal.Scale has no value"},
	} {
		if _, err := newSubject(c.d, c.y); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
