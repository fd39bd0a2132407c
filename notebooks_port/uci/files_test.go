package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Files that are wrong are refused by name, line and what is wrong.
func TestFiles(t *testing.T) {
	rows := "a,y\n" + strings.Repeat("1,2\n", 30)
	for name, c := range map[string]struct{ csv, splits, want string }{
		"no file":     {"", "", "set.csv"},
		"no feature":  {"y\n1\n2\n", "0\n", "set.csv: 1 columns: want features and, last, the target"},
		"no splits":   {rows, "", "set.splits.txt"},
		"empty":       {rows, "\n\n", "set.splits.txt: no splits: want a line of test rows for each"},
		"word":        {rows, "0 1\n\n2 x\n", `set.splits.txt: line 3: "x" is not one of the rows 0 to 29`},
		"row 30":      {rows, "30\n", `line 1: "30" is not one of the rows 0 to 29`},
		"negative":    {rows, "-1\n", `line 1: "-1" is not one of the rows 0 to 29`},
		"twice":       {rows, "0 1\n4 3 4\n", "line 2: row 4 occurs twice"},
		"all of them": {rows, "0 1 2 3 4 5 6 7 8 9 10\n", "line 1: 11 of 30 rows are test rows: at least 20 must be left to train on"},
		"not numbers": {"a,y\n1,2\nx,3\n", "0\n", "set.csv"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range map[string]string{"set.csv": c.csv, "set.splits.txt": c.splits} {
				if text == "" {
					continue
				}
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := read(dir, "set"); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}
