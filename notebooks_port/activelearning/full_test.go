package main

import (
	"flag"
	"math"
	"testing"
)

// full runs the whole notebook.
//
//	go test ./notebooks_port/activelearning -run Full -full -v
var full = flag.Bool("full", false, "run the whole notebook, two minutes of one core")

// TestFull holds the notebook to what it says, by three standard errors over its ten repeats: to be right in nine of ten places BALD and
// variance need fewer labels than random from the same start, and with all labels their likelihood is above that of entropy, which buys
// more coin flips than random does, and that above random's.
func TestFull(t *testing.T) {
	if !*full {
		t.Skip("it runs the whole notebook, two minutes of one core: use -full")
	}
	r, printed := notebook(t, options{out: t.TempDir(), repeats: 10, rounds: 24, seed: 1})
	t.Log("\n" + printed)
	above := func(what string, a, b estimate) {
		if a.Mean-b.Mean < 3*math.Hypot(a.SE, b.SE) {
			t.Errorf("%s: %v is not clearly above %v", what, a, b)
		}
	}
	last := len(r.Labels) - 1
	entropy, random := r.Methods[2], r.Methods[3]
	for _, m := range r.Methods[:2] {
		w := m.Reach[len(levels)-1]
		above(m.Method+": labels saved", w.Less, estimate{})
		if w.Repeats != r.Repeats {
			t.Errorf("%s is so accurate in %d repeats of %d", m.Method, w.Repeats, r.Repeats)
		}
		above(m.Method+" and entropy: log-likelihood", m.LogLikelihood.at(last), entropy.LogLikelihood.at(last))
		above("random and "+m.Method+": coin flips", random.Wasted, m.Wasted)
	}
	above("entropy and random: log-likelihood", entropy.LogLikelihood.at(last), random.LogLikelihood.at(last))
	above("entropy and random: coin flips", entropy.Wasted, random.Wasted)
	for _, m := range r.Methods {
		if m.RHat.Mean > 1.1 || m.Divergences > 0 {
			t.Errorf("%s: chains with R-hat %v and %d divergences", m.Method, m.RHat, m.Divergences)
		}
		t.Logf("%s: R-hat %.3f ± %.3f", m.Method, m.RHat.Mean, m.RHat.SE)
	}
}
