package training

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deepprob/deepprob/internal/atomicfile"
)

// keeper writes the Checkpoint of a fit.
type keeper struct {
	*Checkpoint
	steps  int       // the Model's in the file; -1: there is none
	last   time.Time // when it was written or tried
	failed error     // why the last try left the old file
	now    func() time.Time
}

// first writes the file of a fit that begins, or goes on, and makes steps: what stands in the way is found before the first.
func (r *run) first() error {
	if r.keeper.Checkpoint == nil {
		return nil
	}
	return r.write()
}

// keepIfDue writes the file if it is. Between two epochs the caller's loop has then done its part of the last one.
func (r *run) keepIfDue() {
	if k := &r.keeper; k.Checkpoint != nil && r.model.Steps != k.steps && r.due() {
		r.try()
	}
}

// due reports whether the file is to be written before the next step. Epochs and steps are counted where the fit stands, not from the
// last file, so that they are due at the same steps after a resume.
func (r *run) due() bool {
	every, m := r.keeper.Every, r.model
	if every == (Every{}) {
		every.Epochs = 1
	}
	return every.Steps > 0 && m.Steps%every.Steps == 0 ||
		every.Epochs > 0 && m.Run.Epoch.Steps == 0 && m.Run.Call.made(m)%every.Epochs == 0 ||
		every.Time > 0 && r.keeper.now().Sub(r.keeper.last) >= every.Time
}

// try writes the file, and notes a failure in the epoch under way, once.
func (r *run) try() {
	if err := r.write(); err != nil {
		e := &r.model.Run.Epoch
		if text := err.Error(); !slices.Contains(e.Warnings, text) {
			e.Warnings = append(slices.Clip(e.Warnings), text)
		}
	}
}

// finally writes the file of a fit that ends, unless it has been.
func (r *run) finally() error {
	if k := &r.keeper; k.Checkpoint == nil || r.model.Steps == k.steps && k.failed == nil {
		return nil
	}
	return r.write()
}

// write writes where the fit stands.
func (r *run) write() error {
	k := &r.keeper
	k.last = k.now()
	k.failed = r.writeModel()
	return k.failed
}

func (r *run) writeModel() error {
	k := &r.keeper
	f, err := r.model.with(r.left())
	if err != nil {
		return fmt.Errorf("checkpoint %s: %w", k.Path, err)
	}
	if err := k.setAside(r.model.Steps); err != nil {
		return fmt.Errorf("checkpoint: keeping the earlier %s: %w", k.Path, err)
	}
	if err := atomicfile.Write(k.Path, f.write); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	k.steps = r.model.Steps
	if err := k.clear(); err != nil {
		return fmt.Errorf("checkpoint: removing files earlier than %s: %w", k.Path, err)
	}
	return nil
}

// setAside gives the file that is about to be replaced by one of so many steps a second name. It stays under its own, too.
func (k *keeper) setAside(steps int) error {
	if k.Keep == 0 || k.steps < 0 || k.steps == steps {
		return nil
	}
	name := k.earlier(k.steps)
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if os.Link(k.Path, name) == nil {
		return nil
	}
	from, err := os.Open(k.Path) // a file system without links
	if err != nil {
		return err
	}
	defer from.Close()
	return atomicfile.Write(name, func(w io.Writer) error {
		_, err := io.Copy(w, from)
		return err
	})
}

// earlier is the name of the file of so many steps.
func (c *Checkpoint) earlier(steps int) string {
	stem, ext := c.parts()
	return fmt.Sprintf("%s.step-%08d%s", stem, steps, ext)
}

// earlierOnes are the steps of the earlier files that are there, from the last on.
func (c *Checkpoint) earlierOnes() (steps []int, err error) {
	entries, err := os.ReadDir(filepath.Dir(c.Path))
	stem, ext := c.parts()
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), filepath.Base(stem)+".step-")
		digits, ok2 := strings.CutSuffix(rest, ext)
		if n, err := strconv.Atoi(digits); ok && ok2 && err == nil && e.Name() == filepath.Base(c.earlier(n)) {
			steps = append(steps, n)
		}
	}
	slices.SortFunc(steps, func(a, b int) int { return cmp.Compare(b, a) })
	return steps, err
}

// clear removes the earlier files that are too many.
func (k *keeper) clear() error {
	if k.Keep == 0 {
		return nil
	}
	steps, err := k.earlierOnes()
	for i := k.Keep; i < len(steps); i++ {
		err = errors.Join(err, os.Remove(k.earlier(steps[i])))
	}
	return err
}
