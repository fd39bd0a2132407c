package catalogue

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/distributions"
)

//go:embed prior.json
var priorJSON []byte

// Prior is the density of log-masses of the mock catalogue's rows, nearly exact: a log-spline through those of PriorSeeds
// simulations that no network is trained or tested on. Of the mass function, the lines of sight and the cut in Ngal the
// last has no closed form. It says nothing of a catalogue from elsewhere.
func Prior() (l distributions.LogSpline, err error) {
	if err := json.Unmarshal(priorJSON, &l); err != nil {
		return l, fmt.Errorf("catalogue: prior: %w", err)
	}
	return l, nil
}

// PriorSeeds are the simulations that Prior is fitted to.
var PriorSeeds = []uint64{101, 102, 103, 104, 105, 106, 107, 108, 109, 110}

// FitPrior simulates catalogues and fits the density of their log-masses. Lines of sight to one host share its mass and
// count as one cluster.
func FitPrior(ctx context.Context, seeds []uint64) (l distributions.LogSpline, err error) {
	var masses []float64
	for _, seed := range seeds {
		c, err := Generate(ctx, seed, 1)
		if err != nil {
			return l, err
		}
		for _, m := range c.Column("M200c") {
			masses = append(masses, min(max(math.Log10(m), MinMass), MaxMass))
		}
	}
	return distributions.FitLogSpline(masses, distributions.LogSplineOptions{Min: MinMass, Max: MaxMass})
}
