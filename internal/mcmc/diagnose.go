package mcmc

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// RHat is the rank-normalized split R-hat of one coordinate in several chains, the larger of that of the draws and of
// their distances from the median (Vehtari et al. 2021, arXiv:1903.08008, section 4): 1 where the chains agree, below
// 1.01 where they may be used. Chains have equal lengths of at least 4; NaN otherwise, and where all draws are equal.
func RHat(chains [][]float64) float64 {
	if !even(chains) {
		return math.NaN()
	}
	s := halves(chains)
	middle := median(s)
	folded := make([][]float64, len(s))
	for i, c := range s {
		for _, v := range c {
			folded[i] = append(folded[i], math.Abs(v-middle))
		}
	}
	return math.Max(rhat(normalScores(s)), rhat(normalScores(folded)))
}

// ESS is the bulk effective sample size of one coordinate: of the rank-normalized halves of the chains, by Geyer's initial
// monotone sequence of autocorrelations (ibid., section 3.2, as computed by Stan and the R package posterior). NaN as RHat.
func ESS(chains [][]float64) float64 {
	if !even(chains) {
		return math.NaN()
	}
	return effective(normalScores(halves(chains)))
}

// MeanESS is the effective sample size for the mean of one coordinate: without the ranks.
func MeanESS(chains [][]float64) float64 {
	if !even(chains) {
		return math.NaN()
	}
	return effective(halves(chains))
}

// TailESS is the effective sample size for the quantiles .05 and .95 of one coordinate, the smaller of the two: that of the
// indicators of the draws below (ibid., section 4.3). NaN as RHat.
func TailESS(chains [][]float64) float64 {
	if !even(chains) {
		return math.NaN()
	}
	all := slices.Sorted(slices.Values(slices.Concat(chains...)))
	least := math.Inf(1)
	for _, p := range []float64{.05, .95} {
		at := p * float64(len(all)-1) // R's type 7, numpy's default
		k := int(at)
		q := all[k] + (at-float64(k))*(all[min(k+1, len(all)-1)]-all[k])
		below := make([][]float64, len(chains))
		for c, chain := range chains {
			for _, v := range chain {
				is := 0.
				if v <= q {
					is = 1
				}
				below[c] = append(below[c], is)
			}
		}
		least = math.Min(least, effective(halves(below)))
	}
	return least
}

// BFMI is the energy's estimated Bayesian fraction of missing information (Betancourt 2016, arXiv:1604.00695): the mean square
// of its changes over its variance, near 1 where fresh momenta reach all energies. Below .3 the chain moves through the
// tails by small steps, and its draws of them are not to be trusted.
func BFMI(energies []float64) float64 {
	changes := 0.
	for i := 1; i < len(energies); i++ {
		d := energies[i] - energies[i-1]
		changes += d * d
	}
	return changes / (stat.Variance(energies, nil) * float64(len(energies)-1))
}

func even(chains [][]float64) bool {
	return len(chains) > 0 && len(chains[0]) >= 4 && !slices.ContainsFunc(chains, func(c []float64) bool { return len(c) != len(chains[0]) })
}

// halves cuts each chain in two; the middle draw of an odd number is left out.
func halves(chains [][]float64) (out [][]float64) {
	for _, c := range chains {
		h := len(c) / 2
		out = append(out, c[:h], c[len(c)-h:])
	}
	return out
}

// median of all draws, of an even number the mean of the two in the middle: gonum's quantiles take the lower one, from
// which distances are not symmetric.
func median(chains [][]float64) float64 {
	x := slices.Sorted(slices.Values(slices.Concat(chains...)))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

// normalScores replaces draws by the normal quantiles of their ranks over all chains, (rank - 3/8)/(n + 1/4); equal
// draws share their mean rank.
func normalScores(chains [][]float64) [][]float64 {
	type at struct {
		v    float64
		c, i int
	}
	var all []at
	out := make([][]float64, len(chains))
	for c, chain := range chains {
		out[c] = make([]float64, len(chain))
		for i, v := range chain {
			all = append(all, at{v, c, i})
		}
	}
	slices.SortStableFunc(all, func(a, b at) int {
		switch {
		case a.v < b.v:
			return -1
		case a.v > b.v:
			return 1
		}
		return 0
	})
	n := float64(len(all))
	for lo := 0; lo < len(all); {
		hi := lo + 1
		for hi < len(all) && all[hi].v == all[lo].v {
			hi++
		}
		rank := float64(lo+hi+1) / 2
		z := distuv.UnitNormal.Quantile((rank - .375) / (n + .25))
		for _, a := range all[lo:hi] {
			out[a.c][a.i] = z
		}
		lo = hi
	}
	return out
}

// variances are the mean variance within chains and the pooled estimate of the variance.
func variances(chains [][]float64) (within, pooled float64) {
	n := float64(len(chains[0]))
	var means []float64
	for _, c := range chains {
		m, v := stat.MeanVariance(c, nil)
		means = append(means, m)
		within += v / float64(len(chains))
	}
	pooled = within * (n - 1) / n
	if len(chains) > 1 {
		pooled += stat.Variance(means, nil)
	}
	return within, pooled
}

func rhat(chains [][]float64) float64 {
	within, pooled := variances(chains)
	return math.Sqrt(pooled / within)
}

// effective is the number of independent draws with the same error of their mean: at most n log10 n.
func effective(chains [][]float64) float64 {
	m, n := len(chains), len(chains[0])
	total := float64(m * n)
	within, pooled := variances(chains)
	if !(pooled > 0) { // all draws are equal
		return math.NaN()
	}
	rho := func(lag int) float64 {
		sum := 0.
		for _, c := range chains {
			sum += autocovariance(c, lag) / float64(m)
		}
		return 1 - (within-sum)/pooled
	}
	pairs, last := 0., math.Inf(1)
	even, odd, end := 1., rho(1), n-3 // as Stan, which stops 5 lags short of the end
	if n < 6 {
		end = n - 1
	}
	for lag := 2; lag < end && even+odd > 0; lag += 2 {
		last = math.Min(last, even+odd) // sums of neighbours fall
		pairs += last
		even, odd = rho(lag), rho(lag+1)
	}
	tau := -1 + 2*pairs + math.Max(even, 0) // the last even one alone, as in Stan
	return total / math.Max(tau, 1/math.Log10(total))
}

// autocovariance is biased, as usual: divided by n at every lag.
func autocovariance(x []float64, lag int) float64 {
	mean := floats.Sum(x) / float64(len(x))
	sum := 0.
	for i := lag; i < len(x); i++ {
		sum += (x[i] - mean) * (x[i-lag] - mean)
	}
	return sum / float64(len(x))
}
