package losses

import "math"

// Unscaled is a Loss that knows what it would have been in the target's units, where the network worked in others: two runs
// under different scalers, or a run and somebody else's, can be compared in them alone.
type Unscaled interface {
	Loss
	// InUnits is the mean of the loss in the target's units, given that in the network's and the scale of each of a row's targets:
	// y = shift + scale u. It is NaN where the one does not follow from the other.
	InUnits(loss float64, scale []float64) float64
}

var (
	_ Unscaled = NLL{}
	_ Unscaled = MSE{}
	_ Unscaled = L1{}
	_ Unscaled = Huber{}
	_ Unscaled = BinaryCrossEntropy{}
	_ Unscaled = CategoricalCrossEntropy{}
	_ Unscaled = ELBO{}
	_ Unscaled = CRPS{}
	_ Unscaled = Pinball{}
	_ Unscaled = Focal{}
)

// InUnits adds the logarithms of the scales: log p(y) = log p(u) - log scale.
func (NLL) InUnits(loss float64, scale []float64) float64 {
	for _, s := range scale {
		loss += math.Log(s)
	}
	return loss
}

// InUnits multiplies by the square of the scale, if all targets have the same.
func (MSE) InUnits(loss float64, scale []float64) float64 {
	s := common(scale)
	return loss * s * s
}

// InUnits multiplies by the scale, if all targets have the same.
func (L1) InUnits(loss float64, scale []float64) float64 { return loss * common(scale) }

// InUnits multiplies by the square of the scale, if all targets have the same: Huber's function with Delta in those units too.
func (Huber) InUnits(loss float64, scale []float64) float64 { return MSE{}.InUnits(loss, scale) }

// InUnits is the loss itself: labels have no units.
func (BinaryCrossEntropy) InUnits(loss float64, _ []float64) float64 { return loss }

// InUnits is the loss itself: labels have no units.
func (CategoricalCrossEntropy) InUnits(loss float64, _ []float64) float64 { return loss }

// InUnits is that of the likelihood, whose share in the bound has weight 1; NaN if it is not in nats.
func (e ELBO) InUnits(loss float64, scale []float64) float64 {
	switch l := e.Likelihood.(type) {
	case nil:
		return NLL{}.InUnits(loss, scale)
	case NLL, BinaryCrossEntropy, CategoricalCrossEntropy:
		return l.(Unscaled).InUnits(loss, scale)
	}
	return math.NaN()
}

// common is the scale that all targets have, NaN if they differ.
func common(scale []float64) float64 {
	for _, s := range scale {
		if s != scale[0] {
			return math.NaN()
		}
	}
	return scale[0]
}
