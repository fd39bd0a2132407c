package main

import (
	"context"
	"fmt"
	"io"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/training"
)

// fitMembers trains an ensemble of the mixture density network, whose posterior is the members' mixture. Members differ in the layers
// below their heads and in their shuffles; each overfits few rows in its own way, so that together they are as sure as they should
// be. The history is the first member's.
func fitMembers(ctx context.Context, members int, t training.Trainer, rate training.Schedule, m *training.Model, train data.Set, epochs int, out io.Writer) (training.History, error) {
	t.Solver, t.Progress = nil, nil
	e := bnn.Ensemble{Members: members, Trainer: t, Solver: &training.Adam{Rate: rate}}
	histories, err := e.Fit(ctx, m, train, epochs)
	if err != nil {
		return nil, err
	}
	for k, h := range histories {
		fmt.Fprintf(out, "mdn  member %d/%d  %d epochs\n", k+1, members, len(h))
		for _, w := range h.Warnings() {
			fmt.Fprintln(out, "warning:", w)
		}
	}
	return histories[0], nil
}
