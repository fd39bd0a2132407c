package training

// Bound is the evidence lower bound and its parts in nats a row, mean over the rows of an epoch while the parameters
// moved, and over the draws of each step.
type Bound struct {
	LogLik       float64 `json:"log_lik"`       // E_q log p(y | x, w)
	CrossEntropy float64 `json:"cross_entropy"` // -E_q log p(w) / N
	Entropy      float64 `json:"entropy"`       // -E_q log q(w) / N; 0 where it is a constant that was left out
	KL           float64 `json:"kl"`            // CrossEntropy - Entropy: KL(q || p) / N
	Sampled      bool    `json:"sampled"`       // whether some of the KL is of the weights drawn, not its expectation in closed form
	Beta         float64 `json:"beta"`          // of the last step
	Temperature  float64 `json:"temperature"`   // of the last step
}

// ELBO is LogLik - KL, whatever beta and temperature the network was trained at.
func (b Bound) ELBO() float64 { return b.LogLik - b.KL }
