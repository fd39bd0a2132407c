package training

import (
	"slices"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/layers"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// rotate sets the columns of into that may turn to those of from, rotated together as near to those of like as they come:
// by U Vᵀ of the singular value decomposition U S Vᵀ of fromᵀ like (Schoenemann 1966, Psychometrika 31, 1).
func rotate(groups []layers.Turning, like, from, into *layers.Params) {
	for _, g := range groups {
		k := from.Get(g.Paths[0]).Shape()[1]
		cross := mat.NewDense(k, k, nil)
		for _, path := range g.Paths {
			var part mat.Dense
			part.Mul(matrix(from.Get(path)).T(), matrix(like.Get(path)))
			cross.Add(cross, &part)
		}
		var svd mat.SVD
		if !svd.Factorize(cross, mat.SVDFull) { // not finite: the step that made it so is refused elsewhere
			continue
		}
		var u, v, rotation mat.Dense
		svd.UTo(&u)
		svd.VTo(&v)
		rotation.Mul(&u, v.T())
		for _, path := range g.Paths {
			var turned mat.Dense
			turned.Mul(matrix(from.Get(path)), &rotation)
			float64s.Set(into.Get(path), turned.RawMatrix().Data)
		}
	}
}

// withRoom is the parameters with copies of those that turn.
func withRoom(groups []layers.Turning, p *layers.Params) *layers.Params {
	out := &layers.Params{}
	for path, v := range p.All() {
		for _, g := range groups {
			if slices.Contains(g.Paths, path) {
				v = v.Clone().(*tensor.Dense)
			}
		}
		out.Set(path, v)
	}
	return out
}

// matrix is a copy of a parameter with two axes.
func matrix(v *tensor.Dense) *mat.Dense {
	return mat.NewDense(v.Shape()[0], v.Shape()[1], float64s.Of(v))
}
