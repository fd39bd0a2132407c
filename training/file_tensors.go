package training

import (
	"fmt"
	"strings"

	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/safetensors"
	"gorgonia.org/tensor"
)

// ofParams begins the names that package registry gives the model's parameters. In a file they have their paths alone, so that any
// reader of such files finds body/dense_0/kernel; all other tensors are named after their field, @/Fitted.Run.Best/...
const ofParams = registry.Prefix + "Fitted.Params/"

// sink takes the tensors of a model, in the order of its fields.
type sink struct{ tensors []safetensors.Tensor }

func (s *sink) Put(name string, t *tensor.Dense) error {
	if path, ok := strings.CutPrefix(name, ofParams); ok {
		if strings.HasPrefix(path, registry.Prefix) {
			return fmt.Errorf("a parameter's path cannot begin with %q in a file: name the layer otherwise", registry.Prefix)
		}
		name = path
	}
	x, err := safetensors.OfDense(name, t)
	s.tensors = append(s.tensors, x)
	return err
}

// source gives the tensors of a file whose sums are right.
type source struct {
	file  *safetensors.File
	sums  map[string]string
	taken map[string]bool
}

func (s *source) Get(name string) (*tensor.Dense, error) {
	name = strings.TrimPrefix(name, ofParams)
	t, err := s.file.Load(name)
	if err != nil {
		return nil, err
	}
	if tensorSum(t) != s.sums[name] {
		return nil, fmt.Errorf("tensor %q has not the checksum that it was written with: %s", name, damaged)
	}
	s.taken[name] = true
	return t.Dense()
}

// rest refuses tensors that nothing in the model is made of, but for those of a network that was not read.
func (s *source) rest(net bool) error {
	for _, t := range s.file.Tensors() {
		if !s.taken[t.Name] && !(net && ofField(t.Name, "Net")) {
			return fmt.Errorf("tensor %q is of no field of the model: %s", t.Name, damaged)
		}
	}
	return nil
}

// ofField tells whether a tensor is of a field of the Model.
func ofField(name, field string) bool {
	rest, ok := strings.CutPrefix(name, registry.Prefix+field)
	return ok && (rest == "" || strings.ContainsAny(rest[:1], ".[/"))
}
