package training

import (
	"fmt"
	"math"
	"strings"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/literal"
	"github.com/deepprob/deepprob/internal/texttable"
)

// facts are what stands below the table.
func (s *summary) facts() [][2]string {
	m := s.model
	return [][2]string{
		{"parameters", s.weights()},
		{"FLOPs", s.operations()},
		{"dtype", m.dtype().String()},
		{"features", scaling("feature", m.X, m.XScale)},
		{"targets", scaling("target", m.Y, m.YScale)},
		{"loss", s.loss()},
		{"trainer", s.trainer()},
		{"fitted", s.fitted()},
		{"sampler", named(m.Sampler)},
		{"prior", named(m.Prior)},
		{"note", literal.Plain(m.Note)},
	}
}

func (s *summary) weights() string {
	t := &s.total
	text := texttable.Count(t.weights)
	if t.states > 0 {
		text += fmt.Sprintf(": %s trained and %s of states", texttable.Count(t.weights-t.states), texttable.Count(t.states))
	}
	return text + ", " + texttable.Bytes(t.bytes)
}

func (s *summary) operations() string {
	text := texttable.Count(s.total.flops) + " a row"
	if s.model.Sampler != nil {
		text += " and draw of the weights"
	}
	if s.total.once != 0 {
		text += fmt.Sprintf(" and %s once a batch", texttable.Count(s.total.once))
	}
	to := "the parameters of its distribution"
	if s.pass.inside() {
		to = "a log-density"
	}
	return text + ", to " + to + "; a multiply-add is 2, another function of a number 1"
}

// scaling lists columns with what the network sees of them, (x - shift) / scale.
func scaling(what string, by data.Scaler, a *data.Affine) string {
	const most = 12
	text := texttable.Count(int64(len(a.Scale))) + " by " + named(scaler(by))
	var parts []string
	plain := true // nothing to be said of any column
	for j := range a.Scale {
		name := fmt.Sprintf("%s %d", what, j)
		if j < len(a.Names) {
			name, plain = literal.Plain(a.Names[j]), false
		} else if len(a.Scale) == 1 {
			name = what
		}
		if plain = plain && a.Shift[j] == 0 && a.Scale[j] == 1; j < most || len(a.Scale) == most+1 {
			parts = append(parts, strings.ReplaceAll(scaled(name, a.Shift[j], a.Scale[j]), " ", texttable.Blank))
		}
	}
	if plain {
		return text
	}
	if len(parts) < len(a.Scale) {
		parts = append(parts, fmt.Sprintf("and %d more", len(a.Scale)-most))
	}
	return text + ": " + strings.Join(parts, ", ")
}

func scaled(name string, shift, scale float64) string {
	switch {
	case shift == 0 && scale == 1:
		return name
	case shift == 0:
		return fmt.Sprintf("%s/%.5g", name, scale)
	}
	sign := "-"
	if shift < 0 {
		sign, shift = "+", -shift
	}
	if scale == 1 {
		return fmt.Sprintf("%s %s %.5g", name, sign, shift)
	}
	return fmt.Sprintf("(%s %s %.5g)/%.5g", name, sign, shift, scale)
}

// loss is that of the last fit.
func (s *summary) loss() string {
	if t := s.model.Trainer; t != nil {
		return named(t.filled().Loss)
	}
	return ""
}

// trainer is the solver and the other settings of the last fit.
func (s *summary) trainer() string {
	if t := s.model.Trainer; t != nil {
		return strings.Join(t.settings(), ", ")
	}
	return ""
}

// fitted says for how long, and what came of it.
func (s *summary) fitted() string {
	m := s.model
	if s.unfit {
		return "not yet: these are first values"
	}
	epochs, steps := m.made()
	text := many(epochs, "epoch") + ", " + many(steps, "step")
	if len(m.History) == 0 {
		return text
	}
	last := m.History[len(m.History)-1]
	text += fmt.Sprintf(", %.3g s; last loss %.4g", m.History.Seconds(), last.Loss)
	if !math.IsNaN(last.ValLoss) {
		text += fmt.Sprintf(", validation %.4g", last.ValLoss)
	}
	if best, ok := m.History.Best(); ok && best.ValLoss == best.Score() && best.Number != last.Number {
		text += fmt.Sprintf(" (lowest %.4g, epoch %d)", best.ValLoss, best.Number)
	}
	if n := len(m.History.Warnings()); n > 0 {
		text += "; " + count(n, "warning")
	}
	return text
}

// many is count with commas.
func many(n int, what string) string {
	_, noun, _ := strings.Cut(count(n, what), " ")
	return texttable.Count(int64(n)) + " " + noun
}

// named is a value as its literal, nothing for nil.
func named(v any) string {
	if v == nil {
		return ""
	}
	return literal.Of(v)
}
