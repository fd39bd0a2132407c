package main

import (
	"errors"
	"math"
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
	"github.com/deepprob/deepprob/benchmarks/internal/ours"
	"github.com/deepprob/deepprob/data"
)

// Teams whose numbers are not ours are not measured; teams that have no such case stay.
func TestAgree(t *testing.T) {
	c := harness.Case{Kind: harness.Transform, Batch: 2}
	mine := teller{harness.Ours, [][]float64{{1, -200}, {3, 4}}, nil}
	near := teller{"near", [][]float64{{1.01, -200}, {3, 4}}, nil}
	for name, other := range map[string]teller{
		"far":     {"far", [][]float64{{1, -200}, {3.1, 4}}, nil},
		"NaN":     {"NaN", [][]float64{{1, -200}, {math.NaN(), 4}}, nil},
		"short":   {"short", [][]float64{{1, -200}}, nil},
		"narrow":  {"narrow", [][]float64{{1, -200}, {3}}, nil},
		"failing": {"failing", nil, errors.New("out of memory")},
	} {
		absent := teller{"absent", nil, harness.ErrNoCase}
		same, wrong := agree(c, []harness.Team{mine, near, other, absent})
		if len(same) != 3 || same[0].Name() != harness.Ours || same[1].Name() != "near" || same[2].Name() != "absent" {
			t.Errorf("beside one that is %s, %v agree", name, same)
		}
		if len(wrong) != 1 || wrong[name] == nil {
			t.Errorf("one that is %s is wrong by %v", name, wrong)
		}
	}
	if same, wrong := agree(c, []harness.Team{teller{harness.Ours, nil, errors.New("no memory")}, near}); len(same) != 0 || len(wrong) != 2 {
		t.Errorf("without numbers of ours, %v agree and %v do not", same, wrong)
	}
	c.Kind = harness.Step
	if same, _ := agree(c, []harness.Team{mine, teller{name: "far"}}); len(same) != 2 {
		t.Errorf("of steps, which tell nothing, %d teams are left", len(same))
	}
}

// The weights that are written are those that we compute with, of each case that shares some.
func TestSharedFiles(t *testing.T) {
	dir := t.TempDir()
	v := mock.NewVectors(mock.New(10, 1), 1)
	if err := shared(dir, v); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases(true) {
		if !exact[c.Kind] || c.Net == ours.Joint { // which is nsf
			continue
		}
		want := ours.FlowWeights(c.Widths)
		if c.Kind == harness.Transform {
			want = ours.WeightsOf(c)
		}
		table, err := data.ReadNPY(filepath.Join(dir, c.Net+".npy"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := table.Column(c.Net)
		if err != nil || len(got) != len(want) || got[0] != float64(want[0]) || got[len(got)-1] != float64(want[len(want)-1]) {
			t.Errorf("%s: %d numbers are written of %d, %v", c, len(got), len(want), err)
		}
	}
	if err := shared(filepath.Join(dir, "none"), v); err == nil {
		t.Error("weights were written into no directory")
	}
}
