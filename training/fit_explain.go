package training

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/float64s"
	G "gorgonia.org/gorgonia"
)

// explainer says what is likely to have made a loss infinite or no number, and what to do about it. Each of its methods knows
// one cause and returns "" where it is another.
type explainer struct {
	model *Model
	rate  float64 // of the last step; NaN if it is not known
}

func (r *run) explainer() explainer {
	e := explainer{r.model, math.NaN()}
	if p, ok := r.solver.(Paced); ok {
		e.rate = p.LastRate()
	}
	return e
}

// atRate says which rate is too large, if it is known.
func (e explainer) atRate() string {
	if math.IsNaN(e.rate) {
		return ""
	}
	return fmt.Sprintf(" (the last step's rate was %.3g)", e.rate)
}

// weights is of parameters that are not finite. Steps never leave such: they were given.
func (e explainer) weights(at *graph.NonFiniteError) string {
	if at.Op != "input" || e.model.Params.Get(at.Node) == nil {
		return ""
	}
	return fmt.Sprintf("parameter %s is not finite: it was so before the fit, which does not make such steps; load or initialize it again", at.Node)
}

// scaled is of numbers that the scaler, or the network's type, makes infinite.
func (e explainer) scaled(r *rows, k int, at *graph.NonFiniteError) string {
	switch {
	case at.Op == "input" && at.Node == "y":
		return fmt.Sprintf("the target is beyond %v after scaling: scale it (Model.Y: data.Standardize{}), leave the row out, or set Model.Dtype to tensor.Float64", e.model.dtype())
	case at.Op == "input" && at.Node == "x":
		return fmt.Sprintf("a feature is beyond %v after scaling: scale the features (Model.X: data.Standardize{}), leave the row out, or set Model.Dtype to tensor.Float64", e.model.dtype())
	}
	return ""
}

// labels is of classes whose numbers a scaler has changed.
func (e explainer) labels(q distributions.Distribution) string {
	if d, ok := q.(distributions.Independent); ok {
		q = d.Base
	}
	switch q.(type) {
	case distributions.Censored:
		if !e.plain() {
			return "Model.Y has scaled the target, but a Censored takes its status as it is: leave Model.Y nil"
		}
	case distributions.Categorical, distributions.Bernoulli:
		if !e.plain() {
			return fmt.Sprintf("Model.Y has scaled the target, but a %T takes the labels of classes as they are: leave Model.Y nil", q)
		}
	}
	return ""
}

// why is what the distribution knows: a parameter or a target outside its domain.
func (s *shard) why(r *rows, k, i int) string {
	var y []float64
	for j := range r.targets {
		y = append(y, r.target(k, j))
	}
	return distributions.Explain(s.q, i, y, func(n *G.Node) (G.Value, error) { return s.program.Peek(n) })
}

// grown is of weights larger than any sound fit has: they, and what is computed of them, are about to overflow. States, such as the mean of
// the target, are as large as the data.
func (e explainer) grown() string {
	const sound = 1e6
	name, top := "", 0.
	for path, v := range e.model.Params.All() {
		if p := float64s.Peak(v); p > top && !e.model.Params.IsState(path) {
			name, top = path, p
		}
	}
	if top < sound {
		return ""
	}
	return fmt.Sprintf("the weights have grown to %.3g (%s), so the steps are too large: lower the rate%s, or set MaxNorm", top, name, e.atRate())
}

// far is of a target that the network, whose output begins near 0, cannot be expected to reach.
func (e explainer) far(r *rows, k int) string {
	const near = 1e3
	for j := range r.targets {
		u := r.target(k, j)
		switch {
		case math.Abs(u) < near:
		case e.plain():
			return "the target is far from 0, where an untrained network predicts: see whether it is right, and scale the target (Model.Y: data.Standardize{})"
		default:
			return fmt.Sprintf("the target is %.3g after scaling, far from the other rows: see whether it is right, or a code for a missing value", u)
		}
	}
	return ""
}

// plain reports whether targets are as they were given.
func (e explainer) plain() bool {
	for j, scale := range e.model.YScale.Scale {
		if scale != 1 || e.model.YScale.Shift[j] != 0 {
			return false
		}
	}
	return true
}

// describe writes a row's target as it was given, and in the network's units if those are others.
func (e explainer) describe(r *rows, k int) string {
	var u []float64
	for j := range r.targets {
		u = append(u, r.target(k, j))
	}
	switch {
	case slices.ContainsFunc(u, func(u float64) bool { return math.IsInf(u, 0) }):
		return fmt.Sprintf("target beyond %v after scaling", e.model.dtype())
	case e.plain():
		return "target " + numbers6(u)
	}
	y := make([]float64, len(u))
	e.model.YScale.Inverse(y, u)
	return fmt.Sprintf("target %s, %s after scaling", numbers6(y), numbers6(u))
}

// numbers6 writes one number, or several in brackets, with six digits.
func numbers6(x []float64) string {
	if len(x) == 1 {
		return fmt.Sprintf("%.6g", x[0])
	}
	return fmt.Sprintf("%.6g", x)
}
