package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// machines are the two that stand for each other, as the environment of a program names them.
var machines = [2]string{"tape", "ours"}

// record is what one machine of a program did, as _inserted/swap.go writes it.
type record struct {
	Site   string // where in Gorgonia's source it was made
	Ops    string // the first few of its graph
	Nodes  int
	Build  float64 // us
	Runs   int
	Median float64 // us of a run
}

// measured is what a program's machines and solvers did.
type measured struct {
	Machines    []record
	SolverSteps int
	SolverUs    float64 // of all steps
}

// result is one run of a program.
type result struct {
	measured
	output string
	err    error
}

// invocation is a program to be run with either machine.
type invocation struct {
	program string
	args    []string
	dir     string // below the module
	stdin   string
	repeat  time.Duration // time for more runs of each machine after its first; 0: none
	limit   time.Duration
}

// play runs a program with one of the machines.
func (w *workshop) play(i invocation, machine string) (r result) {
	ctx, stop := context.WithTimeout(w.ctx, i.limit)
	defer stop()
	file := filepath.Join(filepath.Dir(w.dir), "measured.json")
	os.Remove(file)
	c := exec.CommandContext(ctx, i.program, i.args...)
	c.Dir, c.Stdin = filepath.Join(w.dir, i.dir), &typist{i.stdin}
	c.Env = append(os.Environ(), "SWAP_MACHINE="+machine, "SWAP_FILE="+file, fmt.Sprintf("SWAP_REPEAT_MS=%v", i.repeat.Seconds()*1000))
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if r.err = c.Run(); ctx.Err() != nil {
		r.err = fmt.Errorf("not finished after %v: %w", i.limit, ctx.Err())
	}
	r.output = out.String()
	if text, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(text, &r.measured); err != nil && r.err == nil {
			r.err = err
		}
	}
	return r
}

// perRun is the mean time of a run in us, over all machines.
func (m measured) perRun() float64 {
	sum, runs := 0., 0
	for _, r := range m.Machines {
		sum += r.Median * float64(r.Runs)
		runs += r.Runs
	}
	return sum / float64(max(runs, 1))
}

// perStep is the mean time of a solver's step in us, 0 if there was none.
func (m measured) perStep() float64 { return m.SolverUs / float64(max(m.SolverSteps, 1)) }

// typist reads out a text line by line, with time between them for a program that reads more than it needs.
type typist struct{ text string }

func (t *typist) Read(p []byte) (int, error) {
	if t.text == "" {
		return 0, io.EOF
	}
	time.Sleep(50 * time.Millisecond)
	n := copy(p, t.text[:strings.Index(t.text, "\n")+1])
	t.text = t.text[n:]
	return n, nil
}
