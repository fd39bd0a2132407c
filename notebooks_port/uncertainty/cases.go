package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/notebooks_port/uncertainty/exact"
	"github.com/deepprob/deepprob/notebooks_port/uncertainty/figures"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
)

// The rates that -converge begins with. A scale's weights are multiplied by aleatoricRate or bothRate, and so have a hundred times as far
// to go: their exact biases are 32.9 and 167.
const weightRate, scaleRate = .03, .3

// none is case 1.
func (n *notebook) none() (c figures.Case, err error) {
	m, _, err := n.fit(names[0], line{0, layers.GlorotUniform}, losses.NLL{}, weightRate)
	if err != nil {
		return c, err
	}
	r := &n.results.None
	r.Kernel, r.Bias = weights(m, "line/kernel")[0], weights(m, "line/bias")[0]
	if r.NLL, err = n.nll(m); err != nil {
		return c, err
	}
	q, err := n.predict(m)
	if err != nil {
		return c, err
	}
	r.RMS = rms(q.Mean())
	return figures.Case{
		Heading: "No uncertainty: a line", Below: "The likelihood's unit noise is assumed, not learned. " + n.said(lineClaim),
		Grid: grid(points), Mean: q.Mean(), Exact: n.results.Exact.none(grid(points)),
	}, nil
}

// aleatoric is case 2.
func (n *notebook) aleatoric() (c figures.Case, err error) {
	m, _, err := n.fit(names[1], line{aleatoricRate, layers.GlorotUniform}, losses.NLL{}, scaleRate)
	if err != nil {
		return c, err
	}
	r := &n.results.Aleatoric
	r.Kernel, r.Bias = weights(m, "line/kernel"), weights(m, "line/bias")
	if r.NLL, err = n.nll(m); err != nil {
		return c, err
	}
	q, err := n.predict(m)
	if err != nil {
		return c, err
	}
	return figures.Case{
		Heading: "Aleatoric uncertainty: a line whose noise is learned", Below: "The noise is a second output of the network. " + n.said(slopeClaim) + " " + n.said(likelyClaim),
		Grid: grid(points), Mean: q.Mean(), SD: q.StdDev(), Exact: n.results.Exact.aleatoric(grid(points)),
	}, nil
}

// variational makes the weights of a network distributions as the notebook does: q = N(loc, 1e-5 + softplus(log(e-1) + rho)), which starts
// at N(0, 1), and a prior N(its own location, 1).
func variational(net training.Net) training.Net {
	return bnn.Variational{
		Net:       net,
		Prior:     bnn.NormalPrior{TrainLoc: true},
		Posterior: bnn.MeanField{Floor: posteriorFloor, SD: layers.Constant(1 + posteriorFloor)},
		Estimator: bnn.SharedSample,
		Only:      []string{"*"},
	}
}

const posteriorFloor = 1e-5

// elbo takes one draw of the weights a step, as the notebook does, and eight with -converge: what the last steps' noise leaves in the
// standard deviations of case 3 falls from 3.3% to 1.4%, the largest of 16 seeds.
func (n *notebook) elbo() losses.ELBO {
	if n.converge {
		return losses.ELBO{Rows: rows, Draws: 8}
	}
	return losses.ELBO{Rows: rows}
}

// epistemic is case 3.
func (n *notebook) epistemic() (c figures.Case, err error) {
	m, _, err := n.fit(names[2], variational(line{0, layers.Zeros}), n.elbo(), weightRate)
	if err != nil {
		return c, err
	}
	n.results.Epistemic = posterior(m)
	q, err := n.predict(m, training.Draws(mixed))
	if err != nil {
		return c, err
	}
	means, _ := drawn(q, 25)
	return figures.Case{
		Heading: "Epistemic uncertainty: a line whose weights are distributions",
		Below:   fmt.Sprintf("Each thin line is one draw of the weights; the thick one is the mean of %d. %s", mixed, n.said(spreadClaim)),
		Grid:    grid(points), Mean: q.Mean(), Draws: means, Exact: n.results.Exact.epistemic(grid(points)),
	}, nil
}

// both is case 4.
func (n *notebook) both() (c figures.Case, err error) {
	m, _, err := n.fit(names[3], variational(line{bothRate, layers.Zeros}), n.elbo(), scaleRate)
	if err != nil {
		return c, err
	}
	n.results.Both = posterior(m)
	q, err := n.predict(m, training.Draws(mixed))
	if err != nil {
		return c, err
	}
	means, sds := drawn(q, 15)
	return figures.Case{
		Heading: "Both: the noise is learned, and all weights are distributions",
		Below:   fmt.Sprintf("Thin lines are single draws of the weights; thick lines are the mixture of %d. %s", mixed, n.said(bothClaim)),
		Grid:    grid(points), Mean: q.Mean(), SD: q.StdDev(), Draws: means, DrawSDs: sds, Exact: n.results.Exact.both(grid(points)),
	}, nil
}

// functional is case 5.
func (n *notebook) functional() (c figures.Case, err error) {
	m, loss, err := n.fit(names[4], functional{}, losses.ELBO{Rows: rows}, weightRate)
	if err != nil {
		return c, err
	}
	r := &n.results.Functional
	r.NegativeELBO = loss
	r.Amplitude = exact.Softplus(.1 * weights(m, "process/amplitude")[0])
	r.LengthScale = exact.Softplus(5*weights(m, "process/length_scale")[0]) / math.Abs(weights(m, "stretch/kernel")[0])
	r.NoiseSD = math.Sqrt(exact.Softplus(weights(m, "process/noise_variance")[0]))
	q, err := n.predict(m, training.Draws(mixed))
	if err != nil {
		return c, err
	}
	closed := m.With(m.Params)
	closed.Net = functional{Marginal: true}
	all, err := n.predict(closed)
	if err != nil {
		return c, err
	}
	r.RMS = rms(all.Mean())
	means, _ := drawn(q, 25)
	return figures.Case{
		Heading: "Functional uncertainty: a Gaussian process",
		Below:   "Each thin line is one draw of the function. " + n.said(followsClaim) + " " + n.said(noiseClaim) + " " + n.said(boundClaim),
		Grid:    grid(points), Mean: all.Mean(), SD: all.StdDev(), Draws: means,
	}, nil
}

// drawn are the means and standard deviations of the first k draws of a mixture.
func drawn(q distributions.Posterior, k int) (means, sds [][]float64) {
	for i := range k {
		d := q.Draw(i)
		means, sds = append(means, d.Mean()), append(sds, d.StdDev())
	}
	return means, sds
}

// weights are the values of a parameter.
func weights(m *training.Model, path string) []float64 {
	return ops.Data[float64](m.Params.Get(path))
}

// posterior are the locations and scales of the weights, kernel first.
func posterior(m *training.Model) (w weightsResult) {
	for _, part := range []string{"line/kernel", "line/bias"} {
		w.Mean = append(w.Mean, weights(m, part+"/loc")...)
		for _, rho := range weights(m, part+"/scale") {
			w.SD = append(w.SD, posteriorFloor+exact.Softplus(rho))
		}
	}
	return w
}
