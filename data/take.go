package data

import "fmt"

// checkTake panics, in words that name the row, where Take could not but panic: a row that is not in the set is a mistake in
// the program, as an index out of range is.
func (s Set) checkTake(rows []int) {
	if err := s.checkLengths(); err != nil {
		panic(fmt.Sprintf("data: Set.Take: %v", err))
	}
	if len(rows) == 0 {
		panic(fmt.Sprintf("data: Set.Take of no rows: a set has at least one; leave out the %d rows only where something is left", s.Rows()))
	}
	for _, r := range rows {
		if r < 0 || r >= s.Rows() {
			panic(fmt.Sprintf("data: Set.Take: row %d of a set of %d rows, which are numbered from 0", r, s.Rows()))
		}
	}
}
