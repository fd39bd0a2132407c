package data

import "io"

// blanks reads a text table whose fields stand between spaces: a tab is one, and those that end a line are left out,
// since encoding/csv takes them for a further, empty field. In quotes all stays as it is, and a quote in a comment is none.
// Columns of bytes keep their places.
type blanks struct {
	in      io.ByteReader
	comment rune // begins a line that is none; 0 if nothing does
	within  bool // a line that has begun
	skipped bool // the line is a comment
	held    int  // blanks that have been read but not given: they may end the line
	next    byte // that follows them, if some is known
	known   bool
	inside  bool // of quotes
	ended   error
}

// Read gives one byte at least, or the error.
func (r *blanks) Read(b []byte) (n int, err error) {
	for n < len(b) {
		c, err := r.byte()
		if err != nil {
			if n > 0 {
				return n, nil
			}
			return 0, err
		}
		b[n] = c
		n++
	}
	return n, nil
}

// byte is the next one that is given.
func (r *blanks) byte() (byte, error) {
	if !r.known {
		r.look()
	}
	ends := r.ended != nil || r.next == '\n' || r.next == '\r'
	if r.held > 0 && !ends {
		r.held--
		return ' ', nil
	}
	r.held = 0
	if r.ended != nil {
		return 0, r.ended
	}
	r.known = false
	return r.next, nil
}

// look reads on to the first byte that is no blank.
func (r *blanks) look() {
	for r.ended == nil {
		c, err := r.in.ReadByte()
		if r.ended = err; err != nil {
			break
		}
		r.follow(c)
		if r.inside || c != ' ' && c != '\t' {
			r.next = c
			break
		}
		r.held++
	}
	r.known = true
}

// follow keeps in mind where in lines, comments and quotes the next byte stands.
func (r *blanks) follow(c byte) {
	if !r.within && !r.inside {
		r.skipped = r.comment != 0 && c == string(r.comment)[0]
	}
	r.within = c != '\n'
	if c == '"' && !r.skipped {
		r.inside = !r.inside
	}
}
