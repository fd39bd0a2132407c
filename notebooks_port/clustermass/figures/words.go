package figures

import "math"

// direction says in words in which way the medians are off at the low end and over the middle of the mass range; nothing if
// either has no bins.
func direction(centre, median []float64) string {
	const visible = .025 // dex: a pixel or two of the picture
	low, middle := meanOver(centre, median, 13.5, 13.7), meanOver(centre, median, 13.8, 14.8)
	if math.IsNaN(low + middle) {
		return ""
	}
	end, body := "", ""
	switch {
	case low > visible:
		end = "high at low mass"
	case low < -visible:
		end = "low at low mass"
	}
	switch {
	case middle > visible:
		body = "high above"
	case middle < -visible:
		body = "low above"
	}
	switch {
	case end == "" && body == "":
		return "nearly unbiased"
	case end == "":
		return body + " 13.8"
	case body == "":
		return end + " only"
	}
	return end + ", " + body
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
