package report

import "math"

// Counts is the number of rows of each bin.
func (b Bins) Counts() []int {
	n := make([]int, len(b.Rows))
	for k, r := range b.Rows {
		n[k] = len(r)
	}
	return n
}

// Hosts is the number of hosts of each bin: lines of sight to one host share its mass, to the last bit.
func (b Bins) Hosts(truth []float64) []int {
	n := make([]int, len(b.Rows))
	for k, rows := range b.Rows {
		seen := map[float64]bool{}
		for _, r := range rows {
			seen[truth[r]] = true
		}
		n[k] = len(seen)
	}
	return n
}

// MedianErrors is the standard error of the median of estimate - truth in each bin, for rows that come by hosts, as lines of
// sight to one host are not independent: half of the distance between the quantiles at .5 ± s (Woodruff 1952, J. Am. Stat.
// Assoc. 47, 635), with s the standard error of the fraction of rows below the median, from the sum of each host. It is 0,
// unknown, where there is one host.
func (b Bins) MedianErrors(truth, estimate []float64) []float64 {
	out := make([]float64, len(b.Rows))
	median := b.Quantiles(truth, estimate, .5)[0]
	for k, rows := range b.Rows {
		below := map[float64]float64{} // by host
		for _, r := range rows {
			switch d := estimate[r] - truth[r]; {
			case d < median[k]:
				below[truth[r]] += .5
			case d > median[k]:
				below[truth[r]] -= .5
			default:
				below[truth[r]] += 0
			}
		}
		hosts := float64(len(below))
		if hosts < 2 {
			continue
		}
		squares := 0.
		for _, r := range rows { // not in the order of a map, whose sums differ in their last bits
			squares += below[truth[r]] * below[truth[r]]
			below[truth[r]] = 0
		}
		s := min(math.Sqrt(squares*hosts/(hosts-1))/float64(len(rows)), .5)
		one := Bins{Centre: b.Centre[k : k+1], Rows: b.Rows[k : k+1]}
		q := one.Quantiles(truth, estimate, .5-s, .5+s)
		out[k] = (q[1][0] - q[0][0]) / 2
	}
	return out
}

// HostError is the standard error of the mean of x over rows that come by hosts, by the sum of each host's deviations: of the share of
// rows that an interval holds, x being 1 for those it does. It is 0, unknown, of one host.
func HostError(truth, x []float64) float64 {
	mean, by := 0., map[float64]float64{}
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for i, v := range x {
		by[truth[i]] += v - mean
	}
	hosts, squares := float64(len(by)), 0.
	if hosts < 2 {
		return 0
	}
	for _, y := range truth { // not in the order of a map, whose sums differ in their last bits
		squares += by[y] * by[y]
		by[y] = 0
	}
	return math.Sqrt(squares*hosts/(hosts-1)) / float64(len(x))
}
