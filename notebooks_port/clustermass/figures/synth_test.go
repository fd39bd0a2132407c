package figures

import (
	"math"
	"sort"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
)

// synth is a stand-in for the trained networks: masses from the catalogue's mass function with its lines of sight, one noisy
// observation each, and the exact posterior of a mass given its observation under the training prior and a flat one.
type synth struct {
	truth, seen []float64
	e           report.Estimates
}

const (
	synthLo, synthHi = 13.5, 15.3334
	flatLo, flatHi   = 13.51, 15.2
)

// prior is the density of training masses, not normalized: hosts by the mass function, lines of sight by mass, as internal/catalogue makes them.
func prior(x float64) float64 {
	dn := math.Pow(10, -3.889-.921*(x-14)-math.Pow(10, .719*(x-14.248))/math.Ln10)
	sight := 3.
	if x > 14 {
		sight = min(max(math.Floor(1e-5/dn)+1, 3), 101)
	}
	return dn * sight / (1 + math.Exp(-(x-13.55)/.08)) // few galaxies: many light clusters fall below the cut
}

// noise is the standard deviation of an observation of x in dex.
func noise(x float64) float64 { return .17 - .06*math.Tanh((x-13.9)/.4) }

// grid are the points at which posteriors are summed, and the prior there.
func grid() (x, p []float64) {
	const n = 128
	for i := range n {
		v := synthLo + (synthHi-synthLo)*(float64(i)+.5)/n
		x, p = append(x, v), append(p, prior(v))
	}
	return x, p
}

// drawSynth draws n rows.
func drawSynth(seed uint64, n int) synth {
	u, z, w := make([]float64, n), make([]float64, n), make([]float64, n)
	rng.New(seed, "mass", 0, 0).Uniform64(u, 0)
	rng.New(seed, "seen", 0, 0).Normal64(z, 0)
	rng.New(seed, "network", 0, 0).Normal64(w, 0)
	s := synth{truth: masses(u), seen: make([]float64, n)}
	x, p := grid()
	for i, t := range s.truth {
		s.seen[i] = t + noise(t)*z[i]
		mean, flatMean, flatMode := summaries(x, p, s.seen[i])
		s.e.MSE = append(s.e.MSE, mean-.006+.02*w[i])
		s.e.MDNMean = append(s.e.MDNMean, mean)
		s.e.FlatMean = append(s.e.FlatMean, flatMean)
		s.e.FlatMode = append(s.e.FlatMode, flatMode)
	}
	return s
}

// masses inverts the cumulative prior at u.
func masses(u []float64) []float64 {
	const n = 4096
	cum := make([]float64, n+1)
	h := (synthHi - synthLo) / n
	for i := range n {
		cum[i+1] = cum[i] + prior(synthLo+h*(float64(i)+.5))
	}
	out := make([]float64, len(u))
	for k, v := range u {
		v *= cum[n]
		i := min(max(sort.SearchFloat64s(cum, v)-1, 0), n-1)
		out[k] = synthLo + h*(float64(i)+(v-cum[i])/(cum[i+1]-cum[i]))
	}
	return out
}

func likelihood(seen, x float64) float64 {
	d := (seen - x) / noise(x)
	return math.Exp(-d*d/2) / noise(x)
}

// summaries are the mean under the training prior and, on the flat support, mean and mode under a flat one.
func summaries(x, p []float64, seen float64) (mean, flatMean, flatMode float64) {
	var a, ax, b, bx, best float64
	for i, v := range x {
		l := likelihood(seen, v)
		a, ax = a+l*p[i], ax+l*p[i]*v
		if v < flatLo || v > flatHi {
			continue
		}
		b, bx = b+l, bx+l*v
		if l > best {
			best, flatMode = l, v
		}
	}
	return ax / a, bx / b, flatMode
}
