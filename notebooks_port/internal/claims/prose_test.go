package claims

import (
	"os"
	"strings"
	"testing"
)

// A text passes if it says what the record carries, in words of the table, and numbers of the record; code and links may hold anything.
func TestProse(t *testing.T) {
	const text = "After *two* rows the new\nmethod is better, 0.31 for 0.50. It starts at .42, the published .125 is that of others.\n```\nv1.99 is faster\n```\n`far too .77` [a link](v1.2/best) | .40 |"
	if wrong := races().Prose(text, won); len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
	for want, other := range map[string]string{
		`claim "better" is not in the text: write "the new method is better, 0.31`: strings.Replace(text, "0.31", ".31", 1),
		`"It never loses" says "never"`:                                            text + " It never loses.",
		`"rate .43" gives .43`:                                                     text + " rate .43",
		`| cell .44`:                                                               text + " cell .44 |",
	} {
		wrong := strings.Join(races().Prose(other, won), "\n")
		if !strings.Contains(wrong, strings.TrimPrefix(want, "| ")) {
			t.Errorf("want %q, got\n%s", want, wrong)
		}
	}
	if wrong := strings.Join(races().Prose(text, lost), "\n"); !strings.Contains(wrong, `write "no gain: 0.50 for 0.31"`) {
		t.Errorf("of another record: %s", wrong)
	}
	alone := races()
	alone.Claims[0].Else = nil
	if wrong := strings.Join(alone.Prose("", lost), "\n"); !strings.Contains(wrong, `claim "better" does not hold of`) {
		t.Errorf("nothing to say: %s", wrong)
	}
}

// The README's table of notebooks says what their figures show, and leaves to them how it comes out.
func TestReadmeTable(t *testing.T) {
	raw, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(raw), "| program | what its figures show |")
	text, _, found := strings.Cut(text, "\n\n")
	if !found || !strings.Contains(text, "clustermass") {
		t.Fatal("the README has no table of notebooks")
	}
	for _, wrong := range (Table[struct{}]{Captions: Captions{"what it does not know": "the name of what is drawn"}}).Prose(text, struct{}{}) {
		t.Error(wrong)
	}
}
