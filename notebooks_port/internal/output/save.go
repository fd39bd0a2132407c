// Package output writes the files that the notebooks leave behind, whole or not at all.
package output

import (
	"fmt"
	"io"

	"github.com/deepprob/deepprob/internal/atomicfile"
)

// Save writes the file path atomically (atomicfile.Write): a failure or a kill at any instant leaves the old file or the new one,
// never half of one. The folder must exist.
func Save(path string, write func(io.Writer) error) error {
	if err := atomicfile.Write(path, write); err != nil {
		return fmt.Errorf("output: %w", err)
	}
	return nil
}
