package report

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// Modes is the flat-prior mode for several estimates of the training prior, which it is divided by, in the bins of Bias.
type Modes struct {
	BinCentre []float64 `json:"bin_centre"`
	Count     []int     `json:"count"`
	Hosts     []int     `json:"hosts"`
	Under     []Mode    `json:"under"`
}

// Mode is that of one estimate of the prior: in each bin the median of mode - truth in dex, its standard error by the number of
// hosts (Bins.MedianErrors), and the root mean square.
type Mode struct {
	Prior  string    `json:"prior"`
	Median []float64 `json:"median"`
	Error  []float64 `json:"error"`
	RMS    []float64 `json:"rms"`

	// Of Judged.
	Average   float64 `json:"average"`
	Largest   float64 `json:"largest"`
	LargestAt float64 `json:"largest_at"`
}

// Add judges one more list of modes.
func (m *Modes) Add(prior string, truth, mode []float64) error {
	if err := (Estimates{mode, mode, mode, mode}).Check(len(truth)); err != nil {
		return err
	}
	bins, err := Group(truth)
	if err != nil {
		return err
	}
	m.BinCentre, m.Count, m.Hosts = bins.Centre, bins.Counts(), bins.Hosts(truth)
	u := Mode{Prior: prior, Median: bins.Quantiles(truth, mode, .5)[0], Error: bins.MedianErrors(truth, mode)}
	for _, rows := range bins.Rows {
		sum := 0.
		for _, r := range rows {
			sum += (mode[r] - truth[r]) * (mode[r] - truth[r])
		}
		u.RMS = append(u.RMS, math.Sqrt(sum/float64(len(rows))))
	}
	u.Average, u.Largest, u.LargestAt = m.Judged(u)
	m.Under = append(m.Under, u)
	return nil
}

// The range in which the mode is judged: beyond it the flat prior ends, and with it what a mode can be.
const judgedFrom, judgedTo = 13.5, 15.1

// Judged is the mean absolute and the largest median of a mode over the bins from 13.55 to 15.05, and where the largest is.
func (m Modes) Judged(u Mode) (mean, most, at float64) {
	n := 0
	for k, c := range m.BinCentre {
		if c > judgedFrom && c < judgedTo {
			n++
			mean += math.Abs(u.Median[k])
			if math.Abs(u.Median[k]) > math.Abs(most) {
				most, at = u.Median[k], c
			}
		}
	}
	return mean / float64(max(n, 1)), most, at
}

// WriteText prints a line a bin, and what the bins come to.
func (m Modes) WriteText(w io.Writer) error {
	var s strings.Builder
	s.WriteString("flat-prior mode - truth [dex] by the estimate of the training prior: median ± standard error by the number of hosts, root mean square\n")
	fmt.Fprintf(&s, "%8s %8s", "log10 M", "hosts")
	for _, u := range m.Under {
		fmt.Fprintf(&s, "  %20s", u.Prior)
	}
	s.WriteByte('\n')
	for k, c := range m.BinCentre {
		fmt.Fprintf(&s, "%8.2f %8d", c, m.Hosts[k])
		for _, u := range m.Under {
			fmt.Fprintf(&s, "  %+.3f ± %.3f  %.3f", u.Median[k], u.Error[k], u.RMS[k])
		}
		s.WriteByte('\n')
	}
	for _, u := range m.Under {
		fmt.Fprintf(&s, "%s: |median| %.3f averaged over the bins from 13.55 to 15.05, largest %+.3f at %.2f\n", u.Prior, u.Average, u.Largest, u.LargestAt)
	}
	_, err := io.WriteString(w, s.String())
	return err
}
