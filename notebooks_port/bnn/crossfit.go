package main

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// folds of the rows, of which each is asked by networks that have not seen it.
const folds = 5

// crossFitted estimates the noise from errors on rows that a network has not seen. Of a row in one fold let a network of two of
// the other folds be off by a, and a network of the last two by b. Both errors hold the row's noise, and each an ignorance of its
// own, for they have no rows in common: the mean of a b is the noise's variance, and the square of what both networks miss alike.
// What the squared error of the network of all four folds has beyond that is its ignorance. Neither is known of a single cluster, so
// there is no density; the predicted mean is that of the five networks of four folds.
func crossFitted(ctx context.Context, t task, test data.Set) (p parts, err error) {
	c := crossFit{t, split(t.train.Rows(), t.seed), test, make([]float64, test.Rows())}
	var product, square float64
	for k := range folds {
		var off [3][]float64
		for i, of := range fits {
			if off[i], err = c.errors(ctx, k, of.name, of.folds); err != nil {
				return p, err
			}
		}
		n := float64(t.train.Rows())
		for i, four := range off[0] {
			square += four * four / n
			product += off[1][i] * off[2][i] / n
		}
	}
	off := differences(c.mean, test.Y)
	for i := range off {
		off[i] *= off[i]
	}
	p.Aleatoric, p.Epistemic = math.Sqrt(max(0, product)), math.Sqrt(max(0, square-max(0, product)))
	p.Total, p.RMSE = math.Hypot(p.Aleatoric, p.Epistemic), math.Sqrt(stat.Mean(off, nil))
	return p, nil
}

// fits are the networks for each fold, by the distance of the folds that they are fitted to.
var fits = [3]struct {
	name  string
	folds []int
}{{"four", []int{1, 2, 3, 4}}, {"two", []int{1, 2}}, {"other two", []int{3, 4}}}

// crossFit is what networks of some folds have found of the others.
type crossFit struct {
	task
	folds [][]int
	test  data.Set
	mean  []float64 // of the test rows, over the networks of four folds
}

// errors are those on fold k of a network that is fitted to folds k + of.
func (c crossFit) errors(ctx context.Context, k int, name string, of []int) ([]float64, error) {
	u, held, m := c.task, c.train.Take(c.folds[k]), standardized()
	var rows []int
	for _, i := range of {
		rows = append(rows, c.folds[(k+i)%folds]...)
	}
	u.train, u.seed = c.train.Take(rows), rng.SplitAt(c.seed, "bnn/"+name, k)
	if err := u.in(fmt.Sprintf("fold-%d-%s", k+1, strings.ReplaceAll(name, " ", "-"))).plain(ctx, m); err != nil {
		return nil, err
	}
	if len(of) == folds-1 {
		q, err := m.Predict(ctx, c.test.X)
		if err != nil {
			return nil, err
		}
		floats.AddScaled(c.mean, 1./folds, q.Mean())
	}
	q, err := m.Predict(ctx, held.X)
	if err != nil {
		return nil, err
	}
	return differences(q.Mean(), held.Y), nil
}

// split deals n rows to the folds.
func split(n int, seed uint64) (f [][]int) {
	order := rng.New(seed, "bnn/folds", 0, 0).Perm(n)
	f = make([][]int, folds)
	for i, row := range order {
		f[i%folds] = append(f[i%folds], row)
	}
	return f
}

// differences are a - b.
func differences(a, b []float64) []float64 {
	d := make([]float64, len(a))
	for i := range d {
		d[i] = a[i] - b[i]
	}
	return d
}
