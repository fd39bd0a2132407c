package bnn

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/parallel"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/stop"
	"github.com/deepprob/deepprob/solvers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// Ensemble trains the same network several times, from different seeds, and predicts the equally weighted mixture of
// its members (Lakshminarayanan et al. 2017, arXiv:1612.01474): their distributions are mixed, never their parameters.
type Ensemble struct {
	Members   int  // 0: 5
	Bootstrap bool // whether each member has rows drawn from the training rows with replacement, as many as there are

	// Trainer fits each member, with a seed hashed from Seed and the member's number, on one core and without Progress, so that
	// ensembles of different seeds have no member in common. Its Solver must be nil: a solver keeps the state of one set of
	// weights, so each member has a copy of Solver that has made no step (solvers.Fresh). Nil: Adam at its default rate. Of a
	// Checkpoint each member has its Part: fit.member-0.safetensors and so on. With Resume members that are done are read from theirs,
	// and those under way go on.
	Trainer training.Trainer
	Solver  G.Solver
}

// Fit trains the members, one on each core at a time, and gives them to m as its Sampler: m.Predict mixes them all. All
// begin anew: Params that m has are replaced by the first member's. The scalers are fitted once, on all training rows. It
// returns the members' histories. Nothing about m changes on an error, but for its scalers.
func (e Ensemble) Fit(ctx context.Context, m *training.Model, train data.Set, epochs int) ([]training.History, error) {
	h, err := e.fit(ctx, m, train, epochs)
	if err != nil {
		return nil, fmt.Errorf("bnn: ensemble: %w", err)
	}
	return h, nil
}

func (e Ensemble) fit(ctx context.Context, m *training.Model, train data.Set, epochs int) ([]training.History, error) {
	n := e.Members
	if n == 0 {
		n = 5
	}
	switch {
	case n < 1:
		return nil, fmt.Errorf("%d members: want at least 1", n)
	case m == nil || m.Net == nil:
		return nil, errors.New("the model is nil or has no Net")
	case e.Trainer.Solver != nil:
		return nil, errors.New("Trainer.Solver would be shared by the members: leave it nil and set Ensemble.Solver, of which each has a copy")
	}
	if err := stop.Err(ctx); err != nil {
		return nil, err
	}
	release, err := m.Claim()
	if err != nil {
		return nil, err
	}
	defer release()
	if err := m.FitScalers(train); err != nil {
		return nil, err
	}
	members := make([]*training.Model, n)
	histories := make([]training.History, n)
	errs := make([]error, n)
	group := stop.NewGroup(ctx)
	defer group.End()
	parallel.Each(n, func(k int) {
		members[k] = m.Fresh()
		histories[k], errs[k] = e.fitMember(group.Context(), k, members[k], train, epochs)
		if errs[k] != nil {
			errs[k] = fmt.Errorf("member %d: %w", k, errs[k])
			group.Fail(errs[k])
		}
	})
	if err := whyStopped(group, errs); err != nil {
		return nil, err
	}
	var samples training.Samples
	for _, member := range members {
		samples = append(samples, member.Params)
	}
	m.Params, m.Sampler, m.Run = members[0].Params.Clone(), samples, training.Run{}
	m.History, m.Trainer = histories[0], e.Trainer.Settings()
	return histories, nil
}

func (e Ensemble) fitMember(ctx context.Context, k int, m *training.Model, train data.Set, epochs int) (training.History, error) {
	t, err := e.member(k)
	if err != nil {
		return nil, err
	}
	return t.Fit(ctx, m, e.rows(train, k), epochs)
}

// member is the trainer of member k.
func (e Ensemble) member(k int) (t training.Trainer, err error) {
	t = e.Trainer
	t.Seed = rng.SplitAt(t.Seed, "bnn/ensemble", k)
	t.Cores = 1
	t.Progress = nil
	if t.Checkpoint != nil {
		t.Checkpoint = t.Checkpoint.Part(fmt.Sprintf("member-%d", k))
	}
	t.Solver, err = solvers.Fresh(e.Solver)
	return t, err
}

// rows are those that member k is trained on.
func (e Ensemble) rows(train data.Set, k int) data.Set {
	if !e.Bootstrap {
		return train
	}
	n := train.Rows()
	u := make([]float64, n)
	rng.New(e.Trainer.Seed, "bnn/bootstrap", uint64(k), 0).Uniform64(u, 0)
	at := make([]int, n)
	for i, v := range u {
		at[i] = min(int(v*float64(n)), n-1)
	}
	return train.Take(at)
}

// whyStopped is why the members, or chains, of a group did not come to their end; nil if all did.
func whyStopped(group *stop.Group, errs []error) error {
	joined := errors.Join(errs...)
	if joined == nil {
		return nil
	}
	return cmp.Or(group.Err(), joined)
}
