package distributions

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

const (
	fitSteps   = 200
	nearTop    = 1e-12 // of half a squared step in standard errors, at the end
	farAway    = 25    // logarithms of a parameter beyond its start that no data of use give
	polishings = 20
)

// climb finds the free numbers of the largest likelihood: by Newton's method with a line search, and at the end by plain steps, whose
// gain is too small to be seen in the likelihood.
func (f *fitting) climb() ([]float64, error) {
	start, unit, err := f.start()
	if err != nil {
		return nil, err
	}
	if err := f.begins(start); err != nil {
		return nil, err
	}
	u, err := f.climbTo(start, unit)
	if err == nil {
		err = f.topped(u)
	}
	return u, err
}

// climbTo is the best maximum that is found from a start.
func (f *fitting) climbTo(start, unit []float64) ([]float64, error) {
	if f.kinked() {
		return f.climbKinks(start, unit)
	}
	u, err := f.climbFrom(start, unit)
	if other := f.mirrored(start); other != nil {
		return f.better(u, err, other, unit)
	}
	return u, err
}

// climbFrom is the maximum uphill of a start.
func (f *fitting) climbFrom(start, unit []float64) ([]float64, error) {
	u := f.newton(start, unit)
	for range polishings {
		step, left, err := f.step(u)
		if err != nil {
			return nil, err
		}
		if left < nearTop || !math.IsInf(left, 1) && still(step, u, unit) {
			return u, f.settled(start, unit, u)
		}
		for k := range u {
			u[k] += step[k]
		}
	}
	return nil, f.lostWay(start, u)
}

// newton is gonum's, in units in which all free numbers move about as far.
func (f *fitting) newton(start, unit []float64) []float64 {
	point := func(x []float64) []float64 {
		u := make([]float64, len(x))
		for k := range x {
			u[k] = start[k] + unit[k]*x[k]
		}
		return u
	}
	problem := optimize.Problem{
		Func: func(x []float64) float64 {
			v, _, _, err := f.at(point(x))
			if err != nil || math.IsNaN(v) {
				return math.Inf(1)
			}
			return -v / f.rows.total
		},
		Grad: func(dst, x []float64) {
			_, g, _, _ := f.at(point(x))
			for k := range dst {
				dst[k] = -g[k] * unit[k] / f.rows.total
			}
		},
		Hess: func(dst *mat.SymDense, x []float64) {
			_, _, h, _ := f.at(point(x))
			for i := range x {
				for j := i; j < len(x); j++ {
					dst.SetSym(i, j, -(h[i][j]+h[j][i])/2*unit[i]*unit[j]/f.rows.total)
				}
			}
		},
	}
	settings := &optimize.Settings{MajorIterations: fitSteps, GradientThreshold: 1e-9}
	found, _ := optimize.Minimize(problem, make([]float64, len(start)), settings, &optimize.Newton{Linesearcher: &optimize.Backtracking{}})
	if found == nil {
		return append([]float64(nil), start...)
	}
	return point(found.X)
}

// still reports whether a step is what rounding makes of none: of large weights it may be many standard errors.
func still(step, u, unit []float64) bool {
	for k, d := range step {
		if !(math.Abs(d) <= 1e-13*max(math.Abs(u[k]), unit[k])) {
			return false
		}
	}
	return true
}

// step is Newton's, and the gain that it promises.
func (f *fitting) step(u []float64) (step []float64, gain float64, err error) {
	_, g, _, err := f.at(u)
	if err != nil {
		return nil, 0, err
	}
	step = make([]float64, len(u))
	i, ok := f.information(u)
	if !ok {
		return step, math.Inf(1), nil
	}
	var x mat.VecDense
	right := mat.NewVecDense(len(u), nil)
	for k := range u {
		right.SetVec(k, g[k]*i.unit[k])
	}
	if i.factor.SolveVecTo(&x, right) != nil {
		return step, math.Inf(1), nil
	}
	for k := range u {
		step[k] = x.AtVec(k) * i.unit[k]
	}
	return step, mat.Dot(&x, right) / 2, nil
}

// An information is minus the second derivatives, in units that make its diagonal 1: of a place and a width in kilometres or atoms the entries
// are so far apart that it would be taken for singular.
type information struct {
	factor mat.Cholesky
	unit   []float64
}

// information is not ok unless it is that of a maximum.
func (f *fitting) information(u []float64) (i information, ok bool) {
	_, _, h, err := f.at(u)
	if err != nil {
		return i, false
	}
	i.unit = make([]float64, len(u))
	for k := range u {
		if i.unit[k] = 1 / math.Sqrt(-h[k][k]); !(i.unit[k] > 0) || math.IsInf(i.unit[k], 1) {
			return i, false
		}
	}
	m := mat.NewSymDense(len(u), nil)
	for k := range u {
		for j := k; j < len(u); j++ {
			v := -(h[k][j]/2 + h[j][k]/2) * i.unit[k] * i.unit[j]
			if v-v != 0 {
				return i, false
			}
			m.SetSym(k, j, v)
		}
	}
	return i, i.factor.Factorize(m)
}

// begins refuses a start without a likelihood, by the row that has none.
func (f *fitting) begins(start []float64) error {
	v, _, _, err := f.at(start)
	if err != nil {
		return err
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return fmt.Errorf("the log-likelihood is %v at the start %s: a row is where the family has no density, or infinite", v, f.words(start))
	}
	return nil
}

// settled refuses a maximum at the end of the world.
func (f *fitting) settled(start, unit, u []float64) error {
	for k, v := range u {
		if math.Abs(v-start[k]) > farAway*unit[k] {
			return f.lostWay(start, u)
		}
	}
	return nil
}

// words is the parameters at free numbers.
func (f *fitting) words(u []float64) string {
	s := ""
	for k, p := range f.params {
		if k > 0 {
			s += ", "
		}
		s += fmt.Sprintf("%s = %.6g", p.name, p.value(u[k]))
	}
	return s
}
