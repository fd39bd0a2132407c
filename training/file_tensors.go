package training

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/parallel"
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
	tensors map[string]*kept
}

// kept is a tensor of a file, or why it is none.
type kept struct {
	of    safetensors.Tensor // nothing but its name until it is loaded
	err   error
	taken bool
}

// newSource loads the tensors, on all cores, since to ask for fresh memory takes as long as to read it; but for those of the
// network if that is not read.
func newSource(f *safetensors.File, sums map[string]string, net bool) *source {
	s, all := &source{map[string]*kept{}}, []*kept{}
	for _, t := range f.Tensors() {
		if net && ofField(t.Name, "Net") {
			continue
		}
		k := &kept{of: t}
		s.tensors[t.Name], all = k, append(all, k)
	}
	parallel.Each(len(all), func(i int) { all[i].load(f, sums) })
	return s
}

func (k *kept) load(f *safetensors.File, sums map[string]string) {
	name := k.of.Name
	if k.of, k.err = f.Load(name); k.err == nil && tensorSum(k.of) != sums[name] {
		k.err = fmt.Errorf("tensor %q has not the checksum that it was written with: %s", name, damaged)
	}
}

func (s *source) Get(name string) (*tensor.Dense, error) {
	name = strings.TrimPrefix(name, ofParams)
	k := s.tensors[name]
	if k == nil {
		return nil, fmt.Errorf("there is no tensor %q: %s", name, damaged)
	}
	if k.taken = true; k.err != nil {
		return nil, k.err
	}
	return k.of.Dense()
}

// rest refuses tensors that nothing in the model is made of.
func (s *source) rest() error {
	for _, name := range slices.Sorted(maps.Keys(s.tensors)) {
		if !s.tensors[name].taken {
			return fmt.Errorf("tensor %q is of no field of the model: %s", name, damaged)
		}
	}
	return nil
}

// ofField tells whether a tensor is of a field of the Model.
func ofField(name, field string) bool {
	rest, ok := strings.CutPrefix(name, registry.Prefix+field)
	return ok && (rest == "" || strings.ContainsAny(rest[:1], ".[/"))
}
