package bnn

import (
	"cmp"
	"fmt"
	"math"
	"strings"
	"text/tabwriter"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// Divergence is KL(q || p) of a tensor of weights, of all data and in nats.
type Divergence struct {
	Path    string // of the weights; empty for all of them together, under a posterior that does not make them independent
	Weights int    // how many
	KL      float64
	StdErr  float64 // of KL over the draws; 0 if it is exact
	Sampled bool    // whether the prior has no closed form, so that KL is a mean over draws

	// Estimator is how training draws them: SharedSample, whatever the Variational's, where it does not apply.
	Estimator Estimator
}

// Report is what the posterior of each tensor of weights has moved from its prior.
type Report []Divergence

// Divergences reports them for a fitted model whose Net is a Variational; those without a closed form are means over
// the given number of draws.
func Divergences(m *training.Model, draws int, seed uint64) (r Report, err error) {
	defer build.Recover(&err)
	if draws < 1 {
		return nil, fmt.Errorf("bnn: the divergence of weights by %d draws: want at least one", draws)
	}
	in, err := inspect(m)
	if err != nil {
		return nil, fmt.Errorf("bnn: the divergence of weights: %w", err)
	}
	var kl G.Nodes
	for i, p := range in.penalties {
		d := Divergence{Path: p.Path, Sampled: p.Sampled, Estimator: cmp.Or(in.drawn[p.Path], SharedSample)}
		for k, t := range in.weights {
			if len(in.penalties) < len(in.weights) || k == i {
				d.Weights += t.size()
			}
		}
		r, kl = append(r, d), append(kl, divergence(p))
	}
	return r, r.sample(in, kl, draws, seed)
}

// divergence is KL(q || p), by its own formula if it has one.
func divergence(p layers.Penalty) *G.Node {
	if p.Divergence != nil {
		return p.Divergence()
	}
	return ops.Sub(p.CrossEntropy, p.Entropy)
}

// sample fills in KL and StdErr.
func (r Report) sample(in *inspection, kl G.Nodes, draws int, seed uint64) error {
	program, key, err := in.program(kl)
	if err != nil {
		return fmt.Errorf("bnn: the divergence of weights: %w", err)
	}
	squares := make([]float64, len(r))
	for k := range draws {
		if key != nil {
			key[0], key[2] = int64(seed), int64(k)
		}
		if err := program.RunAll(); err != nil {
			return fmt.Errorf("bnn: the divergence of weights: %w", err)
		}
		for i, n := range kl {
			d := graph.Float(program.Value(n)) - r[i].KL
			r[i].KL += d / float64(k+1)
			squares[i] += d * d * float64(k) / float64(k+1)
		}
	}
	for i := range r {
		if r[i].Sampled {
			r[i].StdErr = math.Sqrt(squares[i] / float64(max(draws-1, 1)) / float64(draws))
		}
	}
	return nil
}

// KL is the sum.
func (r Report) KL() (sum float64) {
	for _, d := range r {
		sum += d.KL
	}
	return sum
}

// String is a table of the weights, with "exact" or "sampled" behind each divergence and the estimator that draws them.
func (r Report) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "weights\tnumber\tKL, nats\t\tdrawn by")
	for _, d := range r {
		path, how := d.Path, "exact"
		if path == "" {
			path = "all together"
		}
		if d.Sampled {
			how = fmt.Sprintf("sampled, ± %.2g", d.StdErr)
		}
		fmt.Fprintf(w, "%s\t%d\t%.4g\t%s\t%v\n", path, d.Weights, d.KL, how, cmp.Or(d.Estimator, SharedSample))
	}
	w.Flush()
	return b.String()
}
