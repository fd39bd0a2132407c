package density

import "math"

// A chebGrid is polynomial interpolation on the k Chebyshev-Lobatto points t_j = -cos(pi j / (k-1)), ascending in
// [-1, 1]: Trefethen (2013), chapters 2, 3 and 19. Every second point of a grid is the grid before it.
type chebGrid struct {
	k        int
	t        []float64 // (k) points
	up, down []float64 // (k) 1+t and 1-t without cancellation
	logUp    []float64 // (k) log((1+t)/2)
	weights  []float64 // (k) Clenshaw-Curtis: the integral over [-1, 1] of the interpolant
	rows     []float64 // (k, k/2+1) values to coefficients, folded about the middle
}

// chebGrids have 5, 9, 17, 33 points; panels use all but the last, which integrates squares of the largest.
var chebGrids = [...]*chebGrid{newChebGrid(5), newChebGrid(9), newChebGrid(17), newChebGrid(33)}

// firstLevel is the grid that most panels begin with, maxLevel their largest.
const (
	firstLevel = 1
	maxLevel   = 2
)

// maxCoefs holds the coefficients of a panel's integral, one more than its points.
const maxCoefs = 4<<maxLevel + 2

func newChebGrid(k int) *chebGrid {
	g := &chebGrid{k: k, rows: make([]float64, k*(k/2+1))}
	n := k - 1
	for j := range k {
		t := math.Sin(math.Pi * float64(2*j-n) / float64(2*n)) // odd about the middle to the bit
		g.t = append(g.t, t)
		g.up, g.down = append(g.up, onePlus(t, j, n)), append(g.down, onePlus(-t, n-j, n))
		g.logUp = append(g.logUp, math.Log(g.up[j]/2))
		g.weights = append(g.weights, 0)
	}
	for m := range k {
		for j := range k {
			a := 2 / float64(n) * chebCos(m*(n-j), n)
			if m == 0 || m == n {
				a /= 2
			}
			if j == 0 || j == n {
				a /= 2
			}
			if j <= n/2 {
				g.rows[m*(n/2+1)+j] = a
			}
			if m%2 == 0 {
				g.weights[j] += a * 2 / float64(1-m*m)
			}
		}
	}
	return g
}

// onePlus is 1 + t for t = -cos(pi j/n), which near -1 is 2 sin^2.
func onePlus(t float64, j, n int) float64 {
	if t > -.5 {
		return 1 + t
	}
	s := math.Sin(math.Pi * float64(j) / float64(2*n))
	return 2 * s * s
}

// chebCos is cos(pi p/n), exact at multiples of pi/2.
func chebCos(p, n int) float64 {
	p %= 2 * n
	switch {
	case p > n:
		return chebCos(2*n-p, n)
	case 2*p > n:
		return -chebCos(n-p, n)
	case 2*p == n:
		return 0
	}
	return math.Cos(math.Pi * float64(p) / float64(n))
}

// coefs sets c to the Chebyshev coefficients of the interpolant of f: sum_m c_m T_m(t_j) = f_j.
func (g *chebGrid) coefs(f, c []float64) {
	switch g.k {
	case 5:
		c := (*[5]float64)(c)
		c[0], c[1], c[2], c[3], c[4] = cosines5((*[5]float64)(f))
	case 9:
		cosines9((*[9]float64)(f), (*[9]float64)(c))
	case 17:
		cosines17((*[17]float64)(f), (*[17]float64)(c))
	default:
		g.sums(f, c)
		return
	}
	n := g.k - 1
	scale := 2 / float64(n)
	c[0], c[n] = c[0]/2, c[n]/2
	for m := 0; m < n; m += 2 { // T_m(-cos a) is (-1)^m cos(m a)
		c[m] *= scale
		c[m+1] *= -scale
	}
	c[n] *= scale
}

// sums is coefs by the definition.
func (g *chebGrid) sums(f, c []float64) {
	n := g.k - 1
	h := n / 2
	var even, odd [17]float64 // room for half of the largest grid
	for j := range h {
		even[j], odd[j] = f[j]+f[n-j], f[j]-f[n-j]
	}
	even[h], odd[h] = f[h], 0
	for m := range g.k {
		folded := &even
		if m%2 == 1 {
			folded = &odd
		}
		sum := 0.
		for j, a := range g.rows[m*(h+1) : (m+1)*(h+1)] {
			sum += a * folded[j]
		}
		c[m] = sum
	}
}

// integral returns the integral over [-1, 1] of the interpolant of f.
func (g *chebGrid) integral(f []float64) float64 {
	sum := 0.
	for j, w := range g.weights {
		sum += w * f[j]
	}
	return sum
}

// momentsOf returns the integrals over [-1, 1] of the interpolants of t f and t^2 f.
func (g *chebGrid) momentsOf(f []float64) (first, second float64) {
	f = f[:len(g.weights)]
	for j, w := range g.weights {
		v := w * g.t[j] * f[j]
		first += v
		second += v * g.t[j]
	}
	return first, second
}
