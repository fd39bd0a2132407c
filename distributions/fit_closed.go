package distributions

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// closedFit is the fit of families whose likelihood has its maximum at a kink or an end, or in many parameters; ok is false if d is none.
func closedFit(d Distribution, r fitRows) (out Fitted, ok bool, err error) {
	if !r.exact() {
		return out, false, r.countable(d)
	}
	s := r.sketched()
	switch d := d.(type) {
	case Laplace:
		if d.Loc != nil || d.Scale != nil {
			return out, false, nil
		}
		if s.mad == 0 {
			return out, true, fmt.Errorf("all values are %v: the likeliest width is 0", s.low)
		}
		n := math.Sqrt(r.total)
		return fittedAs(Laplace{Constant(s.median), Constant(s.mad)}, r, Estimate{"Laplace.Loc", s.median, s.mad / n}, Estimate{"Laplace.Scale", s.mad, s.mad / n})
	case AsymmetricLaplace:
		return fitAsymmetric(d, r)
	case OrderedLogistic:
		return fitOrdered(d, r)
	case Uniform:
		if d.Low != nil || d.High != nil {
			return out, true, fmt.Errorf("an end that is held leaves the other at the last value: give neither")
		}
		if s.low == s.high {
			return out, true, fmt.Errorf("all values are %v: the likeliest width is 0", s.low)
		}
		return fittedAs(Uniform{Constant(s.low), Constant(s.high)}, r, Estimate{"Uniform.Low", s.low, math.NaN()}, Estimate{"Uniform.High", s.high, math.NaN()})
	case Pareto:
		if d.Scale != nil || d.Concentration != nil {
			return out, false, nil
		}
		if !(s.low > 0) {
			return out, true, fmt.Errorf("the lowest value is %v: all must be positive", s.low)
		}
		a := 1 / s.of(func(y float64) float64 { return math.Log(y / s.low) }).mean
		if math.IsInf(a, 0) {
			return out, true, fmt.Errorf("all values are %v: the tail has no finite estimate", s.low)
		}
		return fittedAs(Pareto{Concentration: Constant(a), Scale: Constant(s.low)}, r, Estimate{"Pareto.Concentration", a, a / math.Sqrt(r.total)}, Estimate{"Pareto.Scale", s.low, math.NaN()})
	case Categorical:
		if d.Logits != nil {
			return out, true, errLogitsGiven
		}
		return fitClasses(r)
	}
	return out, false, nil
}

var errLogitsGiven = errors.New("the logits are given, so there is nothing to estimate: leave them nil to estimate them")

// countable refuses censored rows where classes are counted.
func (r fitRows) countable(d Distribution) error {
	instead := ""
	switch d := d.(type) {
	case Categorical:
		if d.Logits != nil {
			return errLogitsGiven
		}
	case OrderedLogistic:
		if d.Cutpoints != nil {
			return nil
		}
		instead = ", or give Cutpoints, a node of one row of constants, to estimate Loc alone"
	default:
		return nil
	}
	first := -1
	for g, rows := range r.row {
		if g != exactRows && len(rows) > 0 && (first < 0 || rows[0] < first) {
			first = rows[0]
		}
	}
	return fmt.Errorf("row %d is censored: classes are counted in rows that are observed; leave out those that are not%s", first, instead)
}

// fittedAs is a fit of independent estimates.
func fittedAs(d Distribution, r fitRows, e ...Estimate) (Fitted, bool, error) {
	out := Fitted{Distribution: d, Parameters: e, Covariance: mat.NewSymDense(len(e), nil)}
	for k, v := range e {
		out.Covariance.SetSym(k, k, v.StdErr*v.StdErr)
	}
	q, err := Numbers(d)
	if err != nil {
		return out, true, err
	}
	for _, row := range q.LogProbs(r.y[exactRows]) {
		for j, l := range row {
			out.LogLikelihood += r.weights[exactRows][j] * l
		}
	}
	return out, true, nil
}

// fitClasses is the logarithms of the classes' parts of the weight; the standard error of each is that of log p, sqrt((1-p)/(n p)).
func fitClasses(r fitRows) (Fitted, bool, error) {
	part, err := classParts(r)
	if err != nil {
		return Fitted{}, true, err
	}
	e := make([]Estimate, len(part))
	logits := make([]float64, len(part))
	cov := mat.NewSymDense(len(part), nil)
	for k, p := range part {
		logits[k] = math.Log(p)
		e[k] = Estimate{fmt.Sprintf("Categorical.Logits[%d]", k), logits[k], math.Sqrt((1 - p) / (r.total * p))}
		for j := range k + 1 {
			if j == k {
				cov.SetSym(k, k, e[k].StdErr*e[k].StdErr)
			} else {
				cov.SetSym(k, j, -1/r.total)
			}
		}
	}
	out, ok, err := fittedAs(Categorical{Logits: constantRow("logits", logits)}, r, e...)
	out.Covariance = cov
	return out, ok, err
}

// onAny is the family on some constants.
func (f *fitting) onAny() Distribution {
	g := G.NewGraph()
	params := make(G.Nodes, len(f.params))
	for k := range params {
		params[k] = ops.Full(g, tensor.Float64, .5)
	}
	return withParams(f.d, g, params)
}
