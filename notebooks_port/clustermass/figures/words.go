package figures

import "math"

// direction says in words in which way the medians are off at the low end, over the middle and at the high end of the mass range;
// nothing if one of the former has no bins.
func direction(centre, median []float64) string {
	low, middle := side(centre, median, 13.5, 13.7), side(centre, median, 13.8, 14.8)
	if low == "" || middle == "" {
		return ""
	}
	high := side(centre, median, 14.8, 15.1)
	if high == "" {
		high = unbiased
	}
	if low == unbiased && middle == unbiased && high == unbiased {
		return "nearly unbiased"
	}
	text := ""
	add := func(more string) {
		if text != "" {
			text += ", "
		}
		text += more
	}
	if low != unbiased {
		add(low + " at low mass")
	}
	switch {
	case middle != unbiased:
		add(middle + " above 13.8")
	case high == unbiased:
		text += " only"
	}
	if high != unbiased && high != middle {
		add(high + " above 14.8")
	}
	return text
}

const unbiased = "unbiased"

// side is in which way the mean of the medians in lo..hi is off, nothing without any.
func side(centre, median []float64, lo, hi float64) string {
	const visible = .025 // dex: a pixel or two of the picture
	switch m := meanOver(centre, median, lo, hi); {
	case math.IsNaN(m):
		return ""
	case m > visible:
		return "high"
	case m < -visible:
		return "low"
	}
	return unbiased
}

// meanOver is the mean of v over the bins with centres in lo..hi, NaN without any.
func meanOver(centre, v []float64, lo, hi float64) float64 {
	sum, n := 0., 0
	for i, x := range centre {
		if x > lo && x < hi {
			sum += v[i]
			n++
		}
	}
	return sum / float64(n)
}

func meanAbs(v []float64) float64 {
	sum := 0.
	for _, x := range v {
		sum += math.Abs(x)
	}
	return sum / float64(len(v))
}
