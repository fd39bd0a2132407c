package registry

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// compact checks a text and takes the spaces out of it, so that what follows can go through it by its brackets, keeping
// nothing: a text must not cost more memory than a small multiple of itself.
func compact(raw []byte) ([]byte, error) {
	switch {
	case len(raw) > maxText:
		return nil, fmt.Errorf("the text is of %d bytes: at most %d are read", len(raw), maxText)
	case !utf8.Valid(raw):
		return nil, errors.New("the text is not UTF-8: the file is damaged")
	case !json.Valid(raw):
		return nil, errors.New("the text is not JSON: the file is damaged")
	}
	var b bytes.Buffer
	b.Grow(len(raw))
	err := json.Compact(&b, raw)
	return b.Bytes(), err
}

// end is where the value ends that begins at i of a compact text.
func end(b []byte, i int) int {
	for depth := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = quoted(b, i)
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return i
			}
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return len(b)
}

// quoted is where the string that begins at i has its closing quote.
func quoted(b []byte, i int) int {
	for i++; b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i
}

// items goes through the values of a list.
func items(b []byte, do func(i int, item []byte) error) error {
	n := 0
	for i := 1; i < len(b)-1; n++ {
		j := end(b, i)
		if err := do(n, b[i:j]); err != nil {
			return err
		}
		i = j + 1
	}
	return nil
}

// count is the length of a list.
func count(b []byte) (n int) {
	_ = items(b, func(int, []byte) error { n++; return nil })
	return n
}

// member is one of an object.
type member struct {
	key   string
	value []byte
}

// members are those of an object, of which none may be there twice: two readers would take different ones.
func members(b []byte) (all []member, err error) {
	seen := map[string]bool{}
	for i := 1; i < len(b)-1; {
		colon := quoted(b, i) + 1
		var key string
		if err := json.Unmarshal(b[i:colon], &key); err != nil {
			return nil, err
		}
		if seen[key] {
			return nil, fmt.Errorf("%s is there twice: the file is damaged", clip([]byte(key)))
		}
		if seen[key] = true; len(seen) > maxMembers {
			return nil, fmt.Errorf("an object has more than %d members", maxMembers)
		}
		j := end(b, colon+1)
		all = append(all, member{key, b[colon+1 : j]})
		i = j + 1
	}
	return all, nil
}

// clip is as much of a text as an error shows.
func clip(b []byte) string {
	const most = 60
	if len(b) <= most {
		return string(b)
	}
	return string(bytes.ToValidUTF8(b[:most], nil)) + "..."
}
