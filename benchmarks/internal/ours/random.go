package ours

import (
	"context"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// wide predicts a normal with a scale of its own in each row.
type wide struct{ body layers.MLP }

func (n wide) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	out := s.Call("head", layers.Dense{Units: 2}, s.Call("body", n.body, x))
	parts := ops.Split(out, 1, 1, 1)
	rows := x.Shape()[0]
	return distributions.Normal{
		Loc:   ops.Reshape(parts[0], rows),
		Scale: ops.AddConst(ops.Softplus(ops.Reshape(parts[1], rows)), 1e-3),
	}
}

// byBackprop draws every weight once a step, for all rows.
func byBackprop(body layers.MLP) made {
	return made{bnn.Variational{Net: wide{body}, Posterior: bnn.MeanField{}, Estimator: bnn.SharedSample, Only: []string{"*"}}, losses.ELBO{}}
}

// dropout drops a tenth of the units of each hidden layer.
func dropout(body layers.MLP) made {
	return made{bnn.MCDropout{Net: wide{body}, Rate: .1, Except: []string{"body/dense_0/*"}}, losses.ELBO{}}
}

// forRows is the trainer for so many rows, by which an ELBO weighs its divergence.
func forRows(t training.Trainer, rows int) training.Trainer {
	if e, ok := t.Loss.(losses.ELBO); ok {
		e.Rows = rows
		t.Loss = e
	}
	return t
}

// drawing predicts all rows at 100 draws of the weights.
func drawing(t Team, c harness.Case) (harness.Contender, error) {
	m, fit, err := Fresh(c.Net, c.Widths, c.Batch)
	if err != nil {
		return nil, err
	}
	few := t.Train.Head(1000)
	if _, err := forRows(fit, few.Rows()).Fit(context.Background(), m, few, 0); err != nil {
		return nil, err
	}
	x := t.Test.Head(c.Batch).X
	do := func() error {
		_, err := m.Predict(context.Background(), x, training.Draws(100))
		return err
	}
	return harness.Timed{Do: do}, do()
}
