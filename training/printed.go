package training

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/literal"
)

// Values print as the literals that they are: package literal leaves out what is zero, and shortens them to a line.

// String is the literal that it is, shortened.
func (b Bound) String() string { return literal.Fields(b) }

// String reads "epoch 7: loss 1.42, validation 1.38, rate 0.001, 12.3 s".
func (e Epoch) String() string {
	text := fmt.Sprintf("epoch %d: loss %.4g", e.Number, e.Loss)
	if !math.IsNaN(e.ValLoss) {
		text += fmt.Sprintf(", validation %.4g", e.ValLoss)
	}
	text += fmt.Sprintf(", rate %.3g, %.3g s", e.Rate, e.Seconds)
	if n := len(e.Warnings); n > 0 {
		text += ", " + count(n, "warning")
	}
	return text
}

// String reads "24 weights after 10 epochs, 6000 steps".
func (f Fitted) String() string {
	epochs, steps := f.made()
	text := fmt.Sprintf("%d weights after %s, %s", f.Params.Count(), count(epochs, "epoch"), count(steps, "step"))
	if f.Sampler != nil {
		text += ", predicts by " + inLine.Of(f.Sampler)
	}
	return text
}

// String reads "mean of 24 weights over 600 steps".
func (m Mean) String() string {
	return fmt.Sprintf("mean of %d weights over %s", m.Params.Count(), count(m.Steps, "step"))
}

// String reads "run of 10 epochs, 6000 steps, adam".
func (r Run) String() string {
	text := fmt.Sprintf("run of %s, %s", count(r.Epochs, "epoch"), count(r.Steps, "step"))
	if r.Solver.Solver != "" {
		text += ", " + literal.Cut(literal.Plain(r.Solver.Solver), 40)
	}
	return text
}

// String reads "5 draws of 24 weights".
func (s Samples) String() string {
	if len(s) == 0 {
		return "0 draws"
	}
	return fmt.Sprintf("%s of %d weights", count(len(s), "draw"), s[0].Count())
}

// String is the call that made it.
func (p point) String() string { return literal.Of(p) }

// String is the literal that it is, shortened.
func (t TargetLoss) String() string { return literal.Fields(t) }

// String is the literal that it is, shortened.
func (p *Progress) String() string { return literal.Fields(p) }

// String says of how many rows.
func (p *Moments) String() string { return fmt.Sprintf("training.Moments of %d rows", p.rows) }

// String says what the graph makes.
func (n Network) String() string {
	if n.Pass == nil {
		return "network of no pass"
	}
	return fmt.Sprintf("network of %v", *n.Pass)
}

// String is the literal that it is, shortened.
func (c Checkpoint) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (e Every) String() string { return literal.Fields(e) }

// String is the literal that it is, shortened.
func (c Call) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (s Minimization) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (l LBFGS) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (n GaussNewton) String() string { return literal.Fields(n) }
