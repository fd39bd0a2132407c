package catalogue

import (
	"math"
)

// A satellite of another halo is an interloper if it falls into the cylinder. Halos are counted in bins of mass whose number
// density, clustering and reach (aperture + r_vir) are those at the bin's centre; within a bin x is uniform. Most halos have no
// satellite at all: only those that have one are drawn, with the rate that this leaves.
type bin struct {
	x       float64
	rvir    float64
	reach   float64 // aperture + r_vir: farther off the line, no satellite can be inside
	lines   float64 // rate of unclustered halos with a satellite, along the whole line
	cluster float64 // rate of clustered halos with a satellite: times the host's bias and the integral of near and far
	most    float64 // the largest mean number of satellites in the bin, at its upper edge
	inner   float64 // reach^(3-gamma)
	outer   float64 // reach^2, what far is multiplied with
	end     float64 // (reach^2 + depth^2)^((1-gamma)/2)
}

const (
	nearPower = 3 - clusterSlope // of r in the integral of r^(2-gamma)
	farPower  = 1 - clusterSlope // of r in the integral of r^-gamma
)

func newBins() (b [massBins]bin) {
	for i := range b {
		x := loneMass + massStep*(float64(i)+.5)
		rvir := virialRadius(x)
		reach := aperture + rvir
		most := richness(x + massStep/2)
		n := massFunction(x) * massStep * -math.Expm1(-most)
		b[i] = bin{
			x: x, rvir: rvir, reach: reach, most: most,
			lines:   n * math.Pi * reach * reach * 2 * depth,
			cluster: n * bias(x) * 4 * math.Pi * math.Pow(clusterR0, clusterSlope),
			inner:   math.Pow(reach, nearPower),
			outer:   reach * reach,
			end:     math.Pow(reach*reach+depth*depth, farPower/2),
		}
	}
	return b
}

// field is the halos clustered with one host: of bin i, a Poisson number of rate sum[i] - sum[i-1], before those outside the
// cylinder are rejected.
//
// Their density is n b b' (r/r0)^-gamma from r_ex = exclusion max(r_vir, r_vir') to the end of the line, of which the share
//
//	f(r) = min(1, depth/r) - sqrt(1 - (reach/r)^2)  (r > reach), 1 otherwise
//
// of a shell is in the cylinder. f is at most (reach/r)^2 and at least half of it (to the end of the line), so r is drawn from
// r^(2-gamma) min(1, (reach/r)^2), which has a closed inverse, and kept with probability f(r) (r/reach)^2.
type field struct {
	sum       [massBins]float64
	near      [massBins]float64 // share of the rate within reach
	exclInner float64           // (exclusion r_vir)^(3-gamma), of the host
	exclOuter float64           // (exclusion r_vir)^(1-gamma)
}

func (r *recipe) fieldOf(h *host, strength float64) (f field) {
	ex := exclusion * h.rvir
	f.exclInner, f.exclOuter = math.Pow(ex, nearPower), math.Pow(ex, farPower)
	total := 0.
	for i := range r.bins {
		b := &r.bins[i]
		near := max(0, b.inner-r.exclInner(i, &f)) / nearPower
		far := b.outer * (r.outerStart(i, &f) - b.end) / -farPower
		total += strength * b.cluster * (near + far)
		f.sum[i], f.near[i] = total, near/(near+far)
	}
	return f
}

// exclInner is r_ex^(3-gamma) for halos of bin i.
func (r *recipe) exclInner(i int, f *field) float64 { return max(f.exclInner, r.ownInner[i]) }

// outerStart is max(r_ex, reach)^(1-gamma) for halos of bin i; the power is negative.
func (r *recipe) outerStart(i int, f *field) float64 {
	return min(f.exclOuter, r.ownOuter[i])
}

// distance draws r for a clustered halo of bin i, and whether it is in the cylinder, and where: off the line and along it.
func (w *worker) distance(i int, f *field) (r, off, along float64, ok bool) {
	b := &w.bins[i]
	if u := w.src.Float64(); u < f.near[i] {
		lo := w.exclInner(i, f)
		r = math.Pow(lo+w.src.Float64()*(b.inner-lo), 1/nearPower)
		along = r * (2*w.src.Float64() - 1)
		return r, math.Sqrt(r*r - along*along), along, true
	}
	lo := w.outerStart(i, f)
	r = math.Pow(lo+w.src.Float64()*(b.end-lo), 1/farPower)
	inner := math.Sqrt(max(0, 1-b.outer/(r*r)))
	outer := min(1, depth/r)
	if w.src.Float64()*b.outer/(r*r) >= outer-inner {
		return r, 0, 0, false
	}
	u := 2*w.src.Float64() - 1
	along = r * math.Copysign(inner+math.Abs(u)*(outer-inner), u)
	return r, math.Sqrt(max(0, r*r-along*along)), along, true
}
