package convert

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Mismatch is the error of a file whose tensors are not those of the network. It lists all of them, so that one look tells
// whether the network is another or names need a rule.
type Mismatch struct {
	File     string
	Missing  []string // tensors of the network that the file lacks
	LeftOver []string // tensors of the file that nothing takes
	Shapes   []string // tensors that belong together and differ in shape
	Unclear  []string // layers that only their names tell apart, which differ
	Flatten  []string // layers of which it is not known whether they take a flattened image
	hint     string
}

// Error lists what does not fit, of long lists the beginning.
func (m *Mismatch) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "convert: %s does not fit the network", show(m.File))
	for _, part := range []struct {
		title string
		items []string
		todo  string
	}{
		{"the file lacks", m.Missing, "if they shall stay as they are, name them in Rules.Keep"},
		{"the network has no place for", m.LeftOver, "if they are not wanted, name them in Rules.Skip; if they are called otherwise, pair the names in Rules.Names"},
		{"of another shape", m.Shapes, "the network or the number of features is another"},
		{"not to be told apart", m.Unclear, "say which is which in Rules.Names"},
		{"in PyTorch's order of flattened images or in this library's", m.Flatten, "say how many channels were flattened in Rules.Flatten"},
	} {
		if len(part.items) > 0 {
			fmt.Fprintf(&b, "\n\t%s (%s):\n\t\t%s", part.title, part.todo, shortList(part.items, "\n\t\t"))
		}
	}
	if m.hint != "" {
		fmt.Fprintf(&b, "\n\t%s", m.hint)
	}
	return b.String()
}

// found reports whether there is something to tell.
func (m *Mismatch) found() bool {
	return len(m.Missing)+len(m.LeftOver)+len(m.Shapes)+len(m.Unclear)+len(m.Flatten) > 0
}

// shortList joins the first of a list: files of strangers may have millions of names.
func shortList(items []string, separator string) string {
	const most = 40
	if len(items) <= most {
		return strings.Join(items, separator)
	}
	return strings.Join(items[:most], separator) + separator + fmt.Sprintf("and %d more", len(items)-most)
}

// show is a name for a message, in quotes if it has characters that a terminal would not print, and cut if it is long.
func show(name string) string {
	const most = 200
	cut := ""
	if len(name) > most {
		name, cut = strings.ToValidUTF8(name[:most], ""), "..."
	}
	odd := func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }
	if name == "" || strings.ContainsFunc(name, odd) {
		name = strconv.Quote(name)
	}
	return name + cut
}
