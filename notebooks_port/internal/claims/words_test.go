package claims

import "testing"

// A number is known if a known one rounds to it, as it is, in percent, with either sign.
func TestWritten(t *testing.T) {
	known := []float64{.0314, -.25, 1234.5, 2e-7}
	for text, want := range map[string]bool{
		".03": true, "0.031": true, ".032": false, "3.1": true, "3.2": false, "+.25": true, "−0.25": true, ".2": true, ".3": true, ".1": false,
		"1,234.5": true, "1,234.6": false, "2.0e-07": true, "2.1e-07": false,
	} {
		if got := written(text, known); got != want {
			t.Errorf("%s among %v: %v", text, known, got)
		}
	}
}

// Numbers with a point are found as they are written; counts, names and verbs of fmt are none.
func TestDecimals(t *testing.T) {
	for text, want := range map[string]string{
		"a .5 b": ".5", "is 1,234.50 rows": "1,234.50", "−0.3": "−0.3", "2.0e-07 x": "2.0e-07", "64 bins": "", "end.": "", "v.2": ".2", filled("%.3f of %6.2f%%", "x"): "",
	} {
		if got := decimal.FindString(text); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

// The verbs of a caption stand for any text, one at an end for a word.
func TestPattern(t *testing.T) {
	for _, c := range []struct{ caption, text, rest string }{
		{"%d of %d in the band", "19 of 20 in the band", " "},
		{"at most %.1f", "R-hat at most 1.01, better", "R-hat   better"},
		{"95% of the (few) rows", "95% of the (few) rows", " "},
		{"%.0f%% of class 1", "10% of class 1", " "},
		{"two\n lines", "two lines", " "},
	} {
		if got := pattern(c.caption).ReplaceAllString(c.text, " "); got != c.rest {
			t.Errorf("%q leaves %q of %q, want %q", c.caption, got, c.text, c.rest)
		}
	}
}

// The words of judgement are found in any case and as words.
func TestJudgement(t *testing.T) {
	for text, want := range map[string]string{
		"Removes the bias": "Removes", "the epistemic part shrinks": "shrinks", "too wide": "too", "a removal": "", "moreover": "", "median bias": "", "at high mass": "high",
	} {
		if got := judgement.FindString(text); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}
