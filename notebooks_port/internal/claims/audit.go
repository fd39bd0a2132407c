package claims

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
)

// Audit compares what a run has said, on its output and on the pictures in its directory, with its results.json. It returns what is
// wrong, nothing if all is well:
//
//   - a claim in results.json that is not what the table makes of the rest of results.json;
//   - a claim that is said nowhere, or that holds of numbers that are not known, or of any numbers at all;
//   - a text that judges (see judgement) and is neither a claim nor a caption;
//   - a number with a point that is neither in results.json, to the digits written, nor part of a caption.
func (t Table[R]) Audit(dir, printed string) (wrong []string) {
	file, err := os.ReadFile(filepath.Join(dir, "results.json"))
	if err != nil {
		return []string{err.Error()}
	}
	var r R
	var kept struct {
		Claims List `json:"claims"`
	}
	var all any
	for _, into := range []any{&r, &kept, &all} {
		if err := json.Unmarshal(file, into); err != nil {
			return []string{fmt.Sprintf("results.json: %v", err)}
		}
	}
	texts, err := textsOf(dir, printed)
	if err != nil {
		return []string{err.Error()}
	}
	said := t.Say(r)
	if len(said)+len(kept.Claims) > 0 && !reflect.DeepEqual(said, kept.Claims) {
		wrong = append(wrong, fmt.Sprintf("results.json keeps the claims\n%+v\nits numbers carry\n%+v", kept.Claims, said))
	}
	wrong = append(wrong, said.unsaid(texts)...)
	wrong = append(wrong, t.vacuous(r)...)
	known := leaves(all)
	for _, text := range texts {
		if what := t.judge(text, said, known); what != "" {
			wrong = append(wrong, fmt.Sprintf("%q %s", text, what))
		}
	}
	return wrong
}

// textsOf are the words of the pictures in a directory and the printed lines, of which the progress of training, wall times and the
// library's warnings, which speak of numbers of its own, are left out.
func textsOf(dir, printed string) (texts []string, err error) {
	pictures, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		return nil, err
	}
	for _, p := range pictures {
		file, err := os.ReadFile(p)
		if err != nil {
			return nil, err
		}
		words, err := figure.Words(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
		texts = append(texts, words...)
	}
	for line := range strings.Lines(strings.ReplaceAll(printed, "\r", "\n")) {
		if !progress.MatchString(line) {
			texts = append(texts, line)
		}
	}
	for i, text := range texts {
		texts[i] = fold(text)
	}
	return slices.Compact(texts), nil
}

var progress = regexp.MustCompile(`^warning: |\bepoch +\d+/\d+|\bseconds |\b\d+\.\d s\b`)

// unsaid are the claims whose sentence is in none of the texts.
func (l List) unsaid(texts []string) (wrong []string) {
	for _, s := range l {
		if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, fold(s.Says)) }) {
			wrong = append(wrong, fmt.Sprintf("claim %q is neither printed nor drawn: %q", s.Name, s.Says))
		}
	}
	return wrong
}

// judge says what is wrong with a text, nothing if all is well.
func (t Table[R]) judge(text string, said List, known []float64) string {
	return verdict(t.strip(text, said), known)
}

// strip takes claims and captions out of a text and leaves gaps.
func (t Table[R]) strip(text string, said List) string {
	for _, s := range said.longest() {
		if s.Says != "" {
			text = strings.ReplaceAll(text, fold(s.Says), gap)
		}
	}
	for _, c := range t.Captions.longest() {
		text = pattern(c).ReplaceAllString(text, gap)
	}
	return reference.ReplaceAllString(text, gap)
}

// reference is the number of a paper.
var reference = regexp.MustCompile(`arXiv:\d{4}\.\d{4,5}`)

const gap = " \x00 "

// verdict says what is wrong with a text that is no claim.
func verdict(text string, known []float64) string {
	if word := judgement.FindString(text); word != "" {
		return fmt.Sprintf("says %q and is no claim of the table", word)
	}
	for _, number := range decimal.FindAllString(text, -1) {
		if !written(number, known) {
			return fmt.Sprintf("gives %s, which is not in results.json", number)
		}
	}
	return ""
}

// longest sorts by length: a sentence may be part of another.
func (l List) longest() List {
	l = slices.Clone(l)
	slices.SortStableFunc(l, func(a, b Said) int { return len(b.Says) - len(a.Says) })
	return l
}

// written reports whether a number is one of those known, or a hundred times one in percent, to the digits written.
func written(number string, known []float64) bool {
	v, half := value(number)
	half *= 1 + 1e-9
	return slices.ContainsFunc(known, func(x float64) bool {
		return math.Abs(math.Abs(x)-math.Abs(v)) <= half || math.Abs(100*math.Abs(x)-math.Abs(v)) <= half
	})
}

// leaves are the numbers in a JSON value.
func leaves(v any) (numbers []float64) {
	switch v := v.(type) {
	case float64:
		return []float64{v}
	case []any:
		for _, x := range v {
			numbers = append(numbers, leaves(x)...)
		}
	case map[string]any:
		for _, x := range v {
			numbers = append(numbers, leaves(x)...)
		}
	}
	return numbers
}
