package losses

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/solvers"
	G "gorgonia.org/gorgonia"
)

// maxDraws is how many draws a step may take.
const maxDraws = 10_000

// ELBO is the negative evidence lower bound of a network whose weights w have a posterior q and a prior p, in nats a row:
//
//	-ELBO/N = mean_i E_q[-log p(y_i | x_i, w)] + KL(q || p)/N,
//
// with N the number of training rows (Blundell et al. 2015, equation 1, arXiv:1505.05424). The mean over a batch estimates
// the mean over all rows, so the divergence weighs 1/N whatever the size of the batch: neither the number of batches nor
// the number of weights enters. Minimizing it is minimizing the distance of q from the exact posterior, and -N times it
// never exceeds the log evidence.
type ELBO struct {
	// Rows is N, how many rows the network is trained on; required. Rows of weight 0 do not count. Other weights are scaled to
	// a mean of 1 by a Trainer, so N is what the likelihood of all rows together weighs against one divergence.
	Rows int

	Likelihood Loss // of a row, a negative log-likelihood in nats; nil: NLL

	// Beta multiplies the divergence (Higgins et al. 2017). Temperature multiplies the entropy of q only: below 1 the
	// posterior is colder than Bayes's (Wenzel et al. 2020, arXiv:2002.02405). They are functions of time, in epochs under
	// a Trainer, such as solvers.Constant and solvers.Linear; nil: 1.
	Beta, Temperature solvers.Schedule

	Draws int // of the weights in each step, whose mean is taken, 10,000 at most; 0: 1

	// ImportanceWeighted is the tighter bound of Burda et al. (2016), equation 8, arXiv:1509.00519, the log of the mean
	// over Draws of p(D | w) p(w)/q(w) instead of the mean of the logs. It needs draws of the weights that all rows
	// share, and is a bound for batches of all rows; smaller batches make it an estimate.
	ImportanceWeighted bool

	// Pathwise takes both parts of the divergence from the weights drawn, log q(w) - log p(w), and derives log q(w) through
	// the draw alone (Roeder, Wu and Duvenaud 2017, "Sticking the landing", arXiv:1703.09194): the expectation of the gradient
	// stays, and its variance falls to 0 as q comes to the exact posterior, where with the entropy in closed form it does not.
	// It pays for posteriors that can come near, such as bnn.FullCovariance, and needs draws of the weights that all rows
	// share.
	Pathwise bool
}

var _ Loss = ELBO{}

// PerRow is the likelihood's part, in nats a row.
func (e ELBO) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	if e.Likelihood == nil {
		return NLL{}.PerRow(q, y)
	}
	return e.Likelihood.PerRow(q, y)
}

// Check refuses settings that make no sense.
func (e ELBO) Check() error {
	switch _, nested := e.Likelihood.(ELBO); {
	case e.Rows <= 0:
		return fmt.Errorf("losses: ELBO.Rows is %d: set it to the number of rows the network is trained on, which weighs the divergence", e.Rows)
	case e.Draws < 0:
		return fmt.Errorf("losses: ELBO.Draws is %d: want the number of draws in a step", e.Draws)
	case e.Draws > maxDraws:
		return fmt.Errorf("losses: ELBO.Draws is %d: want %d at most, as each has gradients of its own in memory; 1 to 10 are usual", e.Draws, maxDraws)
	case nested:
		return fmt.Errorf("losses: the Likelihood of an ELBO is an ELBO")
	case e.ImportanceWeighted && e.Pathwise:
		return fmt.Errorf("losses: Pathwise gradients of an importance-weighted ELBO are biased (Tucker et al. 2019, arXiv:1810.04152): take one of the two")
	case e.ImportanceWeighted && e.Draws < 2:
		return fmt.Errorf("losses: an importance-weighted ELBO of %d draws is the ELBO: want at least 2", max(e.Draws, 1))
	}
	return nil
}

// Weights returns what multiplies the cross-entropy E_q[-log p(w)] and the entropy of q in the loss of a row at time
// t: beta/N and beta·temperature/N.
func (e ELBO) Weights(t float64) (crossEntropy, entropy float64, err error) {
	beta, temperature := at(e.Beta, t), at(e.Temperature, t)
	if !(beta >= 0) || !(temperature >= 0) || math.IsInf(beta, 1) || math.IsInf(temperature, 1) {
		return 0, 0, fmt.Errorf("losses: ELBO: beta %g and temperature %g at time %g must be finite and not negative", beta, temperature, t)
	}
	return beta / float64(e.Rows), beta * temperature / float64(e.Rows), nil
}

func at(schedule solvers.Schedule, t float64) float64 {
	if schedule == nil {
		return 1
	}
	return schedule.At(t)
}

// Mean is -ELBO/N of a batch as one node, at time 0 and for one draw of the weights, for a loop of one's own: the mean of
// PerRow and the share of the penalties that the network declared in the pass of s. The mean over Draws is the caller's.
// ImportanceWeighted, which weighs draws against each other, is a BuildError, and so is Pathwise in a pass that is not: a
// Trainer makes both.
func (e ELBO) Mean(s *layers.Scope, q distributions.Distribution, y *G.Node) *G.Node {
	build.Throw("elbo", e.checkMean(s))
	cross, entropy, err := e.Weights(0)
	build.Throw("elbo", err)
	loss := ops.Mean(e.PerRow(q, y))
	for _, p := range s.Penalties() {
		loss = ops.Add(loss, ops.MulConst(p.CrossEntropy, cross))
		if p.Entropy != nil {
			loss = ops.Sub(loss, ops.MulConst(p.Entropy, entropy))
		}
	}
	return loss
}

func (e ELBO) checkMean(s *layers.Scope) error {
	if err := e.Check(); err != nil {
		return err
	}
	switch {
	case e.ImportanceWeighted:
		return fmt.Errorf("losses: ELBO.Mean is of one draw of the weights, which ImportanceWeighted cannot weigh against others: fit by a training.Trainer, or leave ImportanceWeighted off")
	case e.Pathwise && !(s.Sampled() && s.Pathwise()):
		return fmt.Errorf("losses: ELBO.Mean: Pathwise takes penalties of the weights drawn, which this pass did not ask for: fit by a training.Trainer, set Sampled and Pathwise of the layers.Pass, or leave ELBO.Pathwise off")
	}
	return nil
}
