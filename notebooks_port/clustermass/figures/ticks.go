package figures

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// ticks marks from..to at every step with a label of so many decimals, and between each two labels parts - 1 minor ticks.
func ticks(from, to, step float64, decimals, parts int) plot.ConstantTicks {
	var t plot.ConstantTicks
	n := int((to-from)/step*float64(parts) + .5)
	for i := 0; i <= n; i++ {
		v := from + step*float64(i)/float64(parts)
		label := ""
		if i%parts == 0 {
			label = number(v, decimals)
		}
		t = append(t, plot.Tick{Value: v, Label: label})
	}
	return t
}

// number formats v with the sign that typography has for negative numbers.
func number(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return strings.Replace(s, "-", "−", 1)
}

// decades are the powers of ten in lo..hi, labelled, with their multiples between.
func decades(lo, hi float64) plot.ConstantTicks {
	var t plot.ConstantTicks
	for k := int(math.Floor(math.Log10(lo))); k <= int(math.Ceil(math.Log10(hi))); k++ {
		for m := 1.; m < 10; m++ {
			v, label := m*math.Pow10(k), ""
			if m == 1 {
				label = number(v, max(0, -k))
			}
			if v >= lo && v <= hi {
				t = append(t, plot.Tick{Value: v, Label: label})
			}
		}
	}
	return t
}

// nice are four to ten ticks in lo..hi at multiples of 1, 2 or 5 times a power of ten; lo < hi.
func nice(lo, hi float64) plot.ConstantTicks {
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
	return ticks(first*step, last*step, step, decimals, 1)
}

// bare is the same ticks without labels.
func bare(t plot.Ticker) plot.ConstantTicks {
	var out plot.ConstantTicks
	for _, t := range t.(plot.ConstantTicks) {
		out = append(out, plot.Tick{Value: t.Value})
	}
	return out
}
