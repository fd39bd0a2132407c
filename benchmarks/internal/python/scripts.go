// Package python runs the opponents that are written in Python: an environment of pinned packages, and child processes
// that measure themselves at command, so that theirs and ours alternate in one run.
package python

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed scripts
var files embed.FS

// Scripts writes the Python files into a directory.
func Scripts(dir string) error {
	sub, err := fs.Sub(files, "scripts")
	if err != nil {
		return err
	}
	return fs.WalkDir(sub, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(sub, name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, name), text, 0o644)
	})
}

// Script is the text of one of the files. It panics if there is none of that name.
func Script(name string) string {
	text, err := files.ReadFile("scripts/" + name)
	if err != nil {
		panic(fmt.Sprintf("python: %v", err))
	}
	return string(text)
}
