package distributions

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/deepprob/deepprob/internal/density"
)

// told is how many rows String tells about.
const told = 3

// String says family, rows and the first few: "posterior of 2 rows, mixtures of 16 normals; row 0: 14.2 ± 0.11, 90% in [14,
// 14.4]; row 1: ...", of discrete rows the most probable value and its probability.
func (q Posterior) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "posterior of %s", counted(q.n, "row"))
	if q.n == 0 {
		return s.String()
	}
	if d := familyOf(q.f); d != nil {
		fmt.Fprintf(&s, ", %s", plural(d))
	}
	if draws := q.Draws(); draws > 1 {
		fmt.Fprintf(&s, ", mixtures of %d draws", draws)
	}
	for i := range min(q.n, told) {
		fmt.Fprintf(&s, "; row %d: %s", i, q.Row(i).inWords())
	}
	if q.n > told {
		s.WriteString("; ...")
	}
	return s.String()
}

// counted is "1 row", "2 rows".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprint(n, " ", what, "s")
}

// inWords tells about the only row.
func (q Posterior) inWords() string {
	if q.has().Discrete() {
		mode := q.Mode()
		if math.IsNaN(mode[0]) {
			return "NaN"
		}
		return fmt.Sprintf("%.4g with probability %.2g", mode[0], math.Exp(q.LogProb(mode)[0]))
	}
	mean, sd := q.Mean()[0], q.StdDev()[0]
	n := digits(mean, sd)
	words := fmt.Sprintf("%.*g ± %s, 90%% in [%.*g, %.*g]", n, mean, twoDigits(sd), n, q.Quantile(.05)[0], n, q.Quantile(.95)[0])
	if jump := q.has().Jump; jump != nil {
		at, mass := jump(q.first)
		words += fmt.Sprintf(", %.4g with probability %.2g", at, math.Exp(mass))
	}
	return words
}

// digits is how many a number is written with: 4, or as many more as it takes to tell a tenth of its spread.
func digits(v, sd float64) int {
	if n := math.Ceil(math.Log10(math.Abs(v)/sd)) + 2; n > 4 { // NaN is not
		return int(min(n, 17))
	}
	return 4
}

// twoDigits writes 150, where %.2g has 1.5e+02, as far as the mean beside it is written without an exponent.
func twoDigits(v float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 2, 64), 64)
	if err != nil {
		rounded = v
	}
	return strconv.FormatFloat(rounded, 'g', 4, 64)
}

// familyOf is the distribution of nodes that rows are made of, nil if there is none.
func familyOf(f density.Family) Distribution {
	switch f := f.(type) {
	case *nodeFamily:
		return f.d
	case *mixed:
		return familyOf(f.inner)
	case *redirected:
		return familyOf(f.like)
	}
	if w := f.Has().Wrapper; w != nil {
		return familyOf(w.Inside())
	}
	return nil
}

// plural is the name of d's family, of many: "mixtures of 16 normals".
func plural(d Distribution) string {
	switch d := d.(type) {
	case MixtureSameFamily:
		return fmt.Sprintf("mixtures of %d %s", d.Mixing.count(), plural(d.Components))
	case Mixture:
		return fmt.Sprintf("mixtures of %d families", len(d.Components))
	case Transformed:
		return "transformed " + plural(d.Base)
	case Truncated:
		return "truncated " + plural(d.Base)
	case ZeroInflated:
		return "zero-inflated " + plural(d.Base)
	case Hurdle:
		return "hurdles of " + plural(d.Base)
	}
	return nameOf(d) + "s"
}

// MarshalJSON is an error: a Posterior is a function of y, and {} would be what encoding/json makes of it.
func (Posterior) MarshalJSON() ([]byte, error) {
	return nil, errors.New("distributions: a Posterior cannot be written as JSON: write what is asked of it, such as Mean and Quantile")
}
