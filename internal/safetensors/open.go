package safetensors

import (
	"errors"
	"fmt"
	"os"
)

// Opened is a file of the disk, to be closed.
type Opened struct {
	*File
	file *os.File
}

// Open opens the file of this path and reads its header.
func Open(path string) (*Opened, error) {
	info, err := os.Stat(path) // first: to open a pipe would wait for its writer
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("safetensors: %s is not a file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	if info, err = f.Stat(); err != nil { // of what is open, if that changed meanwhile
		return nil, errors.Join(fmt.Errorf("safetensors: %w", err), f.Close())
	}
	r, err := read(f, info.Size())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("safetensors: %s: %w", path, err), f.Close())
	}
	return &Opened{r, f}, nil
}

// Close closes the file. Tensors that were loaded stay.
func (o *Opened) Close() error { return o.file.Close() }
