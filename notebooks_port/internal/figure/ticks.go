package figure

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// Ticks marks from..to at every step with a label of so many decimals, and between each two labels parts - 1 minor ticks.
func Ticks(from, to, step float64, decimals, parts int) plot.ConstantTicks {
	var t plot.ConstantTicks
	n := int((to-from)/step*float64(parts) + .5)
	for i := 0; i <= n; i++ {
		v := from + step*float64(i)/float64(parts)
		label := ""
		if i%parts == 0 {
			label = Number(v, decimals)
		}
		t = append(t, plot.Tick{Value: v, Label: label})
	}
	return t
}

// Number formats v with the sign that typography has for negative numbers.
func Number(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return strings.Replace(s, "-", "−", 1)
}

// Decades are the powers of ten in lo..hi, labelled, with their multiples between; if lo..hi spans less than two factors of
// ten, twice and five times a power are labelled too.
func Decades(lo, hi float64) plot.ConstantTicks {
	var t plot.ConstantTicks
	for k := int(math.Floor(math.Log10(lo))); k <= int(math.Ceil(math.Log10(hi))); k++ {
		for m := 1.; m < 10; m++ {
			v, label := m*math.Pow10(k), ""
			if m == 1 || hi < 100*lo && (m == 2 || m == 5) {
				label = Number(v, max(0, -k))
			}
			if v >= lo && v <= hi {
				t = append(t, plot.Tick{Value: v, Label: label})
			}
		}
	}
	return t
}

// Log is a logarithmic scale. Unlike plot.LogScale it has the mean of the limits in its middle: gonum/plot reserves room for an
// axis's label around it, which on a logarithmic axis is near the top, and leaves a gap above the plot.
type Log struct{ plot.LogScale }

var _ plot.Normalizer = Log{}

// Normalize is the place of x between lo at 0 and hi at 1.
func (l Log) Normalize(lo, hi, x float64) float64 {
	if x == .5*(lo+hi) {
		return .5
	}
	return l.LogScale.Normalize(lo, hi, x)
}

// Nice are four to ten ticks in lo..hi at multiples of 1, 2 or 5 times a power of ten; lo < hi.
func Nice(lo, hi float64) plot.ConstantTicks {
	base := math.Pow10(int(math.Floor(math.Log10(hi - lo))))
	for _, f := range []float64{2, 1, .5} {
		if t := multiples(lo, hi, base*f); len(t) >= 4 {
			return t
		}
	}
	return multiples(lo, hi, base*.2)
}

// multiples are the ticks of a step in lo..hi, with the decimals the step needs.
func multiples(lo, hi, step float64) plot.ConstantTicks {
	const tiny = 1e-9 // 1.2/.2 is a little less than 6, and the logarithm of .1 may be a little less than -1
	first, last := math.Ceil(lo/step-tiny), math.Floor(hi/step+tiny)
	decimals := max(0, -int(math.Floor(math.Log10(step)+tiny)))
	return Ticks(first*step, last*step, step, decimals, 1)
}

// Bare is the same ticks without labels.
func Bare(t plot.Ticker) plot.ConstantTicks {
	var out plot.ConstantTicks
	for _, t := range t.(plot.ConstantTicks) {
		out = append(out, plot.Tick{Value: t.Value})
	}
	return out
}

// Epochs labels every epoch of ten or fewer, else about ten of them.
func Epochs(n int) plot.ConstantTicks {
	var t plot.ConstantTicks
	for e := 1; e <= n; e += (n + 9) / 10 {
		t = append(t, plot.Tick{Value: float64(e), Label: strconv.Itoa(e)})
	}
	return t
}

// Count is 1, 2, ... as abscissae of v.
func Count(v []float64) []float64 {
	x := make([]float64, len(v))
	for i := range x {
		x[i] = float64(i + 1)
	}
	return x
}
