package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// processes enters a program that is started anew for each measurement: called with FILE NET BATCH step|epoch it trains
// and prints "trained".
type processes struct {
	ctx     context.Context
	label   string
	dir     string   // of rows.npy, start.npy and maxrss
	command []string // program and first arguments
	env     []string // nil: this program's
	kinds   []harness.Kind
}

// Name is the label.
func (p processes) Name() string { return p.label }

// Enter has harness.Start, over the few rows of start.npy, and harness.Memory, over all of rows.npy.
func (p processes) Enter(c harness.Case) (harness.Contender, error) {
	for _, k := range p.kinds {
		if k != c.Kind {
			continue
		}
		if k == harness.Memory {
			return memory{p, c}, nil
		}
		_, err := p.untilTrained(c) // files come into memory
		return start{p, c}, err
	}
	return nil, harness.ErrNoCase
}

func (p processes) prepare(c harness.Case, before []string, file, until string) *exec.Cmd {
	args := append(append(before, p.command...), filepath.Join(p.dir, file), c.Net, strconv.Itoa(c.Batch), until)
	cmd := exec.CommandContext(p.ctx, args[0], args[1:]...)
	cmd.Env, cmd.Stderr = p.env, os.Stderr
	return cmd
}

// untilTrained starts the process and returns how long it took to say "trained", once it has ended.
func (p processes) untilTrained(c harness.Case) (time.Duration, error) {
	cmd := p.prepare(c, nil, "start.npy", "step")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	said, err := bufio.NewReader(out).ReadString('\n')
	took := time.Since(began)
	if err == io.EOF || err == nil && said != "trained\n" {
		err = fmt.Errorf("it said %q, not trained", said)
	}
	return took, errors.Join(err, cmd.Wait())
}

// start is a process that makes one step.
type start struct {
	processes
	c harness.Case
}

// Measure is the mean time in us from its start until it has trained, over processes one after the other.
func (s start) Measure(budget time.Duration) (float64, error) {
	var spent time.Duration
	for n := 1; ; n++ {
		took, err := s.untilTrained(s.c)
		if err != nil {
			return 0, err
		}
		if spent += took; spent >= budget {
			return spent.Seconds() * 1e6 / float64(n), nil
		}
	}
}

// Close does nothing.
func (start) Close() error { return nil }

// memory is a process that trains for an epoch.
type memory struct {
	processes
	c harness.Case
}

// Measure is its ru_maxrss in MiB, of one process however long the budget.
func (m memory) Measure(time.Duration) (float64, error) {
	cmd := m.prepare(m.c, []string{filepath.Join(m.dir, "maxrss")}, "rows.npy", "epoch")
	out, err := cmd.Output()
	if err != nil {
		return 0, err
	}
	return strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
}

// Close does nothing.
func (memory) Close() error { return nil }
