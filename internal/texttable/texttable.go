// Package texttable writes tables of text, and facts below them, for people to read in a terminal.
package texttable

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Column is a heading and how the cells below it stand.
type Column struct {
	Head  string
	Right bool // numbers end below each other
}

// Lines are the heading, a rule and the rows, columns two blanks apart; no line ends in blanks.
func Lines(columns []Column, rows [][]string) (lines []string) {
	widths := Widths(columns, rows)
	total, head := -2, make([]string, len(columns))
	for j, c := range columns {
		head[j] = c.Head
		total += widths[j] + 2
	}
	lines = append(lines, line(columns, widths, head), strings.Repeat("-", max(total, 0)))
	for _, r := range rows {
		lines = append(lines, line(columns, widths, r))
	}
	return lines
}

// Widths are those of the columns, in characters.
func Widths(columns []Column, rows [][]string) []int {
	widths := make([]int, len(columns))
	for j, c := range columns {
		widths[j] = utf8.RuneCountInString(c.Head)
		for _, r := range rows {
			widths[j] = max(widths[j], utf8.RuneCountInString(r[j]))
		}
	}
	return widths
}

func line(columns []Column, widths []int, cells []string) string {
	var b strings.Builder
	for j, cell := range cells {
		blanks := strings.Repeat(" ", widths[j]-utf8.RuneCountInString(cell))
		if columns[j].Right {
			cell = blanks + cell
		} else {
			cell += blanks
		}
		b.WriteString(cell + "  ")
	}
	return strings.TrimRight(b.String(), " ")
}

// Facts are lines of a name and a text, wrapped at words to so many characters; what goes on stands below the text. Facts without
// a text are left out.
func Facts(width int, facts [][2]string) (lines []string) {
	indent := 0
	for _, f := range facts {
		if f[1] != "" {
			indent = max(indent, utf8.RuneCountInString(f[0])+2)
		}
	}
	for _, f := range facts {
		name := f[0]
		for _, text := range Wrap(f[1], width-indent) {
			lines = append(lines, name+strings.Repeat(" ", indent-utf8.RuneCountInString(name))+text)
			name = ""
		}
	}
	return lines
}

// Blank is a blank at which Wrap parts no text.
const Blank = "\u00a0"

// Wrap parts a text at its blanks into lines of so many characters, but for words that are longer.
func Wrap(text string, width int) (lines []string) {
	for word := range strings.SplitSeq(text, " ") {
		if word = strings.ReplaceAll(word, Blank, " "); word == "" {
			continue
		}
		if n := len(lines); n > 0 && utf8.RuneCountInString(lines[n-1])+1+utf8.RuneCountInString(word) <= width {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}

// Count writes a whole number with commas, 1,234,567.
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Bytes writes a size in decimal units to three digits, 1.23 kB.
func Bytes(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	x, unit := float64(n), 0
	for x >= 999.5 && unit < 5 {
		x, unit = x/1000, unit+1
	}
	digits := 2
	for limit := 9.995; x >= limit && digits > 0; limit *= 10 {
		digits--
	}
	return fmt.Sprintf("%.*f %sB", digits, x, []string{"", "k", "M", "G", "T", "P"}[unit])
}
