package bnn

import (
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/internal/mcmc"
	"github.com/deepprob/deepprob/training"
)

// minibatchDraws are those of SGLD and SGHMC, chain by chain.
type minibatchDraws struct {
	training.Samples
	chains int
	notes  []string
}

// Diagnose compares the draws that SGLD, SGHMC or SWAG left in a model: R-hat and effective sizes of each weight, over the
// chains of Chains, or the halves of one. Their steps are never rejected, so there is no acceptance; what stands for it is
// in Warnings, how far rates and noise are from what the posterior needs. Of SWAG they are of the last weights taken, at most
// Rank, one epoch after the other: an R-hat well above 1 means that they still drift, and a small effective size that they
// had no time to move.
func Diagnose(m *training.Model) (d Diagnostics, err error) {
	if m == nil || m.Sampler == nil {
		return d, errors.New("bnn: diagnose: the model has no draws: fit it by SGLD, SGHMC or SWAG first; NUTS returns its Diagnostics")
	}
	switch s := m.Sampler.(type) {
	case minibatchDraws:
		n := len(s.Samples) / s.chains
		chains := make([][][]float64, s.chains)
		slots, _ := slotsOf(s.Samples[0])
		for k := range chains {
			for _, p := range s.Samples[k*n : (k+1)*n] {
				chains[k] = append(chains[k], vector(p, slots))
			}
		}
		d = compare(slots, chains)
		d.Notes = s.notes
	case *swagSampler:
		d = compare(s.slots, [][][]float64{s.last})
		d.Notes = s.notes(d)
	default:
		return d, fmt.Errorf("bnn: diagnose: the model's Sampler is a %T: want the draws of SGLD, SGHMC or SWAG", s)
	}
	return d, nil
}

// compare is by vectors of weights, (chain, draw, weight).
func compare(slots []slot, chains [][][]float64) (d Diagnostics) {
	for _, s := range slots {
		d.Paths = append(d.Paths, s.path)
	}
	d.LogJoint = make([][]float64, len(chains))
	for i := range chains[0][0] {
		column := make([][]float64, len(chains))
		for k, c := range chains {
			for _, w := range c {
				column[k] = append(column[k], w[i])
			}
		}
		d.RHat = append(d.RHat, mcmc.RHat(column))
		d.ESS = append(d.ESS, mcmc.ESS(column))
		d.TailESS = append(d.TailESS, mcmc.TailESS(column))
	}
	return d
}

// notes say what makes a SWAG's widths wrong.
func (s *swagSampler) notes(d Diagnostics) (notes []string) {
	if s.pace.rate == 0 {
		notes = append(notes, "the Solver was given: the widths are those of its noise, which is the posterior's at one rate only; leave Trainer.Solver nil to have it set")
	}
	if s.pace.capped > 3 {
		notes = append(notes, fmt.Sprintf("the rate at which SGD's noise is as wide as the posterior is %.3g times what the stiffest direction allows: Scale makes up for it where the loss bends most, and directions that bend little come out too narrow", s.pace.capped))
	}
	still := 0
	for _, v := range d.ESS {
		if !(v >= float64(len(s.last))/5) {
			still++
		}
	}
	if still > 0 {
		notes = append(notes, fmt.Sprintf("%d of %d weights were drifting, or had no time to move from one epoch to the next: their widths are too small; train for longer before weights are taken, or take SGHMC", still, len(d.ESS)))
	}
	return notes
}
