package bnn_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/ops"
)

// inverseSoftplus is the raw parameter of a scale.
func inverseSoftplus(y float64) float64 { return y + math.Log(-math.Expm1(-y)) }

// A posterior that has hardly moved from its prior has the divergence (m² + (s - 1)²)/2 + (s - 1) - log s a weight, of which
// the difference of cross-entropy and entropy, 1.4 each, keeps nothing: 5e-17 came as 0.
func TestDivergenceOfWhatHasHardlyMoved(t *testing.T) {
	for _, c := range []struct{ loc, scale float64 }{{1e-8, 1}, {0, 1 + 1e-6}, {1e-7, 1 - 3e-5}, {3, .2}, {0, 1e-12}, {-2, 40}} {
		m := initialized(t, whole(bnn.Variational{Net: deep{3}, Only: []string{"*/kernel"}}), 30, 2)
		for _, path := range m.Params.Names() {
			v := ops.Data[float64](m.Params.Get(path))
			for i := range v {
				switch {
				case strings.HasSuffix(path, "/loc"):
					v[i] = c.loc
				case strings.HasSuffix(path, "/scale"):
					v[i] = inverseSoftplus(c.scale)
				}
			}
		}
		r, err := bnn.Divergences(m, 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		e := c.scale - 1 // what softplus gives is off by ulps of the scale
		each := (c.loc*c.loc + e*e) / 2
		if math.Abs(e) < .01 {
			each += e * e * (1./2 - e*(1./3-e*(1./4-e/5)))
		} else {
			each += e - math.Log(c.scale)
		}
		for _, d := range r {
			want := each * float64(d.Weights)
			if math.Abs(d.KL-want) > 1e-13*want+float64(d.Weights)*8*0x1p-52*math.Abs(e) {
				t.Errorf("%v: %s has a divergence of %v, want %v", fmt.Sprint(c), d.Path, d.KL, want)
			}
		}
	}
}
