package claims

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// judgement are the words by which a text says how a result turned out: comparisons, changes, verdicts. A text without any of them and
// without a number says what is seen, not what came out.
var judgement = regexp.MustCompile(`(?i)\b(more|less|fewer|most|mostly|least|better|best|worse|worst|` +
	`larger|largest|smaller|smallest|higher|highest|lower|lowest|wider|widest|narrower|sharper|nearer|closer|farther|further|sooner|later|` +
	`faster|slower|surer|unsure|sure|too|twice|half|times|` +
	`removes?|removed|mends?|shrinks?|shrank|grows?|grew|falls?|fell|rises?|rose|widens?|closes|stays?|keeps?|vanish(es)?|reach(es|ed)?|` +
	`converge[sd]|unconverged|follows?|misses|beats?|wins?|loses?|fails?|exceeds?|improves?|helps?|hurts?|needs?|needed|knows?|knew|agrees?|` +
	`biased|unbiased|calibrated|right|rightly|wrong|wrongly|nearly|almost|hardly|everywhere|never|equal|equals|` +
	`recovers?|reproduces?|matches|captures?|separates?|dominates?|outperforms?|succeeds?|works|over-?estimates?|under-?estimates?|` +
	`decreases?|increases?|drops?|dropped|saturates?|doubles?|halves|loosens?|tightens?|` +
	`correct|correctly|accurate|accurately|perfect|perfectly|reliable|reliably|robust|confident|overconfident|significant|significantly|` +
	`identical|indistinguishable|consistent|consistently|clearly|greater|greatest|useless|useful|` +
	`good|bad|high|low|near|far|close to|no longer)\b`)

// decimal is a number with a point, which is measured where a count is not; a sign before it may be the typographic minus.
var decimal = regexp.MustCompile(`[-−+]?(\d[\d,]*)?\.\d+(e[-+]?\d+)?`)

// verbs are fmt's.
var verbs = regexp.MustCompile(`%[-+#0]*(\d+|\*)?(\.(\d+|\*)?)?(\[\d+\])?[a-zA-Z]`)

const slot = "\x00"

// filled is a format with something in place of its verbs.
func filled(format, by string) string {
	const percent = "\x01"
	format = verbs.ReplaceAllString(strings.ReplaceAll(format, "%%", percent), by)
	return strings.ReplaceAll(format, percent, "%")
}

// pattern matches what fmt makes of a text with verbs, spaces folded.
func pattern(text string) *regexp.Regexp {
	text = regexp.QuoteMeta(fold(filled(text, slot)))
	text = regexp.MustCompile("^"+slot+"|"+slot+"$").ReplaceAllString(text, `\S+`) // or it would stand for nothing
	return regexp.MustCompile(strings.ReplaceAll(text, slot, `.*?`))
}

// fold makes one space of each run of white space.
func fold(text string) string { return strings.Join(strings.Fields(text), " ") }

// value reads a number as it is written, and half a unit of its last digit.
func value(text string) (v, half float64) {
	text = strings.NewReplacer("−", "-", ",", "", "+", "").Replace(text)
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.NaN(), 0
	}
	mantissa, exponent, _ := strings.Cut(text, "e")
	_, digits, _ := strings.Cut(mantissa, ".")
	e, _ := strconv.Atoi(exponent)
	return v, .5 * math.Pow(10, float64(e-len(digits)))
}
