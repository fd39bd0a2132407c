package data

import (
	"fmt"
	"slices"
)

// Encoding makes columns of numbers of one that a network cannot take as it is: of text, or of numbers some of which are
// missing. Table.Encode fits it to the rows of a table; fitted, it does to any other table what it did to that one. A Set
// keeps those of its features and a model's scalers keep those of the Set, so that predictions see the columns that
// training saw.
//
// What no row showed when it was fitted is an error later: a level that is none of Levels, unless there were rare ones to
// learn from (Other), and a missing number where none was missing. A network knows nothing of an input that has never
// been other than 0. A field of text that is missing, "" or "NA", is a level like any other.
type Encoding struct {
	Column string `json:"column"`
	How    How    `json:"how"`
	// Levels of OneHot and Codes; nil: those of the rows, in order, of numbers by size and of text by its bytes.
	Levels []string `json:"levels,omitempty"`
	// Other, if it is positive, puts levels of fewer rows into one further class, the last, and later with them every level that
	// is none of Levels. There is no such class if no row is of it.
	Other int `json:"other,omitempty"`
	// Fill is what Impute puts where a number is missing; nil: the median of the others.
	Fill *float64 `json:"fill,omitempty"`

	// What Encode finds.
	Fitted bool `json:"fitted,omitempty"`
	Rest   int  `json:"rest,omitempty"` // rows of the further class, or whose number was missing
}

// How is what an Encoding makes of a column.
type How int

const (
	// OneHot is a column for each level, "city=Rome", that is 1 in its rows and 0 elsewhere, and "other(city)".
	OneHot How = iota
	// Codes is one column, "code(city)", of the numbers 0, 1, ... of the levels: labels of classes, or for layers.Embedding.
	Codes
	// Impute is the column with its missing numbers (NaN) filled, "filled(age)", and one, "missing(age)", that is 1 where they
	// were. An infinity is not missing.
	Impute
)

var hows = []string{"one-hot", "codes", "impute"}

// String is one-hot, codes or impute.
func (h How) String() string {
	if h < 0 || int(h) >= len(hows) {
		return fmt.Sprintf("How(%d)", int(h))
	}
	return hows[h]
}

// MarshalText is String.
func (h How) MarshalText() ([]byte, error) {
	if h < 0 || int(h) >= len(hows) {
		return nil, fmt.Errorf("data: %v is none of %s", h, list(hows))
	}
	return []byte(h.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (h *How) UnmarshalText(b []byte) error {
	i := slices.Index(hows, string(b))
	if i < 0 {
		return fmt.Errorf("data: encoding %s is none of %s", quote(string(b)), list(hows))
	}
	*h = How(i)
	return nil
}

// Count is how many classes a fitted OneHot or Codes has, the further one included: the rows of an Embedding's table.
func (e Encoding) Count() int {
	if e.Rest > 0 && e.How != Impute {
		return len(e.Levels) + 1
	}
	return len(e.Levels)
}

// columns names what a fitted encoding makes.
func (e Encoding) columns() []string {
	switch e.How {
	case Codes:
		return []string{"code(" + e.Column + ")"}
	case Impute:
		return []string{"filled(" + e.Column + ")", "missing(" + e.Column + ")"}
	}
	names := make([]string, 0, e.Count())
	for _, level := range e.Levels {
		names = append(names, e.Column+"="+level)
	}
	if e.Rest > 0 {
		names = append(names, "other("+e.Column+")")
	}
	return names
}

// Encode returns the table with the columns that the encodings make beside those they are made of. In Set and Features the
// name of an encoded column then stands for what was made of it. An encoding that is not Fitted is fitted to the rows of
// the table, which had better be those of training alone (Split): a fill or a choice of levels that has seen the test rows
// tells the network about them. One of a column and How that the table has already replaces it.
func (t *Table) Encode(encodings ...Encoding) (*Table, error) {
	out := t.clone()
	for _, e := range encodings {
		for i, old := range out.encodings {
			if old.Column == e.Column && old.How == e.How {
				out.drop(old.columns())
				out.encodings = slices.Delete(out.encodings, i, i+1)
				break
			}
		}
		made, columns, err := out.encode(e)
		if err != nil {
			return nil, err
		}
		for j, name := range made.columns() {
			if err := out.add(name, columns[j]); err != nil {
				return nil, err
			}
		}
		out.encodings = append(out.encodings, made)
	}
	return out, nil
}

// Encodings returns those of the table as they were fitted, to encode other tables alike.
func (t *Table) Encodings() []Encoding { return slices.Clone(t.encodings) }

// drop removes columns from a clone.
func (t *Table) drop(names []string) {
	gone := map[string]bool{}
	for _, name := range names {
		gone[name] = true
		delete(t.columns, name)
	}
	t.all = slices.DeleteFunc(t.all, func(name string) bool { return gone[name] })
	clear(t.index)
	for i, name := range t.all {
		t.index[name] = i
	}
}

// expand puts the columns made of an encoded one in the place of its name.
func (t *Table) expand(names []string) []string {
	if len(t.encodings) == 0 {
		return names
	}
	made := map[string][]string{}
	for _, e := range t.encodings {
		made[e.Column] = append(made[e.Column], e.columns()...)
	}
	var out []string
	for _, name := range names {
		if columns, ok := made[name]; ok {
			out = append(out, columns...)
		} else {
			out = append(out, name)
		}
	}
	return out
}

// encodingsOf are those that made some of the named columns.
func (t *Table) encodingsOf(names []string) (used []Encoding) {
	asked := map[string]bool{}
	for _, name := range names {
		asked[name], asked[within(name)] = true, true
	}
	for _, e := range t.encodings {
		if slices.ContainsFunc(e.columns(), func(name string) bool { return asked[name] }) {
			used = append(used, e)
		}
	}
	return used
}
