package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// report is what all runs gave.
type report struct {
	command          string
	machine, version string
	rounds           int
	examples         []ran
	tests            []tested
}

const (
	exampleHead = "| example | what | TapeMachine | ours | times faster | solver | results |\n|---|---|---:|---:|---:|---:|---|\n"
	testHead    = "| test | graphs | TapeMachine | ours | times faster | its slowest graph | ops there |\n|---|---:|---:|---:|---:|---:|---|\n"
)

// line is the example's row of the table.
func (r ran) line() string {
	cells := []string{r.name, r.what, figure(r.us[0]), figure(r.us[1]), factor(r.us), figure(r.solver), r.outcome()}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// outcome says how the results of an example compare.
func (r ran) outcome() string {
	s := fmt.Sprintf("%d numbers, at most %.1g apart", r.values, r.apart)
	if r.apart > 1e-3 {
		s += " (" + r.where + ")"
	}
	switch {
	case r.values > 0 && r.apart == 0:
		s = fmt.Sprintf("%d numbers, equal", r.values)
	case r.failed[1] != "":
		s = "fails: " + escape(r.failed[1])
	case r.other != "":
		s = "differ: " + escape(r.other)
	case r.lines == 0:
		s = "it prints none"
	case r.values == 0:
		s = fmt.Sprintf("%d lines, equal", r.lines)
	}
	if r.dropout {
		s += ", without Dropout"
	}
	if r.failed[0] != "" {
		s += "; with TapeMachine it fails: " + escape(r.failed[0])
	}
	return s
}

// line is the test's row of the table.
func (t tested) line() string {
	cells := []string{t.name, fmt.Sprint(t.graphs), figure(t.us[0]), figure(t.us[1]), factor(t.us), figure(t.worst), escape(t.slow.Ops)}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

func factor(us [2]float64) string {
	if us[0] == 0 || us[1] == 0 {
		return "-"
	}
	return harness.Figure(us[0] / us[1])
}

func figure(us float64) string {
	if us == 0 {
		return "-"
	}
	return harness.Figure(us)
}

// escape makes one cell of a table of a text.
func escape(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 200 {
		s = s[:200] + "..."
	}
	return strings.ReplaceAll(s, "|", "\\|")
}

// text is the report in Markdown.
func (r report) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Gorgonia's own tests and examples, with the machine swapped\n\nWritten by\n\n```\n%s\n```\n\n", r.command)
	fmt.Fprintf(&b, "Machine: %s. Gorgonia %s. Times are in us, of one run of the graph, the median over a program's runs, the least of %d programs each, in turn.\n", r.machine, r.version, r.rounds)
	b.WriteString("`NewTapeMachine` is replaced by `tape.NewVM` and nothing else; seeds that Gorgonia takes from the clock are fixed in both.\n")
	r.writeExamples(&b)
	r.writeTests(&b)
	return b.String()
}

func (r report) writeExamples(b *strings.Builder) {
	if len(r.examples) == 0 {
		return
	}
	b.WriteString("\n## Examples\n\nThe solver is the same code in both and not in their times: it is the time of one step. Those that train on MNIST have random images. ")
	b.WriteString("Dropout is left out where results are compared, since TapeMachine's gradient of it is wrong, and in where time is measured. CharRNN needs a LispMachine and convnet_cuda CUDA.\n\n" + exampleHead)
	var short, slower []string
	for _, e := range r.examples {
		b.WriteString(e.line())
		switch {
		case e.us[1] > e.us[0]:
			slower = append(slower, e.name)
		case e.dense && e.us[0] < 3*e.us[1]:
			short = append(short, e.name)
		}
	}
	fmt.Fprintf(b, "\nSlower than with TapeMachine: %s. Dense and less than 3 times faster: %s.\n", list(slower), list(short))
}

func (r report) writeTests(b *strings.Builder) {
	if len(r.tests) == 0 {
		return
	}
	var passed [2]int
	var subs [2][2]int
	var timed []tested
	var slower []string
	for _, t := range r.tests {
		for k := range passed {
			if t.failed[k] == "" {
				passed[k]++
			}
			subs[k][0] += t.subs[k][0]
			subs[k][1] += t.subs[k][1]
		}
		if t.us[1] > 0 {
			timed = append(timed, t)
			if t.worst < 1 {
				slower = append(slower, t.name)
			}
		}
	}
	fmt.Fprintf(b, "\n## Tests\n\nOf %d tests and testable examples %d pass with TapeMachine and %d with ours; with their subtests, of %d, %d and %d. Those that fail:\n\n", len(r.tests), passed[0], passed[1], subs[1][0]+subs[1][1], subs[0][1], subs[1][1])
	b.WriteString("| test | fails with | it says | why |\n|---|---|---|---|\n")
	for _, t := range r.tests {
		b.WriteString(t.failure())
	}
	slices.SortStableFunc(timed, func(a, b tested) int { return cmp.Compare(a.worst, b.worst) })
	fmt.Fprintf(b, "\nTests with a graph that is slower than with TapeMachine: %s.\n\n", list(slower))
	b.WriteString("Time of all graphs of a test together, and how many times faster the graph is that gains least. Most are tiny: what a machine costs by itself decides.\n\n" + testHead)
	for _, t := range timed {
		b.WriteString(t.line())
	}
}

// failure is a row of the table of failures, empty for a test that passes.
func (t tested) failure() string {
	with, says := "", t.failed[1]
	switch {
	case t.failed == [2]string{}:
		return ""
	case t.failed[0] == "":
		with = "ours"
	case t.failed[1] == "":
		with, says = "TapeMachine", t.failed[0]
	default:
		with = "both"
	}
	why := reasons[t.name]
	if why == "" && with == "both" {
		why = "it is not about the machine"
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n", t.name, with, escape(says), why)
}

// reasons explain failures that are known.
var reasons = map[string]string{
	"TestUse":                          "it counts calls of the BLAS given to `gorgonia.Use`, which our products do not go through",
	"TestBatchNormAll":                 "gradients of 0 but for rounding (1e-15) are compared with TapeMachine's rounding, once after Adam has made steps of them",
	"TestBatchNormStacked":             "Adam makes steps of gradients that are 0 but for rounding, and the outcome is compared with TapeMachine's",
	"TestByIndicesOpFull":              "it looks up row 5 of 4: TapeMachine leaves some other row there, ours says so",
	"TestDropoutAll":                   "it wants the gradient of Dropout that TapeMachine has wrong: 0 at a rate of 0",
	"TestBasicArithmetic":              "it wants the graph's engine in the tensors bound to inputs, which we leave as they are",
	"TestTensordot":                    "a node of scalar type has a scalar as its value; TapeMachine gives a tensor of one element",
	"ExampleTensordot_vectors":         "a node of scalar type has a scalar as its value; TapeMachine gives a tensor of one element",
	"Test_tapeMachinePointerWatchFail": "it wants an error where two nodes share memory, and no two do",
}

func list(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
