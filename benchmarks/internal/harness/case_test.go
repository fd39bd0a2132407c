package harness

import (
	"errors"
	"strings"
	"testing"
	"time"
)

var some = []Case{{Name: "mse", Batch: 1}, {Name: "mse", Batch: 100}, {Name: "mse-w32", Batch: 100}, {Name: "memory-mse", Kind: Memory, Batch: 100}}

func TestSelect(t *testing.T) {
	for patterns, want := range map[string]string{
		"":                "mse/1, mse/100, mse-w32/100, memory-mse/100",
		"mse":             "mse/1, mse/100",
		"mse/100":         "mse/100",
		"mse*":            "mse/1, mse/100, mse-w32/100",
		"memory-mse,mse":  "mse/1, mse/100, memory-mse/100", // in the order of the cases
		"mse/*,mse-*/100": "mse/1, mse/100, mse-w32/100",
	} {
		got, err := Select(some, patterns)
		if err != nil || names(got) != want {
			t.Errorf("%q selects %s, %v, want %s", patterns, names(got), err, want)
		}
	}
	for _, bad := range []string{"mdn", "mse,", "mse/1000", "[", "mse, mse"} {
		if got, err := Select(some, bad); err == nil {
			t.Errorf("%q selects %s, want an error", bad, names(got))
		}
	}
	if _, err := Select(some, "mdn"); err == nil || !strings.Contains(err.Error(), "mse-w32/100") {
		t.Errorf("the error %v does not name the cases there are", err)
	}
}

func TestUnits(t *testing.T) {
	if u := some[0].Unit(); u != "us" {
		t.Errorf("a step is measured in %s", u)
	}
	if u := some[3].Unit(); u != "MiB" {
		t.Errorf("memory is measured in %s", u)
	}
}

// Timed repeats for at least the budget, at least once, and its mean is that of one call.
func TestTimed(t *testing.T) {
	calls := 0
	c := Timed{Do: func() error { calls++; time.Sleep(time.Millisecond); return nil }}
	start := time.Now()
	us, err := c.Measure(5 * time.Millisecond)
	spent := time.Since(start)
	if err != nil || us < 1000 || spent < 5*time.Millisecond || us*float64(calls) > spent.Seconds()*1e6 {
		t.Errorf("%d calls in %v: %v us each, %v", calls, spent, us, err)
	}
	calls = 0
	if _, err := c.Measure(0); err != nil || calls != 1 {
		t.Errorf("without a budget there are %d calls, %v", calls, err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	broken := Timed{Do: func() error { return errBroken }, Done: func() error { return errBroken }}
	if _, err := broken.Measure(time.Hour); !errors.Is(err, errBroken) {
		t.Errorf("a failing call gives %v", err)
	}
	if err := broken.Close(); !errors.Is(err, errBroken) {
		t.Errorf("a failing Done gives %v", err)
	}
}

// Either hands a case to the first team that has it, and an error of that one is not hidden by the next.
func TestEither(t *testing.T) {
	var log []string
	none, good := &fake{name: "x", enter: ErrNoCase, log: &log}, &fake{name: "x", numbers: []float64{1}, log: &log}
	broken := &fake{name: "x", enter: errBroken, log: &log}
	if c, err := (Either{none, good, broken}).Enter(Case{}); err != nil || c == nil {
		t.Errorf("entered %v, %v", c, err)
	}
	if _, err := (Either{none, broken, good}).Enter(Case{}); !errors.Is(err, errBroken) {
		t.Errorf("the second team's error became %v", err)
	}
	if _, err := (Either{none, none}).Enter(Case{}); !errors.Is(err, ErrNoCase) {
		t.Errorf("without a team that has the case there is %v", err)
	}
	if told, err := (Either{none, telling{}}).Tell(Case{}, 3); err != nil || len(told) != 3 {
		t.Errorf("it tells %v, %v", told, err)
	}
	if _, err := (Either{none}).Tell(Case{}, 3); !errors.Is(err, ErrNoCase) {
		t.Errorf("teams that tell nothing give %v", err)
	}
	if n := (Either{none, good}).Name(); n != "x" {
		t.Errorf("its name is %q", n)
	}
}
