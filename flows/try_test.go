package flows_test

import (
	"fmt"
	"testing"
	"bytes"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	_ "github.com/deepprob/deepprob/all"
)

func TestTry(t *testing.T) {
	train := bent(500, 1)
	one := train
	one.Y = nil
	for i := range 500 {
		one.Y = append(one.Y, train.Y[2*i+1]+1)
	}
	for _, net := range []training.Net{flows.MAF{}, flows.MAF{Unconditional: true}, flows.Flow{}, flows.Flow{Base: flows.Mixture{}, Transforms: []flows.Transform{flows.Coupling{}, flows.Fixed{Of: distributions.Exp{}}}},
	flows.Flow{Base: flows.Mixture{}, Unconditional: true},
	} {
		m := &training.Model{Net: net}
		tr := training.Trainer{Loss: losses.NLL{}, Seed: 1}
		h, err := tr.Fit(ctx, m, one, 10)
		if err != nil {
			t.Error(net, err)
			continue
		}
		q, err := m.Predict(ctx, one.X)
		if err != nil {
			t.Error(net, err)
			continue
		}
		fmt.Println(net, h[9].Loss, q.Row(0).Quantile(.5), q.Row(0).CDF([]float64{1}), q.Row(0).Mean(), q.Row(0).Warnings(), q.Row(0).Support())
		var b bytes.Buffer
		m.Summary(&b)
		fmt.Println(b.String())
	}
	for _, net := range []training.Net{flows.MAF{Dim: 2}, flows.RealNVP{Dim: 2, Unconditional: true}, flows.IAF{Dim: 2}, flows.Flow{Dim:2}, flows.Flow{Dim: 2, Base: flows.Mixture{}, Transforms: []flows.Transform{flows.Coupling{}}},
	flows.Flow{Dim: 2, Base: flows.Mixture{}, Unconditional: true},
	bnn.Variational{Net: flows.MAF{Dim: 2}},
	} {
		m := &training.Model{Net: net}
		var loss losses.Loss = losses.NLL{}
		var opts []training.PredictOption
		if _, ok := net.(bnn.Variational); ok { loss = losses.ELBO{Rows: 500}; opts = append(opts, training.Draws(3)) }
		tr := training.Trainer{Loss: loss, Seed: 1}
		h, err := tr.Fit(ctx, m, train, 10)
		if err != nil {
			t.Error(net, err)
			continue
		}
		q, err := m.PredictJoint(ctx, train.X, opts...)
		if err != nil {
			t.Error(net, err)
			continue
		}
		p := q.Row(0)
		fmt.Println(net, h[9].Loss, p.Mean(), p.Covariance(), p.Sample(1, 2), p.Warnings(), p.HPDLevel([][]float64{{0,0}}, 1))
		var b bytes.Buffer
		m.Summary(&b)
		fmt.Println(b.String())
	}
}
