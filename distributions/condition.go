package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// given is the location and the factor of the other numbers where number j is value, and the square of the distance of value from
// its location in standard deviations.
//
// With u the direction of row j of L and A the other rows, the others' covariance is A (I - u u') A'. The factor M of I - u u'
// is known: with t_k = sum_{m>=k} u_m^2 it has sqrt(t_{k+1}/t_k) on its diagonal and -u_i u_k/sqrt(t_k t_{k+1}) below, and column
// j is 0. A M without it is lower triangular again. These are rotations, so that nothing is lost that L has, as it would be in the difference
// of covariances; and sums of squares, which do not cancel.
func (d packedTriL) given(j int, value *G.Node) (loc, factor, distance *G.Node) {
	batch := d.BatchShape()
	l := matrices(onShape(d.factor(), join(batch, tensor.Shape{d.dim() * d.dim()})), d.dim())
	all := onShape(d.Loc, d.shape())
	axis := len(batch)
	row := ops.Reshape(ops.Slice(ops.Slice(l, axis, j, j+1), axis+1, 0, j+1), join(batch, tensor.Shape{j + 1})...)
	scale := ops.Sqrt(lastSum(ops.Square(row)))
	u := ops.Div(row, lastAxis(scale))
	z := ops.Div(ops.Sub(value, column(all, j)), scale)
	rest := without(l, j, 2)                // (..., d-1, d)
	head := ops.Slice(rest, axis+1, 0, j+1) // the columns where row j is not 0
	slope := ops.BatchMatMul(entries(head), u, j+1, false, false)
	loc = ops.Add(without(all, j, 1), ops.Mul(slope, lastAxis(z)))
	var parts []*G.Node
	if j > 0 {
		parts = append(parts, projected(head, u, j))
	}
	if j+1 < d.dim() {
		parts = append(parts, ops.Slice(rest, axis+1, j+1, d.dim()))
	}
	return loc, ops.Concat(axis+1, parts...), ops.Square(z)
}

// projected is the columns of head M but the last, which is 0.
func projected(head, u *G.Node, j int) *G.Node {
	row := func(x *G.Node, from, to int) *G.Node { // for all rows of head
		x = ops.Slice(x, -1, from, to)
		s := x.Shape()
		return ops.Reshape(x, join(s[:len(s)-1], tensor.Shape{1, j})...)
	}
	t := ops.Sqrt(fromHere(ops.Square(u))) // (..., j+1)
	here, next := row(t, 0, j), row(t, 1, j+1)
	n := j + 1
	below := ops.Sub(ops.BatchTril(ops.Full(u.Graph(), u.Dtype(), 1, n*n)), eye(u, n))
	beyond := entries(ops.Slice(matrices(below, n), -1, 0, j)) // 1 in row m of column k < m
	s := u.Shape()
	along := ops.Mul(head, ops.Reshape(u, join(s[:len(s)-1], tensor.Shape{1, n})...))
	sums := matrices(ops.BatchMatMul(entries(along), beyond, n, false, false), head.Shape()[len(head.Shape())-2])
	kept := ops.Mul(ops.Slice(head, -1, 0, j), ops.Div(next, here))
	return ops.Sub(kept, ops.Mul(ops.Div(row(u, 0, j), here), ops.Div(sums, next)))
}

// given is packedTriL's for the factor F and the scales S of a covariance F F' + Diag(S^2): with f and s the share of number j the
// others' factor is F (I - f f'/(f'f + s^2))^(1/2), of the same rank, and their scales stay. The root is
// I - g f f' with g = b/(1 + sqrt(1 - b f'f)), b = 1/(f'f + s^2), in which 1 - b f'f is s^2 b, without a difference.
func (d packedLowRank) given(j int, value *G.Node) (loc, factor, scale *G.Node) {
	batch, n, r := d.BatchShape(), d.dim(), d.rank()
	all, scales := onShape(d.Loc, d.shape()), onShape(d.scale(), d.shape())
	f := matrices(onShape(d.factor(), join(batch, tensor.Shape{n * r})), n)
	axis := len(batch)
	own := ops.Reshape(ops.Slice(f, axis, j, j+1), join(batch, tensor.Shape{r})...)
	s := column(scales, j)
	variance := ops.Add(lastSum(ops.Square(own)), ops.Square(s))
	rest := without(f, j, 2)
	shared := ops.BatchMatMul(entries(rest), own, r, false, false) // covariances with number j
	off := ops.Div(ops.Sub(value, column(all, j)), variance)
	loc = ops.Add(without(all, j, 1), ops.Mul(shared, lastAxis(off)))
	root := ops.Sqrt(variance)
	g := ops.Reciprocal(ops.Mul(root, ops.Add(root, s))) // b/(1 + s sqrt b)
	factor = ops.Sub(rest, matrices(ops.BatchMatMul(ops.Mul(shared, lastAxis(g)), own, 1, false, false), n-1))
	return loc, factor, without(scales, j, 1)
}
