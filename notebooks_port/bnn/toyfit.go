package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/mcmc"
	"gonum.org/v1/gonum/floats"
)

// toyRegression fits every method to the same rows and compares it with NUTS on a grid.
func toyRegression(ctx context.Context, o options, train data.Set, out io.Writer) (r toyResult, err error) {
	r = toyResult{X: grid(lookLo, lookHi, 141), Methods: map[string]curveResult{}}
	x := column(r.X)
	t := task{net: curved{}, train: train, rate: 1e-2, epochs: o.times(10_000, 50), seed: o.seed, keep: o.checkpoint}
	fmt.Fprint(out, "\n", toyHead())
	for _, h := range toyMethods(o, o.times(200, 20)) {
		start := time.Now()
		m := standardized()
		var d bnn.Diagnostics
		if h.key == yardstick {
			d, err = nuts(ctx, o, m, t)
		} else {
			err = h.fit(ctx, m, t.in("toy", h.key))
		}
		if err != nil {
			return r, fmt.Errorf("%s: %w", h.name, err)
		}
		q, err := h.predict(ctx, m, x)
		if err != nil {
			return r, fmt.Errorf("%s: %w", h.name, err)
		}
		c := curveResult{Mean: q.Mean(), Epistemic: roots(q.Epistemic()), Aleatoric: roots(q.Aleatoric()), Seconds: time.Since(start).Seconds()}
		if h.key == yardstick {
			r.NUTS = diagnose(d, q)
			r.Methods[yardstick] = c
		}
		c.compare(r.X, r.Methods[yardstick])
		r.Methods[h.key] = c
		fmt.Fprint(out, c.line(h.name))
	}
	fmt.Fprint(out, r.NUTS.line())
	return r, nil
}

// toyHead and the lines below it are the table of the toy: left of, within and right of the rows.
func toyHead() string {
	return fmt.Sprintf("%-20s %26s   %26s\n", "toy regression", "epistemic sd, of NUTS's", "mean off NUTS's") +
		fmt.Sprintf("%-20s %8s %8s %8s   %8s %8s %8s\n", "", "left", "data", "beyond", "left", "data", "beyond")
}

func (c curveResult) line(name string) string {
	return fmt.Sprintf("%-20s %8.2f %8.2f %8.2f   %8.3f %8.3f %8.3f\n", name,
		c.Left.SDRatio, c.Within.SDRatio, c.Right.SDRatio, c.Left.Off, c.Within.Off, c.Right.Off)
}

func (n nutsResult) line() string {
	return fmt.Sprintf("NUTS: %d draws after %d gradients, %d trajectories cut, %d divergences; of f(x) R-hat up to %.3f, effective draws from %.0f\n",
		n.Draws, n.Gradients, n.Cut, n.Divergences, n.RHat, n.ESS)
}

// compare fills in how c compares with the yardstick left of, within and right of the data.
func (c *curveResult) compare(x []float64, yardstick curveResult) {
	over := func(lo, hi float64) (a against) {
		var own, theirs, off, n float64
		for i, v := range x {
			if v < lo || v > hi {
				continue
			}
			n++
			own += c.Epistemic[i] * c.Epistemic[i]
			theirs += yardstick.Epistemic[i] * yardstick.Epistemic[i]
			off += (c.Mean[i] - yardstick.Mean[i]) * (c.Mean[i] - yardstick.Mean[i])
		}
		return against{SDRatio: math.Sqrt(own / theirs), Off: math.Sqrt(off / n)}
	}
	c.Left, c.Within, c.Right = over(lookLo, toyLo), over(toyLo, toyHi), over(toyHi, lookHi)
}

// diagnose compares the chains by the functions they drew. The weights of a hidden layer may be exchanged without a change of the
// function, so chains need not agree on them.
func diagnose(d bnn.Diagnostics, q distributions.Posterior) nutsResult {
	n := nutsResult{Draws: q.Draws(), Gradients: d.Leaps, Cut: d.Longest, Divergences: d.Divergences, ESS: math.Inf(1)}
	values := make([][]float64, q.Draws()) // by draw and x
	for k := range values {
		values[k] = q.Draw(k).Mean()
	}
	for i := range values[0] {
		by := make([][]float64, chains)
		for k, v := range values {
			at := k * chains / len(values)
			by[at] = append(by[at], v[i])
		}
		n.RHat, n.ESS = max(n.RHat, mcmc.RHat(by)), min(n.ESS, mcmc.ESS(by))
	}
	return n
}

// roots is in place.
func roots(v []float64) []float64 {
	for i := range v {
		v[i] = math.Sqrt(v[i])
	}
	return v
}

// around is mean + k sd.
func around(mean, sd []float64, k float64) []float64 {
	return floats.AddScaledTo(make([]float64, len(mean)), mean, k, sd)
}
