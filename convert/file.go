package convert

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/deepprob/deepprob/internal/atomicfile"
	"github.com/deepprob/deepprob/internal/safetensors"
)

// file is an open file of tensors. Only names, types and shapes are read before they are known to fit a network.
type file interface {
	Tensors() []safetensors.Tensor
	Load(name string) (safetensors.Tensor, error)
	Close() error
}

// others are files of weights that are not read: a pickle is a program, and the rest hold more than arrays.
var others = map[string]string{
	".pt": savedByTorch, ".pth": savedByTorch, ".bin": savedByTorch, ".ckpt": savedByTorch, ".pkl": savedByTorch, ".pickle": savedByTorch,
	".msgpack": savedByFlax, ".orbax": savedByFlax,
	".npy": "a single array has no name: save with np.savez",
}

const (
	savedByTorch = "it may hold a pickle, which is a program and is not run here; in Python: " +
		`from safetensors.torch import save_file; save_file(torch.load(path, weights_only=True), "net.safetensors"), of a state_dict`
	savedByFlax = "in Python: from flax.traverse_util import flatten_dict; from safetensors.numpy import save_file; " +
		`save_file({k: np.asarray(v) for k, v in flatten_dict(variables, sep="/").items()}, "net.safetensors")`
)

// format is what a path's ending says.
func format(path string) (string, error) {
	ext := strings.ToLower(filepath.Ext(path))
	switch ext {
	case ".safetensors", ".npz":
		return ext, nil
	}
	if todo, ok := others[ext]; ok {
		return "", fmt.Errorf("convert: %s is neither .safetensors nor .npz: %s", show(path), todo)
	}
	return "", fmt.Errorf("convert: %s is neither .safetensors nor .npz, which are the files that are read and written", show(path))
}

func open(path string) (file, error) {
	ext, err := format(path)
	if err != nil {
		return nil, err
	}
	if ext == ".npz" {
		f, err := openNPZ(path)
		if err != nil {
			return nil, fmt.Errorf("convert: %s: %w", show(path), err)
		}
		return f, nil
	}
	f, err := safetensors.Open(path)
	if err != nil {
		return nil, fmt.Errorf("convert: %w", err)
	}
	return f, nil
}

// metadata are the strings of a file, which archives of NumPy have none of.
func metadata(f file) map[string]string {
	if s, ok := f.(*safetensors.Opened); ok {
		return s.Metadata
	}
	return nil
}

// save writes the tensors as the path's ending says, whole or not at all.
func save(path string, tensors []safetensors.Tensor, metadata map[string]string) error {
	ext, err := format(path)
	if err != nil {
		return err
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		if ext == ".npz" {
			return writeNPZ(w, tensors)
		}
		return safetensors.Write(w, tensors, metadata)
	})
}
