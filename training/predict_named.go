package training

import (
	"context"
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"gonum.org/v1/gonum/mat"
)

// PredictTable is Predict for rows whose columns have names, of a *data.Table or a data.Set, which need have no target. The
// features that the model was fitted on are found by name, whatever the order of the columns, and text and missing numbers
// are encoded with the levels and fills of the fit. Other columns are ignored.
func (m *Model) PredictTable(ctx context.Context, from data.Named, options ...PredictOption) (distributions.Posterior, error) {
	x, err := m.Inputs(from)
	if err != nil {
		return distributions.Posterior{}, fmt.Errorf("training: %w", err)
	}
	return m.Predict(ctx, x, options...)
}

// MarginalsTable is Marginals for rows whose columns have names.
func (m *Model) MarginalsTable(ctx context.Context, from data.Named, options ...PredictOption) ([]distributions.Posterior, error) {
	x, err := m.Inputs(from)
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	return m.Marginals(ctx, x, options...)
}

// PredictJointTable is PredictJoint for rows whose columns have names.
func (m *Model) PredictJointTable(ctx context.Context, from data.Named, options ...PredictOption) (distributions.Joint, error) {
	x, err := m.Inputs(from)
	if err != nil {
		return distributions.Joint{}, fmt.Errorf("training: %w", err)
	}
	return m.PredictJoint(ctx, x, options...)
}

// Inputs are the columns that Predict takes, from rows whose columns have names.
func (m *Model) Inputs(from data.Named) (*mat.Dense, error) {
	if m.XScale == nil {
		return nil, errors.New("the Model has no XScale, which knows the names of its features: fit it first")
	}
	return m.XScale.Columns(from)
}

// Ordered is the set with its features in the order that the model was fitted on, where both have names: a column must
// not pass for another. A feature that it lacks, and another target, are errors. Fitting does it with all rows it is given.
func (m *Model) Ordered(s data.Set) (data.Set, error) {
	if m.XScale == nil || m.YScale == nil {
		return s, nil
	}
	return s.Order(*m.XScale, *m.YScale)
}
