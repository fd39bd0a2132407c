package data

import "strings"

// texts is a column of text: each level once, and which of them each row has.
type texts struct {
	levels []string // in order of appearance
	codes  []uint32 // (n)
	index  map[string]uint32
}

// add appends a row and returns about how many bytes it takes. A level is copied: the text it is a part of may be long.
func (t *texts) add(text string) (cost int64) {
	code, known := t.index[text]
	cost = 4
	if !known {
		if t.index == nil {
			t.index = map[string]uint32{}
		}
		text = strings.Clone(text)
		code = uint32(len(t.levels))
		t.levels, t.index[text] = append(t.levels, text), code
		cost += int64(len(text)) + 64 // two headers, the code and the map's own
	}
	t.codes = append(t.codes, code)
	return cost
}

// at is the text of row i.
func (t *texts) at(i int) string { return t.levels[t.codes[i]] }

// all is the text of each row.
func (t *texts) all() []string {
	out := make([]string, len(t.codes))
	for i := range out {
		out[i] = t.at(i)
	}
	return out
}

// take is the rows of the given numbers; their levels remain those of all rows.
func (t *texts) take(rows []int) *texts {
	return &texts{levels: t.levels, codes: pick(t.codes, rows), index: t.index}
}
