package data

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// DefaultLimit is how many bytes the columns of a table may take where the Limit of its reader is 0.
const DefaultLimit int64 = 4 << 30

// source is what a reader reads, from front to back: a file, unpacked if gzip has packed it, under a context and a limit.
type source struct {
	ctx   context.Context
	path  string
	knob  string // the setting that raises the limit, for errors
	limit int64  // bytes of memory that the columns may take
	used  int64
	size  int64 // of what is read; -1 if that shows at its end only
	file  *os.File
	in    *bufio.Reader

	raw    io.Reader
	packed func(err error) error // what an error of raw means where something has been packed; nil for a plain file
	// A line of text may take a sixteenth of the limit: a quote that is never closed makes one of the whole file.
	count, mark, line int64
}

// open opens a regular file.
func open(ctx context.Context, path, knob string, limit int64) (*source, error) {
	s, err := newSource(ctx, path, knob, limit)
	if err != nil {
		return nil, err
	}
	if s.file, s.size, err = openFile(path); err != nil {
		return nil, err
	}
	s.over(s.file)
	head := make([]byte, 2)
	if n, _ := s.file.ReadAt(head, 0); string(head[:n]) == "\x1f\x8b" {
		if err := s.unpack(); err != nil {
			s.file.Close()
			return nil, err
		}
	}
	return s, nil
}

// newSource checks the settings.
func newSource(ctx context.Context, path, knob string, limit int64) (*source, error) {
	switch {
	case ctx == nil:
		return nil, fileError(path, "the context is nil: give context.Background() if nothing ends the reading")
	case limit < 0:
		return nil, fileError(path, "%s is %d: it is a number of bytes, 0 for %s", knob, limit, size(DefaultLimit))
	case limit == 0:
		limit = DefaultLimit
	}
	return &source{ctx: ctx, path: path, knob: knob, limit: limit, size: -1}, nil
}

// over reads r from here on.
func (s *source) over(r io.Reader) {
	s.raw = r
	if s.in == nil {
		s.in = bufio.NewReaderSize(s, 1<<16)
	}
	s.in.Reset(s)
}

// unpack reads what gzip has packed. How long that is shows at its end: the number in the trailer is its last 32 bits only.
func (s *source) unpack() error {
	z, err := gzip.NewReader(s.raw)
	if err != nil {
		return fileError(s.path, "begins like gzip, but: %w; copy it again", err)
	}
	s.over(z)
	s.size = -1
	s.packed = func(err error) error {
		return fmt.Errorf("cut short or broken in what gzip packed: %w; copy it again", err)
	}
	return nil
}

// Close closes the file, if there is one.
func (s *source) Close() {
	if s.file != nil {
		s.file.Close()
	}
}

// Read reads unless the context has ended or a line is too long.
func (s *source) Read(b []byte) (int, error) {
	if err := s.stopped(); err != nil {
		return 0, err
	}
	if s.line > 0 && s.count-s.mark > s.line {
		return 0, s.tooMuch("a line, or a quote that is not closed, takes more than %s", size(s.line))
	}
	n, err := s.raw.Read(b)
	s.count += int64(n)
	if err != nil && err != io.EOF && s.packed != nil {
		err = s.packed(err)
	}
	return n, err
}

// fail is an error of reading as one about the file, which it may be already.
func (s *source) fail(err error) error {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e
	}
	return fileError(s.path, "%w", err)
}

// stopped is the error of a context that has ended, which is that of the context and of its cause.
func (s *source) stopped() error {
	err, cause := s.ctx.Err(), context.Cause(s.ctx)
	switch {
	case err == nil || errors.Is(cause, err):
		return s.interrupted(cause)
	}
	return s.interrupted(fmt.Errorf("%w: %w", err, cause))
}

func (s *source) interrupted(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("reading was stopped: %w", err)
}

// rest reads what follows the table in what has been packed: the checksum stands at the end.
func (s *source) rest() error {
	if s.packed == nil {
		return nil
	}
	if _, err := io.Copy(io.Discard, s.in); err != nil {
		return s.fail(err)
	}
	return nil
}

// take counts bytes of memory that the columns are about to take.
func (s *source) take(bytes int64) error {
	if bytes > s.limit-s.used {
		return s.tooMuch("its columns take more than %s of memory", size(s.limit))
	}
	s.used += bytes
	return nil
}

// tooMuch is an error of the limit, which names the setting that raises it.
func (s *source) tooMuch(format string, args ...any) error {
	return fmt.Errorf(format+": raise %s, now %d, if the file is right", append(args, s.knob, s.limit)...)
}
