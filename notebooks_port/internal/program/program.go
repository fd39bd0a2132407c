// Package program is what the notebooks have in common as programs: signals, errors, exit codes.
package program

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// The exit codes, as shells have them.
const (
	failed     = 1
	misused    = 2
	terminated = 128 // and the signal's number
)

// Main is a notebook's main: it reads the arguments by parse and calls run. An interrupt (Ctrl-C) and SIGTERM, which is how
// batch systems and containers stop a program, end run's context; a second one ends the program at once. An error goes to
// standard error, an interrupt with what is kept, which is what the notebook wrote until then. It does not return.
func Main[Options any](name string, parse func(args []string, errOut io.Writer) (Options, error), run func(context.Context, Options, io.Writer) error) {
	os.Exit(start(name, os.Args[1:], parse, run, os.Stdout, os.Stderr))
}

// start is Main without the process; it returns the exit code.
func start[Options any](name string, args []string, parse func([]string, io.Writer) (Options, error),
	run func(context.Context, Options, io.Writer) error, out, errOut io.Writer) int {
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	defer listen(stop)()
	o, err := parse(args, errOut)
	switch {
	case err == flag.ErrHelp:
		return 0
	case err != nil:
		fmt.Fprintf(errOut, "%s: %v\n", name, err)
		return misused
	}
	err = run(ctx, o, out)
	var by stopped
	switch {
	case err == nil:
		return 0
	case errors.As(context.Cause(ctx), &by):
		fmt.Fprintf(errOut, "%s: stopped by %v; what was finished, if anything was, is in results.json: %v\n", name, by.signal, err)
		return terminated + int(by.signal)
	}
	fmt.Fprintf(errOut, "%s: %v\n", name, err)
	return failed
}

// stopped is the cause of a context that a signal has ended.
type stopped struct{ signal syscall.Signal }

func (s stopped) Error() string { return "signal: " + s.signal.String() }

// listen ends a context at the first signal, gives the second back to the system, which ends the process, and returns what
// stops listening.
func listen(stop context.CancelCauseFunc) (release func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		s, open := <-signals
		if !open {
			return
		}
		signal.Stop(signals)
		stop(stopped{s.(syscall.Signal)})
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
	}
}
