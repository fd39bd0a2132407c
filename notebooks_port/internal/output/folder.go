package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/deepprob/deepprob/internal/atomicfile"
)

// Folder is where a notebook puts its figures and results.json.
type Folder struct{ path string }

// Open makes the folder if need be and tries it: what could not be written after minutes of training is told before them.
func Open(path string) (Folder, error) {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return Folder{}, fmt.Errorf("-out %s: cannot make this folder: %w", path, cause(err))
	}
	if err := atomicfile.Try(filepath.Join(path, resultsName), room); err != nil {
		return Folder{}, fmt.Errorf("-out %s: cannot write there: %w", path, err)
	}
	return Folder{path}, nil
}

// TryFile tells before the work whether Save will write path, which a flag names.
func TryFile(flag, path string) error {
	if err := atomicfile.Try(path, room); err != nil {
		return fmt.Errorf("%s %s: cannot write it: %w", flag, path, err)
	}
	return nil
}

// room is what is tried: about what a notebook leaves behind.
const room = 4 << 20

// cause leaves out the path, which the message has already.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// resultsName is the file that holds a notebook's numbers.
const resultsName = "results.json"

// Path is the path of a file in the folder.
func (f Folder) Path(name string) string { return filepath.Join(f.path, name) }

func (f Folder) String() string { return f.path }

// Finish writes results.json, whole.
func (f Folder) Finish(r any) error { return JSON(f.Path(resultsName), r) }

// Part writes results.json as far as it is known: members that hold only zeros, as those of what has not been done yet, are
// left out, and "unfinished" is true. A run that is stopped or fails later leaves it behind. r is a struct or a map.
func (f Folder) Part(r any) error {
	text, err := Text(r)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // seeds have 64 bits
	all := map[string]any{}
	if err := d.Decode(&all); err != nil {
		return fmt.Errorf("output: results: %w", err)
	}
	prune(all)
	all["unfinished"] = true
	return JSON(f.Path(resultsName), all)
}

// prune takes out the members that hold only zeros. A list stays whole, with its elements: their order and form have a meaning.
func prune(members map[string]any) {
	maps.DeleteFunc(members, func(_ string, v any) bool {
		if inner, is := v.(map[string]any); is {
			prune(inner)
		}
		return empty(v)
	})
}

// empty reports whether v holds nothing but zeros, empty texts, false and null.
func empty(v any) bool {
	filled := func(v any) bool { return !empty(v) }
	switch v := v.(type) {
	case map[string]any:
		return !slices.ContainsFunc(slices.Collect(maps.Values(v)), filled)
	case []any:
		return !slices.ContainsFunc(v, filled)
	case json.Number:
		x, err := v.Float64()
		return err == nil && x == 0
	}
	return v == nil || v == "" || v == false
}
