package programtest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
)

// options are those of a notebook that prints lines.
type options struct {
	out   string
	lines int
}

type results struct{ Lines int }

func run(ctx context.Context, o options, out io.Writer) error {
	for k := range o.lines {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("line %d: %w", k, err)
		}
		fmt.Fprintf(out, "line %d\n", k)
	}
	return os.WriteFile(filepath.Join(o.out, "results.json"), fmt.Appendf(nil, `{"Lines": %d}`, o.lines), 0o644)
}

func parse(args []string, errOut io.Writer) (o options, err error) {
	f := flag.NewFlagSet("notebook", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.IntVar(&o.lines, "lines", 3, "print `n` lines")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.lines < 0 {
		err = errors.New("-lines: want at least 0")
	}
	return o, err
}

// A run gives back its results and what it printed.
func TestRun(t *testing.T) {
	o := options{t.TempDir(), 2}
	r, printed := Run(t, run, o, o.out, claims.Table[results]{})
	if r.Lines != 2 || printed != "line 0\nline 1\n" {
		t.Errorf("results %+v, printed %q", r, printed)
	}
}

// The interrupt comes at its line: none is printed after it, and nothing is written.
func TestInterrupt(t *testing.T) {
	o := options{t.TempDir(), 5}
	last := ""
	Interrupt(t, func(ctx context.Context, o options, out io.Writer) error {
		return run(ctx, o, tee(func(p []byte) { last = string(p); out.Write(p) }))
	}, o, "line 1")
	Empty(t, o.out)
	if last != "line 1\n" {
		t.Errorf("the last line was %q", last)
	}
}

type tee func(p []byte)

func (f tee) Write(p []byte) (int, error) { f(p); return len(p), nil }

func TestRefuses(t *testing.T) {
	Refuses(t, parse, map[string]string{
		"-lines -1": "-lines: want at least 0",
		"-lines x":  `invalid value "x" for flag -lines`,
	})
}
