package main

import (
	"fmt"
	"strings"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// report is a run's results with what must be known to read them.
type report struct {
	command  string
	machine  string
	level    string // what the others are held to, a sentence, "" where it goes without saying
	versions []string
	load     [2]string // before and after
	run      harness.Run
	outcomes []harness.Outcome
}

// sections are the tables of rows.
var sections = []struct {
	title, text string
	kind        harness.Kind
}{
	{"Log-density", "Of one y a row, the parameters a row too, 1e6 rows, in ms; `*32` are of float32. Ours is `graph.NewFunc` of `LogProb`, JAX's the jitted `log_prob` of TFP's class " +
		"(zero-inflated and hurdle in its operations), scipy's `logpdf` or `logpmf`.", harness.LogProb},
	{"Draws with gradients", "One draw a row, noise included, and the gradients of the sum of its squares by all parameters, 1e6 rows, in ms. Ours are functions of normal noise; for Gamma, " +
		"Beta and StudentT the quantile at Phi(noise) with implicit gradients, TFP's by rejection with implicit gradients too.", harness.Sampled},
}

const head = "| case | deepprob | jax | / jax | scipy | / scipy |\n|---|---:|---:|---:|---:|---:|\n"

// lineOf is an outcome in ms.
func lineOf(o harness.Outcome) string {
	cells := []string{o.Case.Name}
	for k, name := range []string{harness.Ours, jax, scipy} {
		v, ok := o.Median[name]
		switch {
		case o.Failed[name] != nil:
			cells = append(cells, "failed")
		case !ok:
			cells = append(cells, "-")
		default:
			cells = append(cells, harness.Figure(v/1000))
		}
		if k == 0 {
			continue
		}
		if r, ok := o.Ratio(harness.Ours, name); ok {
			cells = append(cells, harness.Figure(r))
		} else {
			cells = append(cells, "-")
		}
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// write prints the report in Markdown.
func (r report) write(b *strings.Builder) {
	fmt.Fprintf(b, "# Distributions beside TFP on JAX and scipy\n\nWritten by\n\n```\n%s\n```\n\n", r.command)
	fmt.Fprintf(b, "Machine: %s. Versions: %s.\n", r.machine, strings.Join(r.versions, ", "))
	if r.level != "" {
		b.WriteString(r.level + "\n")
	}
	if r.load[0] != "" {
		fmt.Fprintf(b, "Load average before the run %s, at its end %s (the run itself adds one to two).\n", r.load[0], r.load[1])
	}
	fmt.Fprintf(b, "Medians of %d measurements, the contenders in turn. Ratios are our time over theirs: below 1 we are faster.\n", r.run.Rounds)
	for _, s := range sections {
		fmt.Fprintf(b, "\n## %s\n\n%s\n\n%s", s.title, s.text, head)
		var notes string
		for _, o := range r.outcomes {
			if o.Case.Kind == s.kind {
				b.WriteString(lineOf(o))
				notes += why(o)
			}
		}
		b.WriteString(notes)
	}
	r.asked(b)
}

// asked is the table of questions about one row: a line a family, a column a question.
func (r report) asked(b *strings.Builder) {
	b.WriteString("\n## Questions about one row\n\nIn us, of a new posterior (its making is in the time) whose formulas are compiled; `-`: what the family does not have.\n\n| family |")
	for _, q := range questions {
		fmt.Fprintf(b, " %s |", q.name)
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(questions)) + "\n")
	us := map[string]string{}
	for _, o := range r.outcomes {
		if v, ok := o.Median[harness.Ours]; ok && o.Case.Kind == harness.Asked {
			us[o.Case.Name] = harness.Figure(v)
		}
	}
	for _, f := range families {
		fmt.Fprintf(b, "| %s |", f.name)
		for _, q := range questions {
			v := us[f.name+"-"+q.name]
			if v == "" {
				v = "-"
			}
			fmt.Fprintf(b, " %s |", v)
		}
		b.WriteString("\n")
	}
}

// why is what a reader must know of an outcome.
func why(o harness.Outcome) (text string) {
	if o.Note != "" {
		text = fmt.Sprintf("\n%s: %s\n", o.Case.Name, strings.TrimSpace(o.Note))
	}
	for _, name := range []string{harness.Ours, jax, scipy} {
		if err := o.Failed[name]; err != nil {
			text += fmt.Sprintf("\n%s failed at %s: %v\n", name, o.Case.Name, err)
		}
	}
	return text
}
