package distributions

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Weights is the weight of each component of each row's mixture, (rows, components), which sum to 1 over a row: those of a
// MixtureSameFamily, of equal parts of all draws of a network's weights, or of both: then component c of k of draw d is number
// d*k + c. After SwapPrior a component counts by the mass that it has under the new prior, so that
//
//	p(y) = sum over c of Weights()[i][c] times the density of Component(c) in row i
//
// holds then too. A row whose parameters are NaN has NaN. It is an error if the rows are no mixtures. Time and memory are
// those of reading the parameters, after SwapPrior of as many swaps as there are components.
func (q Posterior) Weights() ([][]float64, error) {
	m, err := q.components()
	if err != nil {
		return nil, err
	}
	return q.weightsOf(m, q.f)
}

// Component is component c of each row's mixture, in the order of Weights, as a Posterior of its own; of one that SwapPrior made
// the component swapped, where a row without any mass on the target's support answers NaN. It is an error if there is no
// such component, or if the rows are no mixtures.
func (q Posterior) Component(c int) (Posterior, error) {
	m, err := q.components()
	if err != nil {
		return Posterior{}, err
	}
	if c < 0 || c >= m.n*m.draws {
		return Posterior{}, fmt.Errorf("distributions: component %d of a mixture of %d", c, m.n*m.draws)
	}
	return q.component(m, q.f, c)
}

// mixtureRows is how to read the mixtures in a family.
type mixtureRows struct {
	n, draws int // components of a draw, and draws
	d        MixtureSameFamily
	p        *nodePrograms                                          // of d; nil if the components are the draws
	at       func(i, draw int) (rows *nodeFamily, row int, ok bool) // where a row of a draw is; not ok: it could not be loaded
}

func (q Posterior) components() (mixtureRows, error) {
	if q.n == 0 {
		return mixtureRows{}, errors.New("distributions: components of a posterior without rows")
	}
	m := mixturesIn(innerFamily(q.f))
	m.draws = q.Draws()
	if m.p != nil {
		if d, ok := m.p.d.(MixtureSameFamily); ok {
			m.d, m.n = d, d.Mixing.count()
			return m, nil
		}
	}
	if m.n, m.p = 1, nil; m.draws == 1 {
		return m, errors.New("distributions: components: the rows are no mixtures: neither of a MixtureSameFamily nor of draws of a network's weights")
	}
	return m, nil
}

// innerFamily is what was scaled and swapped.
func innerFamily(f density.Family) density.Family {
	for f.Has().Wrapper != nil {
		f = f.Has().Wrapper.Inside()
	}
	return f
}

// mixturesIn finds the nodes that rows are made of.
func mixturesIn(f density.Family) (m mixtureRows) {
	switch f := f.(type) {
	case *nodeFamily:
		return mixtureRows{p: f.nodePrograms, at: func(i, _ int) (*nodeFamily, int, bool) { return f, i, true }}
	case *mixed:
		inner := mixturesIn(f.inner)
		return mixtureRows{p: inner.p, at: func(i, draw int) (*nodeFamily, int, bool) { return inner.at(i*f.s+draw, 0) }}
	case *redirected:
		return mixtureRows{p: mixturesIn(f.like).p, at: func(i, draw int) (*nodeFamily, int, bool) {
			g, row := f.at(i)
			if m := mixturesIn(g); m.at != nil {
				return m.at(row, draw)
			}
			return nil, 0, false
		}}
	}
	return m
}

// component is component c of q's rows in f.
func (q Posterior) component(m mixtureRows, f density.Family, c int) (Posterior, error) {
	if outer := f.Has().Wrapper; outer != nil {
		base, err := q.component(m, outer.Inside(), c)
		if err != nil {
			return base, err
		}
		return base.over(outer.Again(base.f, base.first, base.n)), nil
	}
	if m.p == nil {
		return q.over(f).Draw(c), nil
	}
	return q.ofNodes(m, c%m.n, c/m.n)
}

// ofNodes is component c of draw d, a distribution of nodes of its own.
func (q Posterior) ofNodes(m mixtureRows, c, draw int) (out Posterior, err error) {
	defer build.Recover(&err)
	const rows = 3 // that the nodes are declared for: any number
	g, values, k := G.NewGraph(), map[*G.Node]G.Value{}, 0
	d := Map(m.d, func(*G.Node) *G.Node {
		at := m.p.use[k]
		k++
		own, step, from := m.share(at, c)
		n := build.Input(g, tensor.Float64, fmt.Sprint("component", k), join(tensor.Shape{rows}, own)...)
		v := ops.NewValue(tensor.Float64, join(tensor.Shape{q.n}, own))
		m.read(q.first, draw, at, step, from, ops.Data[float64](v))
		values[n] = v
		return n
	}).(MixtureSameFamily)
	out, err = NewPosterior(d.Components, func(n *G.Node) G.Value { return values[n] })
	out.notes = q.notes
	return out, err
}

// share is what component c has of a parameter: the shape, how many numbers, and from which on.
func (m mixtureRows) share(param, c int) (own tensor.Shape, step, from int) {
	s := m.p.params[param].shape
	for len(s) > 0 && s[0] == 1 && s.TotalSize() > 1 { // the rows' axis of what they share
		s = s[1:]
	}
	switch {
	case s.TotalSize() == 1:
		return nil, 1, 0
	case s[0] != m.n:
		build.Fail("components", []tensor.Shape{s}, "a parameter of %d components has this shape: its first axis after the rows must be theirs", m.n)
	}
	own = s[1:].Clone()
	return own, own.TotalSize(), c * own.TotalSize()
}

// read sets dst to step numbers from one on of a parameter in each row.
func (m mixtureRows) read(first, draw, param, step, from int, dst []float64) {
	room := make([]float64, m.p.params[param].shape.TotalSize())
	for i := range len(dst) / step {
		rows, row, ok := m.at(first+i, draw)
		if !ok {
			fill(dst[i*step:(i+1)*step], math.NaN())
			continue
		}
		rows.parameter(param, row, room)
		copy(dst[i*step:(i+1)*step], room[from:])
	}
}
