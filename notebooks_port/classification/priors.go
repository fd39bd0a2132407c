package main

import (
	"context"
	"fmt"
	"io"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/training"
)

// priors is a network trained under one class prior and deployed under another: the lecture's density ratio,
// q(c | x) = p(c | x) p'(c)/p(c), normalized.
type priors struct {
	Train   float64 `json:"train_prior"`  // of class 1
	Deploy  float64 `json:"deploy_prior"` // of class 1
	Own     score   `json:"own"`          // on rows mixed as in training
	AsIs    score   `json:"as_is"`        // on rows mixed the other way
	Swapped score   `json:"swapped"`      // on these, with the prior swapped
	Exact   score   `json:"exact"`        // on these, the exact p(1 | x)
	Stale   float64 `json:"stale"`        // divergence there of the exact p(1 | x) under the training prior: what AsIs cannot avoid
}

// bernoulli is the prior of two classes.
func bernoulli(prior1 float64) distributions.ClassPrior {
	return distributions.ClassPrior{1 - prior1, prior1}
}

// deploy judges a model trained under p.Train.
func (p *priors) deploy(ctx context.Context, m *training.Model, own, other data.Set) error {
	q, err := m.Predict(ctx, own.X)
	if err != nil {
		return err
	}
	p.Own = scoreOf(q.Mean(), own.Y, exact(own.X, p.Train))
	if q, err = m.Predict(ctx, other.X); err != nil {
		return err
	}
	swapped, err := distributions.SwapPrior(q, bernoulli(p.Train), bernoulli(p.Deploy))
	if err != nil {
		return err
	}
	truth := exact(other.X, p.Deploy)
	p.AsIs = scoreOf(q.Mean(), other.Y, truth)
	p.Swapped = scoreOf(swapped.Mean(), other.Y, truth)
	p.Exact = scoreOf(truth, other.Y, truth)
	p.Stale = scoreOf(exact(other.X, p.Train), other.Y, truth).Divergence
	return nil
}

func (p priors) print(out io.Writer) {
	fmt.Fprintf(out, "\ntrained with %.0f%% of class 1, deployed where it is %.0f%%\n", 100*p.Train, 100*p.Deploy)
	fmt.Fprintf(out, "  %-24s %8s %9s %11s %11s %12s  %s\n", "", "NLL", "accuracy", "divergence", "mean |q-p|", "calibration", "bins in band")
	for _, s := range []struct {
		name string
		score
	}{{"mixed as in training", p.Own}, {"deployed as it is", p.AsIs}, {"with the prior swapped", p.Swapped}, {"exact p(1 | x)", p.Exact}} {
		fmt.Fprintf(out, "  %-24s %8.4f %9.4f %11.6f %11.4f %12.4f  %d of %d\n",
			s.name, s.NLL, s.Accuracy, s.Divergence, s.MeanError, s.CalibrationError, s.Inside, len(s.Bins))
	}
	fmt.Fprintf(out, "  the exact p(1 | x) of the training prior diverges there by %.6f\n", p.Stale)
}
