package python

import (
	"time"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// Team is one form of a child's library, such as JAX step by step.
type Team struct {
	Child *Child
	Form  string
	Label string
}

// Name is the label.
func (t Team) Name() string { return t.Label }

// Enter has the child build and compile its contender.
func (t Team) Enter(c harness.Case) (harness.Contender, error) {
	t.Child.last++
	id := t.Child.last
	a, err := t.Child.ask(question{Do: "enter", ID: id, Form: t.Form, Case: &c})
	if err != nil {
		return nil, err
	}
	if a.None {
		return nil, harness.ErrNoCase
	}
	return contender{t.Child, id}, nil
}

// Tell has the child say what it computes, harness.ErrNoCase if it has nothing to say.
func (t Team) Tell(c harness.Case, rows int) ([][]float64, error) {
	a, err := t.Child.ask(question{Do: "tell", Form: t.Form, Case: &c, Rows: rows})
	if err == nil && a.Told == nil {
		err = harness.ErrNoCase
	}
	return a.Told, err
}

type contender struct {
	child *Child
	id    int
}

// Measure has the child time itself: the talk between the processes does not count.
func (c contender) Measure(budget time.Duration) (float64, error) {
	a, err := c.child.ask(question{Do: "measure", ID: c.id, Seconds: budget.Seconds()})
	return a.Us, err
}

// Close has the child forget the contender.
func (c contender) Close() error {
	_, err := c.child.ask(question{Do: "leave", ID: c.id})
	return err
}
