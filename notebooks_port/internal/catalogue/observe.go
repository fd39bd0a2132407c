package catalogue

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/rng"
)

const stellarCells = 4096 // .0007 dex each

func newRecipe() *recipe {
	r := &recipe{nfw: newNFW(), groupEdge: math.Sqrt(nfwMass(groupConc)), bins: newBins()}
	lowest, highest := knee+kneeSlope*(loneMass-14), knee+kneeSlope*(maxMass-14)
	r.stellar = newInverse(func(t float64) float64 {
		return pow10((schechterSlope+1)*t) * math.Exp(-pow10(t))
	}, minStellar-highest, maxStellar-lowest, stellarCells)
	sum := 0.
	for i := range r.bins {
		b := &r.bins[i]
		sum += b.lines
		r.lines[i] = sum
		ex := exclusion * b.rvir
		r.ownInner[i] = math.Pow(ex, nearPower)
		r.ownOuter[i] = math.Pow(max(ex, b.reach), farPower)
	}
	return r
}

func newWorker(r *recipe, seed uint64) *worker {
	w := &worker{recipe: r, seed: seed}
	w.rand = rand.New(&w.src)
	return w
}

// observe returns the rows of the lines of sight that have enough galaxies. The lines of one host are next to each other.
func (w *worker) observe(x []float64, sights []sight) []row {
	rows := make([]row, 0, len(sights))
	var h *host
	last := int32(-1)
	for _, s := range sights {
		if s.host != last {
			h, last = w.drawHost(w.seed, int(s.host), x[s.host]), s.host
		}
		w.src.Reset(rng.New(w.seed, "line", uint64(s.host), uint64(s.line)))
		w.r, w.v, w.m = w.r[:0], w.v[:0], w.m[:0]
		w.addMembers(h)
		w.addInterlopers(h)
		if len(w.v) > minMembers {
			rows = append(rows, w.summarize(h.x, int(s.host)))
		}
	}
	return rows
}

func (w *worker) summarize(x float64, host int) row {
	n := float64(len(w.v))
	r := row{host: host, own: float64(w.members) / n}
	r.value[0], r.value[1] = math.Pow(10, x), n
	for i, v := range [][]float64{w.r, w.m, w.v} {
		f := r.value[3+4*i:]
		f[0], f[1], f[2], f[3] = moments(v)
	}
	r.value[2] = r.value[12] * math.Sqrt(n/(n-1))
	return r
}
