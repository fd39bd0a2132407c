package data

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What files hold is quoted in errors by two rules: no more of it than a reader needs to find it, since a field may be of
// ten megabytes, and no byte of it raw that a terminal would obey.

// mostQuoted is how many bytes of a text are quoted.
const mostQuoted = 40

// quote is %q of the beginning of a text.
func quote(text string) string {
	if len(text) > mostQuoted {
		return strconv.Quote(text[:mostQuoted]) + "..."
	}
	return strconv.Quote(text)
}

// short is the beginning of a text, as it is where that is safe.
func short(text string) string {
	if len(text) > mostQuoted {
		return printable(text[:mostQuoted]) + "..."
	}
	return printable(text)
}

// printable is a text with what is no printable character written as %q writes it, line ends included. Error uses it on
// the whole message: the last guard over what other parsers put into theirs.
func printable(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) }) {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if unicode.IsPrint(r) && (r != utf8.RuneError || size > 1) {
			b.WriteString(text[:size])
		} else {
			quoted := strconv.Quote(text[:size])
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		text = text[size:]
	}
	return b.String()
}

// foreign is the error of somebody else's parser with at most 200 bytes of what it says, since that may hold what it read.
func foreign(err error) error {
	const most = 200
	text := strings.Join(strings.Fields(err.Error()), " ")
	if len(text) <= most {
		return &foreignError{text, err}
	}
	return &foreignError{text[:most] + "...", err}
}

type foreignError struct {
	text string
	err  error
}

func (e *foreignError) Error() string { return e.text }
func (e *foreignError) Unwrap() error { return e.err }

// size writes a number of bytes for people.
func size(bytes int64) string {
	for _, u := range []struct {
		name string
		of   int64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if bytes >= u.of && bytes%u.of == 0 {
			return fmt.Sprintf("%d %s", bytes/u.of, u.name)
		}
	}
	return fmt.Sprintf("%d bytes", bytes)
}

// whatIs names the format a file begins like, "" for none that it knows.
func whatIs(head []byte) string {
	for _, f := range []struct{ magic, name string }{
		{"SIMPLE  =", "FITS"}, {"\x93NUMPY", "an array of NumPy (.npy)"},
		{"PK\x03\x04", "a zip archive, as .npz and workbooks (.xlsx) are"}, {"PK\x05\x06", "an empty zip archive"},
		{"\x1f\x8b", "packed by gzip"}, {"BZh", "packed by bzip2"}, {"\xfd7zXZ", "packed by xz"}, {"\x28\xb5\x2f\xfd", "packed by zstd"},
		{"PAR1", "Parquet"}, {"\x89HDF", "HDF5"}, {"\xd0\xcf\x11\xe0", "an old workbook (.xls)"}, {"%PDF", "a PDF"},
		{"\xff\xfe", "text in UTF-16"}, {"\xfe\xff", "text in UTF-16"}, {"<!DOCTYPE", "a web page"}, {"<html", "a web page"},
	} {
		if strings.HasPrefix(string(head), f.magic) {
			return f.name
		}
	}
	return ""
}

// looksLike says so as a part of a sentence.
func looksLike(head []byte) string {
	if name := whatIs(head); name != "" {
		return " (it looks like " + name + ")"
	}
	return ""
}
