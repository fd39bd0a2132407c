package data

import (
	"fmt"
	"strconv"
	"strings"
)

// missing is the error of a column that is not there: it lists those that are and names the nearest.
func (t *Table) missing(name string) error {
	hint := ""
	if near := nearest(name, t.all); near != "" {
		hint = fmt.Sprintf("; did you mean %s?", quote(near))
	}
	return &Error{File: t.file, Column: name, Row: -1, Err: fmt.Errorf("no such column%s The columns are %s", stop(hint), list(t.all))}
}

// stop ends a hint so that the next sentence may follow.
func stop(hint string) string {
	if hint == "" {
		return "."
	}
	return hint
}

// list writes at most 30 names, and of each at most its beginning; a table of a thousand columns does not fill the screen.
func list(names []string) string {
	shown := make([]string, 0, mostListed)
	for _, name := range names[:min(len(names), mostListed)] {
		shown = append(shown, short(name))
	}
	return listed(append(shown, names[len(shown):]...))
}

const mostListed = 30

// listed is list of what is short already.
func listed(shown []string) string {
	if len(shown) <= mostListed {
		return strings.Join(shown, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(shown[:mostListed], ", "), len(shown)-mostListed)
}

// nearest returns the candidate with the smallest edit distance from name, case ignored, or "" if even that one
// differs in more than two letters and a third of them. The first of equals wins.
func nearest(name string, candidates []string) string {
	best, least := "", max(2, len(name)/3)+1
	for _, c := range candidates {
		if len(c)-len(name) >= least || len(name)-len(c) >= least {
			continue // so many bytes would have to be inserted, or deleted
		}
		if d := distance(strings.ToLower(name), strings.ToLower(c)); d < least && d < len(name) {
			best, least = c, d
		}
	}
	return best
}

// distance is the edit distance of Levenshtein (1966): how many bytes are inserted, deleted or replaced to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// elements are the names of the columns of what holds k numbers a row.
func elements(name string, k int) []string {
	names := make([]string, k)
	for j := range names {
		names[j] = name + "[" + strconv.Itoa(j) + "]"
	}
	return names
}
