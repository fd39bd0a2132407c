package data

import (
	"bytes"
	"fmt"
	"io"
	"math/bits"
	"strings"

	"github.com/astrogo/fitsio"
)

// unit reads the header at a byte; nil if something other than a header is there, which the standard allows at the end.
func (f *fitsFile) unit(at int64) (*fitsUnit, error) {
	var header []byte
	block := make([]byte, fitsBlock)
	for n := 0; ; n++ {
		got, err := f.readAt(block, at+int64(n)*fitsBlock)
		if err != nil && err != io.EOF {
			return nil, f.fail(err)
		}
		if n == 0 && at > 0 && !bytes.HasPrefix(block[:got], []byte("XTENSION=")) {
			return nil, nil
		}
		if got < fitsBlock {
			return nil, fileError(f.path, "cut short in the header at byte %d: no END card up to byte %d, where the file stops; copy or download it again", at, at+int64(n)*fitsBlock+int64(got))
		}
		if most := max(f.limit/16, 1<<16); int64(len(header)) > most {
			return nil, f.fail(f.tooMuch("the header at byte %d takes more than %s, a sixteenth of the limit", at, size(most)))
		}
		header = append(header, block...)
		if hasEnd(block) {
			return f.parse(header, at+int64(len(header)))
		}
	}
}

func hasEnd(block []byte) bool {
	for card := range cards(block) {
		if string(bytes.TrimRight(card, " ")) == "END" {
			return true
		}
	}
	return false
}

// cards yields the lines of a header.
func cards(header []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(header) >= fitsCard && yield(header[:fitsCard]) {
			header = header[fitsCard:]
		}
	}
}

// parse has fitsio parse a header. Only cards about the data's layout reach it, as one odd comment or date would make
// it refuse the file, and they say image without axes, so that it reads no data and checks no column type.
func (f *fitsFile) parse(header []byte, data int64) (*fitsUnit, error) {
	u := &fitsUnit{fitsFile: f, kind: "primary", data: data, units: map[string]string{}}
	plain := []byte{}
	for card := range cards(header) {
		key := string(bytes.TrimRight(card[:8], " "))
		switch {
		case key == "XTENSION":
			u.kind = cardText(card)
			card = fmt.Appendf(nil, "%-80s", "XTENSION= 'IMAGE   '")
		case key == "EXTNAME":
			u.name = cardText(card)
			continue
		case strings.HasPrefix(key, "TUNIT"):
			u.units[key] = cardText(card)
			continue
		case key == "NAXIS":
			if _, err := fmt.Sscan(string(card[10:]), &u.naxis); err != nil || u.naxis < 0 || u.naxis > 999 {
				return nil, fileError(f.path, "header card %s is broken: write the file again", quote(string(bytes.TrimRight(card, " "))))
			}
			card = fmt.Appendf(nil, "%-80s", "NAXIS   =                    0")
		case !layout(key):
			continue
		}
		plain = append(plain, card...)
		if key == "END" {
			break
		}
	}
	pad := (fitsBlock - len(plain)%fitsBlock) % fitsBlock
	plain = append(plain, bytes.Repeat([]byte{' '}, pad)...)
	var err error
	if u.Header, err = parseCards(plain); err != nil {
		return nil, fileError(f.path, "broken header before byte %d: %w; write the file again", data, foreign(err))
	}
	return u, nil
}

// cardText is the value of a card that is text: between quotes, of which two stand for one, without blanks at its end.
func cardText(card []byte) string {
	_, rest, _ := bytes.Cut(card, []byte("'"))
	var text []byte
	for {
		part, after, _ := bytes.Cut(rest, []byte("'"))
		text = append(text, part...)
		if len(after) == 0 || after[0] != '\'' {
			return string(bytes.TrimRight(text, " "))
		}
		text, rest = append(text, '\''), after[1:]
	}
}

// parseCards is fitsio's reading of a header that has no data.
func parseCards(header []byte) (h *fitsio.Header, err error) {
	defer guard(&err)
	hdu, err := fitsio.NewDecoder(bytes.NewReader(header)).DecodeHDU()
	if err != nil {
		return nil, err
	}
	return hdu.Header(), nil
}

// layout tells the cards that say where which number is.
func layout(key string) bool {
	for _, prefix := range []string{"SIMPLE", "END", "BITPIX", "NAXIS", "PCOUNT", "GCOUNT", "TFIELDS", "TTYPE", "TFORM", "TSCAL", "TZERO", "TNULL"} {
		if len(key) >= len(prefix) && key[:len(prefix)] == prefix {
			return true
		}
	}
	return false
}

// integer returns the value of a card that counts something, or missing if there is none.
func (u *fitsUnit) integer(key string, missing int64) (int64, error) {
	card := u.Get(key)
	if card == nil {
		return missing, nil
	}
	if v, ok := card.Value.(int); ok && (v >= 0 || key == "BITPIX") {
		return int64(v), nil
	}
	return 0, fileError(u.path, "header card %s is %s, not a whole number from 0: write the file again", key, short(fmt.Sprint(card.Value)))
}

// integers is integer for several cards, missing ones being 1.
func (u *fitsUnit) integers(keys ...string) ([]int64, error) {
	out := make([]int64, len(keys))
	for i, key := range keys {
		v, err := u.integer(key, 1)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// length returns the bytes of the data: |BITPIX|/8 GCOUNT (PCOUNT + NAXIS1 ... NAXISn), without padding.
func (u *fitsUnit) length() (int64, error) {
	const most = 1 << 60
	if u.naxis == 0 {
		return 0, nil
	}
	keys := []string{"BITPIX", "GCOUNT"}
	for i := range u.naxis {
		keys = append(keys, fmt.Sprintf("NAXIS%d", i+1))
	}
	v, err := u.integers(keys...)
	if err != nil {
		return 0, err
	}
	heap, err := u.integer("PCOUNT", 0)
	if err != nil {
		return 0, err
	}
	total := int64(1)
	for _, axis := range v[2:] {
		total = product(total, axis, most)
	}
	total = product(min(total+min(heap, most), most), product(max(v[0], -v[0])/8, v[1], most), most)
	if total == most {
		return 0, fileError(u.path, "header before byte %d promises more than 2^60 bytes: write the file again", u.data)
	}
	return total, nil
}

// product returns a b, at most the given number. Nothing is negative.
func product(a, b, most int64) int64 {
	if hi, lo := bits.Mul64(uint64(a), uint64(b)); hi == 0 && lo < uint64(most) {
		return int64(lo)
	}
	return most
}
