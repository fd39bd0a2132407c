package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/notebooks_port/internal/output"
)

// saveMarkdown writes the tables as results.md, to be kept in the repository as they are.
func saveMarkdown(o options, r results) error {
	return output.Save(filepath.Join(o.out, "results.md"), func(w io.Writer) error {
		_, err := io.WriteString(w, r.markdown(o))
		return err
	})
}

// markdown is a table for each score with its standard errors, what they are of, and what is published of dropout.
func (r results) markdown(o options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Test rows of the UCI sets\n\nWritten by\n\n```\ngo run ./notebooks_port/uci -data DIR%s\n```\n\n%s\n", o.flags(), r.origin(o))
	if anyPublished(o.sets) {
		b.WriteString("The last columns are MC dropout as its authors published it in 2016, of which no errors are kept here, and in 2018,\nby the protocol of `mcdropout` with a constant rate.\n")
	}
	r.table(&b, o, "Root mean squared error", func(s summary) (value, se float64) { return s.RMSE, s.RMSESE })
	r.table(&b, o, "Log-likelihood a row, nats", func(s summary) (value, se float64) { return s.LL, s.LLSE })
	if sets := r.apart(o); len(sets) > 0 {
		fmt.Fprintf(&b, "\nThe mixture's log-likelihood on %s compares with nothing: the targets are whole numbers, and narrow components stand on them.\n", strings.Join(sets, ", "))
	}
	return b.String()
}

// flags are those of o that are not the usual ones.
func (o options) flags() (text string) {
	if !slices.Equal(o.sets, usualSets) {
		text += " -sets " + strings.Join(o.sets, ",")
	}
	if !slices.Equal(o.methods, methodNames) {
		text += " -methods " + strings.Join(o.methods, ",")
	}
	if o.splits > 0 {
		text += fmt.Sprintf(" -splits %d", o.splits)
	}
	if o.draws != 1000 {
		text += fmt.Sprintf(" -draws %d", o.draws)
	}
	if o.share != 1 {
		text += fmt.Sprintf(" -epochs %g", o.share)
	}
	if o.seed != 1 {
		text += fmt.Sprintf(" -seed %d", o.seed)
	}
	return text
}

// origin says of how many splits and of what seed the scores are, and which are not of the whole training.
func (r results) origin(o options) string {
	text := "Means over the splits"
	if n := r.splits(o); n > 0 {
		text = fmt.Sprintf("Means over %d splits", n)
	}
	text += fmt.Sprintf(" ± their standard errors, seed %d", o.seed)
	if o.share != 1 {
		text += fmt.Sprintf(", of %g of the epochs", o.share)
	}
	return text + "."
}

// table writes one score.
func (r results) table(b *strings.Builder, o options, title string, score func(s summary) (value, se float64)) {
	head := slices.Concat([]string{"set"}, o.methods)
	withPublished := anyPublished(o.sets)
	if withPublished {
		head = append(head, "dropout 2016", "dropout 2018")
	}
	fmt.Fprintf(b, "\n## %s\n\n| %s |\n|%s\n", title, strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, set := range o.sets {
		row := []string{set}
		for _, m := range o.methods {
			row = append(row, cell(score(r[set][m])))
		}
		if p, ok := published[set]; ok {
			row = append(row, cell(score(p.first)), cell(score(p.later)))
		} else if withPublished {
			row = append(row, "", "")
		}
		fmt.Fprintf(b, "| %s |\n", strings.Join(row, " | "))
	}
}

// cell leaves out an error that is not known.
func cell(value, se float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.3f %s", value, strings.Replace(margin(se), "+-", "±", 1)), " ")
}

// apart are the sets on which the density of a mixture compares with nothing, if it is among the methods.
func (r results) apart(o options) (sets []string) {
	for _, set := range o.sets {
		if slices.Contains(o.methods, "mdn") && r[set]["mdn"].Whole {
			sets = append(sets, set)
		}
	}
	return sets
}
