package data

import (
	"errors"
	"fmt"
	"strings"
)

// String reads "clusters.fits: 20000 rows, columns M200c, Ngal; not numbers: host (text, 12 levels)".
func (t Table) String() string {
	names := t.Names()
	s := fmt.Sprintf("%s, columns %s", count(t.rows, "row"), fitting(namesWithUnits(names, t.unitsOf(names)), 90))
	if t.file != "" {
		s = t.file + ": " + s
	}
	var others []string
	for _, name := range t.all {
		why, skipped := t.skipped[name]
		if e := (*Error)(nil); errors.As(why, &e) {
			why = e.Err
		}
		switch column, isText := t.texts[name]; {
		case isText:
			others = append(others, fmt.Sprintf("%s (text, %s)", short(name), count(len(column.levels), "level")))
		case skipped:
			others = append(others, fmt.Sprintf("%s (%v)", short(name), why))
		}
	}
	if len(others) > 0 {
		s += "; not numbers: " + fitting(others, 60)
	}
	return printable(s)
}

// String reads "1000 rows, features Ngal, sigv [km/s], target log10(M200c) [dex(Msun)], weights".
func (s Set) String() string {
	n := s.Rows()
	if n == 0 {
		return "0 rows"
	}
	_, d := s.X.Dims()
	text := count(n, "row") + ", " + count(d, "feature")
	if s.Names != nil {
		text = fmt.Sprintf("%s, features %s", count(n, "row"), fitting(namesWithUnits(s.Names, s.Units), 90))
	}
	switch k := len(s.Y) / n; {
	case k == 0 || len(s.Y) != n*k:
		text += fmt.Sprintf(", %d targets", len(s.Y))
	case k == 1:
		text += ", target " + withUnit(short(s.target(0, 1)), s.YUnits, 0)
	default:
		names := make([]string, k)
		for j := range names {
			names[j] = s.target(j, k)
		}
		text += ", targets " + fitting(namesWithUnits(names, s.YUnits), 50)
	}
	if s.Weights != nil {
		text += ", weights"
	}
	if s.Groups != nil {
		text += ", groups"
	}
	return text
}

// MarshalJSON is an error: encoding/json would make {} of the features.
func (Set) MarshalJSON() ([]byte, error) {
	return nil, errors.New("data: a Set cannot be written as JSON: write X, Y and Names")
}

// MarshalJSON is an error: encoding/json would make {} of the columns.
func (Table) MarshalJSON() ([]byte, error) {
	return nil, errors.New("data: a Table cannot be written as JSON: write its Columns")
}

// fitting lists as many names, or descriptions, as have room in so many bytes, one at least, and counts the others.
func fitting(names []string, room int) string {
	var b strings.Builder
	for i, name := range names {
		if name = short(name); i > 0 && b.Len()+len(name) > room {
			fmt.Fprintf(&b, " and %d more", len(names)-i)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(name)
	}
	return b.String()
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
