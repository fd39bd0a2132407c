package flows_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	"github.com/deepprob/deepprob/export"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// What a flow cannot do is an error that says so.
func TestMistakes(t *testing.T) {
	two, one := bent(20, 1), second(bent(20, 1))
	for _, c := range []struct {
		net  training.Net
		set  data.Set
		want string
	}{
		{flows.Flow{}, one, "there is nothing to learn"},
		{flows.NSF{}, two, "set Dim to 2"},
		{flows.NSF{Dim: -1}, one, "Dim is -1"},
		{flows.NSF{Layers: -1}, one, "Layers is -1"},
		{flows.NSF{Bins: 1}, one, "Bins is 1"},
		{flows.NSF{Dim: 2, Bound: -1}, two, "spline at coupling_0: Bound is -1"},
		{flows.NSF{Bound: 1e20}, one, "from 1e-06 to 1e+06, 0 for 5"},
		{flows.NSF{Bound: 1e-20}, one, "Bound is 1e-20"},
		{flows.BPF{Dim: 2, Bound: math.NaN()}, two, "bernstein at autoregressive_0: Bound is NaN"},
		{flows.MAF{Dim: 2}, lost(two), "target 1\", row 2 (from 0): NaN"},
		{flows.NSF{Unconditional: true}, data.Set{Y: one.Y}, "give X a column of zeros"},
		{flows.NSF{}, distant(one), "give the Model a scaler"},
		{flows.BPF{Degree: 2}, one, "Degree is 2"},
		{flows.NSF{Hidden: []int{0}}, one, "Hidden is [0]"},
		{flows.NSF{Base: flows.StandardT{DF: -1}}, one, "DF is -1"},
		{flows.Flow{Transforms: []flows.Transform{nil}}, one, "transform 0 is nil"},
		{flows.Flow{Dim: 2, Transforms: []flows.Transform{flows.Coupling{Keep: []bool{true, true}}}}, two, "some mapped"},
		{flows.Flow{Dim: 2, Transforms: []flows.Transform{flows.Autoregressive{Order: []int{0, 2}}}}, two, "Order is [0 2]"},
		{flows.Flow{Dim: 2, Transforms: []flows.Transform{flows.Autoregressive{Hidden: []int{2}, Degrees: [][]int{{0, 1}}}}}, two, "a degree of layer 0 is 1"},
		{flows.Flow{Dim: 2, Transforms: []flows.Transform{flows.Coupling{}, flows.Permute{Order: []int{0}}}}, two, "Order is of 1 numbers"},
		{flows.Flow{Transforms: []flows.Transform{flows.Coupling{}, flows.Fixed{Of: distributions.Exp{}}}}, signed(one), "nothing is before it"},
		{flows.Flow{Transforms: []flows.Transform{flows.Coupling{}, flows.Fixed{}}}, one, "Of is nil"},
		{flows.Flow{Dim: 2, Transforms: []flows.Transform{flows.Coupling{}, flows.Fixed{Of: distributions.SoftmaxCentered{}}}}, two, "keeps them"},
		{flows.Flow{Dim: 2, Transforms: []flows.Transform{flows.Permute{Order: []int{0, 0}}, flows.LU{}}}, two, "permute_0: Order is [0 0]"},
		{flows.Flow{Transforms: []flows.Transform{flows.Permute{Order: []int{1}}, flows.LU{}}}, one, "Order is [1]"},
		{flows.Flow{Dim: 2, Transforms: []flows.Transform{flows.Reverse{}}}, two, "has no weights"},
		{flows.Flow{Dim: 2, Transforms: []flows.Transform{(*flows.Coupling)(nil)}}, two, "transform 0 is nil"},
		{flows.Flow{Dim: 2, Transforms: []flows.Transform{flows.Coupling{Of: (*flows.Spline)(nil)}}}, two, "Of is a nil *flows.Spline"},
		{flows.Flow{Transforms: []flows.Transform{flows.LU{}, flows.Fixed{Of: (*distributions.Exp)(nil)}}}, one, "Of is nil"},
		{flows.NSF{Base: (*flows.Mixture)(nil)}, one, "Base is a nil *flows.Mixture"},
		{flows.NSF{Base: flows.StandardT{DF: math.Inf(1)}}, one, "DF is +Inf"},
		{flows.NSF{Dim: 2, Base: laplaceOf{}}, two, "must follow dim"},
		{flows.NSF{Base: nothing{}}, one, "nothing returned nil"},
		{flows.Flow{Transforms: []flows.Transform{nothing{}}}, one, "nothing returned nil"},
		{flows.NSF{Body: (*layers.Flatten)(nil)}, one, "Body is a nil *layers.Flatten"},
		{flows.NSF{Dim: 1 << 20}, one, "Dim is 1048576"},
		{flows.NSF{Base: flows.Mixture{Components: -1}}, one, "Components is -1"},
		{flows.NSF{Body: wide{}}, one, "some numbers a row"},
		{flows.Flow{Transforms: []flows.Transform{flows.LU{}, flows.Fixed{Of: distributions.Permutation{Index: []int{0}}}}}, one, "is a map of vectors"},
		{flows.Flow{Transforms: []flows.Transform{flows.LU{}, flows.Fixed{Of: distributions.Affine{Shift: distributiontest.Vec(1)}}}}, one, "is a node"},
		{bnn.MCDropout{Net: flows.NSF{Dim: 2}}, two, "nothing to drop"},
	} {
		var loss losses.Loss
		if _, wrapped := c.net.(bnn.MCDropout); wrapped {
			loss = losses.ELBO{Rows: 20}
		}
		_, err := training.Trainer{Loss: loss}.Fit(ctx, &training.Model{Net: c.net}, c.set, 1)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: error %v, want %q", c.net, err, c.want)
		}
	}
}

// nothing is a base and a transform of one's own that forget to return anything.
type nothing struct{}

func (nothing) Distribution(*layers.Scope, *G.Node, int) distributions.Distribution { return nil }

func (nothing) Bijector(*layers.Scope, *G.Node, int) distributions.Bijector { return nil }

// wide gives each row a matrix.
type wide struct{}

func (wide) Forward(_ *layers.Scope, x *G.Node) *G.Node { return ops.Reshape(x, x.Shape()[0], 1, -1) }

// signed is s with its first target below 0.
func signed(s data.Set) data.Set {
	s.Y = append([]float64{-1}, s.Y[1:]...)
	return s
}

// lost is s without its sixth number.
func lost(s data.Set) data.Set {
	s.Y = append([]float64(nil), s.Y...)
	s.Y[5] = math.NaN()
	return s
}

// distant is s in units so small that float32 has no place for them.
func distant(s data.Set) data.Set {
	s.Y = append([]float64(nil), s.Y...)
	for i := range s.Y {
		s.Y[i] += 1e300
	}
	return s
}

// Wrappers of weights reach a flow of one number's layers.
func TestWrappedNumbers(t *testing.T) {
	train := second(bent(50, 1))
	for _, net := range []training.Net{bnn.MCDropout{Net: flows.NSF{}}, bnn.Variational{Net: flows.NSF{}}, bnn.Variational{Net: flows.BPF{Unconditional: true}}} {
		m := &training.Model{Net: net}
		if _, err := (training.Trainer{Loss: losses.ELBO{Rows: 50}, Seed: 1}).Fit(ctx, m, train, 2); err != nil {
			t.Fatal(err)
		}
		q, err := m.Predict(ctx, train.X, training.Draws(5))
		if err != nil {
			t.Fatal(err)
		}
		for i, y := range q.Quantile(.3) {
			if p := q.Row(i).CDF([]float64{y})[0]; math.Abs(p-.3) > 1e-9 {
				t.Errorf("%v, row %d: the cdf at the quantile of .3 is %v", net, i, p)
			}
		}
	}
}

// A flow prints, is summed up, and is no program of its own yet, which the error says.
func TestSummaryAndExport(t *testing.T) {
	m := &training.Model{Net: flows.NSF{Dim: 2, Layers: 2, Linear: true}}
	fit(t, m, bent(20, 1), 1)
	if s := fmt.Sprint(m.Net); s != "flows.NSF{Dim: 2, Layers: 2, Linear: true}" {
		t.Errorf("it prints as %s", s)
	}
	var text, program bytes.Buffer
	if err := m.Summary(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"coupling_5/dense_2", "lu_1", "target", "kernel (2, 64)", "trained and 4 of states"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the summary lacks %q:\n%s", want, text.String())
		}
	}
	if err := export.Go(&program, m, "flow"); err == nil || !strings.Contains(err.Error(), "Transformed cannot be exported") {
		t.Errorf("export: %v", err)
	}
}
