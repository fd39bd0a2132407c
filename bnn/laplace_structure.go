package bnn

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// structure is what of the curvature F of the log-likelihood is kept.
type structure interface {
	// add adds sign r'r of a row, r being (vectors, columns) by the targets of the jacobian. Of each row there is one of the sign 1, and
	// after it perhaps one of the sign -1.
	add(j *jacobian, r *mat.Dense, sign float64)
	// posterior is N(0, (share F + D)^-1), where D has the precision of each element's group.
	posterior(share float64, precision []float64) (covariance, error)
}

// covariance is that of a normal over the subset's weights.
type covariance interface {
	logPrecision() float64           // the logarithm of the determinant of the inverse
	traces(sums []float64)           // sets the sums of variances by group
	variances() []float64            // the diagonal
	draw(z []float64)                // makes standard normals a draw, in place
	of(jac *mat.Dense) *mat.SymDense // jac Σ jac', of (k, d)
}

var errNotDefinite = errors.New("the posterior's precision is not positive definite: the network's outputs are not finite, the prior's Precision is too small, or, of second derivatives at the targets (GGN, FullHessian), the weights are at no mode")

// notDefinite says by how much.
func notDefinite(p *mat.SymDense) error {
	var e mat.EigenSym
	if !e.Factorize(p, false) {
		return errNotDefinite
	}
	return fmt.Errorf("%w: its smallest eigenvalue is %.3g", errNotDefinite, e.Values(nil)[0])
}

// fullStructure is all of F.
type fullStructure struct {
	*subset
	fisher *mat.SymDense
	rows   [2]*mat.Dense // waiting to be added, and to be subtracted
	n      [2]int
}

func newFull(s *subset) *fullStructure {
	d := s.dim()
	return &fullStructure{subset: s, fisher: mat.NewSymDense(d, nil)}
}

func (f *fullStructure) add(_ *jacobian, r *mat.Dense, sign float64) {
	k, _ := r.Dims()
	side, most := 0, max(64, min(f.dim(), 512))
	if sign < 0 {
		side = 1
	}
	if f.rows[side] == nil {
		f.rows[side] = mat.NewDense(most, f.dim(), nil)
	}
	for i := range k {
		copy(f.rows[side].RawRowView(f.n[side]), f.gather(r.RawRowView(i)))
		if f.n[side]++; f.n[side] == most {
			f.flush()
		}
	}
}

// flush adds the rows that wait, many at a time for the sake of the cache.
func (f *fullStructure) flush() {
	for side, sign := range []float64{1, -1} {
		if n := f.n[side]; n > 0 {
			f.fisher.SymRankK(f.fisher, sign, f.rows[side].Slice(0, n, 0, f.dim()).T())
		}
		f.n[side] = 0
	}
}

func (f *fullStructure) posterior(share float64, precision []float64) (covariance, error) {
	f.flush()
	p := mat.NewSymDense(f.dim(), nil)
	p.ScaleSym(share, f.fisher)
	rounding := 0x1p-52 * float64(f.dim()) * mat.Trace(p) // as in evidence.factorize
	for i, g := range f.group {
		p.SetSym(i, i, p.At(i, i)+precision[g]+rounding)
	}
	c := &fullCovariance{group: f.group}
	if !c.chol.Factorize(p) {
		return nil, notDefinite(p)
	}
	c.chol.UTo(&c.root)
	return c, nil
}

// fullCovariance is (root' root)^-1.
type fullCovariance struct {
	group []int
	chol  mat.Cholesky
	root  mat.TriDense
}

func (c *fullCovariance) logPrecision() float64 { return c.chol.LogDet() }

func (c *fullCovariance) inverse() *mat.SymDense {
	var cov mat.SymDense
	_ = c.chol.InverseTo(&cov) // at worst a warning about its condition
	return &cov
}

func (c *fullCovariance) variances() []float64 {
	cov := c.inverse()
	out := make([]float64, len(c.group))
	for i := range out {
		out[i] = cov.At(i, i)
	}
	return out
}

func (c *fullCovariance) traces(sums []float64) { byGroup(sums, c.group, c.variances()) }

func (c *fullCovariance) draw(z []float64) {
	blas64.Trsv(blas.NoTrans, c.root.RawTriangular(), blas64.Vector{N: len(z), Data: z, Inc: 1})
}

func (c *fullCovariance) of(jac *mat.Dense) *mat.SymDense {
	half := mat.DenseCopyOf(jac.T()) // (d, k)
	blas64.Trsm(blas.Left, blas.Trans, 1, c.root.RawTriangular(), half.RawMatrix())
	var out mat.SymDense
	out.SymOuterK(1, half.T())
	return &out
}

// byGroup sums values by group.
func byGroup(sums []float64, group []int, values []float64) {
	clear(sums)
	for i, g := range group {
		sums[g] += values[i]
	}
}
