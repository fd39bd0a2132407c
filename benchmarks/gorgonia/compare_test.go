package main

import (
	"io"
	"math"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Numbers of chosen lines are compared one by one; times of day and durations are not numbers, and other differences
// are told.
func TestCompare(t *testing.T) {
	cost := regexp.MustCompile(`cost .*`)
	for _, c := range []struct {
		a, b   string
		result *regexp.Regexp
		want   compared
	}{
		{"cost 1.5\n", "cost 1.5\n", cost, compared{lines: 1, values: 1}},
		{"cost 2 -4e-1\n", "cost 1 -4e-1\n", cost, compared{lines: 1, values: 2, apart: .5, where: "2 and 1"}},
		{"2020/01/02 03:04:05 Epoch 1 | cost 3\nin: 12.5ms", "2021/01/02 13:04:05 Epoch 1 | cost 3\nin: 7s", nil, compared{lines: 2, values: 2}},
		{"0/3\rcost 1", "1/3\rcost 1", cost, compared{lines: 1, values: 1}},
		{"cost 1\ncost 2", "cost 1", cost, compared{other: "2 lines of results, and 1"}},
		{"cost 1\ncost a", "cost 1\ncost b", cost, compared{lines: 1, values: 1, other: `"cost a", and "cost b"`}},
		{"cost NaN", "cost 1", cost, compared{lines: 1, values: 1, apart: math.Inf(1), where: "NaN and 1"}},
		{"cost NaN", "cost NaN", cost, compared{lines: 1, values: 1}},
		{"", "", nil, compared{}},
	} {
		if d := cmp.Diff(c.want, compare([2]string{c.a, c.b}, c.result), cmp.AllowUnexported(compared{})); d != "" {
			t.Errorf("%q and %q (-want +got):\n%s", c.a, c.b, d)
		}
	}
}

func TestRelative(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"1", "1", 0}, {"1", "2", .5}, {"-1", "1", 2}, {"0", "1e-9", 1}, {"0", "0.0", math.Inf(1)}, {"+Inf", "1", math.Inf(1)}} {
		got := relative(c.a, c.b)
		if c.b == "0.0" {
			c.want = 0
		}
		if got != c.want {
			t.Errorf("%s and %s are %v apart, want %v", c.a, c.b, got, c.want)
		}
	}
}

// A typist hands out a line at a time, so that a program that reads ahead does not get the next one too.
func TestTypist(t *testing.T) {
	r := &typist{"1.5\n2\n"}
	p := make([]byte, 100)
	for _, want := range []string{"1.5\n", "2\n"} {
		if n, err := r.Read(p); err != nil || string(p[:n]) != want {
			t.Errorf("read %q, %v, want %q", p[:n], err, want)
		}
	}
	if n, err := r.Read(p); n != 0 || err != io.EOF {
		t.Errorf("at the end there are %d bytes, %v", n, err)
	}
}

func TestPerRun(t *testing.T) {
	m := measured{Machines: []record{{Runs: 3, Median: 10}, {Runs: 1, Median: 50}}, SolverSteps: 4, SolverUs: 100}
	if us := m.perRun(); us != 20 {
		t.Errorf("a run takes %v us, want 20", us)
	}
	if us := m.perStep(); us != 25 {
		t.Errorf("a step takes %v us, want 25", us)
	}
	if us := (measured{}).perRun(); us != 0 {
		t.Errorf("no run takes %v us", us)
	}
}
