package harness

import (
	"errors"
	"time"
)

// fake is a team whose contender answers given numbers, noting each call in a log that teams share.
type fake struct {
	name    string
	numbers []float64
	enter   error // of Enter
	fails   int   // the measurement that fails, counted from 1; 0: none
	close   error
	takes   time.Duration // of each measurement
	log     *[]string
}

func (f *fake) Name() string { return f.name }

func (f *fake) Enter(Case) (Contender, error) {
	if f.enter != nil {
		return nil, f.enter
	}
	return &contender{fake: f}, nil
}

type contender struct {
	*fake
	calls int
}

var errBroken = errors.New("broken")

func (c *contender) Measure(time.Duration) (float64, error) {
	*c.log = append(*c.log, c.name)
	c.calls++
	time.Sleep(c.takes)
	if c.calls == c.fails {
		return 0, errBroken
	}
	return c.numbers[(c.calls-1)%len(c.numbers)], nil
}

func (c *contender) Close() error {
	*c.log = append(*c.log, "close "+c.name)
	return c.close
}

// telling is a team that tells zeros.
type telling struct{ Team }

func (telling) Tell(c Case, rows int) ([][]float64, error) { return make([][]float64, rows), nil }
