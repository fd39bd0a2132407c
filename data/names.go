package data

import (
	"fmt"
	"strings"
)

// missing is the error of a column that is not there: it lists those that are and names the nearest.
func (t *Table) missing(name string) error {
	hint := ""
	if near := nearest(name, t.all); near != "" {
		hint = fmt.Sprintf("; did you mean %q?", near)
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

// list writes at most 30 names; a table of a thousand columns does not fill the screen.
func list(names []string) string {
	const most = 30
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// nearest returns the candidate with the smallest edit distance from name, case ignored, or "" if even that one
// differs in more than two letters and a third of them. The first of equals wins.
func nearest(name string, candidates []string) string {
	best, least := "", max(2, len(name)/3)+1
	for _, c := range candidates {
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
