package catalogue

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"github.com/deepprob/deepprob/internal/rng"
	"gonum.org/v1/gonum/stat/distuv"
)

// sight is one line of sight: a host and which of its lines.
type sight struct{ host, line int32 }

// drawHosts returns the masses x of the hosts in the box, ascending: a Poisson number (93,500 on average) from the mass function.
func drawHosts(seed uint64) []float64 {
	src := rng.New(seed, "hosts", 0, 0).Source()
	mass := newInverse(massFunction, minMass, maxMass, 2000)
	x := make([]float64, int(distuv.Poisson{Lambda: volume * mass.total(), Src: src}.Rand()))
	for i := range x {
		x[i] = mass.at(src.Float64() * mass.total())
	}
	slices.Sort(x)
	return x
}

// lineCounts returns the number of lines of sight of each host: above x = 14, where hosts are rare, enough that the density of
// lines is flat, but 3 to 101; below, 3.
func lineCounts(x []float64) []int {
	n := make([]int, len(x))
	for i, m := range x {
		n[i] = minLines
		if m < 14 {
			continue
		}
		near := sort.SearchFloat64s(x, m+densityWindow/2) - sort.SearchFloat64s(x, m-densityWindow/2)
		density := float64(near) / volume / densityWindow
		n[i] = min(max(int(flatDensity/density)+1, minLines), maxLines)
	}
	return n
}

// drawSights returns a random share of all lines of sight, in order of host and line. A smaller share of one seed is a subset of
// a larger one.
func drawSights(seed uint64, lines []int, fraction float64) []sight {
	var all []sight
	for h, n := range lines {
		for l := range n {
			all = append(all, sight{int32(h), int32(l)})
		}
	}
	keep := int(fraction * float64(len(all)))
	if keep == len(all) {
		return all
	}
	chosen := rng.New(seed, "fraction", 0, 0).Perm(len(all))[:keep]
	slices.Sort(chosen)
	for i, j := range chosen {
		all[i] = all[j]
	}
	return all[:keep]
}

// host is what the lines of sight of one halo share.
type host struct {
	x       float64
	members int     // satellites within r_vir
	rvir    float64 // Mpc/h
	sigma   float64 // km/s
	conc    float64
	edge    float64 // sqrt(m(conc)), see nfw

	field field // halos clustered with this one
}

// drawHost draws the properties of host number i: richness, dispersion, concentration, environment.
func (r *recipe) drawHost(seed uint64, i int, x float64) *host {
	src := rng.New(seed, "host", uint64(i), 0).Source()
	z := rand.New(src)
	g, g1 := z.NormFloat64(), z.NormFloat64()
	h := &host{x: x, rvir: virialRadius(x)}
	h.sigma = dispersion(x) * pow10(sigmaHost*(sigmaRichness*g+math.Sqrt(1-sigmaRichness*sigmaRichness)*g1))
	h.conc = min(concentration(x)*pow10(concScatter*z.NormFloat64()), maxConc)
	h.edge = math.Sqrt(nfwMass(h.conc))
	env := math.Exp(environment*z.NormFloat64() - environment*environment/2)
	mean := richness(x) * math.Exp(richnessScatter*g-richnessScatter*richnessScatter/2)
	h.members = int(distuv.Poisson{Lambda: mean, Src: src}.Rand())
	h.field = r.fieldOf(h, biasFactor*bias(x)*env)
	return h
}
