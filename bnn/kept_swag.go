package bnn

import (
	"errors"
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/layers"
)

// keptSWAG is the normals of SWAG, one a start.
type keptSWAG struct{ Starts []keptStart }

type keptStart struct {
	Params       *layers.Params
	Scale        float64
	Rate, Capped float64 // of the pace
	Gauge        keptGauge
	Taken        int
	Mean         []float64
	Squares      []float64
	Last         [][]float64
}

func keepSWAG(all swagSamplers) (k keptSWAG, err error) {
	for _, s := range all {
		if slots, _ := slotsOf(s.params); !slices.Equal(slots, s.slots) {
			return k, errors.New("the weights are in another order than those of the mean")
		}
		k.Starts = append(k.Starts, keptStart{
			s.params, s.scale, s.pace.rate, s.pace.capped, s.gauge.kept(), s.n, s.mean, s.squares, s.last,
		})
	}
	return k, nil
}

func (k keptSWAG) samplers() (all swagSamplers, err error) {
	var params []*layers.Params
	for _, s := range k.Starts {
		params = append(params, s.Params)
	}
	if err := alike(params); err != nil {
		return nil, err
	}
	if len(params) == 0 {
		return nil, errors.New("there is no start")
	}
	for i, s := range k.Starts {
		slots, d := slotsOf(s.Params)
		fits := d > 0 && s.Taken >= 2 && len(s.Mean) == d && len(s.Squares) == d && len(s.Last) >= 2
		for _, w := range s.Last {
			fits = fits && len(w) == d
		}
		if !fits {
			return nil, fmt.Errorf("start %d of %d weights: mean, squares and the %d last of %d weights do not fit", i, d, len(s.Last), s.Taken)
		}
		all = append(all, &swagSampler{
			params: s.Params, slots: slots, scale: s.Scale, pace: swagPace{rate: s.Rate, capped: s.Capped}, gauge: s.Gauge.gauge(),
			n: s.Taken, mean: s.Mean, squares: s.Squares, last: s.Last,
		})
	}
	return all, nil
}
