package ours

import (
	"context"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/data"
)

// Team enters the library.
type Team struct {
	Train, Test data.Set
	Vectors     data.Set // the targets of flows
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
	case harness.Transform:
		return t.transforming(c)
	case harness.FlowStep:
		return newFlow(c, t.Vectors.Head(c.Batch*c.Steps))
	case harness.FlowDensity, harness.FlowDraws:
		if c.Net == Joint {
			return t.flowing(c)
		}
		return t.computing(c)
	case harness.Draws:
		if f := draws[c.Net]; f != nil {
			return f(t, c)
		}
	}
	return nil, harness.ErrNoCase
}

// Tell gives what a case computes, of the first rows.
func (t Team) Tell(c harness.Case, rows int) ([][]float64, error) {
	switch c.Kind {
	case harness.Answers, harness.Swapped:
		return tellAnswers(c, rows)
	case harness.Transform:
		return t.tellTransform(c, rows)
	case harness.FlowStep, harness.FlowDensity, harness.FlowDraws:
		return t.tellFlow(c, rows)
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
