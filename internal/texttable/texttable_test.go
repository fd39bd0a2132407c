package texttable_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/texttable"
)

func TestLines(t *testing.T) {
	got := strings.Join(texttable.Lines([]texttable.Column{{Head: "Pfad"}, {Head: "n", Right: true}, {Head: "last"}}, [][]string{{"größe", "1,000", "x"}, {"b", "7", ""}}), "\n")
	want := "Pfad       n  last\n------------------\ngröße  1,000  x\nb          7"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := texttable.Lines(nil, nil); len(got) != 2 {
		t.Errorf("no columns: %q", got)
	}
}

func TestFacts(t *testing.T) {
	got := strings.Join(texttable.Facts(19, [][2]string{{"a", "one two three four five"}, {"none", ""}, {"long", "anextremelylongwordindeed b"}, {"kept", "one  two" + texttable.Blank + "three"}}), "\n")
	want := "a     one two three\n      four five\nlong  anextremelylongwordindeed\n      b\nkept  one two three"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 7: "7", 999: "999", 1000: "1,000", -1000: "-1,000", -100: "-100", 1234567: "1,234,567", math.MaxInt64: "9,223,372,036,854,775,807"} {
		if got := texttable.Count(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.00 kB", 1234: "1.23 kB", 65536: "65.5 kB", 999499: "999 kB", 999500: "1.00 MB", 9995: "10.0 kB", 172876: "173 kB", 5e9: "5.00 GB"} {
		if got := texttable.Bytes(n); got != want {
			t.Errorf("%d bytes are %s, want %s", n, got, want)
		}
	}
}
