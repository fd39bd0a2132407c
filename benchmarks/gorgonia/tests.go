package main

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// tested is one of Gorgonia's tests with both machines.
type tested struct {
	name   string
	failed [2]string // why, "" if it passed
	subs   [2][2]int // how many subtests, or it itself if it has none, failed and passed
	us     [2]float64
	slow   record  // of the graph that ours is slowest on beside a TapeMachine
	worst  float64 // ratio there
	graphs int
}

// tests runs every test and testable example of Gorgonia's own package, each in a process of its own, first for its
// outcome with either machine, then, where both pass, several times in turn for the time of a run.
func (w *workshop) tests(pattern string, rounds int, told func(tested)) ([]tested, error) {
	program, err := w.build(".", "gorgonia.test", true)
	if err != nil {
		return nil, err
	}
	listed, err := w.run(".", nil, program, "-test.list", pattern)
	if err != nil {
		return nil, err
	}
	var all []tested
	for name := range strings.FieldsSeq(listed) {
		if !strings.HasPrefix(name, "Test") && !strings.HasPrefix(name, "Example") {
			continue
		}
		t := w.test(invocation{program: program, args: []string{"-test.v", "-test.run", "^" + name + "$"}, dir: ".", limit: time.Minute}, rounds)
		t.name = name
		told(t)
		all = append(all, t)
	}
	return all, w.ctx.Err()
}

func (w *workshop) test(i invocation, rounds int) (t tested) {
	for k, m := range machines {
		r := w.play(i, m)
		if r.err != nil {
			t.failed[k] = reason(r)
		}
		t.subs[k] = leaves(r.output)
		t.graphs = max(t.graphs, len(r.Machines))
	}
	if t.graphs == 0 || t.failed != [2]string{} {
		return t
	}
	i.repeat = 4 * time.Millisecond
	var best [2][]record
	for range rounds {
		for k, m := range machines {
			best[k] = faster(best[k], w.play(i, m).Machines)
		}
	}
	t.add(best)
	return t
}

// leaves counts the tests without subtests in the output of go test -v, those that failed and those that passed.
func leaves(output string) (n [2]int) {
	verdicts := map[string]int{}
	for line := range strings.Lines(output) {
		f := strings.Fields(line)
		if len(f) > 2 && f[0] == "---" && (f[1] == "PASS:" || f[1] == "FAIL:") {
			verdicts[f[2]] = map[string]int{"FAIL:": 0, "PASS:": 1}[f[1]]
		}
	}
	for name, v := range verdicts {
		leaf := true
		for other := range verdicts {
			leaf = leaf && !strings.HasPrefix(other, name+"/")
		}
		if leaf {
			n[v]++
		}
	}
	return n
}

// faster takes over the smaller times of a second list of the same machines.
func faster(a, b []record) []record {
	if len(a) != len(b) {
		return b
	}
	for i := range a {
		if a[i].Runs > 0 && b[i].Runs > 0 {
			a[i].Median = math.Min(a[i].Median, b[i].Median)
		}
	}
	return a
}

// add sums the times over the graphs that ran with both machines, and finds the one that is worst for ours.
func (t *tested) add(best [2][]record) {
	for i := range min(len(best[0]), len(best[1])) {
		tape, ours := best[0][i], best[1][i]
		if tape.Runs < 3 || ours.Runs < 3 {
			continue // its ops cannot run again: one run, the first, says little
		}
		t.us[0] += tape.Median
		t.us[1] += ours.Median
		if ratio := tape.Median / ours.Median; t.worst == 0 || ratio < t.worst {
			t.worst, t.slow = ratio, ours
		}
	}
}

// reason is a line that says why a test failed.
func reason(r result) string {
	for _, word := range []string{"panic:", "fatal error", "Error:", "_test.go:"} { // the last also begins what is only logged
		for line := range strings.Lines(r.output) {
			if strings.Contains(line, word) && !strings.Contains(line, "Error Trace:") {
				return strings.Join(strings.Fields(line), " ")
			}
		}
	}
	if i := strings.Index(r.output, "got:"); i >= 0 {
		return strings.Join(strings.Fields(r.output[i:min(i+300, len(r.output))]), " ")
	}
	return fmt.Sprint(r.err)
}
