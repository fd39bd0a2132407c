package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
)

// fewest is the least number of training rows; each next size has ten times as many.
const fewest = 200

// mostTest is the most test rows.
const mostTest = 20_000

// load reads the catalogue and splits it: up to o.rows train, four fifths of it if there are not so many, and others test.
func load(ctx context.Context, o options, out io.Writer) (train, test data.Set, err error) {
	set, path, err := catalogue.Open(ctx, o.catalogue, out)
	if err != nil {
		return train, test, err
	}
	n := min(o.rows, set.Rows()*4/5)
	if n < fewest {
		return train, test, fmt.Errorf("%s has %d rows: %d are needed to train on four fifths of them", path, set.Rows(), fewest*5/4)
	}
	if train, test, err = set.Split(n, o.seed); err != nil {
		return train, test, err
	}
	test = test.Head(min(mostTest, test.Rows()))
	fmt.Fprintf(out, "catalogue  %s, %d rows to train on, %d to test\n", path, train.Rows(), test.Rows())
	return train, test, nil
}

// sizes are 200, 2,000, ... up to n.
func sizes(n int) (s []int) {
	for k := fewest; k <= n; k *= 10 {
		s = append(s, k)
	}
	return s
}

// epochs are as many as make 20,000 steps of 100 rows on 200,000 rows, fewer steps on fewer rows, but not less than 4,000.
func epochs(rows int, o options) int {
	steps := max(4000, 20_000*math.Pow(float64(rows)/200_000, .3))
	return max(1, int(math.Round(steps*o.effort*100/float64(max(rows, 100)))))
}

// clusters fits every method to every number of rows, and asks it by mass and off the data.
func clusters(ctx context.Context, o options, train, test data.Set, out io.Writer) (r clustersResult, err error) {
	away := newOffData(train, test, o.seed)
	r = clustersResult{Rows: sizes(train.Rows()), TestRows: test.Rows(), Distance: away.distance, Moved: len(away.rows.RawMatrix().Data) / away.rows.RawMatrix().Stride, Methods: map[string]methodResult{}}
	fmt.Fprint(out, "\n", clustersHead())
	for _, h := range clusterMethods(o.times(50, 10)) {
		var of methodResult
		for _, n := range r.Rows {
			t := clusterTask(o, train.Head(n))
			m := standardized()
			if err := h.fit(ctx, m, t.in(h.key)); err != nil {
				return r, fmt.Errorf("%s on %d rows: %w", h.name, n, err)
			}
			q, err := h.predict(ctx, m, test.X)
			if err != nil {
				return r, fmt.Errorf("%s on %d rows: %w", h.name, n, err)
			}
			s := partsOf(q, test.Y)
			of.add(s, byMass(q, test.Y), t.epochs)
			fmt.Fprint(out, of.line(h.name, n))
			if h.key == "bbb" && n == r.Rows[len(r.Rows)-1] {
				if r.Pruning, err = prune(ctx, m, test, n, h.draws); err != nil {
					return r, err
				}
			}
			if n != offRows(r.Rows) {
				continue
			}
			if of.Off, err = away.ask(ctx, h, m); err != nil {
				return r, err
			}
		}
		r.Methods[h.key] = of
	}
	r.Pruning.print(out)
	return r, r.part(ctx, o, train, test, out)
}

func clustersHead() string {
	return fmt.Sprintf("%-18s %9s %7s  %9s %9s %7s %8s\n", "cluster masses", "rows", "epochs", "epistemic", "aleatoric", "RMSE", "NLL")
}

// line is the last one of the table so far.
func (r methodResult) line(name string, rows int) string {
	i := len(r.NLL) - 1
	return fmt.Sprintf("%-18s %9d %7d  %9.4f %9.4f %7.4f %8.4f\n", name, rows, r.Epochs[i], r.Epistemic[i], r.Aleatoric[i], r.RMSE[i], r.NLL[i])
}

func clusterTask(o options, train data.Set) task {
	return task{net: mdn{}, train: train, rate: 2e-3, epochs: epochs(train.Rows(), o), seed: o.seed, keep: o.checkpoint}.in(fmt.Sprint(train.Rows(), "-rows"))
}

// offRows is the size whose networks are asked off the data: the second.
func offRows(sizes []int) int { return sizes[min(1, len(sizes)-1)] }

// prediction is what a method says of some rows: a distributions.Posterior or a bnn.Linearized.
type prediction interface {
	Mean() []float64
	Epistemic() []float64
	Aleatoric() []float64
	LogProb(y []float64) []float64
}

// partsOf sums up predictions of rows with targets y.
func partsOf(q prediction, y []float64) parts {
	return average(q.Epistemic(), q.Aleatoric(), q.Mean(), q.LogProb(y), y, func(int) bool { return true })
}

// average is over the rows that are chosen.
func average(epistemic, aleatoric, mean, logProb, y []float64, chosen func(i int) bool) (p parts) {
	n := 0.
	for i := range y {
		if !chosen(i) {
			continue
		}
		d := mean[i] - y[i]
		n++
		p.Epistemic += epistemic[i]
		p.Aleatoric += aleatoric[i]
		p.RMSE += d * d
		p.NLL -= logProb[i]
	}
	p.NLL /= n
	p.Total = math.Sqrt((p.Epistemic + p.Aleatoric) / n)
	p.Epistemic, p.Aleatoric, p.RMSE = math.Sqrt(p.Epistemic/n), math.Sqrt(p.Aleatoric/n), math.Sqrt(p.RMSE/n)
	return p
}

// The bins of true mass, in dex, and the least test rows of one that counts.
const (
	binWidth = .1
	binRows  = 20
)

// byMass is the parts in bins of the true mass.
func byMass(q prediction, y []float64) (m massResult) {
	epistemic, aleatoric, mean, logProb := q.Epistemic(), q.Aleatoric(), q.Mean(), q.LogProb(y)
	for lo := catalogue.MinMass; lo < catalogue.MaxMass; lo += binWidth {
		in := func(i int) bool { return y[i] >= lo && y[i] < lo+binWidth }
		n := 0
		for i := range y {
			if in(i) {
				n++
			}
		}
		if n < binRows {
			continue
		}
		p := average(epistemic, aleatoric, mean, logProb, y, in)
		m.Mass = append(m.Mass, lo+binWidth/2)
		m.Epistemic, m.Aleatoric = append(m.Epistemic, p.Epistemic), append(m.Aleatoric, p.Aleatoric)
		m.Total, m.RMSE = append(m.Total, p.Total), append(m.RMSE, p.RMSE)
	}
	return m
}
