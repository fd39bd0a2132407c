package convert

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/deepprob/deepprob/internal/build"
)

// Table says which tensor of a file went where, and how: what to look at before a converted network is trusted. It prints as
// text in columns.
type Table struct {
	File      string
	Framework string // Flax or PyTorch
	Rows      []Row  // in the order of the file; last what it does not have

	metadata map[string]string
}

// Row is a tensor of the file, of the network, or both.
type Row struct {
	Theirs     string // its name in the file; empty if it has none there
	TheirShape []int
	Dtype      string // of the numbers in the file: F64, F32, F16 or BF16
	Ours       string // its path in the network; empty if the network does not have it
	Shape      []int
	Axes       []int  // ours are theirs in this order, as NumPy's transpose takes it; nil: the same
	Channels   int    // that flattened images have in the file, whose inputs are reordered; 0: not so
	Note       string // what else was done: "rounded to float32", "kept", "skipped", "not used"; beside a Mismatch "missing", "no place", "unclear"

	counter  []byte // a number that has no use here, to be written again
	variance bool
}

const (
	notUsed = "not used"
	missing = "missing" // in the file, though no rule keeps what is here
	unclear = "unclear" // which of several it is
)

// String is a header and a line for each row.
func (t Table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n", show(t.File), t.Framework)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "in the file\tshape\ttype\taxes\there\tshape\tnote")
	for _, r := range t.Rows {
		fmt.Fprintln(w, strings.Join(r.cells(), "\t"))
	}
	w.Flush()
	lines := strings.Split(b.String(), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

func (r Row) cells() []string {
	theirs, theirShape, ours, shape := "-", "", "-", ""
	if r.Theirs != "" {
		theirs, theirShape = show(r.Theirs), build.ShapeString(r.TheirShape)
	}
	if r.Ours != "" {
		ours, shape = show(r.Ours), build.ShapeString(r.Shape)
	}
	return []string{theirs, theirShape, r.Dtype, r.moves(), ours, shape, r.Note}
}

// moves tells how the elements are moved.
func (r Row) moves() string {
	var parts []string
	if r.Axes != nil {
		parts = append(parts, strings.Trim(strings.ReplaceAll(fmt.Sprint(r.Axes), " ", ","), "[]"))
	}
	if r.Channels > 1 {
		parts = append(parts, fmt.Sprintf("%d channels last", r.Channels))
	}
	return strings.Join(parts, "; ")
}

// Rules are the pairs of names of the table, of single tensors, and its flattened layers: with them ToFlax and ToTorch write
// other parameters of this network under the names of this file. What is missing or unclear beside a Mismatch makes no rule:
// nobody said that it is to be kept.
func (t Table) Rules() Rules {
	r := Rules{Names: map[string]string{}, Flatten: map[string]int{}}
	for _, row := range t.Rows {
		switch {
		case row.Theirs != "" && row.Ours != "":
			r.Names[row.Theirs] = row.Ours
		case row.Ours != "" && row.Note != missing && row.Note != unclear:
			r.Keep = append(r.Keep, row.Ours)
		}
		if row.Channels > 0 {
			r.Flatten[parent(row.Ours)] = row.Channels
		}
	}
	return r
}
