package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gorgonia.org/tensor"
)

// The start from a trained network: loc and the prior's mean are its weights, sd is delta of their size, and so
// KL = sum sd²/(2 scale²) - 1/2 - log(sd/scale).
func TestMOPED(t *testing.T) {
	const delta, scale = .1, .7
	plain := initialized(t, deep{3}, 30, 2)
	fit(t, training.Trainer{}, plain, plane(30, 2, .3, 1), 3)
	prior, posterior := bnn.MOPED(plain.Params, delta, scale)
	m := initialized(t, whole(bnn.Variational{Net: deep{3}, Prior: prior, Posterior: posterior}), 30, 2)
	want := 0.
	for path, w := range plain.Params.All() {
		for _, name := range []string{"/loc", "/prior_loc"} {
			if d := cmp.Diff(w.Data(), m.Params.Get(path+name).Data()); d != "" {
				t.Errorf("%s%s does not start at the trained weights: %s", path, name, d)
			}
		}
		for i, v := range ops.Data[float64](w) {
			sd := delta * math.Abs(v)
			if got := softplus(ops.Data[float64](m.Params.Get(path + "/scale"))[i]); math.Abs(got/sd-1) > 1e-9 {
				t.Errorf("%s[%d]: sd %v, want %v", path, i, got, sd)
			}
			want += sd*sd/(2*scale*scale) - .5 - math.Log(sd/scale)
		}
		if !m.Params.IsState(path + "/prior_loc") {
			t.Errorf("the prior's mean of %s would be trained", path)
		}
	}
	if r, err := bnn.Divergences(m, 1, 0); err != nil || math.Abs(r.KL()/want-1) > 1e-9 {
		t.Errorf("KL %v, want %v (%v)", r.KL(), want, err)
	}
	before := m.Params.Get("loc/kernel/prior_loc").Clone().(*tensor.Dense)
	fit(t, training.Trainer{Loss: losses.ELBO{Rows: 30}}, m, plane(30, 2, .3, 1), 2)
	if d := cmp.Diff(before.Data(), m.Params.Get("loc/kernel/prior_loc").Data()); d != "" {
		t.Errorf("training moved the prior: %s", d)
	}
}

func TestMOPEDErrors(t *testing.T) {
	s := plane(5, 2, .3, 1)
	plain := initialized(t, deep{3}, 5, 2).Params
	for _, c := range []struct {
		want  string
		p     *layers.Params
		delta float64
		net   training.Net
	}{
		{"have no body/dense_0/kernel", nil, .1, deep{3}},
		{"(2, 3) and (2, 4): the trained weights of body/dense_0/kernel", plain, .1, deep{4}},
		{"delta is 0", plain, 0, deep{3}},
	} {
		prior, posterior := bnn.MOPED(c.p, c.delta, 1)
		v := whole(bnn.Variational{Net: c.net, Prior: prior, Posterior: posterior})
		_, err := training.Trainer{Loss: losses.ELBO{Rows: 5}}.Fit(ctx, &training.Model{Net: v}, s, 1)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}
