package data

import (
	"bufio"
	"encoding/csv"
	"io"
)

// CSV is how a text table is written, by RFC 4180 and strconv.ParseFloat: decimal point, NaN and Inf by name, spaces
// around a field ignored. The zero value reads fields between commas under a header line.
//
// Without Names and Header the first line is a header if none of its fields is a number, and data if all are: the
// columns are then c0, c1, ... An empty field of a header is named by its position in the same way. A line of which
// some fields are numbers is an error, since either guess may be wrong.
type CSV struct {
	Comma   rune     // between fields; ',' if 0; ' ' stands for any number of spaces
	Comment rune     // lines that begin with it are skipped; none if 0
	Names   []string // names of the columns, for a file that has no header
	Header  bool     // the first line is a header whatever it holds; Names, if given, replace it
	Missing []string // fields that stand for a missing number and become NaN, e.g. "" and "NA"
}

// ReadCSV reads a file with the zero value of CSV.
func ReadCSV(path string) (*Table, error) { return CSV{}.Read(path) }

// Read reads a file. A column with a field that is not a number, or too large for one, is left out of Names; asking for
// it is an error that names the first such field. Lines of differing lengths and a header without rows are errors.
func (c CSV) Read(path string) (t *Table, err error) {
	f, _, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p := csvParser{path: path, csv: c, in: csv.NewReader(skipBOM(f))}
	if c.Comma != 0 {
		p.in.Comma = c.Comma
	}
	p.in.Comment, p.in.TrimLeadingSpace, p.in.ReuseRecord, p.in.FieldsPerRecord = c.Comment, p.in.Comma != '\t', true, -1
	if err := p.read(); err != nil {
		return nil, err
	}
	return p.table()
}

// skipBOM drops the byte order mark that spreadsheets put before UTF-8: it would become part of the first name.
func skipBOM(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 1<<16)
	if head, _ := b.Peek(3); string(head) == "\xef\xbb\xbf" {
		_, _ = b.Discard(3)
	}
	return b
}
