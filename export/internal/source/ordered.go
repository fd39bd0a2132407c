package source

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// coin is the distribution of 0 and 1 in which 1 has the given logit.
func coin(logit float) Classes {
	l := float64(logit)
	return Classes{
		Probs: []float64{kernel.Sigmoid64(-l), kernel.Sigmoid64(l)},
		Logs:  []float64{kernel.LogSigmoid64(-l), kernel.LogSigmoid64(l)},
	}
}

// ordered is the distribution of the steps between cutpoints of a logistic number around loc.
func ordered(loc float, cutpoints []float) Classes {
	n := len(cutpoints) + 1
	d := Classes{Probs: make([]float64, n), Logs: make([]float64, n)}
	for k := range n {
		lo, hi := math.Inf(-1), math.Inf(1)
		if k > 0 {
			lo = float64(cutpoints[k-1]) - float64(loc)
		}
		if k < n-1 {
			hi = float64(cutpoints[k]) - float64(loc)
		}
		d.Logs[k] = logBetween(lo, hi)
		d.Probs[k] = math.Exp(d.Logs[k])
	}
	return d
}

// logBetween is log(sigmoid(hi) - sigmoid(lo)) = log sigmoid(hi) + log sigmoid(-lo) + log(1 - e^(lo-hi)): of the difference all
// digits are kept.
func logBetween(lo, hi float64) float64 {
	return kernel.LogSigmoid64(hi) + kernel.LogSigmoid64(-lo) + kernel.Log1mExp64(lo-hi)
}
