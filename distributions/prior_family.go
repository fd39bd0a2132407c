package distributions

import "github.com/deepprob/deepprob/internal/density"

// priorFamily is a prior as the single row of a family.
type priorFamily struct {
	p  Prior
	at []float64
}

var (
	_    density.Family = priorFamily{}
	none                = new(density.Closed)
)

func (priorFamily) Has() *density.Closed { return none }

func (priorFamily) Rows() int { return 1 }

func (f priorFamily) Support(int) (lo, hi float64) { return f.p.Support() }

func (f priorFamily) Breaks(_ int, dst []float64) []float64 { return append(dst, f.at...) }

func (f priorFamily) Features(_ int, dst []density.Feature) []density.Feature { return dst }

func (f priorFamily) LogProb(_ int, y, out []float64) {
	for j, v := range y {
		out[j] = f.p.LogProb(v)
	}
}
