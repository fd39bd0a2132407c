package training

import (
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/layers"
)

// Samples are draws of a network's weights that are all kept: the members of an ensemble, the states of a Markov chain.
// Draw k is Samples[k], whatever the seed.
type Samples []*layers.Params

var _ Sampler = Samples{}

// Len is the number of draws.
func (s Samples) Len() int { return len(s) }

// Sample copies draw k. If there are fewer it is an error.
func (s Samples) Sample(into *layers.Params, _ uint64, k int) error {
	if k < 0 || k >= len(s) {
		return fmt.Errorf("training: draw %d of %d samples", k, len(s))
	}
	return into.CopyFrom(s[k])
}

// Thin returns n of the samples, evenly spaced, the last one among them: for a chain whose neighbours are alike. It
// returns all if there are no more than n.
func (s Samples) Thin(n int) (Samples, error) {
	if n < 1 {
		return nil, errors.New("training: thinning to less than one sample")
	}
	if n >= len(s) {
		return s, nil
	}
	out := make(Samples, n)
	for i := range out {
		out[i] = s[spaced(i, n, len(s))]
	}
	return out, nil
}

// spaced is the k-th of n evenly spaced numbers below of, which is at least n; the last one is of-1.
func spaced(k, n, of int) int { return (k+1)*of/n - 1 }
