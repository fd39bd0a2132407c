package ops

import G "gorgonia.org/gorgonia"

// Standardize is y = (x - m) / sqrt(v + eps) with the mean m and the variance v = mean((x - m)^2) of x over the given axes,
// and m and v, without these axes.
func Standardize(x *G.Node, eps float64, axes ...int) (y, m, v *G.Node) {
	floats("standardize", x)
	axes = axesOf("standardize", x, axes)
	m = Mean(x, axes...)
	d := Sub(x, keepAxes(m, x.Shape(), axes))
	v = Mean(Square(d), axes...)
	sd := Sqrt(AddConst(v, eps))
	return Div(d, keepAxes(sd, x.Shape(), axes)), m, v
}
