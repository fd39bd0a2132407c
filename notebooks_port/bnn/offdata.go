package main

import (
	"context"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// offData is test rows moved off the training data: by some distance, in standard deviations of the features, each in a random
// direction of its own. A test row is itself sqrt(14) of them from the mean, give or take.
type offData struct {
	rows     *mat.Dense // (n, d)
	way      *mat.Dense // (n, d), what one standard deviation is
	distance []float64
}

func newOffData(train, test data.Set, seed uint64) offData {
	rows := test.Head(min(500, test.Rows())).X
	n, d := rows.Dims()
	way := make([]float64, n*d)
	rng.New(seed, "bnn/off_data", 0, 0).Normal64(way, 0)
	u := mat.NewDense(n, d, way)
	for i := range n {
		row := u.RawRowView(i)
		norm := mat.Norm(mat.NewVecDense(d, row), 2)
		for j := range row {
			row[j] /= norm
		}
	}
	for j := range d {
		_, sd := stat.MeanStdDev(mat.Col(nil, j, train.X), nil)
		for i := range n {
			u.Set(i, j, u.At(i, j)*sd)
		}
	}
	return offData{rows, u, grid(0, 20, 21)}
}

// ask is the roots of the mean parts over the rows at each distance.
func (a offData) ask(ctx context.Context, h method, m *training.Model) (r offResult, err error) {
	for _, t := range a.distance {
		var x mat.Dense
		x.Scale(t, a.way)
		x.Add(&x, a.rows)
		q, err := h.predict(ctx, m, &x)
		if err != nil {
			return r, err
		}
		r.Epistemic = append(r.Epistemic, math.Sqrt(stat.Mean(q.Epistemic(), nil)))
		r.Aleatoric = append(r.Aleatoric, math.Sqrt(stat.Mean(q.Aleatoric(), nil)))
	}
	return r, nil
}
