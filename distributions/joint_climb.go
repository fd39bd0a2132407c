package distributions

import "math"

// A climber goes up a function of vectors by the method of Broyden, Fletcher, Goldfarb and Shanno (Nocedal and Wright 2006, section 6.1): its
// metric begins as a covariance, in whose units a peak of draws is about round.
type climber struct {
	f         func(x, grad []float64) float64
	x, grad   []float64
	value     float64
	metric    []float64 // k x k, an estimate of minus the inverse of the matrix of second derivatives
	direction []float64
}

const (
	climbSteps   = 100
	climbHalving = 30
)

// climb is the local maximum that it reaches from x, and the value there.
func climb(f func(x, grad []float64) float64, x, covariance []float64) (at []float64, value float64) {
	k := len(x)
	c := climber{f: f, x: x, grad: make([]float64, k), metric: append([]float64(nil), covariance...), direction: make([]float64, k)}
	c.value = f(c.x, c.grad)
	for range climbSteps {
		if !c.step() {
			break
		}
	}
	return c.x, c.value
}

// step goes along the direction of the metric as far as the value rises by a part of what the slope promises; it reports false
// where nothing is left to gain.
func (c *climber) step() bool {
	promise := c.aim()
	if !(promise > 1e-18) || math.IsInf(promise, 0) {
		return false
	}
	next, grad := make([]float64, len(c.x)), make([]float64, len(c.x))
	for t, n := 1., 0; n < climbHalving; t, n = t/2, n+1 {
		for j := range next {
			next[j] = c.x[j] + t*c.direction[j]
		}
		value := c.f(next, grad)
		if value >= c.value+1e-4*t*promise && !math.IsInf(value, 1) && finite(grad) {
			c.learn(next, grad)
			gain := value - c.value
			c.x, c.grad, c.value = next, grad, value
			return gain > 1e-14*(1+math.Abs(value)) // of a parabola 1e-7 standard deviations are left then
		}
	}
	return false
}

// aim sets the direction and returns the slope along it.
func (c *climber) aim() (promise float64) {
	k := len(c.x)
	for i := range c.direction {
		c.direction[i] = 0
		for j, g := range c.grad {
			c.direction[i] += c.metric[i*k+j] * g
		}
		promise += c.direction[i] * c.grad[i]
	}
	return promise
}

// learn updates the metric by how the slope changes: equation 6.17, of minus the function.
func (c *climber) learn(x, grad []float64) {
	k := len(x)
	s, y := make([]float64, k), make([]float64, k)
	sy := 0.
	for j := range s {
		s[j], y[j] = x[j]-c.x[j], c.grad[j]-grad[j]
		sy += s[j] * y[j]
	}
	if !(sy > 1e-300) { // not concave along the step: the metric stays
		return
	}
	hy, yhy := make([]float64, k), 0.
	for i := range hy {
		for j := range y {
			hy[i] += c.metric[i*k+j] * y[j]
		}
		yhy += y[i] * hy[i]
	}
	for i := range s {
		for j := range s {
			c.metric[i*k+j] += (1+yhy/sy)*s[i]*s[j]/sy - (hy[i]*s[j]+s[i]*hy[j])/sy
		}
	}
}

func finite(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
