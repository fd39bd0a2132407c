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
		if left < nearTop {
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

// step is Newton's, and the gain that it promises.
func (f *fitting) step(u []float64) (step []float64, gain float64, err error) {
	_, g, _, err := f.at(u)
	if err != nil {
		return nil, 0, err
	}
	chol, ok := f.information(u)
	if !ok {
		return make([]float64, len(u)), math.Inf(1), nil
	}
	var x mat.VecDense
	right := mat.NewVecDense(len(u), append([]float64(nil), g...))
	if chol.SolveVecTo(&x, right) != nil {
		return make([]float64, len(u)), math.Inf(1), nil
	}
	return x.RawVector().Data, mat.Dot(&x, right) / 2, nil
}

// information is the factor of minus the second derivatives; not ok unless they are those of a maximum.
func (f *fitting) information(u []float64) (*mat.Cholesky, bool) {
	_, _, h, err := f.at(u)
	if err != nil {
		return nil, false
	}
	m := mat.NewSymDense(len(u), nil)
	for i := range u {
		for j := i; j < len(u); j++ {
			v := -(h[i][j] + h[j][i]) / 2
			if v-v != 0 {
				return nil, false
			}
			m.SetSym(i, j, v)
		}
	}
	var chol mat.Cholesky
	return &chol, chol.Factorize(m)
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

func (f *fitting) lostWay(start, u []float64) error {
	worst := 0
	for k := range u {
		if math.Abs(u[k]-start[k]) > math.Abs(u[worst]-start[worst]) {
			worst = k
		}
	}
	return fmt.Errorf("the likelihood has no maximum that can be found: it still rises at %s, and %s moved farthest; hold it by distributions.Constant, or choose a family that it is the limit of", f.words(u), f.params[worst].name)
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
