package ours

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
)

// The answers about a mixture of normals have the mean and the deviation that its parameters give, in a sane order.
func TestAnswers(t *testing.T) {
	const rows = 20
	m := mock.NewMixtures(rows, true, 1)
	logits, loc, scale := m.Part(0), m.Part(1), m.Part(2)
	told, err := Team{}.Tell(harness.Case{Kind: harness.Answers, Net: "mdn-normal", Batch: 100}, rows)
	if err != nil || len(told) != rows {
		t.Fatalf("%d rows are told, %v", len(told), err)
	}
	for i, row := range told {
		var w, first, second float64
		for j := i * mock.Components; j < (i+1)*mock.Components; j++ {
			p, l, s := math.Exp(float64(logits[j])), float64(loc[j]), float64(scale[j])
			w, first, second = w+p, first+p*l, second+p*(l*l+s*s)
		}
		mean := first / w
		sd := mock.Scale * math.Sqrt(second/w-mean*mean)
		mean = mock.Shift + mock.Scale*mean
		// Both are closed forms in float64, of numbers around 14 and .1.
		if math.Abs(row[0]-mean) > 1e-10 || math.Abs(row[1]-sd) > 1e-10 {
			t.Errorf("row %d has mean %v and deviation %v, want %v and %v", i, row[0], row[1], mean, sd)
		}
		if lo, hi := row[8], row[9]; len(row) != 10 || !slices.IsSorted(row[3:8]) || row[2] < lo || row[2] > hi {
			t.Errorf("row %d is %v: quantiles out of order or a mode outside its HPD region", i, row)
		}
	}
}

// A swap is made, and keeps the answers on the new prior's support.
func TestSwappedAnswers(t *testing.T) {
	for _, net := range []string{"mdn-normal", "mdn-beta"} {
		c := harness.Case{Kind: harness.Answers, Net: net, Batch: 5}
		before, err := Team{}.Tell(c, 9)
		if err != nil || len(before) != 5 {
			t.Fatalf("%d rows are told, %v", len(before), err)
		}
		c.Kind = harness.Swapped
		after, err := Team{}.Tell(c, 9)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range after {
			if !(row[0] > before[i][0]) {
				t.Errorf("%s: the prior falls off, but without it the mean of row %d goes from %v to %v", net, i, before[i][0], row[0])
			}
			if row[3] < mock.Flat.Min || row[7] > mock.Flat.Max || row[8] < mock.Flat.Min || row[9] > mock.Flat.Max {
				t.Errorf("%s: row %d leaves the support: %v", net, i, row)
			}
		}
		for _, c.Kind = range []harness.Kind{harness.Answers, harness.Swapped} {
			entered, err := team().Enter(c)
			if err != nil {
				t.Fatal(err)
			}
			if us, err := entered.Measure(0); err != nil || !(us > 0) {
				t.Errorf("%s %s: measured %v, %v", c.Kind, net, us, err)
			}
		}
	}
	for _, c := range []harness.Case{{Kind: harness.Answers, Net: "mse", Batch: 1}, {Kind: harness.Step, Net: "mdn-beta", Batch: 1}} {
		if _, err := (Team{}).Tell(c, 1); !errors.Is(err, harness.ErrNoCase) {
			t.Errorf("%+v tells %v", c, err)
		}
	}
}
