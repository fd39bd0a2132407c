package safetensors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
)

// header is what a file's header says, nothing of it checked against the file yet.
type header struct {
	metadata map[string]string
	tensors  []entry
}

// entry is a tensor with its place in the data.
type entry struct {
	name, dtype string
	shape       []int64
	from, to    int64
}

const metadataKey = "__metadata__"

// parse reads a header. It is a parser of just what a header can be, rather than encoding/json, which takes a key that is
// there twice, a number like 1e3 and text that is not UTF-8, and needs many times the memory.
func parse(b []byte) (header, error) {
	if !utf8.Valid(b) {
		return header{}, errors.New("the header is not text in UTF-8")
	}
	if b[0] != '{' {
		return header{}, fmt.Errorf("the header begins with %q, not with '{'", b[0])
	}
	var h header
	s := &scanner{text: b}
	s.object("name", func(name string) {
		if name == metadataKey {
			h.metadata = s.metadata()
			return
		}
		h.tensors = append(h.tensors, s.entry(name))
	})
	if c := s.peek(); s.err == nil && s.at < len(b) {
		s.fail("%q after its end", c)
	}
	return h, s.err
}

// metadata is an object of strings; null, as some write for none, is empty.
func (s *scanner) metadata() map[string]string {
	if s.peek() == 'n' && bytes.HasPrefix(s.text[s.at:], []byte("null")) {
		s.at += len("null")
		return nil
	}
	m := map[string]string{}
	s.object("key", func(key string) { m[key] = s.string() })
	return m
}

func (s *scanner) entry(name string) entry {
	e := entry{name: name}
	var offsets []int64
	found := 0
	s.object("key", func(key string) {
		found++
		switch key {
		case "dtype":
			e.dtype = s.string()
		case "shape":
			e.shape = s.integers(maxAxes)
		case "data_offsets":
			offsets = s.integers(2)
		default:
			s.fail("tensor %q has a %q, which is not known", name, key)
		}
	})
	if s.err == nil && (found != 3 || len(offsets) != 2) {
		s.fail("tensor %q lacks one of dtype, shape and two data_offsets", name)
	}
	if s.err == nil {
		e.from, e.to = offsets[0], offsets[1]
	}
	return e
}

// scanner reads JSON. After the first error it reads nothing more, and err is that.
type scanner struct {
	text []byte
	at   int
	err  error
}

func (s *scanner) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf("the header, at byte %d: %s", s.at, fmt.Sprintf(format, args...))
	}
}

// peek is the next byte that is no space, 0 at the end or after an error.
func (s *scanner) peek() byte {
	for ; s.err == nil && s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// want reads the byte c.
func (s *scanner) want(c byte) {
	switch got := s.peek(); {
	case s.err != nil:
	case s.at == len(s.text):
		s.fail("it ends where %q is wanted", c)
	case got != c:
		s.fail("%q where %q is wanted", got, c)
	default:
		s.at++
	}
}

// object reads an object; each reads the value of a key. No key may be there twice: readers differ in which one counts.
func (s *scanner) object(what string, each func(key string)) {
	seen := map[string]bool{}
	s.list('{', '}', func() {
		key := s.string()
		if seen[key] {
			s.fail("the %s %q is there twice", what, key)
		}
		seen[key] = true
		s.want(':')
		if s.err == nil {
			each(key)
		}
	})
}

// list reads what is between brackets, with commas.
func (s *scanner) list(from, to byte, each func()) {
	s.want(from)
	if s.peek() == to {
		s.at++
		return
	}
	for s.err == nil {
		each()
		if s.peek() == to && s.err == nil {
			s.at++
			return
		}
		s.want(',')
	}
}

func (s *scanner) string() string {
	s.want('"')
	begin := s.at
	for escaped := false; s.err == nil && s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '\\':
			escaped = true
			s.at++ // whatever follows ends no string
		case c == '"':
			s.at++
			if !escaped {
				return string(s.text[begin : s.at-1])
			}
			var x string
			if err := json.Unmarshal(s.text[begin-1:s.at], &x); err != nil {
				s.at = begin
				s.fail("the string is not JSON: %v", err)
			}
			return x
		case c < ' ':
			s.fail("the character %q in a string", c)
		}
	}
	s.fail("a string does not end")
	return ""
}

// integers reads an array of at most so many.
func (s *scanner) integers(most int) []int64 {
	var x []int64
	s.list('[', ']', func() {
		if len(x) == most {
			s.fail("more than %d numbers", most)
		}
		x = append(x, s.integer())
	})
	return x
}

// integer reads a number without sign, point and exponent, as sizes are.
func (s *scanner) integer() int64 {
	s.peek()
	begin, n := s.at, int64(0)
	for ; s.err == nil && s.at < len(s.text) && s.text[s.at]-'0' < 10; s.at++ {
		d := int64(s.text[s.at] - '0')
		if n > (math.MaxInt64-d)/10 {
			s.fail("a number has more than 64 bits")
		}
		n = 10*n + d
	}
	if s.at == begin || s.text[begin] == '0' && s.at > begin+1 {
		s.at = begin
		s.fail("no whole number, which sizes and offsets are")
	}
	return n
}
