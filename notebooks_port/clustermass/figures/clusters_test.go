package figures

import "math"

// synthClusters are one cluster near each mass, with a bimodal likelihood, and posteriors that divide by the histogram of the
// training masses as the program's do: the density after the change jumps at the histogram's edges.
func synthClusters(s synth, train []float64, near ...float64) []Cluster {
	h, err := newHistogram(train, 64)
	if err != nil {
		panic(err)
	}
	var out []Cluster
	for _, x := range near {
		i := nearest(s.truth, x)
		k := Cluster{Truth: s.truth[i]}
		k.fill(h, s.seen[i])
		out = append(out, k)
	}
	return out
}

func nearest(v []float64, x float64) int {
	best := 0
	for i := range v {
		if math.Abs(v[i]-x) < math.Abs(v[best]-x) {
			best = i
		}
	}
	return best
}

// fill sets the grid, the densities and the numbers of a cluster seen at the given mass.
func (k *Cluster) fill(h histogram, seen float64) {
	const n = 800
	step := (flatHi - flatLo) / n
	for i := range n {
		x := flatLo + step*(float64(i)+.5)
		before, after := (likelihood(seen, x)+.15*likelihood(seen+.5, x))*prior(x), 0.
		if j := h.index(x); j >= 0 && h.density[j] > 0 {
			after = before / h.density[j]
		}
		k.X, k.Before, k.After = append(k.X, x), append(k.Before, before), append(k.After, after)
	}
	scale(k.Before, step)
	scale(k.After, step)
	top := 0
	for i, a := range k.After {
		k.Mean += k.X[i] * a * step
		if a > k.After[top] {
			top = i
		}
	}
	k.Mode = k.X[top]
	k.HPD = superlevel(k.X, k.After, .68/step)
}

// scale makes v sum to 1/step.
func scale(v []float64, step float64) {
	sum := 0.
	for _, x := range v {
		sum += x * step
	}
	for i := range v {
		v[i] /= sum
	}
}

// superlevel are the intervals on which y is above the level that keeps a sum of want.
func superlevel(x, y []float64, want float64) [][2]float64 {
	lo, hi := 0., 100.
	for range 60 {
		level, sum := (lo+hi)/2, 0.
		for _, v := range y {
			if v >= level {
				sum += v
			}
		}
		if sum > want {
			lo = level
		} else {
			hi = level
		}
	}
	var out [][2]float64
	for i, v := range y {
		switch {
		case v < lo:
		case i > 0 && y[i-1] >= lo:
			out[len(out)-1][1] = x[i]
		default:
			out = append(out, [2]float64{x[i], x[i]})
		}
	}
	return out
}
