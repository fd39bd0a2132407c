package ours

import (
	"context"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/data"
)

// Team enters the library.
type Team struct {
	Train, Test data.Set
}

// Name is harness.Ours.
func (Team) Name() string { return harness.Ours }

// Enter builds what the case needs, compiled and run once.
func (t Team) Enter(c harness.Case) (harness.Contender, error) {
	switch c.Kind {
	case harness.Step:
		return newTraining(c, t.Train.Head(c.Batch*c.Steps))
	case harness.Compile:
		return firstStep(c, t.Train.Head(c.Batch))
	case harness.Predict, harness.Mean, harness.Density:
		return t.predicting(c)
	case harness.Answers, harness.Swapped:
		return answering(c)
	case harness.Draws:
		if f := draws[c.Net]; f != nil {
			return f(t, c)
		}
	}
	return nil, harness.ErrNoCase
}

// firstStep makes, compiles and trains a new model by one batch.
func firstStep(c harness.Case, batch data.Set) (harness.Contender, error) {
	do := func() error {
		m, fit, err := Fresh(c.Net, c.Widths, c.Batch)
		if err != nil {
			return err
		}
		_, err = forRows(fit, batch.Rows()).Fit(context.Background(), m, batch, 1)
		return err
	}
	return harness.Timed{Do: do}, do()
}
