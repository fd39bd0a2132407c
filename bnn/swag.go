package bnn

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
)

// SWAG fits a normal to the weights that stochastic gradient descent passes through at a rate that does not decay (Maddox
// et al. 2019, arXiv:1902.02476, algorithm 1). A draw is
//
//	w = mean + sqrt(Scale) (sqrt(var/2) z1 + D z2/sqrt(2 (K-1)))
//
// with standard normals z, where mean and var are of the weights after each of the last Collect epochs, element by
// element, and the columns of D are the deviations of the last K = Rank of them from their mean. (The article takes them
// from the running mean, which makes the first ones too small.) States, such as the means of a batch normalization, are
// those of the mean weights, found by further passes over the rows.
type SWAG struct {
	Collect int     // epochs at whose end weights are taken; 0: the second half
	Rank    int     // K, at most Collect; 0: 20, or Collect if that is less
	Scale   float64 // of the covariance; 0: 1, or without a Solver what the loss says, see Trainer

	// Chains are starts, each of so many epochs and with a normal of its own, for Diagnose to compare; 0: 1. All but the
	// first begin anew, and draws are of all in turn (MultiSWAG, Wilson and Izmailov 2020, arXiv:2002.08791): widths within one
	// mode and between modes.
	Chains int

	// Trainer fits the weights. A Solver of one's own takes all epochs. Without one Adam takes those before weights are
	// taken, and plain SGD those at whose end they are, at the rate at which its noise is as wide as the posterior (Mandt,
	// Hoffman and Blei 2017, section 4.2, arXiv:1704.04289), 2 B/(N h) with batches of B of N rows and the mean h of the
	// eigenvalues of the loss's second derivative, but no more than the inverse of the largest. BatchSize 0 is then a tenth of the
	// rows, at most 100: all rows at once have no noise. Scale 0 then makes draws as improbable as those of a normal
	// posterior, half a nat below the mean for each of the (sum h)²/(sum h²) directions that bend: it makes up for a rate that
	// stiff directions forbid, and for each epoch seeing every row once, whose noise nearly cancels. That is right on average:
	// directions that bend less than others come out too narrow.
	// Validation and Average choose other weights than the last, so they must be left out.
	Trainer training.Trainer
}

// Fit trains m, going on from weights that are there, and gives it a Sampler of draws without end. Params are the mean, of the
// first start if there are several, whose history is returned.
func (s SWAG) Fit(ctx context.Context, m *training.Model, train data.Set, epochs int) (training.History, error) {
	h, err := s.fitAll(ctx, m, train, epochs)
	if err != nil {
		return h, fmt.Errorf("bnn: swag: %w", err)
	}
	return h, nil
}

// fitAll fits the model and, by seeds hashed from the trainer's, copies of it that begin anew.
func (s SWAG) fitAll(ctx context.Context, m *training.Model, train data.Set, epochs int) (training.History, error) {
	switch {
	case s.Chains < 0:
		return nil, fmt.Errorf("%d chains: want a positive number, or 0 for 1", s.Chains)
	case s.Chains > 1 && s.Trainer.Solver != nil:
		return nil, errors.New("several chains would share the state of Trainer.Solver: leave it nil, or fit one chain")
	}
	h, err := s.fit(ctx, m, train, epochs)
	if err != nil {
		return h, err
	}
	all := m.Sampler.(swagSamplers)
	for k := 1; k < s.Chains; k++ {
		other := m.Fresh()
		next := s
		next.Trainer.Seed, next.Trainer.Progress = rng.SplitAt(s.Trainer.Seed, "bnn/swag", k), nil
		if _, err := next.fit(ctx, other, train, epochs); err != nil {
			m.Sampler = nil
			return h, fmt.Errorf("start %d: %w", k+1, err)
		}
		all = append(all, other.Sampler.(swagSamplers)...)
	}
	m.Sampler, m.Trainer = all, s.Trainer.Settings()
	return h, nil
}

func (s SWAG) fit(ctx context.Context, m *training.Model, train data.Set, epochs int) (h training.History, err error) {
	if s.Collect == 0 {
		s.Collect = (epochs + 1) / 2
	}
	if s.Rank == 0 {
		s.Rank = min(20, s.Collect)
	}
	switch {
	case m == nil || m.Net == nil:
		return nil, errors.New("the model is nil or has no Net")
	case s.Collect < 2 || s.Collect > epochs || s.Rank < 2 || s.Rank > s.Collect:
		return nil, fmt.Errorf("%d epochs, of which %d give weights, %d of them deviations: want epochs >= Collect >= Rank >= 2", epochs, s.Collect, s.Rank)
	case !(s.Scale >= 0) || math.IsInf(s.Scale, 1):
		return nil, fmt.Errorf("the Scale of the covariance is %g: want a positive number, or 0 for 1", s.Scale)
	}
	if err := lastWeights(s.Trainer); err != nil {
		return nil, err
	}
	p, left := &swagSampler{scale: cmp.Or(s.Scale, 1)}, epochs
	if s.Trainer.Solver == nil {
		if s.Trainer.BatchSize == 0 {
			s.Trainer.BatchSize = min(max(train.Rows()/10, 1), 100)
		}
		if h, err = s.Trainer.Fit(ctx, m, train, epochs-s.Collect); err != nil {
			return h, err
		}
		if p.pace, err = s.paceAt(m, train); err != nil {
			return h, err
		}
		s.Trainer.Solver, left = &training.SGD{Rate: training.Constant(p.pace.rate)}, s.Collect
	}
	for e, err := range s.Trainer.Epochs(ctx, m, train, left) {
		if err != nil {
			return h, err
		}
		if h = append(h, e); len(h) > epochs-s.Collect {
			p.take(m.Params, s.Rank)
		}
	}
	if p.pace.rate > 0 && s.Scale == 0 {
		p.scale = p.calibrate()
	}
	if p.params, err = p.center(ctx, s.Trainer, m, train, h[0].Steps); err != nil {
		return h, err
	}
	p.gauge = s.gauge(ctx, m, train, p)
	p.pace = swagPace{rate: p.pace.rate, capped: p.pace.capped} // the rest has the rows
	release, err := m.Claim()
	if err != nil {
		return h, err
	}
	defer release()
	m.Params, m.Sampler = p.params.Clone(), swagSamplers{p}
	return h, nil
}

// lastWeights refuses settings under which the weights at the end of an epoch are not those kept, or not all that a fit goes on with.
func lastWeights(t training.Trainer) error {
	if t.Validation != nil || t.Average > 0 {
		return errors.New("Trainer.Validation and Trainer.Average choose weights of their own: leave them out")
	}
	if t.Checkpoint != nil || t.Resume {
		return errors.New("a Trainer.Checkpoint would be without the weights that were taken on the way, so nothing could go on from it: leave Checkpoint and Resume out, and Save the model after the fit")
	}
	return nil
}

// stateSteps is how many steps states have to find their values, at the least: those of a batch normalization forget by
// .9 a step, and .9^100 = 3e-5.
const stateSteps = 100

// center is the parameters at the mean weights. States follow them in training steps of rate 0.
func (p *swagSampler) center(ctx context.Context, t training.Trainer, m *training.Model, train data.Set, steps int) (*layers.Params, error) {
	params := m.Params.Clone()
	setVector(params, p.slots, p.mean)
	if len(p.slots) == params.Len() {
		return params, nil
	}
	t.Solver, t.Progress = &training.SGD{Rate: training.Constant(0)}, nil
	still := m.With(params)
	_, err := t.Fit(ctx, still, train, (stateSteps+steps-1)/steps)
	return still.Params, err
}
