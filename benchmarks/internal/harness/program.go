package harness

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// Main is a benchmark's main: it reads the arguments by parse and calls run, whose context an interrupt (Ctrl-C) or SIGTERM ends. An
// error goes to standard error and ends the process with 1.
func Main[Options any](name string, parse func(args []string, errOut io.Writer) (Options, error), run func(ctx context.Context, o Options, out, log io.Writer) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := parse(os.Args[1:], os.Stderr)
	if err == nil {
		err = run(ctx, o, os.Stdout, os.Stderr)
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// Command is what was typed to run benchmarks/name, for the results: without the flags of these names, whose values are places on
// this machine.
func Command(name string, args []string, places ...string) string {
	c := "go run ./benchmarks/" + name
	if asked := os.Getenv("DEEPPROB_CPU"); asked != "" {
		c = "DEEPPROB_CPU=" + asked + " " + c
	}
	for i := 0; i < len(args); i++ {
		switch flag, _, joined := strings.Cut(strings.TrimLeft(args[i], "-"), "="); {
		case !slices.Contains(places, flag):
			c += " " + quoted(args[i])
		case !joined:
			i++
		}
	}
	return c
}

// quoted is an argument as a shell takes it, which would look for files that match a pattern.
func quoted(arg string) string {
	if strings.ContainsAny(arg, "*?[ |()$") {
		return "'" + arg + "'"
	}
	return arg
}
