package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Write writes a file of these tensors and strings; the data go to w as they are, without a copy. Types of more bytes come
// first, so that each tensor is aligned, which readers that map the file need; else the order is the given one, and the same
// arguments give the same bytes. Everything is checked before the first byte is written.
func Write(w io.Writer, tensors []Tensor, metadata map[string]string) error {
	tensors = slices.Clone(tensors)
	slices.SortStableFunc(tensors, func(a, b Tensor) int { return cmp.Compare(sizes[b.Dtype], sizes[a.Dtype]) })
	h, err := encode(tensors, metadata)
	if err != nil {
		return err
	}
	if _, err := w.Write(h); err != nil {
		return err
	}
	for _, t := range tensors {
		if _, err := w.Write(t.Data); err != nil {
			return err
		}
	}
	return nil
}

// encode is all that comes before the data.
func encode(tensors []Tensor, metadata map[string]string) ([]byte, error) {
	h := &encoder{names: map[string]bool{metadataKey: true}}
	h.Write(make([]byte, 8)) // its length, to be known
	h.WriteByte('{')
	if err := h.metadata(metadata); err != nil {
		return nil, err
	}
	offset := int64(0)
	for _, t := range tensors {
		end := offset + int64(len(t.Data))
		if err := h.tensor(t, offset, end); err != nil {
			return nil, err
		}
		offset = end
	}
	h.WriteByte('}')
	h.WriteString("       "[:7-(h.Len()+7)%8]) // the data begin at a multiple of 8
	n := h.Len() - 8
	if n > maxHeader {
		return nil, fmt.Errorf("safetensors: the header would have %d bytes, at most %d are allowed: fewer tensors or shorter metadata", n, maxHeader)
	}
	b := h.Bytes()
	binary.LittleEndian.PutUint64(b, uint64(n))
	return b, nil
}

// encoder writes the JSON of a header, byte for byte as Hugging Face's library does.
type encoder struct {
	bytes.Buffer
	names map[string]bool
	some  bool // something has been written
}

// next separates the parts.
func (h *encoder) next() {
	if h.some {
		h.WriteByte(',')
	}
	h.some = true
}

func (h *encoder) metadata(m map[string]string) error {
	if len(m) == 0 {
		return nil
	}
	h.next()
	fmt.Fprintf(h, "%q:{", metadataKey)
	for i, key := range slices.Sorted(maps.Keys(m)) {
		if !utf8.ValidString(key) || !utf8.ValidString(m[key]) {
			return fmt.Errorf("safetensors: the metadata %q are not text in UTF-8", key)
		}
		if i > 0 {
			h.WriteByte(',')
		}
		h.quote(key)
		h.WriteByte(':')
		h.quote(m[key])
	}
	h.WriteByte('}')
	return nil
}

func (h *encoder) tensor(t Tensor, from, to int64) error {
	if err := t.check(); err != nil {
		return err
	}
	if !utf8.ValidString(t.Name) {
		return fmt.Errorf("safetensors: tensor %q: the name is not text in UTF-8", t.Name)
	}
	if h.names[t.Name] {
		return fmt.Errorf("safetensors: tensor %q: the name is taken", t.Name)
	}
	h.names[t.Name] = true
	h.next()
	h.quote(t.Name)
	fmt.Fprintf(h, `:{"dtype":%q,"shape":[`, t.Dtype)
	for i, d := range t.Shape {
		if i > 0 {
			h.WriteByte(',')
		}
		h.WriteString(strconv.Itoa(d))
	}
	fmt.Fprintf(h, `],"data_offsets":[%d,%d]}`, from, to)
	return nil
}

// quote writes a string without the escapes for HTML that json.Marshal adds.
func (h *encoder) quote(s string) {
	e := json.NewEncoder(h)
	e.SetEscapeHTML(false)
	e.Encode(s) // a string always can be
	h.Truncate(h.Len() - 1)
}
