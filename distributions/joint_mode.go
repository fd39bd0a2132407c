package distributions

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// modeDraws is how many draws of a row a search for its mode chooses from, modeStarts how many of the densest it climbs from.
const (
	modeDraws  = 512
	modeStarts = 4
)

// Mode is the densest vector of each row, (rows, k): exact for one draw of a family that has it in closed form, as normals, Student's t
// and Dirichlet have. Otherwise it is the highest of the local maxima that a climb reaches from the four densest of 512 seeded draws,
// which a narrow peak of little mass may escape; of atoms it is the most probable draw. NaN if there can be no draws. The density is
// that of the vector in its units: a mode before a nonlinear map is not one after it.
func (q Joint) Mode() [][]float64 {
	out := make([][]float64, q.n)
	if q.n == 0 {
		return out
	}
	x := q.exactModes()
	if x == nil {
		x = q.searchedModes()
	}
	k := q.Numbers()
	for i := range out {
		out[i] = make([]float64, k)
		for j := range out[i] {
			out[i][j] = q.shift[j] + q.scale[j]*x[i*k+j]
		}
	}
	return out
}

// exactModes is those in closed form, nil if there are none.
func (q Joint) exactModes() []float64 {
	fn := q.f.formula("mode", 0, func(d Distribution, _ G.Nodes) G.Nodes {
		if e, ok := elliptic(d); ok { // the centre, whatever Independent has of its own
			return G.Nodes{Mode(e.(Distribution))}
		}
		return G.Nodes{Mode(d)}
	})
	if q.draws > 1 || q.f.can(fn) != nil {
		return nil
	}
	return q.f.numbers(fn, q.index(), q.f.k)
}

// searchedModes is those that climbs find.
func (q Joint) searchedModes() []float64 {
	k, seed := q.f.k, rng.Split(0, "distributions/joint/mode")
	out := make([]float64, q.n*k)
	density.Parcels(q.n, 1, func(_ *density.Solver, i, _ int) {
		at := out[i*k : (i+1)*k]
		row := q.Row(i)
		x := row.sampleRow(0, modeDraws, seed)
		if x == nil {
			fill(at, math.NaN())
			return
		}
		copy(at, row.climbed(x))
	})
	return out
}

// climbed is the best that the only row reaches from the densest of the draws x.
func (q Joint) climbed(x []float64) (best []float64) {
	k, top := q.f.k, math.Inf(-1)
	logs := q.logProbs(x, len(x)/k)
	order := upTo(0, len(logs))
	slices.SortStableFunc(order, func(a, b int) int { return compareDown(logs[a], logs[b]) })
	mean, covariance := make([]float64, k), make([]float64, k*k)
	momentsOfDraws(x, nil, k, mean, covariance)
	for n, s := range order[:min(modeStarts, len(order))] {
		at, l := slices.Clone(x[s*k:(s+1)*k]), logs[s]
		if q.canClimb() {
			at, l = climb(q.slope, at, covariance)
		}
		if n == 0 || l > top {
			best, top = at, l
		}
	}
	return best
}

// compareDown orders logarithms of densities from the highest to the lowest, and then NaN.
func compareDown(a, b float64) int {
	switch {
	case a > b || b != b && a == a:
		return -1
	case a < b || a != a && b == b:
		return 1
	}
	return 0
}

func (q Joint) slopeFunc() *jointFunc {
	return q.f.formula("slope", 1, func(d Distribution, in G.Nodes) G.Nodes {
		l := LogProb(d, in[0])
		grads, err := graph.Gradient(ops.Sum(l), in[0])
		build.Throw("mode", err)
		return G.Nodes{l, grads[0]}
	})
}

// canClimb reports whether the density has derivatives.
func (q Joint) canClimb() bool {
	return !q.discrete() && q.f.can(q.slopeFunc(), rowInput{tensor.Shape{q.f.k}, make([]float64, q.f.k)}) == nil
}

// slope is the log-density of the only row at x, the mean over its draws, and sets grad to its derivatives.
func (q Joint) slope(x, grad []float64) float64 {
	k := q.f.k
	logs, slopes := make([]float64, q.draws), make([]float64, q.draws*k)
	in := rowInput{tensor.Shape{k}, slices.Repeat(x, q.draws)}
	q.f.run(q.slopeFunc(), q.index(), []rowInput{in}, func(at []int, out []G.Value) {
		for i, to := range at {
			logs[to] = ops.Data[float64](out[0])[i]
			copy(slopes[to*k:(to+1)*k], ops.Data[float64](out[1])[i*k:])
		}
	})
	var l [1]float64
	logMeanExp(slices.Clone(logs), l[:]) // which overwrites them
	clear(grad)
	for d, own := range logs {
		w := math.Exp(own-l[0]) / float64(q.draws)
		if w == 0 {
			continue
		}
		for j := range grad {
			grad[j] += w * slopes[d*k+j]
		}
	}
	return l[0]
}
