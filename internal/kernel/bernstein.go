package kernel

import "math"

// Bernstein is a batch of increasing polynomials between -Bound and Bound, continued as straight lines (Sick et al. (2020),
// arXiv:2004.00464). A row of parameters p makes the rises g of a polynomial of degree Parameters+1 = n from one coefficient to the
// next, in units of those of the identity, 2 Bound/n: g = floor + (1 - floor) softplus(p[j])/log 2 for j > 0, of which the first
// and the last are there twice, so that the second derivative is 0 at both ends. The lowest coefficient is p[0] - Bound. Zeros are
// the identity. Element i has row i/Repeat mod Rows.
//
// Its slope is the mean of g under the binomial distribution of n-1 trials with t = (x + Bound)/(2 Bound), and its value what
// n trials add up to: all terms are positive.
type Bernstein struct {
	Parameters   int
	Bound        float64
	Rows, Repeat int
}

// BernsteinFloor is the least slope.
const BernsteinFloor = 1e-3

// MaxBernstein is the most Parameters: far above, powers underflow.
const MaxBernstein = 256

// polynomial is a row that is ready.
type polynomial[T Float] struct {
	*Bernstein
	space      *workspace
	row        int       // that is ready
	start, end float64   // values at -Bound and Bound
	step       float64   // 2 Bound/n
	rises      []float64 // (n)
	choose     []float64 // (n-1): binomial coefficients of n-2
	lower      []float64 // (n-1): the binomial distribution of n-2 trials at t
	basis      []float64 // (n): that of n-1 trials
	above      []float64 // (n): P(more than k of n trials), by which rise k adds to the value
	soft       []T       // (n-2): softplus of the parameters
}

func newPolynomial[T Float](b *Bernstein) polynomial[T] {
	n := b.Parameters + 1
	w := borrow(8 * 6 * n)
	all := scratch[float64](w, 6*n)
	p := polynomial[T]{Bernstein: b, space: w, row: -1, step: 2 * b.Bound / float64(n)}
	p.rises, p.choose, p.lower, p.basis, p.above = all[:n], all[n:2*n-1], all[2*n:3*n-1], all[3*n:4*n], all[4*n:5*n]
	p.soft = scratch[T](w, 6*n*in64[T]())[5*n*in64[T]():][:n-2]
	p.choose[0] = 1
	for k := 1; k < n-1; k++ {
		p.choose[k] = p.choose[k-1] * float64(n-1-k) / float64(k)
	}
	return p
}

// ready computes the rises of the row of element i.
func (p *polynomial[T]) ready(params []T, i int) {
	row := i / p.Repeat % p.Rows
	if row == p.row {
		return
	}
	p.row = row
	at := params[row*p.Parameters:][:p.Parameters]
	Softplus(p.soft, at[1:])
	sum := 0.
	for k := range p.rises {
		g := BernsteinFloor + (1-BernsteinFloor)/math.Ln2*float64(p.soft[p.from(k)])
		p.rises[k] = g
		sum += g
	}
	p.start = float64(at[0]) - p.Bound
	p.end = p.start + p.step*sum
	if d := p.end - p.start; d-d != 0 { // a parameter is NaN or infinite
		p.start, p.end = math.NaN(), math.NaN()
	}
}

// from is the parameter that rise k comes from, less one.
func (p *polynomial[T]) from(k int) int { return min(max(k-1, 0), p.Parameters-2) }

// at computes the distributions of the binomials at t, rest = 1 - t, and the value in units of step above start, and the slope.
func (p *polynomial[T]) at(t, rest float64) (value, slope float64) {
	lower, basis, above := p.lower, p.basis, p.above
	power := 1.
	for k, c := range p.choose {
		lower[k] = c * power
		power *= t
	}
	power = 1.
	for k := len(lower) - 1; k >= 0; k-- {
		lower[k] *= power
		power *= rest
	}
	last := 0.
	for k, v := range lower { // one trial more
		basis[k] = rest*v + t*last
		last = v
	}
	basis[len(lower)] = t * last
	more := 0.
	for k := len(basis) - 1; k >= 0; k-- {
		above[k] = more + t*basis[k]
		more += basis[k]
	}
	for k, g := range p.rises {
		value += g * above[k]
		slope += g * basis[k]
	}
	return value, slope
}

// bend is the derivative of the logarithm of the slope for x, where at has been.
func (p *polynomial[T]) bend(slope float64) float64 {
	sum := 0.
	for k, v := range p.lower {
		sum += (p.rises[k+1] - p.rises[k]) * v
	}
	return sum * float64(len(p.lower)) / (2 * p.Bound * slope)
}

// part is where x is in the interval, from both ends.
func (p *polynomial[T]) part(x float64) (t, rest float64) {
	return (x + p.Bound) / (2 * p.Bound), (p.Bound - x) / (2 * p.Bound)
}

// solve is the t with the given value, between 0 and 1, by Newton's steps, and by halves where they leave what is known to hold the
// root. The last step is squared in the error.
func (p *polynomial[T]) solve(value float64) (t, slope float64) {
	lo, hi := 0., 1.
	t = value * p.step / (p.end - p.start)
	for range 200 {
		v, slope := p.at(t, 1-t)
		if v < value {
			lo = t
		} else {
			hi = t
		}
		next := t - (v-value)/(slope*float64(len(p.rises)))
		if !(next >= lo && next <= hi) {
			next = lo + (hi-lo)/2
		}
		step := math.Abs(next - t)
		t = next
		if !(step > 1e-10) {
			break
		}
	}
	_, slope = p.at(t, 1-t)
	return t, slope
}
