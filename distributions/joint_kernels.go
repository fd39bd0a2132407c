package distributions

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// fewDraws is how many kernels an estimate has.
const fewDraws = 512

func (q Joint) sampledMarginal(j int) (Posterior, error) {
	points := make([]float64, 0, q.n*fewDraws)
	for _, row := range q.Sample(0, fewDraws) {
		if len(row) == 0 {
			return Posterior{}, fmt.Errorf("distributions: Joint.Marginal(%d): %s has neither marginals nor draws: give it a method Marginal(j int) distributions.Distribution, or Sample", j, q.family())
		}
		for _, v := range row {
			points = append(points, v[j])
		}
	}
	p, err := kernels(points, q.n, q.discrete())
	return p.Noted(append(slices.Clone(q.notes), fmt.Sprintf("the marginal of number %d is an estimate by kernels at %d draws: %s has none in closed form", j, fewDraws, q.family()))...), err
}

// kernels is the mixture of normals at the points of each of n rows, with Silverman's (1986, eq. 3.31) width, 0.9 min(standard
// deviation, quartile range/1.34) m^(-1/5); of atoms the points themselves.
func kernels(points []float64, n int, atoms bool) (p Posterior, err error) {
	defer build.Recover(&err)
	m := len(points) / n
	width := make([]float64, n)
	for i := range width {
		width[i] = silverman(points[i*m : (i+1)*m])
	}
	g := G.NewGraph()
	values := map[*G.Node]G.Value{}
	input := func(name string, v []float64, shape ...int) *G.Node {
		node := build.Input(g, tensor.Float64, name, shape...)
		values[node] = ops.NewValue(tensor.Float64, shape)
		copy(ops.Data[float64](values[node]), v)
		return node
	}
	loc := input("points", points, n, m)
	var kernel Distribution = Deterministic{Loc: loc}
	if !atoms {
		kernel = Normal{Loc: loc, Scale: input("width", width, n, 1)}
	}
	logits := input("weights", make([]float64, n*m), n, m)
	return NewPosterior(MixtureSameFamily{Mixing: Categorical{Logits: logits}, Components: kernel}, look(values))
}

// silverman is the width of the kernels at points.
func silverman(points []float64) float64 {
	sorted := slices.Sorted(slices.Values(points))
	mean, variance := make([]float64, 1), make([]float64, 1)
	momentsOfDraws(points, nil, 1, mean, variance)
	m := len(points)
	spread := math.Sqrt(variance[0])
	if r := (sorted[3*m/4] - sorted[m/4]) / 1.34; r > 0 {
		spread = min(spread, r)
	}
	least := 1e-9 * (math.Abs(mean[0]) + 1) // of points that are all the same
	return max(.9*spread*math.Pow(float64(m), -.2), least)
}
