package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// setting is what scores depend on beside the set, the method and the program. It is written beside them, so that a table
// says of which run it is and -resume takes no score for that of another.
type setting struct {
	Seed   uint64  `json:"seed"`
	Splits int     `json:"splits"`
	Draws  int     `json:"draws"`
	Share  float64 `json:"epochs"`
}

// setting is that of the scores of a problem.
func (o options) setting(p problem) setting {
	n := len(p.tests)
	if o.splits > 0 {
		n = min(n, o.splits)
	}
	return setting{o.seed, n, o.draws, o.share}
}

// kept is what the results start from: nothing, or with -resume what the last run into the same directory has left, that of
// sets and methods which are not asked for now too.
func kept(o options) (results, error) {
	r, path := results{}, filepath.Join(o.out, "results.json")
	if !o.resume {
		return r, nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = r.decode(text)
	}
	if err != nil {
		return nil, fmt.Errorf("-resume: %s: %w: mend or remove the file, or run without -resume", path, err)
	}
	return r, nil
}

// decode reads results.json, that of a stopped run too, which has a mark beside the sets.
func (r results) decode(text []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	delete(all, "unfinished")
	for set, of := range all {
		var scores map[string]summary
		if err := json.Unmarshal(of, &scores); err != nil {
			return fmt.Errorf("%s: %w", set, err)
		}
		r[set] = scores
	}
	return nil
}
