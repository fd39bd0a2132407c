package training

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"

	"github.com/deepprob/deepprob/internal/safetensors"
)

// metadataKey is the name of the text in the file's metadata. The text is
//
//	{"format":1,"library":"v1.2.3","model":{...},"tensors":{"body/dense_0/kernel":"0a1b2c3d",...},"crc":"4e5f6071"}
//
// where model is the Model as package registry writes it, tensors has the checksum of each tensor and crc that of all text before
// it. Checksums are CRC-32C, in hexadecimal digits: safetensors has none, and a bit that turned on a disk would be another weight.
const metadataKey = "deepprob"

// format counts the meanings that the text has had: it rises when what a file of before has comes to mean something else, and
// upgrades gains the way from there. It does not rise where something is added.
const format = 1

// upgrades make the model's text of format i+2 of that of format i+1.
var upgrades []upgrade

type upgrade func(model json.RawMessage) (json.RawMessage, error)

// head is the text without its own checksum.
type head struct {
	Format  int               `json:"format"`
	Library string            `json:"library"`
	Model   json.RawMessage   `json:"model"`
	Tensors map[string]string `json:"tensors"`
}

// newHead is the text of a model and its tensors.
func newHead(model json.RawMessage, tensors []safetensors.Tensor) (string, error) {
	h := head{format, version(), model, map[string]string{}}
	for _, t := range tensors {
		h.Tensors[t.Name] = tensorSum(t)
	}
	return h.text()
}

func (h head) text() (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(h); err != nil {
		return "", fmt.Errorf("the text of the file: %w", err)
	}
	return signed(strings.TrimSuffix(b.String(), "}\n")), nil
}

// signed ends a text with its checksum.
func signed(text string) string { return text + `,"crc":"` + sum([]byte(text)) + `"}` }

// tail is how much signed adds.
const tail = len(`,"crc":"01234567"}`)

// parseHead reads the text, and says of one that this version cannot read why not. The format is looked at first: what comes
// after it is for those to read who know it.
func parseHead(text string) (head, error) { return parseHeadUpTo(text, format, upgrades) }

func parseHeadUpTo(text string, format int, upgrades []upgrade) (h head, err error) {
	var first struct{ Format int }
	if err := json.Unmarshal([]byte(text), &first); err != nil {
		return h, fmt.Errorf("its text is no JSON (%w): %s", err, damaged)
	}
	if err := json.Unmarshal([]byte(text), &h); first.Format > format {
		return h, fmt.Errorf("it has format %d, of deepprob %q, and this is deepprob %q, which reads formats up to %d: update it (go get -u %s)", first.Format, h.Library, version(), format, module)
	} else if err != nil {
		return h, fmt.Errorf("its text (%w): %s", err, damaged)
	}
	body := text[:max(len(text)-tail, 0)]
	if signed(body) != text {
		return h, fmt.Errorf("its text has not the checksum that it was written with: %s", damaged)
	}
	if h.Format < 1 {
		return h, fmt.Errorf("it has format %d, which there never was: %s", h.Format, damaged)
	}
	for f := h.Format; f < format; f++ {
		if h.Model, err = upgrades[f-1](h.Model); err != nil {
			return h, fmt.Errorf("reading format %d: %w", f, err)
		}
	}
	return h, nil
}

const damaged = "the file is damaged: copy it again from where it is whole, or save the model again"

// without is an object without one of its members.
func without(object json.RawMessage, name string) (json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(object))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("the model is no object: " + damaged)
	}
	out := []byte{'{'}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		if key == name {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		quoted, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, quoted...), ':'), value...)
	}
	return append(out, '}'), nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func sum(b ...[]byte) string {
	c := uint32(0)
	for _, b := range b {
		c = crc32.Update(c, castagnoli, b)
	}
	return fmt.Sprintf("%08x", c)
}

// tensorSum is the checksum of a tensor, with what it is called and how it lies: "NAME" TYPE [2 3] and a new line, and its bytes.
func tensorSum(t safetensors.Tensor) string {
	return sum(fmt.Appendf(nil, "%q %s %v\n", t.Name, t.Dtype, t.Shape), t.Data)
}
