package data

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// header sets the names from the first line and reports whether that line is a row of data.
func (p *csvParser) header(first []string) (isData bool, err error) {
	numbers := 0
	for _, field := range first {
		if _, _, err := p.csv.parse(field); err == nil {
			numbers++
		}
	}
	line, _ := p.in.FieldPos(0)
	switch {
	case p.csv.Names != nil:
		p.names, isData = slices.Clone(p.csv.Names), !p.csv.Header
	case !p.csv.Header && numbers == len(first):
		p.names, isData = make([]string, len(first)), true
	case !p.csv.Header && numbers > 0:
		return false, &Error{File: p.path, Row: -1, Line: line, Err: fmt.Errorf(
			"%d of %d fields are numbers, so it may be a header or data: say which with CSV{Header: true} or CSV{Names: ...}", numbers, len(first))}
	default:
		p.names = make([]string, len(first))
		for j, field := range first {
			p.names[j] = strings.Clone(strings.TrimSpace(field))
		}
	}
	if err := p.separator(first); err != nil {
		return false, err
	}
	for j, name := range p.names {
		if name == "" {
			p.names[j] = "c" + strconv.Itoa(j)
		}
	}
	return isData, p.width(first, line)
}

// separator refuses a first line of one field that holds another separator: the file would read as one column of text.
func (p *csvParser) separator(first []string) error {
	for _, other := range ";\t|," {
		if len(first) == 1 && p.in.Comma != other && strings.ContainsRune(first[0], other) {
			return fileError(p.path, "the first line has no %q but %q between fields: read it with CSV{Comma: %q}", p.in.Comma, other, other)
		}
	}
	return nil
}
