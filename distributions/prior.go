package distributions

import (
	"fmt"
	"math"
)

// A Prior is a density on the line that SwapPrior divides by or multiplies with. Histogram, FlatPrior and ClassPrior are
// priors.
//
// Laws: LogProb is the log-density, in nats, up to a constant, never NaN or +Inf, and -Inf outside the support; between neighbouring
// Breaks it is smooth, and -Inf everywhere or nowhere. Every method is called from several goroutines at once.
type Prior interface {
	LogProb(y float64) float64
	Support() (lo, hi float64)
	// Breaks is where the density, or a low derivative of it, jumps, ascending.
	Breaks() []float64
}

// stepwise is a Prior that is constant between its breaks.
type stepwise interface{ steps() bool }

// preparedPrior is a Prior that wants to be checked and compiled before it is evaluated often.
type preparedPrior interface {
	prepare() (Prior, error)
}

// prepare checks p, called name in errors, and returns it in a form that is fast to evaluate.
func prepare(name string, p Prior) (Prior, error) {
	if p == nil {
		return nil, fmt.Errorf("distributions: SwapPrior: the %s prior is nil", name)
	}
	if c, ok := p.(preparedPrior); ok {
		q, err := c.prepare()
		if err != nil {
			return nil, fmt.Errorf("distributions: SwapPrior: %s prior: %w", name, err)
		}
		p = q
	}
	if lo, hi := p.Support(); !(lo <= hi) {
		return nil, fmt.Errorf("distributions: SwapPrior: the %s prior has support [%v, %v]: it needs a lower end below an upper one", name, lo, hi)
	}
	return p, nil
}

func isStepwise(p Prior) bool {
	s, ok := p.(stepwise)
	return ok && s.steps()
}

// FlatPrior is the density 1/(Max - Min) on [Min, Max].
type FlatPrior struct{ Min, Max float64 }

// LogProb is -log(Max - Min) on [Min, Max], ends included, and -Inf elsewhere.
func (u FlatPrior) LogProb(y float64) float64 {
	if y >= u.Min && y <= u.Max {
		return -math.Log(u.Max - u.Min)
	}
	return math.Inf(-1)
}

// Support is [Min, Max].
func (u FlatPrior) Support() (lo, hi float64) { return u.Min, u.Max }

// Breaks is Min and Max.
func (u FlatPrior) Breaks() []float64 { return []float64{u.Min, u.Max} }

func (u FlatPrior) steps() bool { return true }

func (u FlatPrior) prepare() (Prior, error) {
	if !(u.Min < u.Max) || math.IsInf(u.Max-u.Min, 0) {
		return nil, fmt.Errorf("uniform on [%v, %v]: Min must be below Max and both finite", u.Min, u.Max)
	}
	return u, nil
}

// ClassPrior is masses of the classes 0, 1, ..., len-1, up to a constant: the prior of a discrete target.
type ClassPrior []float64

// LogProb is the log-mass of class y, normalized, and -Inf if y is not a class.
func (c ClassPrior) LogProb(y float64) float64 {
	if !(y >= 0 && y < float64(len(c))) || y != math.Floor(y) {
		return math.Inf(-1)
	}
	sum := 0.
	for _, m := range c {
		sum += m
	}
	return math.Log(c[int(y)] / sum)
}

// Support is [0, len-1].
func (c ClassPrior) Support() (lo, hi float64) { return 0, float64(len(c) - 1) }

// Breaks is empty: there is no density.
func (c ClassPrior) Breaks() []float64 { return nil }

func (c ClassPrior) prepare() (Prior, error) {
	sum := 0.
	for k, m := range c {
		if !(m >= 0) || math.IsInf(m, 1) {
			return nil, fmt.Errorf("mass of class %d is %v", k, m)
		}
		sum += m
	}
	if !(sum > 0) || math.IsInf(sum, 1) {
		return nil, fmt.Errorf("%d class masses with sum %v: it must be positive and finite", len(c), sum)
	}
	return c, nil
}
