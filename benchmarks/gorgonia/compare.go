package main

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

var (
	clock   = regexp.MustCompile(`\d{4}/\d\d/\d\d |\d\d:\d\d:\d\d(\.\d+)?|\d+(\.\d+)?(ns|[µm]?s)\b`)
	numbers = regexp.MustCompile(`[-+]?\d+\.?\d*([eE][-+]?\d+)?|NaN|[-+]Inf`)
)

// compared is how the results of two programs differ.
type compared struct {
	lines, values int     // compared
	apart         float64 // the largest relative difference of two numbers
	where         string  // those two
	other         string  // what differs besides numbers
}

// compare holds the chosen lines of two outputs against each other, number by number.
func compare(printed [2]string, result *regexp.Regexp) (c compared) {
	a, b := chosen(printed[0], result), chosen(printed[1], result)
	if len(a) != len(b) {
		return compared{other: fmt.Sprintf("%d lines of results, and %d", len(a), len(b))}
	}
	for c.lines = range a {
		a, b := a[c.lines], b[c.lines]
		x, y := numbers.FindAllString(a, -1), numbers.FindAllString(b, -1)
		if len(x) != len(y) || numbers.ReplaceAllString(a, "#") != numbers.ReplaceAllString(b, "#") {
			c.other = fmt.Sprintf("%q, and %q", a, b)
			return c
		}
		for j := range x {
			if d := relative(x[j], y[j]); d > c.apart {
				c.apart, c.where = d, x[j]+" and "+y[j]
			}
		}
		c.values += len(x)
	}
	c.lines = len(a)
	return c
}

// chosen are the lines with results of a program's output, without times; all of them if result is nil.
func chosen(output string, result *regexp.Regexp) (lines []string) {
	for _, line := range strings.FieldsFunc(output, func(c rune) bool { return c == '\n' || c == '\r' }) {
		if result != nil {
			line = result.FindString(line)
		}
		if line != "" {
			lines = append(lines, clock.ReplaceAllString(line, ""))
		}
	}
	return lines
}

// relative is |a-b| over the larger of the two, 0 for equal texts.
func relative(a, b string) float64 {
	if a == b {
		return 0
	}
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	if x == y {
		return 0
	}
	if d := math.Abs(x-y) / math.Max(math.Abs(x), math.Abs(y)); d >= 0 {
		return d
	}
	return math.Inf(1) // one is NaN or infinite
}
