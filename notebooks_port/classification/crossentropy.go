package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// crossEntropy shows that a Bernoulli's negative log-likelihood is the binary cross-entropy: two losses of the library and the
// formula, on the same rows, in nats a row; and what it is made of.
type crossEntropy struct {
	NLL              float64 `json:"nll"`                // losses.NLL of the Bernoulli
	BCE              float64 `json:"bce"`                // losses.BinaryCrossEntropy of its logits
	ByHand           float64 `json:"by_hand"`            // -y log p - (1-y) log(1-p) of the predicted p
	RowDifference    float64 `json:"row_difference"`     // largest of a row between the two losses
	ByHandDifference float64 `json:"by_hand_difference"` // between them and the formula, in which 1-p is rounded

	// The last epoch's loss of networks trained on the one and on the other, and how far apart their weights end.
	TrainedNLL       float64 `json:"trained_nll"`
	TrainedBCE       float64 `json:"trained_bce"`
	WeightDifference float64 `json:"weight_difference"`

	// The lecture's last line: with the true probability as the label the loss is the same in the mean, and it is the entropy
	// of the class given x and the divergence of the network from it.
	Soft       float64  `json:"soft"`
	SoftLess   estimate `json:"soft_less_nll"`
	Entropy    float64  `json:"entropy"`
	Divergence float64  `json:"divergence"`
}

// compareLosses fills in all that one model shows on test rows whose exact p(1 | x) is p.
func (c *crossEntropy) compareLosses(ctx context.Context, m *training.Model, test data.Set, p []float64) error {
	nll, err := lossRows(m, losses.NLL{}, test.X.RawMatrix().Data, test.Y)
	if err != nil {
		return err
	}
	bce, err := lossRows(m, losses.BinaryCrossEntropy{}, test.X.RawMatrix().Data, test.Y)
	if err != nil {
		return err
	}
	soft, err := lossRows(m, losses.BinaryCrossEntropy{}, test.X.RawMatrix().Data, p)
	if err != nil {
		return err
	}
	q, err := m.Predict(ctx, test.X)
	if err != nil {
		return err
	}
	hand := q.Mean()
	for i, q := range hand {
		y := test.Y[i]
		hand[i] = -y*math.Log(q) - (1-y)*math.Log1p(-q)
		c.RowDifference = max(c.RowDifference, math.Abs(bce[i]-nll[i]))
		c.ByHandDifference = max(c.ByHandDifference, math.Abs(hand[i]-nll[i]), math.Abs(hand[i]-bce[i]))
		c.Entropy -= (xlogy(p[i], p[i]) + xlogy(1-p[i], 1-p[i])) / float64(len(p))
	}
	c.NLL, c.BCE, c.ByHand, c.Soft = stat.Mean(nll, nil), stat.Mean(bce, nil), stat.Mean(hand, nil), stat.Mean(soft, nil)
	c.Divergence = c.Soft - c.Entropy
	floats.Sub(soft, nll)
	c.SoftLess = estimateOf(soft)
	return nil
}

// lossRows computes a loss of each row with the parameters of a model without scalers.
func lossRows(m *training.Model, loss losses.Loss, x, y []float64) ([]float64, error) {
	f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return loss.PerRow(m.Net.Forward(s, in[0]), in[1]) })
	v, err := f.Apply(m.Params, tensor.New(tensor.WithShape(len(y), len(x)/len(y)), tensor.WithBacking(x)), tensor.New(tensor.WithBacking(y)))
	if err != nil {
		return nil, err
	}
	return append([]float64(nil), v.Data().([]float64)...), nil
}

// weightDifference is the largest difference of a weight between two models of one network.
func weightDifference(a, b *training.Model) (most float64) {
	for name, w := range a.Params.All() {
		most = max(most, floats.Distance(w.Data().([]float64), b.Params.Get(name).Data().([]float64), math.Inf(1)))
	}
	return most
}

func (c crossEntropy) print(out io.Writer, rows int) {
	fmt.Fprintf(out, "\nnats a row, mean over %d test rows\n", rows)
	for _, l := range []struct {
		name  string
		value float64
	}{
		{"negative log-likelihood of the Bernoulli", c.NLL},
		{"binary cross-entropy of its logits", c.BCE},
		{"  largest difference in a row", c.RowDifference},
		{"-y log p - (1-y) log(1-p) by hand", c.ByHand},
		{"  largest difference in a row", c.ByHandDifference},
		{"training loss of the last epoch, likelihood", c.TrainedNLL},
		{"training loss of the last epoch, cross-entropy", c.TrainedBCE},
		{"  largest difference in a weight", c.WeightDifference},
	} {
		fmt.Fprintf(out, "  %-48s %.17g\n", l.name, l.value)
	}
	fmt.Fprintf(out, "  %-48s %.6f, difference %+.6f ± %.6f\n", "with the true p(1 | x) in place of y", c.Soft, c.SoftLess.Mean, c.SoftLess.SE)
	fmt.Fprintf(out, "  %-48s %.6f = %.6f + %.6f\n", "  = entropy of the class + divergence from it", c.Soft, c.Entropy, c.Divergence)
}
