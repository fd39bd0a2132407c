//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package atomicfile

import (
	"errors"
	"os"
)

// claim locks nothing: which of the temporary files belong to living writers is not known, and none is removed.
func claim(string) (*os.File, error) { return nil, errors.ErrUnsupported }
