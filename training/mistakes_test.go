package training_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

var update = flag.Bool("update", false, "write the files that tests compare with")

// A mistake is what somebody wrote, what it is told, why, and what to write instead.
type mistake struct {
	wrote string
	err   func() error
	cause string
	fix   string
}

// chapters are the mistakes by what they are made with.
func chapters(t *testing.T) []struct {
	title string
	of    []mistake
} {
	return []struct {
		title string
		of    []mistake
	}{
		{"Reading tables", tableMistakes(t)},
		{"Sets, splits and scalers", setMistakes()},
		{"Networks", netMistakes()},
		{"Operations and shapes", opMistakes()},
		{"Distributions", distributionMistakes()},
		{"Losses", lossMistakes()},
		{"Fitting", slices.Concat(fitMistakes(), modelMistakes())},
		{"Losses that are not finite", nonFiniteMistakes()},
		{"Solvers", solverMistakes()},
		{"Predicting", predictMistakes(t)},
		{"Posteriors", posteriorMistakes(t)},
		{"Bayesian networks", bayesMistakes()},
		{"Functions of graphs", graphMistakes()},
	}
}

const mistakesHead = `# Mistakes and what they are told

Written by TestMistakesAreTold, which makes each mistake and notes the message. Where a message names a line of the program
it is net.go:1 here.

`

// Every mistake is told in words of its own, and the catalogue in the tree says which.
func TestMistakesAreTold(t *testing.T) {
	var b strings.Builder
	b.WriteString(mistakesHead)
	told, count := map[string]string{}, 0
	for _, c := range chapters(t) {
		fmt.Fprintf(&b, "## %s\n\n", c.title)
		for _, m := range c.of {
			text := plainly(tell(m.err))
			switch other := told[text]; {
			case text == "":
				t.Errorf("%s: no error", m.wrote)
			case other != "":
				t.Errorf("%s is told what %s is: %s", m.wrote, other, text)
			case m.cause == "" || m.fix == "":
				t.Errorf("%s: no cause or no fix", m.wrote)
			}
			told[text] = m.wrote
			count++
			fmt.Fprintf(&b, "**%d.** `%s`\n\n    %s\n\nCause: %s. Fix: %s.\n\n", count, m.wrote, text, m.cause, m.fix)
		}
	}
	if count < 100 {
		t.Errorf("%d mistakes, want 100", count)
	}
	const file = "MISTAKES.md"
	text := strings.TrimRight(b.String(), "\n") + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if was, err := os.ReadFile(file); err != nil || string(was) != text {
		t.Errorf("%s is not what was found (%v): go test ./training -run TestMistakesAreTold -update\n%s", file, err, difference(string(was), text))
	}
}

// tell is the message of an error or of a panic, which only methods without an error give; a bug is neither.
func tell(f func() error) (text string) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case string:
			text = "panic: " + r
		default:
			panic(r)
		}
	}()
	if err := f(); err != nil {
		return err.Error()
	}
	return ""
}

var (
	lineOfTest = regexp.MustCompile(`\w+_test\.go:\d+`)
	folder     = regexp.MustCompile(`/\S*/`)
)

// plainly leaves out what differs from place to place, or is of this test.
func plainly(text string) string {
	text = lineOfTest.ReplaceAllString(text, "net.go:1")
	if tmp := os.TempDir(); strings.Contains(text, tmp) {
		text = folder.ReplaceAllString(text, "")
	}
	return strings.ReplaceAll(text, "training_test.", "main.")
}

// difference is the first line in which two texts differ.
func difference(was, is string) string {
	a, b := strings.Split(was, "\n"), strings.Split(is, "\n")
	for i := range b {
		if i >= len(a) || a[i] != b[i] {
			return fmt.Sprintf("line %d: %s", i+1, b[i])
		}
	}
	return "it is longer"
}

// fits fits a network of one target to a few rows.
func fits(net training.Net) func() error { return fitsBy(training.Trainer{Loss: losses.MSE{}}, net) }

func fitsBy(tr training.Trainer, net training.Net) func() error {
	return func() error {
		_, err := tr.Fit(ctx, &training.Model{Net: net}, line(30, .3, 1), 1)
		return err
	}
}

// fitsTo fits to a set.
func fitsTo(tr training.Trainer, m *training.Model, s data.Set) func() error {
	return func() error {
		_, err := tr.Fit(ctx, m, s, 1)
		return err
	}
}

// layered is a point network of a function.
func layered(f layers.LayerFunc) func() error { return fits(training.Point(f)) }

// shaped is a layer that a function makes, applied in a network that sees 30 rows of 2.
func shaped(l layers.Layer) func() error {
	return layered(func(s *layers.Scope, x *G.Node) *G.Node { return s.Call("layer", l, x) })
}

// oneFeature is a set of one feature.
func oneFeature(x, y []float64) data.Set { return data.Set{X: mat.NewDense(len(x), 1, x), Y: y} }

// written is a file of a test.
func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
