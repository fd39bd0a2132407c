package source

import "math"

// LowRankNormal is the normal vector Loc + Factor e + Scale f of independent standard normal e, which the numbers have in common, and
// f, of each its own: its covariance is Factor Factor' + Diag(Scale^2).
type LowRankNormal struct {
	Loc    []float64
	Factor [][]float64 // a row for each number
	Scale  []float64
}

// LogProb is the log-density of the vector y, in nats. It panics unless y has as many numbers.
//
// With z = (y - Loc)/Scale, W = Factor/Scale and C = I + W'W = L L' it is -(|z - W x|^2 + |x|^2)/2 at C x = W'z, which is a sum of
// squares, less the logarithms of the determinants.
func (d LowRankNormal) LogProb(y []float64) float64 {
	checkLength(y, len(d.Loc))
	z, w, log := make([]float64, len(y)), make([][]float64, len(y)), 0.
	for i, s := range d.Scale {
		z[i] = (y[i] - d.Loc[i]) / s
		for _, f := range d.Factor[i] {
			w[i] = append(w[i], f/s)
		}
		log -= math.Log(s) + halfLog2Pi
	}
	l := d.capacitance(w)
	x := make([]float64, len(l))
	for k := range x {
		for i, v := range z {
			x[k] += w[i][k] * v
		}
		log -= math.Log(l[k][k])
	}
	solve(l, x)
	for i, v := range z {
		for k, u := range x {
			v -= w[i][k] * u
		}
		log -= v * v / 2
	}
	for _, u := range x {
		log -= u * u / 2
	}
	return log
}

// capacitance is the lower triangle L of I + W'W = L L'.
func (d LowRankNormal) capacitance(w [][]float64) [][]float64 {
	l := matrix(len(d.Factor[0]))
	for a := range l {
		for b := range a {
			l[a][b] = rest(w, l, a, b) / l[b][b]
		}
		l[a][a] = math.Sqrt(1 + rest(w, l, a, a))
	}
	return l
}

// rest is an entry of W'W less what the columns of L before explain.
func rest(w, l [][]float64, a, b int) (sum float64) {
	for i := range w {
		sum += w[i][a] * w[i][b]
	}
	for k := range b {
		sum -= l[a][k] * l[b][k]
	}
	return sum
}

// solve makes the x of L L' x = b of b.
func solve(l [][]float64, b []float64) {
	for i := range b {
		for k := range i {
			b[i] -= l[i][k] * b[k]
		}
		b[i] /= l[i][i]
	}
	for i := len(b) - 1; i >= 0; i-- {
		for k := i + 1; k < len(b); k++ {
			b[i] -= l[k][i] * b[k]
		}
		b[i] /= l[i][i]
	}
}

// Mean is Loc.
func (d LowRankNormal) Mean() []float64 { return append([]float64(nil), d.Loc...) }

// Covariance is Factor Factor' + Diag(Scale^2).
func (d LowRankNormal) Covariance() [][]float64 {
	c := matrix(len(d.Loc))
	for i, a := range d.Factor {
		for j, b := range d.Factor {
			for k := range a {
				c[i][j] += a[k] * b[k]
			}
		}
		c[i][i] += d.Scale[i] * d.Scale[i]
	}
	return c
}

// StdDev is the standard deviation of each number.
func (d LowRankNormal) StdDev() []float64 { return roots(d.Covariance()) }

// Marginal is the distribution of number j by itself.
func (d LowRankNormal) Marginal(j int) Normal {
	sum := d.Scale[j] * d.Scale[j]
	for _, v := range d.Factor[j] {
		sum += v * v
	}
	return Normal{d.Loc[j], math.Sqrt(sum)}
}

// lowRankNormal is the one with these parameters in the network's units.
func lowRankNormal(loc, factor, scale []float) LowRankNormal {
	n := len(loc)
	rank := len(factor) / n
	d := LowRankNormal{Loc: make([]float64, n), Factor: make([][]float64, n), Scale: make([]float64, n)}
	for i := range n {
		d.Loc[i], d.Scale[i] = place(i, loc[i]), stretch(i, scale[i])
		for _, f := range factor[i*rank : i*rank+rank] {
			d.Factor[i] = append(d.Factor[i], stretch(i, f))
		}
	}
	return d
}
