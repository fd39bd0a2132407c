package program

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

func none([]string, io.Writer) (struct{}, error) { return struct{}{}, nil }

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		name     string
		parse    error
		run      error
		code     int
		wantsErr string
	}{
		{"well", nil, nil, 0, ""},
		{"help", flag.ErrHelp, nil, 0, ""},
		{"misused", errors.New("-rows 3: want at least 10"), nil, misused, "nb: -rows 3: want at least 10\n"},
		{"failed", nil, errors.New("no such file"), failed, "nb: no such file\n"},
	} {
		var errOut bytes.Buffer
		code := start("nb", nil,
			func([]string, io.Writer) (int, error) { return 7, c.parse },
			func(_ context.Context, o int, _ io.Writer) error {
				if o != 7 {
					t.Errorf("%s: options %d, want what parse returned", c.name, o)
				}
				return c.run
			}, io.Discard, &errOut)
		if code != c.code || errOut.String() != c.wantsErr {
			t.Errorf("%s: code %d, %q; want %d, %q", c.name, code, errOut.String(), c.code, c.wantsErr)
		}
	}
}

// Each of the two signals ends the context, and the code and the message tell which.
func TestSignals(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		var errOut bytes.Buffer
		code := start("nb", nil, none, func(ctx context.Context, _ struct{}, _ io.Writer) error {
			if err := syscall.Kill(os.Getpid(), s); err != nil {
				return err
			}
			<-ctx.Done()
			return fmt.Errorf("training: epoch 2: %w", ctx.Err())
		}, io.Discard, &errOut)
		want := fmt.Sprintf("nb: stopped by %v; what was finished, if anything was, is in results.json: training: epoch 2: context canceled\n", s)
		if code != terminated+int(s) || errOut.String() != want {
			t.Errorf("%v: code %d, %q; want %d, %q", s, code, errOut.String(), terminated+int(s), want)
		}
	}
}

// A run that does not look at its context is ended by the second signal: the process is this test's own, started again.
func TestSecondSignal(t *testing.T) {
	const deaf = "DEEPPROB_DEAF_PROGRAM"
	if os.Getenv(deaf) != "" {
		start("nb", nil, none, func(ctx context.Context, _ struct{}, out io.Writer) error {
			fmt.Fprintln(out, "running")
			<-ctx.Done()
			fmt.Fprintln(out, "told")
			select {}
		}, os.Stdout, io.Discard)
		return
	}
	c := exec.Command(os.Args[0], "-test.run=^TestSecondSignal$")
	c.Env = append(os.Environ(), deaf+"=1")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"running\n", "told\n"} {
		text := make([]byte, len(line))
		if _, err := io.ReadFull(out, text); err != nil || string(text) != line {
			t.Fatalf("the program says %q, %v; want %q", text, err, line)
		}
		if err := c.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Wait(); err == nil || !strings.Contains(err.Error(), "interrupt") {
		t.Errorf("ended by %v, want the second interrupt", err)
	}
}
