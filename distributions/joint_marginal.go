package distributions

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Marginal is number j of each row, exact where the distribution has its marginals (see Joint), and then a mixture of the same draws.
// Otherwise it is an estimate by kernels at 512 seeded draws, and its Warnings say so. It is an error if there is no number j, or
// nothing to draw by.
func (q Joint) Marginal(j int) (Posterior, error) {
	if err := q.number("Marginal", j); err != nil {
		return Posterior{}, err
	}
	if !q.hasMarginal(j) {
		return q.sampledMarginal(j)
	}
	d := q.marginalOf(j)
	var draws []func(n *G.Node) G.Value
	for s := range q.draws {
		index := make([]int, q.n)
		for i := range index {
			index[i] = (q.first+i)*q.draws + s
		}
		draws = append(draws, look(d.values(q.f, index)))
	}
	p, err := d.scalar.Mixture(draws)
	if err != nil {
		return Posterior{}, fmt.Errorf("distributions: Joint.Marginal(%d): %w", j, err)
	}
	p, err = p.Scaled(q.shift[j], q.scale[j])
	return p.Noted(q.notes...), err
}

// number refuses what is not the index of a number.
func (q Joint) number(method string, j int) error {
	switch {
	case q.n == 0:
		return fmt.Errorf("distributions: Joint.%s of a joint without rows", method)
	case j < 0 || j >= q.Numbers():
		return fmt.Errorf("distributions: Joint.%s: there is no number %d among %d, counted from 0", method, j, q.Numbers())
	}
	return nil
}

func (q Joint) marginalOf(j int) *derivation {
	return q.f.derivation(fmt.Sprint("marginal ", j), 0, func(d Distribution, _ G.Nodes) Distribution { return Marginal(d, j) })
}

// hasMarginal reports whether the distribution of number j is known in closed form.
func (q Joint) hasMarginal(j int) bool { d := q.marginalOf(j); return d.err == nil && d.scalar != nil }

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

// Warnings is what a reader of the numbers must know, in sentences: what is an integral over draws, and rows that are NaN.
func (q Joint) Warnings() []string {
	out := slices.Clone(q.notes)
	if q.n == 0 {
		return out
	}
	var missing []string
	for _, c := range []struct {
		what string
		ok   bool
	}{
		{"means", q.f.can(q.f.meanFunc()) == nil},
		{"covariances", q.f.can(q.f.covarianceFunc()) == nil},
		{"marginals", q.hasMarginal(0)},
	} {
		if !c.ok {
			missing = append(missing, c.what)
		}
	}
	_, fn := q.f.drawFunc()
	sampled := fn != nil || q.hasMarginal(0) && q.conditional(0).err == nil
	switch {
	case len(missing) > 0 && sampled:
		out = append(out, fmt.Sprintf("%s has no %s in closed form: they are estimates by seeded draws", q.family(), strings.Join(missing, ", no ")))
	case !sampled:
		out = append(out, fmt.Sprintf("%s has no way to draw, so there are no samples, and what has no closed form is NaN: give it a method Sample(noise *gorgonia.Node) *gorgonia.Node", q.family()))
	}
	return warnOf(out, q.n, "the density is NaN: the parameters are", q.broken())
}

// broken tells which rows are NaN: their densities at their means are.
func (q Joint) broken() func(i int) bool {
	y := table[float64](q.n, q.Numbers())
	if q.f.can(q.f.meanFunc()) == nil {
		y = q.Mean()
	}
	for _, v := range y {
		for j := range v {
			if math.IsNaN(v[j]) { // a mean that does not exist
				v[j] = q.shift[j]
			}
		}
	}
	logs := q.LogProb(y)
	return func(i int) bool { return math.IsNaN(logs[i]) }
}
