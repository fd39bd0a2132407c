package python

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/deepprob/deepprob/benchmarks/internal/level"
)

// Part is a part of a library with what it was found to use: see scripts/level.py.
type Part struct {
	Part  string
	Found string
	Held  *bool // nil: nothing tells
}

// Hold has the processes of the environment held to the level of this library's kernels. The compiler that torch.compile
// is given lies in the user's cache, as its path counts where it looks for what it has compiled before.
func (e *Environment) Hold(h level.Hold) error {
	if !h.AVX2 {
		return nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	dir := filepath.Join(cache, "deepprob", "benchmarks")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	compiler := filepath.Join(dir, "cxx.sh")
	if err := os.WriteFile(compiler, []byte(Script("cxx.sh")), 0o755); err != nil {
		return err
	}
	e.Vars = h.Environ(os.Environ(), compiler)
	return nil
}

// Level holds the processes as h says and checks it with each of the libraries, by the names of their scripts. It returns
// a sentence for a table, "" where it goes without saying.
func (e *Environment) Level(ctx context.Context, log io.Writer, h level.Hold, libraries ...string) (string, error) {
	if !h.AVX2 {
		return h.Why, nil
	}
	if err := e.Hold(h); err != nil {
		return "", err
	}
	fmt.Fprintln(log, "holding the others to AVX2 and checking that it takes effect")
	var all []Part
	for _, l := range libraries {
		parts, err := e.Check(ctx, log, l)
		if err != nil {
			return "", err
		}
		all = append(all, parts...)
	}
	return Held(all)
}

// Check asks a library, by the name of its script of cases or "numpy", what its parts use.
func (e Environment) Check(ctx context.Context, log io.Writer, library string) ([]Part, error) {
	c := exec.CommandContext(ctx, e.Python, "-c", Script("level.py"), library)
	c.Env, c.Stderr = e.Vars, log
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("checking what instructions %s uses: %w", library, err)
	}
	var parts []Part
	if err := json.Unmarshal(out, &parts); err != nil {
		return nil, fmt.Errorf("checking what instructions %s uses: answer %q: %w", library, out, err)
	}
	return parts, nil
}

// Held is a sentence that says how the parts were found to be held to AVX2. It is an error if one uses more.
func Held(parts []Part) (string, error) {
	var held, unknown []string
	var broken error
	seen := map[string]bool{}
	for _, p := range parts {
		text := fmt.Sprintf("%s: %s", p.Part, p.Found)
		switch {
		case seen[text]:
		case p.Held == nil && p.Found == "":
			unknown = append(unknown, p.Part)
		case p.Held == nil:
			held = append(held, text)
		case *p.Held:
			held = append(held, text)
		default:
			broken = errors.Join(broken, fmt.Errorf("%s uses more than AVX2 although it was told not to: %s", p.Part, p.Found))
		}
		seen[text] = true
	}
	if broken != nil {
		return "", fmt.Errorf("%w\nleave -python out to use the pinned versions, or DEEPPROB_CPU to compare at the full level", broken)
	}
	text := fmt.Sprintf("The others are held to AVX2 too, each by its own variable, and were found to be: %s.", strings.Join(held, "; "))
	if len(unknown) > 0 {
		text += fmt.Sprintf(" Nothing tells what %s does.", strings.Join(unknown, ", "))
	}
	return text, nil
}
