package bnn

import (
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
)

// bending is the second derivative of minus the log joint over the number of rows at a model's weights: what rates of chains are measured by.
type bending struct {
	dim           int
	mean, largest float64 // eigenvalue
	directions    float64 // that bend, (sum of eigenvalues)²/(sum of their squares)

	at *joint // what was bent
}

const (
	bendingRows   = 1000 // at most, of which it is taken
	bendingProbes = 20   // products with the second derivative, for the trace as for the largest eigenvalue
)

// bendingOf is Hutchinson's trace and a power iteration, by differences of gradients over rows of the training set.
func bendingOf(m *training.Model, net training.Net, likelihood losses.Loss, train data.Set, seed uint64) (c bending, err error) {
	j, err := jointOfSome(m, net, likelihood, train, seed)
	if err != nil {
		return c, err
	}
	j.begin(m.Params)
	w := j.vector()
	c.dim = len(w)
	v, sum, squares := make([]float64, c.dim), 0., 0.
	for k := range bendingProbes {
		rng.New(seed, "bnn/curvature", uint64(k), 0).Normal64(v, 0)
		for i := range v {
			v[i] = math.Copysign(1, v[i])
		}
		bent := j.bend(w, v)
		sum, squares = sum+floats.Dot(v, bent), squares+floats.Dot(bent, bent)
	}
	c.mean = sum / float64(bendingProbes*c.dim)
	c.directions = min(max(sum*sum/(squares*bendingProbes), 1), float64(c.dim))
	c.at = j
	for range bendingProbes {
		floats.Scale(1/floats.Norm(v, 2), v)
		v = j.bend(w, v)
		c.largest = floats.Norm(v, 2)
	}
	return c, nil
}

// jointOfSome is the joint of all rows, estimated from some of them if they are many.
func jointOfSome(m *training.Model, net training.Net, likelihood losses.Loss, train data.Set, seed uint64) (*joint, error) {
	n := train.Rows()
	if n <= bendingRows {
		return newJoint(m, net, likelihood, train, seed)
	}
	at := make([]int, bendingRows)
	for i := range at {
		at[i] = i * n / len(at)
	}
	return newJointOf(m, net, likelihood, train.Take(at), n, seed)
}

// bend is the second derivative of minus the log joint over the rows, times v.
func (j *joint) bend(w, v []float64) []float64 {
	h := 1e-4 / floats.Norm(v, 2) * (1 + floats.Norm(w, 2)/math.Sqrt(float64(len(w))))
	up, down, at := make([]float64, len(w)), make([]float64, len(w)), make([]float64, len(w))
	j.LogProb(floats.AddScaledTo(at, w, h, v), up)
	j.LogProb(floats.AddScaledTo(at, w, -h, v), down)
	for i := range up {
		up[i] = (down[i] - up[i]) / (2 * h * j.rows)
	}
	return up
}
