package data

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// parse is strconv.ParseFloat of a trimmed field with errors for people. The value is NaN beside an error. Missing are the
// fields that CSV.Missing declares and, beside an error, those that people write for it.
func (c CSV) parse(field string) (v float64, missing bool, err error) {
	field = strings.TrimSpace(field)
	if slices.Contains(c.Missing, field) {
		return math.NaN(), true, nil
	}
	v, err = strconv.ParseFloat(field, 64)
	switch {
	case err == nil:
		return v, false, nil
	case errors.Is(err, strconv.ErrRange):
		return math.NaN(), false, fmt.Errorf("%s is beyond the largest float64, 1.8e308: correct it, or write Inf and use DropNonFinite", short(field))
	}
	return math.NaN(), field == "" || missingMark(field), &notNumber{field: strings.Clone(field[:min(len(field), mostQuoted+1)])}
}

// notNumber is the error of a field that is text where a number is expected.
type notNumber struct {
	field  string // its beginning
	text   bool   // the column is text from its first field on
	column string // that begins with numbers
}

func (e *notNumber) Error() string {
	switch {
	case e.field == "":
		return `empty where a number is expected: fill it in, or read with CSV{Missing: []string{""}} and use DropNonFinite or Encode(Encoding{How: Impute})`
	case strings.ContainsRune(e.field, '\r'):
		return quote(e.field) + " is not a number but has a carriage return in it: a line ends in one alone, as on old Macintoshes; convert it"
	case missingMark(e.field):
		return fmt.Sprintf("%s is not a number: if it marks a missing one, read with CSV{Missing: []string{%[1]s}} and use DropNonFinite or Encode(Encoding{How: Impute})", quote(e.field))
	case writtenElsewhere(e.field):
		return quote(e.field) + " is not a number as a CSV has it, which is 1234.5: write it so, without a decimal comma, thousands between commas or a unit"
	case e.text:
		return quote(e.field) + " is not a number: correct the file, leave the column out, or make numbers of text with Encode"
	case e.column != "":
		return fmt.Sprintf("%s is not a number, as those above it are: correct the file, or read the column as text with CSV{Text: []string{%s}}", quote(e.field), quote(e.column))
	}
	return quote(e.field) + " is not a number: correct the file, or leave the column out"
}

// missingMark tells what people write for a number that they do not have.
func missingMark(field string) bool {
	return len(field) <= len("missing") && slices.Contains([]string{"na", "n/a", "#n/a", "null", "none", "nil", "missing", "?", "-", "--", ".", `\n`}, strings.ToLower(field))
}

// writtenElsewhere reports whether a field is a number in a spreadsheet's dress: "1,5", "1,234.5", "10%", "$ 5". To make levels
// of such text would lose its order.
func writtenElsewhere(field string) bool {
	bare := strings.TrimSpace(strings.Trim(strings.TrimSpace(field), "%$€£"))
	if bare == field && !strings.Contains(field, ",") {
		return false
	}
	_, err := strconv.ParseFloat(strings.ReplaceAll(bare, ",", ""), 64)
	return err == nil
}
