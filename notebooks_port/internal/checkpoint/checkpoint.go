// Package checkpoint is the flag -checkpoint of the notebooks: a directory of the files by which a run that was stopped goes on.
package checkpoint

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/deepprob/deepprob/training"
)

// every is how much work a kill costs at most, and more than a file costs.
var every = training.Every{Time: 10 * time.Second}

// Flag declares it.
func Flag(f *flag.FlagSet, folder *string) {
	f.StringVar(folder, "checkpoint", "", "keep the fits in `directory`: a second call with the same flags takes those that are done, goes on with the one that was stopped, and comes to the same results")
}

// Of is a trainer whose fit is kept in the folder, by a name that no other fit of the program has; for no folder it is as it was. The
// folder is made if need be.
func Of(folder string, t training.Trainer, name string) (training.Trainer, error) {
	if folder == "" {
		return t, nil
	}
	if err := Make(folder); err != nil {
		return t, err
	}
	t.Checkpoint, t.Resume = &training.Checkpoint{Path: filepath.Join(folder, name+".safetensors"), Every: every}, true
	return t, nil
}

// Make makes the folder, of a program that keeps something else in it than fits too.
func Make(folder string) error {
	err := os.MkdirAll(folder, 0o755)
	if at := (*fs.PathError)(nil); errors.As(err, &at) {
		err = at.Err
	}
	if err != nil {
		return fmt.Errorf("-checkpoint %s: cannot make this folder: %w", folder, err)
	}
	return nil
}
