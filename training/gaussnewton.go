package training

import (
	"cmp"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// GaussNewton steps to the minimum of a quadratic model of the loss (Martens 2020, arXiv:1412.1193),
//
//	(G + mu) step = -gradient,   G = sum_i w_i J_i' H_i J_i + the Hessian of penalties            (d, d)
//
// where J_i is the Jacobian of the parameters t of row i's distribution by the weights, and H_i the second derivatives of the row's
// loss by t: those of a Normal and a Poisson, under losses.NLL, in expectation over targets, which makes them positive. Of a Normal of
// known scale that is the Gauss-Newton method for least squares. Weights that a loss meets besides, as in a flow whose networks see the
// target, are among t. mu moves by the rule of Nielsen (1999, "Damping parameter in
// Marquardt's method") for Levenberg's and Marquardt's method: it falls where the model foretells the loss, rises where it does not or where
// G + mu is not positive definite, and at rest leaves convergence quadratic where residuals are small.
//
// It comes to a minimum in few iterations, each of which costs about three gradients for each weight, or for each iteration of the
// method of conjugate gradients. A network that draws noise is an error.
type GaussNewton struct {
	Damping float64 // the first mu, in units of G's largest diagonal element, or of g'Gg/g'g by the gradient g if G is not formed, or of 1 if that is 0; 0: 1e-3
	Dense   int     // networks of up to so many weights form G and factorize it, others go by conjugate gradients; 0: 300, negative: none
}

func (n GaussNewton) begin(z *minimizer) (descent, error) {
	switch {
	case !(n.Damping >= 0) || math.IsInf(n.Damping, 1):
		return nil, fmt.Errorf("GaussNewton.Damping is %g: want a positive number, or 0 for 1e-3", n.Damping)
	case n.Dense == 0:
		n.Dense = 300
	}
	p, err := z.newProducts()
	if err != nil {
		return nil, fmt.Errorf("Gauss-Newton: %w", err)
	}
	return &gaussNewton{minimizer: z, products: p, dense: len(z.now.x) <= n.Dense, damping: cmp.Or(n.Damping, 1e-3), raise: 2}, nil
}

// gaussNewton is a GaussNewton in progress.
type gaussNewton struct {
	*minimizer
	products *products
	dense    bool
	damping  float64 // mu in units of scale
	raise    float64 // what it is raised by next
	scale    float64
	matrix   *mat.SymDense
}

// next raises the damping until a step leads down.
func (n *gaussNewton) next(p iterate) (lower iterate, step float64, err error) {
	if err := n.model(p); err != nil {
		return p, 0, err
	}
	for n.damping < 1e20 {
		dir, foretold, err := n.solve(p)
		if err != nil {
			return p, 0, err
		}
		if dir != nil {
			q, err := n.along(p, dir, 1)
			if err != nil {
				return p, 0, err
			}
			if n.lower(q, p) {
				n.trust((p.loss - q.loss) / foretold)
				return q, 1, nil
			}
			if floats.Norm(dir, math.Inf(1)) <= 0x1p-52*floats.Norm(p.x, math.Inf(1)) { // lost in rounding
				break
			}
		}
		n.damping *= n.raise
		n.raise *= 2
	}
	return p, 0, nil
}

// trust lowers the damping, the more the nearer the loss fell to what was foretold; beyond half of it, else it rises.
func (n *gaussNewton) trust(ratio float64) {
	f := 1 - math.Pow(2*ratio-1, 3)
	n.damping = max(n.damping*min(max(f, 1./3), 2), 1e-15)
	n.raise = 2
}

// model computes G at p, or how large it is.
func (n *gaussNewton) model(p iterate) error {
	n.set(p.x)
	d := len(p.x)
	if !n.dense {
		gg, err := n.products.times(p.grad)
		if err != nil {
			return err
		}
		n.scale = math.Abs(floats.Dot(p.grad, gg)) / floats.Dot(p.grad, p.grad)
		return n.finite(n.scale)
	}
	n.matrix, n.scale = mat.NewSymDense(d, nil), 0
	unit := make([]float64, d)
	for j := range d {
		unit[j] = 1
		column, err := n.products.times(unit)
		if err != nil {
			return err
		}
		unit[j] = 0
		for i := range j + 1 {
			n.matrix.SetSym(i, j, column[i])
		}
		n.scale = max(n.scale, math.Abs(column[j]))
	}
	return n.finite(n.scale + mat.Sum(n.matrix))
}

func (n *gaussNewton) finite(x float64) error {
	if x-x != 0 {
		return errors.New("Gauss-Newton: the second derivatives of the loss are not finite: take LBFGS")
	}
	n.scale = cmp.Or(n.scale, 1) // of a loss without second derivatives, as L1's, damping alone makes steps along the gradient
	return nil
}

// solve is the step, and by how much the model says that the loss will fall; no step where G + mu is not positive definite.
func (n *gaussNewton) solve(p iterate) (step []float64, foretold float64, err error) {
	mu := n.damping * n.scale
	if n.dense {
		step = n.factorized(p.grad, mu)
	} else {
		n.set(p.x)
		step, err = n.conjugate(p.grad, mu)
	}
	if step == nil || err != nil {
		return nil, 0, err
	}
	// With (G + mu) s = -g the model g's + s'Gs/2 is (g's - mu s's)/2.
	foretold = (mu*floats.Dot(step, step) - floats.Dot(step, p.grad)) / 2
	if !(foretold > 0) || math.IsInf(foretold, 1) {
		return nil, 0, nil
	}
	return step, foretold, nil
}

func (n *gaussNewton) factorized(g []float64, mu float64) []float64 {
	a := mat.NewSymDense(len(g), nil)
	a.CopySym(n.matrix)
	for i := range g {
		a.SetSym(i, i, a.At(i, i)+mu)
	}
	var chol mat.Cholesky
	if !chol.Factorize(a) {
		return nil
	}
	var s mat.VecDense
	if err := chol.SolveVecTo(&s, mat.NewVecDense(len(g), g)); err != nil && s.Len() == 0 {
		return nil
	}
	floats.Scale(-1, s.RawVector().Data)
	return s.RawVector().Data
}

// conjugate solves to a residual that falls as the root of the gradient does, so that convergence stays faster than linear (Nocedal
// and Wright 2006, theorem 7.1).
func (n *gaussNewton) conjugate(g []float64, mu float64) ([]float64, error) {
	s, r := make([]float64, len(g)), make([]float64, len(g))
	floats.AddScaled(r, -1, g)
	v := append([]float64{}, r...)
	squares := floats.Dot(r, r)
	norm := math.Sqrt(squares)
	enough := norm * max(min(.1, math.Sqrt(norm)), 1e-10)
	for range 2*len(g) + 10 {
		if math.Sqrt(squares) <= enough {
			break
		}
		gv, err := n.products.times(v)
		if err != nil {
			return nil, err
		}
		floats.AddScaled(gv, mu, v)
		curved := floats.Dot(v, gv)
		if !(curved > 0) {
			return nil, nil
		}
		a := squares / curved
		floats.AddScaled(s, a, v)
		floats.AddScaled(r, -a, gv)
		next := floats.Dot(r, r)
		floats.AddScaledTo(v, r, next/squares, v)
		squares = next
	}
	return s, nil
}
