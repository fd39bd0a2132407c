package training

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/texttable"
	"github.com/deepprob/deepprob/layers"
)

// summaryWidth is how many characters a line of a Summary has at most, unless paths and numbers need more.
const summaryWidth = 120

// Summary writes what is in the model for people to read: a table with a row for each layer, and below it the totals, the
// scalers, the loss and how it was fitted. The layers are those that the network calls by Scope.Call, each by its path; one that
// only calls others has no numbers, so that columns add up to the totals. Scopes of which the network takes weights itself have rows with
// the weights' names, and (net) is what belongs to no other row.
//
// FLOPs are the operations that a row of features takes to the parameters of its distribution, not to a density, unless networks run
// inside the density, as those of a flow of vectors do: then they are those of one log-density a row. A multiply-add is 2, any other function of a number 1, and copies, lookups and random numbers are none. What does not grow with the rows, such as the
// draw of weights that are distributions, is told apart, once a batch.
//
// The number of features must be known: the model was fitted or loaded, or FitScalers has seen the rows. Without weights it shows those
// that a fit would begin with, and leaves the model as it is.
func (m *Model) Summary(w io.Writer) (err error) {
	defer build.Recover(&err)
	if m == nil {
		return errors.New("training: the Model is nil")
	}
	if w == nil {
		return fmt.Errorf("training: summary: %w", errNoWriter)
	}
	if err := m.own().use.predicting(); err != nil {
		return fmt.Errorf("training: %w", err)
	}
	defer m.own().use.predicted()
	s, err := m.summarize()
	if err != nil {
		return fmt.Errorf("training: summary: %w", err)
	}
	if _, err := io.WriteString(w, strings.Join(s.lines(), "\n")+"\n"); err != nil {
		return fmt.Errorf("training: summary: %w", err)
	}
	return nil
}

// summary is what a Summary says.
type summary struct {
	model *Model // with weights
	unfit bool
	pass  *forward
	rows  []*summaryRow
	total summaryRow
}

// summarize builds the network for two rows and for three: what differs is what a row takes.
func (m *Model) summarize() (s *summary, err error) {
	if m.XScale == nil {
		return nil, errors.New("the Model does not know how many features it has: fit it first, or give it the rows it will be fitted on, by FitScalers")
	}
	features := len(m.XScale.Scale)
	s = &summary{model: m}
	if m.Params.Len() == 0 || m.YScale == nil {
		s.unfit = true
		if s.model, err = m.unfitted(features, 0); err != nil {
			return nil, err
		}
	}
	if err := s.model.check(features, len(s.model.YScale.Scale)); err != nil {
		return nil, err
	}
	var more *forward
	if s.pass, err = s.model.pass(layers.Pass{Mode: layers.Predict}, fewRows, features); err != nil {
		return nil, err
	}
	if more, err = s.model.pass(layers.Pass{Mode: layers.Predict}, fewRows+1, features); err != nil {
		return nil, err
	}
	if len(more.Calls) != len(s.pass.Calls) {
		return nil, fmt.Errorf("%T calls %d layers for %d rows and %d for %d: a network must be the same for any number of rows", m.Net, len(s.pass.Calls), fewRows, len(more.Calls), fewRows+1)
	}
	s.rows = summaryRows(s.pass, more)
	for _, r := range s.rows {
		s.total.add(r)
	}
	return s, nil
}

// fewRows is how many the network is built for, and for one more.
const fewRows = 2

// lines are the text.
func (s *summary) lines() []string {
	return append(append(s.table(), ""), texttable.Facts(summaryWidth, s.facts())...)
}
