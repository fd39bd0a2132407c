package python

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// Child is a process that measures contenders at command, one line of JSON each way: see scripts/serve.py.
type Child struct {
	Version string   // of the library it measures
	Forms   []string // in which it has the cases

	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
	last    int // id of the contender entered last
}

// question is a command to the process.
type question struct {
	Do      string        `json:"do"`
	ID      int           `json:"id"`
	Form    string        `json:"form,omitempty"`
	Case    *harness.Case `json:"case,omitempty"`
	Seconds float64       `json:"seconds,omitempty"`
	Rows    int           `json:"rows,omitempty"`
}

// answer is what it says to one.
type answer struct {
	Us      float64     `json:"us"`
	None    bool        `json:"none"`
	Told    [][]float64 `json:"told"`
	Error   string      `json:"error"`
	Version string      `json:"version"`
	Forms   []string    `json:"forms"`
}

// NewChild starts a process that ends with ctx, in an environment of variables (nil: this program's), and waits for its
// greeting. What it prints besides answers goes to log.
func NewChild(ctx context.Context, log io.Writer, vars []string, name string, args ...string) (*Child, error) {
	c := &Child{command: exec.CommandContext(ctx, name, args...)}
	c.command.Env, c.command.Stderr = vars, log
	in, err := c.command.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.command.Start(); err != nil {
		return nil, err
	}
	c.in, c.out = in, bufio.NewScanner(out)
	hello, err := c.listen()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", c.command, err), c.Close())
	}
	c.Version, c.Forms = hello.Version, hello.Forms
	return c, nil
}

// ask sends one command and waits for its answer.
func (c *Child) ask(q question) (answer, error) {
	line, err := json.Marshal(q)
	if err != nil {
		return answer{}, err
	}
	if _, err := c.in.Write(append(line, '\n')); err != nil {
		return answer{}, fmt.Errorf("the process has ended: %w", err)
	}
	return c.listen()
}

func (c *Child) listen() (a answer, err error) {
	if !c.out.Scan() {
		return a, fmt.Errorf("the process has ended without an answer: %w", errors.Join(c.out.Err(), io.ErrUnexpectedEOF))
	}
	if err := json.Unmarshal(c.out.Bytes(), &a); err != nil {
		return a, fmt.Errorf("answer %q: %w", c.out.Text(), err)
	}
	if a.Error != "" {
		return a, errors.New(a.Error)
	}
	return a, nil
}

// Close ends the process.
func (c *Child) Close() error { return errors.Join(c.in.Close(), c.command.Wait()) }
