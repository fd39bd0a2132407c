package harness

import (
	"fmt"
	"io"
	"strings"
)

// Columns are the teams in the order they are printed.
var Columns = []string{Ours, JAXStep, JAXScan, TorchEager, TorchCompiled, Gorgonia}

// Head is the table's heading of two lines in Markdown.
func Head() string {
	cells := append([]string{"case", "batch"}, Columns...)
	cells = append(cells, "/ best jax", "/ best torch", "/ gorgonia")
	return line(cells) + "|---|" + strings.Repeat("---:|", len(cells)-1) + "\n"
}

// Line is an outcome as a line of the table: medians in the case's unit, ratios of ours to the best of the others.
func (o Outcome) Line() string {
	cells := []string{o.Case.Name, fmt.Sprint(o.Case.Batch)}
	for _, t := range Columns {
		cells = append(cells, o.cell(t))
	}
	for _, others := range [][]string{{JAXStep, JAXScan}, {TorchEager, TorchCompiled}, {Gorgonia}} {
		cells = append(cells, ratio(o.Ratio(Ours, others...)))
	}
	return line(cells)
}

func (o Outcome) cell(team string) string {
	if o.Failed[team] != nil {
		return "failed"
	}
	v, ok := o.Median[team]
	if !ok {
		return "-"
	}
	return Figure(v)
}

// Figure prints a number to three digits or, from 999.5 on, to the unit.
func Figure(v float64) string {
	if v >= 999.5 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

func ratio(v float64, ok bool) string {
	if !ok {
		return "-"
	}
	return fmt.Sprintf("%.3g", v)
}

func line(cells []string) string { return "| " + strings.Join(cells, " | ") + " |\n" }

// WriteTable writes the outcomes of the given kinds, their notes and what failed below.
func WriteTable(w io.Writer, outcomes []Outcome, kinds ...Kind) error {
	var b, why strings.Builder
	b.WriteString(Head())
	for _, o := range outcomes {
		for _, k := range kinds {
			if o.Case.Kind == k {
				b.WriteString(o.Line())
				why.WriteString(o.why())
			}
		}
	}
	_, err := io.WriteString(w, b.String()+why.String())
	return err
}

func (o Outcome) why() (text string) {
	if o.Note != "" {
		text = fmt.Sprintf("\n%s: %s\n", o.Case, o.Note)
	}
	for _, t := range Columns {
		if err := o.Failed[t]; err != nil {
			text += fmt.Sprintf("\n%s failed at %s: %v\n", t, o.Case, err)
		}
	}
	return text
}
