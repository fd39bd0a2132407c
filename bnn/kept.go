package bnn

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
)

// What files have of this package's samplers, besides training.Samples, which Ensemble gives: all that Sample, Diagnose and going on
// need. Files may be of anyone, so what is read is checked until no draw of it can panic.
func init() {
	registry.EnterThroughAs("bnn.MinibatchSampler", keepMinibatch, keptMinibatch.draws)
	registry.EnterThroughAs("bnn.SWAGSampler", keepSWAG, keptSWAG.samplers)
	registry.EnterThroughAs("bnn.LaplaceSampler", keepAround, keptAround.around)
	registry.EnterThrough(keepChains, keptChains.chains)
}

// keptMinibatch is the draws of SGLD and SGHMC.
type keptMinibatch struct {
	Samples training.Samples
	Chains  int
	Gauge   keptGauge
	Notes   []string
}

// keptGauge is a gauge.
type keptGauge struct{ Temperature, StdErr, Accept float64 }

func (g gauge) kept() keptGauge { return keptGauge{g.temperature, g.stdErr, g.accept} }

func (g keptGauge) gauge() gauge { return gauge{g.Temperature, g.StdErr, g.Accept} }

func keepMinibatch(d minibatchDraws) (keptMinibatch, error) {
	return keptMinibatch{d.Samples, d.chains, d.gauge.kept(), d.notes}, nil
}

func (k keptMinibatch) draws() (minibatchDraws, error) {
	err := alike(k.Samples)
	if err == nil && (len(k.Samples) == 0 || k.Chains < 1 || len(k.Samples)%k.Chains != 0) {
		err = fmt.Errorf("%d draws of %d chains: want as many of each", len(k.Samples), k.Chains)
	}
	return minibatchDraws{k.Samples, k.Chains, k.Gauge.gauge(), k.Notes}, err
}

// alike refuses draws of weights of which one is missing or of another network.
func alike(all []*layers.Params) error {
	for k, p := range all {
		if p == nil {
			return fmt.Errorf("draw %d is missing", k)
		}
		if p.Len() != all[0].Len() {
			return fmt.Errorf("draw %d has %d parameters, the first one %d", k, p.Len(), all[0].Len())
		}
		for path, v := range all[0].All() {
			w := p.Get(path)
			if w == nil || !slices.Equal(w.Shape(), v.Shape()) || w.Dtype() != v.Dtype() || p.IsState(path) != all[0].IsState(path) {
				return fmt.Errorf("draw %d has no parameter %s like that of the first one", k, path)
			}
		}
	}
	return nil
}
