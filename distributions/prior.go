package distributions

import (
	"fmt"
	"math"
	"slices"
)

// A Prior is a density on the line that SwapPrior divides by or multiplies with. Histogram, Uniform and ClassPrior are
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

// Uniform is the density 1/(Max - Min) on [Min, Max].
type Uniform struct{ Min, Max float64 }

// LogProb is -log(Max - Min) on [Min, Max], ends included, and -Inf elsewhere.
func (u Uniform) LogProb(y float64) float64 {
	if y >= u.Min && y <= u.Max {
		return -math.Log(u.Max - u.Min)
	}
	return math.Inf(-1)
}

// Support is [Min, Max].
func (u Uniform) Support() (lo, hi float64) { return u.Min, u.Max }

// Breaks is Min and Max.
func (u Uniform) Breaks() []float64 { return []float64{u.Min, u.Max} }

func (u Uniform) steps() bool { return true }

func (u Uniform) prepare() (Prior, error) {
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

// A priorRatio is the weight r = target/train, 0 where either is.
type priorRatio struct {
	train, target Prior
	lo, hi        float64 // where it is positive
	edges         []float64
	logs          []float64 // (edges-1) log r where it is constant, else NaN
	breaks        []float64 // the edges that are finite
}

// newPriorRatio merges the pieces of both priors.
func newPriorRatio(train, target Prior) *priorRatio {
	r := &priorRatio{train: train, target: target}
	lo, hi := target.Support()
	tlo, thi := train.Support()
	r.edges = append(r.edges, lo, hi, tlo, thi)
	r.edges = append(append(r.edges, train.Breaks()...), target.Breaks()...)
	r.edges = slices.DeleteFunc(r.edges, func(e float64) bool { return !(e >= lo && e <= hi) })
	slices.Sort(r.edges)
	r.edges = slices.Compact(r.edges)
	steps := isStepwise(train) && isStepwise(target)
	r.lo, r.hi = math.Inf(1), math.Inf(-1)
	for k := range len(r.edges) - 1 {
		a, b := r.edges[k], r.edges[k+1]
		log := r.direct(inner(a, b))
		if !math.IsInf(log, -1) {
			r.lo, r.hi = min(r.lo, a), max(r.hi, b)
			if !steps {
				log = math.NaN()
			}
		}
		r.logs = append(r.logs, log)
	}
	r.breaks = slices.DeleteFunc(slices.Clone(r.edges), func(e float64) bool { return math.IsInf(e, 0) })
	return r
}

// inner is a point between a and b, one of which may be infinite.
func inner(a, b float64) float64 {
	switch {
	case math.IsInf(a, -1) && math.IsInf(b, 1):
		return 0
	case math.IsInf(a, -1):
		return b - max(1, math.Abs(b))
	case math.IsInf(b, 1):
		return a + max(1, math.Abs(a))
	}
	return a + (b-a)/2
}

// direct is log r at y from the priors.
func (r *priorRatio) direct(y float64) float64 {
	target, train := r.target.LogProb(y), r.train.LogProb(y)
	if math.IsInf(target, -1) || math.IsInf(train, -1) {
		return math.Inf(-1)
	}
	return target - train
}

// add adds log r at y to out, or sets it there if fresh. Points in ascending order find their piece at once. Pieces
// are closed below and open above, but for the last.
func (r *priorRatio) add(y, out []float64, fresh bool) {
	k, last := 0, len(r.logs)-1
	for j, v := range y {
		if !(v >= r.lo && v <= r.hi) {
			out[j] = math.Inf(-1)
			if math.IsNaN(v) {
				out[j] = v
			}
			continue
		}
		if v < r.edges[k] || v >= r.edges[k+1] && k < last {
			if k++; k > last || v < r.edges[k] || v >= r.edges[k+1] && k < last {
				k = r.piece(v)
			}
		}
		log := r.logs[k]
		if math.IsNaN(log) {
			log = r.direct(v)
		}
		switch {
		case fresh || math.IsInf(log, -1):
			out[j] = log
		default:
			out[j] += log
		}
	}
}

// constant is log r all over [a, b], NaN if it varies, and the piece that a is in, which is not before below.
func (r *priorRatio) constant(a, b float64, below int) (log float64, piece int) {
	for piece = below; piece < len(r.logs)-1 && r.edges[piece+1] <= a; {
		piece++
	}
	if b > r.edges[piece+1] {
		return math.NaN(), piece
	}
	return r.logs[piece], piece
}

func (r *priorRatio) piece(v float64) int {
	k, found := slices.BinarySearch(r.edges, v)
	if !found {
		k--
	}
	return min(max(k, 0), len(r.logs)-1)
}
