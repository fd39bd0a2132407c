package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// modeSolver finds modes as a Posterior does, and what each rests on.
type modeSolver struct {
	programs    *nodePrograms
	curve       *nodeFunc // both derivatives of the log-density; nil of masses
	at          *nodeFunc // endsOf
	ends, kinks int       // how many those are, the kinks last
	float       tensor.Dtype
}

// newModeSolver is that of d, of batch (n); it fails if the density of d, or a derivative of it, cannot be made.
func newModeSolver(d Distribution) *modeSolver {
	s := &modeSolver{programs: newNodePrograms(d), float: nodeOf(d).Dtype()}
	own := s.programs.d
	y := build.Input(nodeOf(own).Graph(), tensor.Float64, "y", own.BatchShape()...)
	LogProb(own, y)
	if s.programs.support.Kind == Continuous {
		slopesOf(own, y, true)
		s.curve = s.programs.formula(true, func(d Distribution, y *G.Node) G.Nodes {
			first, second := slopesOf(d, y, true)
			return G.Nodes{first, second}
		})
	}
	var at *G.Node
	if at, s.kinks = endsOf(own); at != nil {
		s.ends = at.Shape()[1]
		s.at = s.programs.formula(false, func(d Distribution, _ *G.Node) G.Nodes { at, _ := endsOf(d); return G.Nodes{at} })
	}
	return s
}

// solve is, for each row, the numbers of a modeRow.
func (s *modeSolver) solve(in []G.Value) []float64 {
	f, err := s.family(in)
	rows, width := in[0].Shape()[0], modeColumns+s.ends
	out := make([]float64, rows*width)
	row := func(i int) modeRow { return out[i*width : (i+1)*width] }
	if err != nil { // the formulas are those of nodes that were built before
		for i := range rows {
			row(i).stay(math.NaN())
		}
		return out
	}
	ends := s.endsOf(f)
	density.EachOf(f, 0, rows, func(solver *density.Solver, i int) {
		r, own := density.Solve(f, i, solver), ends[i*s.ends:(i+1)*s.ends]
		row(i).stay(r.Mode())
		switch {
		case s.curve != nil:
			s.rests(f, r, i, row(i), own)
		case s.ends > 0: // the places of masses
			row(i).follow(own, 1, row(i)[0])
		}
	})
	if s.curve != nil {
		s.bend(f, row, ends)
	}
	return out
}

// family is the rows of the operands, of which a value out of its domain makes a row NaN.
func (s *modeSolver) family(in []G.Value) (*nodeFamily, error) {
	values := make(map[*G.Node]G.Value, len(in))
	for i := range in {
		values[s.programs.params[i].node] = s.programs.params[i].known(in[i])
	}
	return s.programs.family(func(n *G.Node) G.Value { return values[n] })
}

// known is v with NaN for what is out of p's domain.
func (p *nodeParam) known(v G.Value) G.Value {
	if p.domain == nil || p.domain.diagonal || firstOutside(ops.Data[float64](v), p) < 0 {
		return v
	}
	w := ops.NewValue(tensor.Float64, v.Shape())
	x := ops.Data[float64](w)
	for i, v := range ops.Data[float64](v) {
		if x[i] = v; !p.domain.holds(v) {
			x[i] = math.NaN()
		}
	}
	return w
}

// endsOf is what endsOf says of all rows.
func (s *modeSolver) endsOf(f *nodeFamily) (out []float64) {
	if s.at != nil {
		f.outputs(s.at, 0, f.n, func(take, _ int, v [][]float64) { out = append(out, v[0][:take*s.ends]...) })
	}
	return out
}

// rests finds out whether a mode is one of the ends, or of the support's; else it is taken for smooth until bend looks.
func (s *modeSolver) rests(f *nodeFamily, r density.Row, i int, row modeRow, ends []float64) {
	lo, hi := f.Support(i)
	edges, kinks := ends[:s.ends-s.kinks], ends[s.ends-s.kinks:]
	switch m := row[0]; {
	case s.programs.support.AtZero && m == 0:
	case row.follow(edges, 1, m) || m != m || beside(m, lo) || beside(m, hi): // where a density may be told wrong
	default:
		row[0] = s.onKink(f, i, m, kinks)
		if !row.follow(ends, 1, row[0]) {
			row[1], row[2] = row[0], math.NaN()
			return
		}
	}
	if y := r.Quantile(.5); y == y {
		row[1] = s.rounded(y, lo, hi)
	}
}

// onKink is the mode m, or the kink nearest to it of those where the density is no lower.
func (s *modeSolver) onKink(f *nodeFamily, i int, m float64, kinks []float64) float64 {
	if len(kinks) == 0 {
		return m
	}
	room := density.Borrow(2 * (len(kinks) + 1))
	defer density.GiveBack(room)
	y, log := (*room)[:len(kinks)+1], (*room)[len(kinks)+1:]
	y[0] = m
	copy(y[1:], kinks)
	f.LogProb(i, y, log)
	best := m
	for k, at := range kinks {
		if log[k+1] >= log[0] && (best == m || math.Abs(at-m) < math.Abs(best-m)) {
			best = at
		}
	}
	return best
}

// rounded is y as the graph's floats have it, inside the support still.
func (s *modeSolver) rounded(y, lo, hi float64) float64 {
	if s.float != tensor.Float32 {
		return y
	}
	x := float32(y)
	switch {
	case float64(x) <= lo:
		x = math.Nextafter32(x, float32(math.Inf(1)))
	case float64(x) >= hi:
		x = math.Nextafter32(x, float32(math.Inf(-1)))
	}
	return float64(x)
}

// modeSteps is how many of Newton's steps a mode takes: to compare densities leaves half of its digits.
const modeSteps = 3

// bend asks for the slopes at the modes that are no ends, which it makes as exact as those are.
func (s *modeSolver) bend(f *nodeFamily, row func(i int) modeRow, ends []float64) {
	for at := 0; at < f.n; {
		take, size := chunk(f.n - at)
		c, pool := f.call(s.curve, size, 1)
		f.bind(c, at, take)
		y := c.data[len(f.params)]
		for step := range modeSteps + 1 {
			for k := range y {
				y[k] = row(at + min(k, take-1))[1]
			}
			s.curve.run(c)
			for k := range take {
				s.top(f, at+k, row(at+k), top{c.out[0][k], c.out[1][k]}, ends, step == modeSteps)
			}
		}
		pool.put(c)
		at += take
	}
}

// top moves a mode that may be smooth nearer to where it is, or if that is done finds out what it rests on. Where the slope does not count
// but is no number, as at a median below all floats, it is to be asked for elsewhere: 0 times it would be none either.
func (s *modeSolver) top(f *nodeFamily, i int, row modeRow, at top, ends []float64, done bool) {
	lo, hi := f.Support(i)
	switch smooth := row[2] != row[2]; {
	case !smooth && !at.plain():
		row[1] = s.rounded(interior(lo, hi), lo, hi)
	case smooth && !done:
		row.climb(at, lo, hi)
	case smooth:
		row.settle(at, lo, hi, ends[i*s.ends:(i+1)*s.ends])
		row[1] = s.rounded(row[1], lo, hi)
	}
}
