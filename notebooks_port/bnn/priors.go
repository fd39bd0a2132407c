package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// The priors whose functions are drawn, wider from one to the next.
var priors = []struct {
	name  string
	prior bnn.NormalPrior
}{
	{"N(0, 1/fan-in)", bnn.NormalPrior{FanIn: true}},
	{"N(0, 9/fan-in)", bnn.NormalPrior{FanIn: true, Scale: 3}},
	{"N(0, 1)", bnn.NormalPrior{}},
}

// priorCurves are functions drawn from each prior, by prior, draw and x.
type priorCurves struct {
	x, sigma     []float64 // of the toy, standardized; of the clusters, log10 sigv
	toy, cluster [][][]float64
	low, high    float64 // of the masses there are
}

// drawPriors draws functions of both networks before any data. Of the cluster's network only the scales of the catalogue are used:
// the other features stay at their mean.
func drawPriors(ctx context.Context, o options, train data.Set) (p priorCurves, r priorResult, err error) {
	n := o.times(200, 20)
	p = priorCurves{x: grid(-3, 3, 121), low: train.Y[0], high: train.Y[0]}
	xs, err := train.FitX(data.Standardize{})
	if err != nil {
		return p, r, err
	}
	ys, err := train.FitY(data.Standardize{})
	if err != nil {
		return p, r, err
	}
	for _, y := range train.Y {
		p.low, p.high = min(p.low, y), max(p.high, y)
	}
	const sigma = 1 // log10 sigv among the features
	p.sigma = grid(xs.Shift[sigma]-3*xs.Scale[sigma], xs.Shift[sigma]+3*xs.Scale[sigma], 121)
	rows := mat.NewDense(len(p.sigma), len(xs.Shift), nil)
	for i, s := range p.sigma {
		rows.SetRow(i, xs.Shift)
		rows.Set(i, sigma, s)
	}
	for _, of := range priors {
		toy := &training.Model{Net: bnn.MAP{Net: curved{}, Prior: of.prior}}
		cluster := &training.Model{Net: bnn.MAP{Net: mdn{}, Prior: of.prior}, Fitted: training.Fitted{XScale: &xs, YScale: &ys}}
		a, err := functions(ctx, toy, column(p.x), n, o.seed)
		if err != nil {
			return p, r, err
		}
		b, err := functions(ctx, cluster, rows, n, o.seed)
		if err != nil {
			return p, r, err
		}
		p.toy, p.cluster = append(p.toy, a), append(p.cluster, b)
		r.Name = append(r.Name, of.name)
		r.Toy, r.Cluster = append(r.Toy, spread(a, 80)), append(r.Cluster, spread(b, 60)) // at x = 1 and amid the features
	}
	return p, r, nil
}

// functions are the means of n draws from the prior, by row of x.
func functions(ctx context.Context, m *training.Model, x *mat.Dense, n int, seed uint64) (f [][]float64, err error) {
	q, err := m.Predict(ctx, x, training.PriorDraws(n), training.DrawSeed(seed))
	if err != nil {
		return nil, err
	}
	for k := range n {
		f = append(f, q.Draw(k).Mean())
	}
	return f, nil
}

// spread is the standard deviation over draws of the functions at point i.
func spread(f [][]float64, i int) float64 {
	v := make([]float64, len(f))
	for k := range v {
		v[k] = f[k][i]
	}
	return math.Sqrt(stat.PopVariance(v, nil))
}

// learnUnder fits Bayes by Backprop under each prior: what was believed before matters as long as there are few rows.
func learnUnder(ctx context.Context, o options, train, test data.Set, r *priorResult) error {
	n := fewest
	for i, of := range priors {
		net := allWeights(mdn{}, of.prior)
		m := standardized()
		if err := clusterTask(o, train.Head(n)).in(fmt.Sprintf("prior-%d", i+1)).elbo(ctx, m, net); err != nil {
			return err
		}
		q, err := m.Predict(ctx, test.X, training.Draws(o.times(50, 10)))
		if err != nil {
			return err
		}
		p := partsOf(q, test.Y)
		r.Rows, r.Epistemic, r.RMSE, r.NLL = n, append(r.Epistemic, p.Epistemic), append(r.RMSE, p.RMSE), append(r.NLL, p.NLL)
	}
	return nil
}

// print says how far functions drawn from the priors spread and what was learned under them.
func (r priorResult) print(out io.Writer) {
	fmt.Fprintf(out, "\n%-18s %20s %20s   Bayes by Backprop on %d rows:\n", "prior of weights", "toy at x = 1, sd", "mean mass, dex", r.Rows)
	fmt.Fprintf(out, "%-18s %20s %20s   %9s %7s %8s\n", "", "", "", "epistemic", "RMSE", "NLL")
	for i, name := range r.Name {
		fmt.Fprintf(out, "%-18s %20.2f %20.2f   %9.4f %7.4f %8.4f\n", name, r.Toy[i], r.Cluster[i], r.Epistemic[i], r.RMSE[i], r.NLL[i])
	}
}
