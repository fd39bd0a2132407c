package data

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"io"
)

// CSV is how a text table is written, by RFC 4180 and strconv.ParseFloat: decimal point, NaN and Inf by name, spaces
// around a field ignored. The zero value reads fields between commas under a header line. What gzip has packed is
// unpacked.
//
// Without Names and Header the first line is a header if none of its fields is a number, and data if all are: the
// columns are then c0, c1, ... An empty field of a header is named by its position in the same way. A line of which
// some fields are numbers is an error, since either guess may be wrong.
//
// A column whose first field that is not Missing is no number is text, kept as it stands for Table.Strings and
// Table.Encode. Text in a column that began with numbers is an error when the column is asked for: it is a slip, or the
// column belongs into Text.
type CSV struct {
	Comma   rune     // between fields; ',' if 0; ' ' stands for any number of spaces and tabs, which may also end a line
	Comment rune     // lines that begin with it are skipped; none if 0
	Names   []string // names of the columns, for a file that has no header
	Header  bool     // the first line is a header whatever it holds; Names, if given, replace it
	Missing []string // fields that stand for a missing number and become NaN, e.g. "" and "NA"
	Text    []string // columns that are text though they may look like numbers, e.g. codes such as 02134
	Limit   int64    // bytes of memory that the columns may take, a line a sixteenth of it or 256 KiB; 0: DefaultLimit
}

// ReadCSV reads a file with the zero value of CSV.
func ReadCSV(path string) (*Table, error) { return CSV{}.Read(path) }

// Read reads a file. A column with a field that is not a number, or too large for one, is left out of Names; asking for
// it is an error that names the first such field. Lines of differing lengths and a header without rows are errors.
func (c CSV) Read(path string) (*Table, error) { return c.ReadContext(context.Background(), path) }

// ReadContext is Read until ctx ends.
func (c CSV) ReadContext(ctx context.Context, path string) (*Table, error) {
	s, err := open(ctx, path, "CSV.Limit", c.Limit)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return c.read(s)
}

// ReadFrom is Read of what r gives until its end, such as an embedded file, a pipe or the body of an answer. The table
// has no file name.
func (c CSV) ReadFrom(ctx context.Context, r io.Reader) (*Table, error) {
	s, err := newSource(ctx, "", "CSV.Limit", c.Limit)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, fileError("", "the reader is nil")
	}
	begun := bufio.NewReader(r)
	s.over(begun)
	if head, _ := begun.Peek(2); string(head) == "\x1f\x8b" {
		if err := s.unpack(); err != nil {
			return nil, err
		}
	}
	return c.read(s)
}

func (c CSV) read(s *source) (*Table, error) {
	s.line = max(s.limit/16, 1<<18) // some buffers at least: how much of them is one line does not show
	if err := plainText(s); err != nil {
		return nil, err
	}
	p := csvParser{source: s, path: s.path, csv: c}
	if c.Comma == ' ' {
		p.in = csv.NewReader(&blanks{in: s.in, comment: c.Comment})
	} else {
		p.in = csv.NewReader(s.in)
	}
	if c.Comma != 0 {
		p.in.Comma = c.Comma
	}
	p.in.Comment, p.in.TrimLeadingSpace, p.in.ReuseRecord, p.in.FieldsPerRecord = c.Comment, p.in.Comma != '\t', true, -1
	if err := p.read(); err != nil {
		return nil, err
	}
	return p.table()
}

// plainText drops the byte order mark that spreadsheets put before UTF-8, which would become part of the first name, and
// refuses by name what is not text of lines.
func plainText(s *source) error {
	head, err := s.in.Peek(1 << 15)
	if len(head) == 0 && err != io.EOF {
		return s.fail(err)
	}
	zeros := bytes.Count(head, []byte{0})
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = s.in.Discard(3)
	case bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) || 3*zeros > len(head) && whatIs(head) == "":
		return fileError(s.path, "is text in UTF-16, as spreadsheets save \"Unicode text\": save it as CSV in UTF-8, or convert it by iconv -f UTF-16 -t UTF-8")
	case whatIs(head) != "":
		return fileError(s.path, "is no text table: it looks like %s", whatIs(head))
	case zeros > 0:
		return fileError(s.path, "is no text table: byte %d is 0", bytes.IndexByte(head, 0))
	case bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(bytes.TrimRight(head, "\r"), '\r') >= 0:
		return fileError(s.path, `its lines end in a carriage return alone, as on old Macintoshes: convert them by tr '\r' '\n'`)
	}
	return nil
}
