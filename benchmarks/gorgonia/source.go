package main

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed _inserted
var inserted embed.FS

// workshop is a copy of Gorgonia's module in a directory of its own, in which a TapeMachine and the library's machine
// can stand for each other: whoever calls NewTapeMachine in tests and examples calls a function that looks at the
// environment.
type workshop struct {
	ctx     context.Context
	dir     string // of the module; the programs are made beside it
	version string
}

// newWorkshop copies Gorgonia from the module cache into dir.
func newWorkshop(ctx context.Context, dir string) (*workshop, error) {
	w := &workshop{ctx: ctx, dir: filepath.Join(dir, "gorgonia")}
	listed, err := w.run("", nil, "go", "list", "-m", "-f", "{{.Dir}}\n{{.Version}}\n{{.GoMod}}", "gorgonia.org/gorgonia")
	if err != nil {
		return nil, err
	}
	from := strings.Split(strings.TrimSpace(listed), "\n")
	root, err := w.run("", nil, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/deepprob/deepprob")
	if err != nil {
		return nil, err
	}
	w.version = from[1]
	if err := w.copy(from[0]); err != nil {
		return nil, err
	}
	if err := w.insert(); err != nil {
		return nil, err
	}
	return w, w.require(strings.TrimSpace(root))
}

// run is a command in a directory below the module, or outside of it if that is "", and what it printed.
func (w *workshop) run(dir string, env []string, name string, args ...string) (string, error) {
	c := exec.CommandContext(w.ctx, name, args...)
	if dir != "" {
		c.Dir = filepath.Join(w.dir, dir)
	}
	c.Env = append(os.Environ(), env...)
	var out, errOut strings.Builder
	c.Stdout, c.Stderr = &out, &errOut
	if err := c.Run(); err != nil {
		return out.String(), fmt.Errorf("%s: %w\n%s", c, err, tail(errOut.String()+out.String()))
	}
	return out.String(), nil
}

// tail is the end of a text, where compilers and panicking programs say what is wrong.
func tail(text string) string { return text[max(0, len(text)-2000):] }

// copy writes Gorgonia's Go files with the machines swapped, and links the other files.
func (w *workshop) copy(from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		to := filepath.Join(w.dir, rel)
		switch {
		case d.IsDir():
			return os.MkdirAll(to, 0o755)
		case filepath.Ext(path) != ".go" && d.Name() != "go.mod" && d.Name() != "go.sum":
			return os.Symlink(path, to)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if filepath.Ext(path) == ".go" {
			if text, err = rewrite(path, text, edits(filepath.ToSlash(rel))...); err != nil {
				return err
			}
		}
		return os.WriteFile(to, text, 0o644)
	})
}

// edits are what is changed in a file of Gorgonia.
func edits(file string) []edit {
	if strings.HasPrefix(file, "examples/") {
		return []edit{swapMachines, flushMain, dropImport("C")}
	}
	if strings.HasSuffix(file, "_test.go") {
		return []edit{swapMachines}
	}
	if file == "solvers.go" {
		return []edit{timeSolvers}
	}
	return []edit{fixSeeds}
}

// insert adds the files of _inserted, which time the machines and choose between them.
func (w *workshop) insert() error {
	for from, to := range map[string]string{"swap.go": "swap.go", "swapped/swapped.go": "swapped/swapped.go", "tests/main_test.go": "swap_test.go"} {
		text, err := inserted.ReadFile("_inserted/" + from)
		if err != nil {
			return err
		}
		to = filepath.Join(w.dir, to)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// require lets the copied module use this library from its directory. Examples seed math/rand and rely on what that did
// in the Go of their time.
func (w *workshop) require(root string) error {
	const path = "github.com/deepprob/deepprob"
	_, err := w.run(".", nil, "go", "mod", "edit", "-go=1.26", "-require="+path+"@v0.0.0", "-replace="+path+"="+root, "-godebug=randseednop=0", "-godebug=randautoseed=0")
	if err != nil {
		return err
	}
	theirs, err := os.ReadFile(filepath.Join(w.dir, "go.sum"))
	if err != nil {
		return err
	}
	ours, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(w.dir, "go.sum"), append(theirs, ours...), 0o644)
}

// build makes a program of a directory below the module: of its tests, if test is set.
func (w *workshop) build(dir, program string, test bool) (string, error) {
	args := []string{"build"}
	if test {
		args = []string{"test", "-c", "-vet=off"}
	}
	program = filepath.Join(filepath.Dir(w.dir), program)
	_, err := w.run(dir, []string{"GOFLAGS=-mod=mod"}, "go", append(args, "-tags", "native", "-o", program, ".")...)
	return program, err
}
