package report

import (
	"fmt"
	"io"
	"strings"
)

// WriteText prints the bias as a table for people: a line a bin with its rows and the four medians in dex, signed and aligned.
func (b Bias) WriteText(w io.Writer) error {
	var s strings.Builder
	s.WriteString("median of estimate - truth [dex] by true mass\n")
	fmt.Fprintf(&s, "%8s %8s", "log10 M", "clusters")
	for _, e := range b.All() {
		fmt.Fprintf(&s, "  %s", e.Name)
	}
	s.WriteByte('\n')
	for k, c := range b.BinCentre {
		fmt.Fprintf(&s, "%8.2f %8d", c, b.Count[k])
		for _, e := range b.All() {
			fmt.Fprintf(&s, "  %+*.3f", len(e.Name), e.Values[k])
		}
		s.WriteByte('\n')
	}
	_, err := io.WriteString(w, s.String())
	return err
}
