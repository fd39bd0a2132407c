package bnn

import (
	"errors"
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/internal/mcmc"
	"github.com/deepprob/deepprob/training"
)

// minibatchDraws are those of SGLD and SGHMC, chain by chain.
type minibatchDraws struct {
	training.Samples
	chains int
	gauge  gauge
	notes  []string
}

// byChain is the weights of the draws, (chain, draw, weight).
func (s minibatchDraws) byChain(slots []slot) [][][]float64 {
	n, chains := len(s.Samples)/s.chains, make([][][]float64, s.chains)
	for k := range chains {
		for _, p := range s.Samples[k*n : (k+1)*n] {
			chains[k] = append(chains[k], vector(p, slots))
		}
	}
	return chains
}

// Diagnose compares the draws that SGLD, SGHMC or SWAG left in a model: R-hat and effective sizes of each weight, over the
// chains of Chains, or the halves of one. Of SWAG they are of the last weights taken of each start, at most Rank, one epoch
// after the other: an R-hat well above 1 means that they still drift, or that starts came to other modes, and a small effective
// size that they had no time to move.
//
// Steps of SGLD and SGHMC are never rejected. What stands for it, measured when they were fitted, is Temperature, of the draws
// and 1 if their widths are right, and Accept, that of steps tested over all rows. Warnings have what is far from it.
func Diagnose(m *training.Model) (d Diagnostics, err error) {
	if m == nil || m.Sampler == nil {
		return d, errors.New("bnn: diagnose: the model has no draws: fit it by SGLD, SGHMC or SWAG first; NUTS returns its Diagnostics")
	}
	switch s := m.Sampler.(type) {
	case minibatchDraws:
		slots, _ := slotsOf(s.Samples[0])
		d = compare(slots, s.byChain(slots))
		d.Notes = append(slices.Clone(s.notes), s.gauge.notes()...)
		d.Temperature, d.TemperatureErr, d.Accept = s.gauge.temperature, s.gauge.stdErr, s.gauge.accept
	case swagSamplers:
		d = s.diagnose()
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

// diagnose compares the weights taken in every start.
func (s swagSamplers) diagnose() Diagnostics {
	var chains [][][]float64
	taken, g := 0, gauge{}
	for _, one := range s {
		chains, taken = append(chains, one.last), taken+len(one.last)
		g.temperature += one.gauge.temperature / float64(len(s))
		g.stdErr += one.gauge.stdErr / float64(len(s)) // at most, if all err alike
	}
	d := compare(s[0].slots, chains)
	d.Temperature, d.TemperatureErr = g.temperature, g.stdErr
	d.Notes = append(s.notes(d, taken), g.notes()...)
	return d
}

// notes say what makes a SWAG's widths wrong.
func (s swagSamplers) notes(d Diagnostics, taken int) (notes []string) {
	if s[0].pace.rate == 0 {
		notes = append(notes, "the Solver was given: the widths are those of its noise, which is the posterior's at one rate only; leave Trainer.Solver nil to have it set")
	}
	capped := 0.
	for _, one := range s {
		capped = max(capped, one.pace.capped)
	}
	if capped > 3 {
		notes = append(notes, fmt.Sprintf("the rate at which SGD's noise is as wide as the posterior is %.3g times what the stiffest direction allows: Scale makes up for it where the loss bends most, and directions that bend little come out too narrow", capped))
	}
	still := 0
	for _, v := range d.ESS {
		if !(v >= float64(taken)/5) {
			still++
		}
	}
	if still > 0 {
		notes = append(notes, fmt.Sprintf("%d of %d weights were drifting, had no time to move from one epoch to the next, or differ by start: widths of one start are too small; train for longer before weights are taken, or take SGHMC", still, len(d.ESS)))
	}
	return notes
}
