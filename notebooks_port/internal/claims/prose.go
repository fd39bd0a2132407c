package claims

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// Prose compares a text that people have written, such as a part of a README, with the record of a result. It returns what is wrong: a
// claim that the record does not carry or that is not in the text, with the sentence to write; and each part of the text that judges,
// or gives a number with a point, and is neither a claim, a caption nor in the record. Code, links and emphasis are left out.
func (t Table[R]) Prose(text string, r R) (wrong []string) {
	record, err := json.Marshal(r)
	if err != nil {
		return []string{err.Error()}
	}
	var all any
	if err := json.Unmarshal(record, &all); err != nil {
		return []string{err.Error()}
	}
	text = plain(text)
	said := t.Say(r)
	for _, s := range said {
		if !s.Holds && s.Says == "" {
			wrong = append(wrong, fmt.Sprintf("claim %q does not hold of %v", s.Name, s.Numbers))
		} else if !strings.Contains(text, fold(s.Says)) {
			wrong = append(wrong, fmt.Sprintf("claim %q is not in the text: write %q", s.Name, s.Says))
		}
	}
	wrong = append(wrong, t.vacuous(r)...)
	known := leaves(all)
	for _, part := range parts.Split(t.strip(text, said), -1) {
		if what := verdict(part, known); what != "" {
			wrong = append(wrong, fmt.Sprintf("%q %s", strings.TrimSpace(part), what))
		}
	}
	return wrong
}

// parts ends the parts of a text: sentences, their clauses and the cells of a table.
var parts = regexp.MustCompile(`[.:;](\s|$)|\||\x00`)

// plain takes out of Markdown what is not read: blocks and words of code, the targets of links, emphasis.
func plain(text string) string {
	text = regexp.MustCompile("(?s)```.*?```").ReplaceAllString(text, " ")
	text = regexp.MustCompile("`[^`]*`").ReplaceAllString(text, " ")
	text = regexp.MustCompile(`\]\([^)]*\)`).ReplaceAllString(text, " ")
	return fold(strings.NewReplacer("*", "", "[", " ", "!", "").Replace(text))
}
