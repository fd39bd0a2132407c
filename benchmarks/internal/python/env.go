package python

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
)

// Environment is a Python with packages.
type Environment struct {
	Python string // its interpreter
	Lacks  error  // why PyTorch is missing, nil if it is there

	Vars []string // environment of its processes, nil: this program's
}

// Open is the environment in a directory, for "" that which SetUp finds or makes.
func Open(ctx context.Context, dir string, log io.Writer) (Environment, error) {
	if dir != "" {
		return Use(dir)
	}
	return SetUp(ctx, log)
}

// Use is an environment that exists: the directory of a venv.
func Use(dir string) (Environment, error) {
	e := Environment{Python: interpreter(dir)}
	if _, err := os.Stat(e.Python); err != nil {
		return e, fmt.Errorf("%s is not a Python venv: %w", dir, err)
	}
	if err := exec.Command(e.Python, "-c", "import torch").Run(); err != nil {
		e.Lacks = fmt.Errorf("PyTorch cannot be imported by %s: %w", e.Python, err)
	}
	return e, nil
}

// Environ is a copy of its processes' environment, to be added to.
func (e Environment) Environ() []string {
	if e.Vars == nil {
		return os.Environ()
	}
	return slices.Clone(e.Vars)
}

// interpreter is the Python of a venv.
func interpreter(dir string) string {
	if runtime.GOOS == "windows" {
		return filepath.Join(dir, "Scripts", "python.exe")
	}
	return filepath.Join(dir, "bin", "python")
}

// SetUp finds or makes the environment of the pinned requirements below the user's cache directory, telling what pip
// does on log. It takes minutes the first time. PyTorch is tried and may be missing.
func SetUp(ctx context.Context, log io.Writer) (Environment, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return Environment{}, err
	}
	dir := filepath.Join(cache, "deepprob", "benchmarks", version())
	if e, err := Use(dir); err == nil && finished(dir) {
		return e, nil
	}
	fmt.Fprintf(log, "making the Python environment %s, once\n", dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Environment{}, err
	}
	if err := Scripts(dir); err != nil {
		return Environment{}, err
	}
	if err := run(ctx, log, system(), "-m", "venv", dir); err != nil {
		return Environment{}, fmt.Errorf("a Python of version 3.11 or later with venv is needed: %w", err)
	}
	e, err := Use(dir)
	if err != nil {
		return e, err
	}
	if err := e.install(ctx, log, dir, "requirements.txt"); err != nil {
		return e, err
	}
	if err := e.install(ctx, log, dir, "requirements-torch.txt"); err != nil {
		fmt.Fprintf(log, "going on without PyTorch: %v\n", err)
	}
	if err := os.WriteFile(filepath.Join(dir, stamp), nil, 0o644); err != nil {
		return e, err
	}
	return Use(dir)
}

// stamp is a file in an environment whose installation has come to its end.
const stamp = "finished"

func finished(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, stamp))
	return err == nil
}

// version names an environment by its requirements, so that a change of them makes a new one.
func version() string {
	sum := sha256.Sum256([]byte(Script("requirements.txt") + Script("requirements-torch.txt")))
	return fmt.Sprintf("python-%x", sum[:4])
}

func system() string {
	if runtime.GOOS == "windows" {
		return "python"
	}
	return "python3"
}

// Add installs the pinned requirements of another script, by the name of their file, where they are missing.
func (e Environment) Add(ctx context.Context, log io.Writer, requirements string) error {
	dir, err := os.MkdirTemp("", "deepprob-python-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := Scripts(dir); err != nil {
		return err
	}
	return e.install(ctx, log, dir, requirements)
}

func (e Environment) install(ctx context.Context, log io.Writer, dir, requirements string) error {
	return run(ctx, log, e.Python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", filepath.Join(dir, requirements))
}

func run(ctx context.Context, log io.Writer, name string, args ...string) error {
	c := exec.CommandContext(ctx, name, args...)
	c.Stdout, c.Stderr = log, log
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w", c, err)
	}
	return nil
}
