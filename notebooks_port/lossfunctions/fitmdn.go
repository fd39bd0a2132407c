package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
	"github.com/deepprob/deepprob/training"
)

// fitMDN trains the mixture and measures its divergence before the first epoch and after each. A fit that goes on has the divergences of the
// epochs before in its Note, which is in its file; the folder has what is finished.
func fitMDN(ctx context.Context, o options, t training.Trainer, m *training.Model, train, test data.Set, r *results, folder output.Folder) error {
	q := newQuadrature(48)
	if _, err := t.Fit(ctx, m, train, 0); err != nil { // draws the parameters: the curve begins before the first step
		return err
	}
	d, err := judge(ctx, m, test, q)
	if err != nil {
		return err
	}
	if err := note(m, []divergence{d}); err != nil {
		return err
	}
	if t, err = checkpoint.Of(o.checkpoint, t, "mdn"); err != nil {
		return err
	}
	for _, err := range t.Epochs(ctx, m, train, o.epochs) {
		if err != nil {
			return err
		}
		if d, err = judge(ctx, m, test, q); err != nil {
			return err
		}
		if r.KL, err = noted(m); err != nil {
			return err
		}
		r.KL = append(r.KL, d)
		if err := note(m, r.KL); err != nil {
			return err
		}
		r.MDN.EpochLoss = m.History.Losses()
		if err := folder.Part(r); err != nil {
			return err
		}
	}
	r.MDN.EpochLoss = m.History.Losses()
	r.KL, err = noted(m)
	return err
}

func note(m *training.Model, kl []divergence) error {
	text, err := json.Marshal(kl)
	m.Note = string(text)
	return err
}

func noted(m *training.Model) (kl []divergence, err error) {
	if err := json.Unmarshal([]byte(m.Note), &kl); err != nil {
		return nil, fmt.Errorf("the Note of the mixture's file: %w", err)
	}
	return kl, nil
}
