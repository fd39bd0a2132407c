package data

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Error says where in which file the data are wrong and what to do about it. The readers, Table and Set return it;
// errors.As gives callers its parts.
type Error struct {
	File   string // path as it was given; empty for data made in memory
	Column string // name of the column; empty if the whole file or row is meant
	Row    int    // row, counted from 0 as in Set.Take; -1 if none
	Line   int    // line of a text file, counted from 1 as in an editor; 0 if none
	Err    error  // what is wrong and what to do
}

// Error reads `data: clusters.fits: column "Ngal", row 7 (from 0): NaN: ...`.
func (e *Error) Error() string {
	var place []string
	if e.Column != "" {
		place = append(place, "column "+quote(e.Column))
	}
	if e.Row >= 0 {
		place = append(place, fmt.Sprintf("row %d (from 0)", e.Row))
	}
	if e.Line > 0 {
		place = append(place, fmt.Sprintf("line %d", e.Line))
	}
	parts := []string{"data"}
	if e.File != "" {
		parts = append(parts, e.File)
	}
	if len(place) > 0 {
		parts = append(parts, strings.Join(place, ", "))
	}
	return printable(strings.Join(append(parts, fmt.Sprint(e.Err)), ": "))
}

// Unwrap returns what is wrong without the place.
func (e *Error) Unwrap() error { return e.Err }

// fileError is an Error about a file as a whole. An operating system's error loses its own copy of the path.
func fileError(path, format string, args ...any) error {
	for i, a := range args {
		if e := (*fs.PathError)(nil); isError(a, &e) {
			args[i] = e.Err
		}
	}
	return &Error{File: path, Row: -1, Err: fmt.Errorf(format, args...)}
}

func isError(a any, target **fs.PathError) bool {
	err, ok := a.(error)
	return ok && errors.As(err, target)
}

// guard turns the panic of somebody else's parser into an error. It is used as defer guard(&err) around that parser's
// call alone: a mistake of this package must not pass for a broken file.
func guard(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("its parser stopped with %.100q", fmt.Sprint(r))
	}
}
