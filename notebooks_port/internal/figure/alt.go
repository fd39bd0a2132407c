package figure

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"strings"
	"unicode"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// heard is the canvas of a page. It notes each text that is written on it, so that a picture's words can be saved in its file: for
// readers who do not see it, and for a test that compares them with the numbers.
type heard struct {
	vgimg.PngCanvas
	texts *[]string
}

// hear notes a text if it is written on a page. Labels of ticks, which have no letters, are no words.
func hear(c vg.Canvas, text string) {
	for {
		switch under := c.(type) {
		case *draw.Canvas:
			c = under.Canvas
			continue
		case draw.Canvas:
			c = under.Canvas
			continue
		case heard:
			if strings.ContainsFunc(text, unicode.IsLetter) {
				*under.texts = append(*under.texts, text)
			}
		}
		return
	}
}

// The parts of a PNG file (ISO/IEC 15948, sections 5 and 11.3.4.5): a chunk is its length, name, data and checksum; the first, of the
// picture's size, ends after so many bytes. An iTXt chunk is a keyword and text in UTF-8.
const (
	firstChunkEnds = 8 + 12 + 13
	keyword        = "Description\x00\x00\x00\x00\x00" // not compressed, of no language, not translated
)

// withWords puts texts, one a line, behind the first chunk of a PNG.
func withWords(png []byte, texts []string) []byte {
	data := append([]byte("iTXt"+keyword), strings.Join(texts, "\n")...)
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(data)-4))
	chunk = append(chunk, data...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(data))
	return append(append(bytes.Clone(png[:firstChunkEnds]), chunk...), png[firstChunkEnds:]...)
}

// Words are the texts that are written on a picture of a Page, from its file, in the order of drawing: heading, legends, titles, notes
// and labels of axes.
func Words(png []byte) ([]string, error) {
	for at := 8; at+12 <= len(png); {
		n := int(binary.BigEndian.Uint32(png[at:]))
		if at+12+n > len(png) {
			break
		}
		data := png[at+4 : at+8+n]
		if text, ok := bytes.CutPrefix(data, []byte("iTXt"+keyword)); ok {
			return strings.Split(string(text), "\n"), nil
		}
		at += 12 + n
	}
	return nil, errors.New("figure: the file has no words: is it a picture that a notebook drew?")
}
