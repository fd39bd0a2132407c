package registry

import "fmt"

// place is where in a value something is, for its errors and the names of its tensors.
type place struct {
	path  string // Net.Body.Layers[2].Kernel
	depth int
}

func (p place) field(name string) place {
	if p.path != "" {
		name = p.path + "." + name
	}
	return place{name, p.depth + 1}
}

func (p place) index(i string) place { return place{p.path + "[" + i + "]", p.depth + 1} }

// deeper is the same place one value further in, behind a pointer.
func (p place) deeper() place { return place{p.path, p.depth + 1} }

// wrap puts the path before an error.
func (p place) wrap(err error) error {
	if p.path == "" {
		return err
	}
	return fmt.Errorf("%s: %w", p.path, err)
}

func (p place) errorf(format string, args ...any) error { return p.wrap(fmt.Errorf(format, args...)) }
