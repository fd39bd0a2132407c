package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/deepprob/deepprob/data"
)

// usualSets are scored if none are named.
var usualSets = []string{"concrete", "energy", "power-plant", "wine-quality-red", "yacht"}

// problem is a data set and the test rows of its splits.
type problem struct {
	name  string
	set   data.Set
	tests [][]int
}

// read reads NAME.csv, whose last column is the target, and NAME.splits.txt, a line of test rows for each split, counted
// from 0.
func read(dir, name string) (p problem, err error) {
	table, err := data.ReadCSV(filepath.Join(dir, name+".csv"))
	if err != nil {
		return p, err
	}
	names := table.Names()
	if len(names) < 2 {
		return p, fmt.Errorf("%s: %d columns: want features and, last, the target", table.File(), len(names))
	}
	last := len(names) - 1
	p.name = name
	if p.set, err = table.Set(names[:last], names[last]); err != nil {
		return p, err
	}
	p.tests, err = readSplits(filepath.Join(dir, name+".splits.txt"), p.set.Rows())
	return p, err
}

// readSplits reads the test rows of each split and checks them against the number of rows.
func readSplits(path string, rows int) (tests [][]int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		test, err := testRows(words, rows)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", path, n, err)
		}
		tests = append(tests, test)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(tests) == 0 {
		return nil, fmt.Errorf("%s: no splits: want a line of test rows for each", path)
	}
	return tests, nil
}

func testRows(words []string, rows int) ([]int, error) {
	seen := map[int]bool{}
	var test []int
	for _, w := range words {
		i, err := strconv.Atoi(w)
		if err != nil || i < 0 || i >= rows {
			return nil, fmt.Errorf("%q is not one of the rows 0 to %d", w, rows-1)
		}
		if seen[i] {
			return nil, fmt.Errorf("row %d occurs twice", i)
		}
		seen[i] = true
		test = append(test, i)
	}
	if rows-len(test) < minTraining {
		return nil, fmt.Errorf("%d of %d rows are test rows: at least %d must be left to train on", len(test), rows, minTraining)
	}
	return test, nil
}

// wholeNumbers reports whether all targets are whole numbers.
func wholeNumbers(y []float64) bool {
	return !slices.ContainsFunc(y, func(v float64) bool { return v != math.Trunc(v) })
}

// minTraining is the least that can be split once more, to choose hyper-parameters by.
const minTraining = 20

// split is the training and test rows of split k.
func (p problem) split(k int) (train, test data.Set) {
	held := make(map[int]bool, len(p.tests[k]))
	for _, i := range p.tests[k] {
		held[i] = true
	}
	var rest []int
	for i := range p.set.Rows() {
		if !held[i] {
			rest = append(rest, i)
		}
	}
	return p.set.Take(rest), p.set.Take(p.tests[k])
}
