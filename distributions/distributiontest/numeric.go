package distributiontest

import (
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// densityOnly hides what a distribution has in closed form, so that a Posterior integrates its density.
type densityOnly struct{ Of distributions.Distribution }

func (d densityOnly) BatchShape() tensor.Shape       { return d.Of.BatchShape() }
func (d densityOnly) EventShape() tensor.Shape       { return d.Of.EventShape() }
func (d densityOnly) LogProb(y *G.Node) *G.Node      { return d.Of.LogProb(y) }
func (d densityOnly) Support() distributions.Support { return distributions.SupportOf(d.Of) }

// bumped also tells where the bulk is: without it a bump that is narrow against the line may be missed.
type bumped struct{ Of distributions.Distribution }

func (d bumped) BatchShape() tensor.Shape       { return d.Of.BatchShape() }
func (d bumped) EventShape() tensor.Shape       { return d.Of.EventShape() }
func (d bumped) LogProb(y *G.Node) *G.Node      { return d.Of.LogProb(y) }
func (d bumped) Support() distributions.Support { return distributions.SupportOf(d.Of) }
func (d bumped) Bump() (at, width *G.Node)      { return d.Of.(distributions.HasBump).Bump() }

// posterior is the rows as numbers.
func (s *subject) posterior(d distributions.Distribution) (distributions.Posterior, error) {
	return distributions.NewPosterior(d, func(n *G.Node) G.Value { return n.Value() })
}

func (s *subject) bare() distributions.Distribution {
	if has[distributions.HasBump](s.d) {
		return bumped{s.d}
	}
	return densityOnly{s.d}
}

// ends are the support's by row.
func (s *subject) ends(t *testing.T) []distributions.Interval {
	q, err := s.posterior(s.d)
	if err != nil {
		t.Fatal(err)
	}
	return q.Support()
}

// outside asks beyond the ends of the support, and between the integers.
func outside(t *testing.T, s *subject) {
	if !s.scalar() {
		return
	}
	ends := s.ends(t)
	y := func(pick func(e distributions.Interval, y float64) float64) param {
		p := s.targets()
		p.data = slices.Clone(p.data)
		for i, e := range ends {
			p.data[i] = pick(e, p.data[i])
		}
		return p
	}
	places := []param{
		y(func(e distributions.Interval, _ float64) float64 { return e.Lo - max(1e-6*math.Abs(e.Lo), 1e-6) }),
		y(func(e distributions.Interval, _ float64) float64 { return e.Hi + max(1e-6*math.Abs(e.Hi), 1e-6) }),
	}
	if s.kind == distributions.Integers {
		places = append(places, y(func(_ distributions.Interval, y float64) float64 { return y + .5 }))
	}
	for _, p := range places {
		logp, err := s.logProb(tensor.Float64, s.params, p)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range logp {
			if v := p.data[i]; !math.IsInf(v, 0) {
				within(t, at("off the support, the log-density", i), l, math.Inf(-1), 0)
			}
		}
	}
}

// closedForms compares with the numbers of the bare density, which are right to about 1e-10 of the mass.
func closedForms(t *testing.T, s *subject) {
	q, err := s.posterior(s.bare())
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range q.Warnings() {
		t.Errorf("the density alone: %s; if there is none on part of the line, Support says where it is, and LogProb is -Inf elsewhere", w)
	}
	sd := q.StdDev()
	for i := range sd {
		if math.IsNaN(sd[i]) || math.IsInf(sd[i], 0) {
			sd[i] = math.Inf(1) // no scale to compare means by
		}
	}
	numeric := map[string][]float64{"mean": q.Mean(), "variance": q.Variance(), "entropy": q.Entropy(), "mode": q.Mode()}
	for _, a := range ofRows {
		got, ok := s.ask(t, a, s.targets())
		if !ok {
			continue
		}
		for i, v := range got {
			want := numeric[a.name][i]
			if a.name == "mode" {
				s.densest(t, i, v, want)
				continue
			}
			if math.IsNaN(v) || math.IsInf(v, 0) || math.IsInf(sd[i], 1) && a.name != "entropy" {
				continue // does not exist, which no quadrature sees
			}
			unit := map[string]float64{"mean": sd[i], "variance": sd[i] * sd[i], "entropy": 1}[a.name]
			within(t, at("the "+a.name, i), v, want, 1e-7*unit+1e-12*math.Abs(want))
		}
	}
	s.cumulative(t, q, s.targets())
	if s.atZero {
		zero := s.targets()
		zero.data = make([]float64, s.n)
		s.cumulative(t, q, zero)
	}
}

// densest holds a mode in closed form to the density there: of a plateau any point may be given.
func (s *subject) densest(t *testing.T, i int, got, want float64) {
	y := s.targets()
	y.data = slices.Clone(y.data)
	y.data[i] = got
	there, err := s.logProb(tensor.Float64, s.params, y)
	if err != nil {
		t.Fatal(err)
	}
	y.data[i] = want
	numeric, err := s.logProb(tensor.Float64, s.params, y)
	if err != nil {
		t.Fatal(err)
	}
	if !(there[i] >= numeric[i]-1e-9*max(1, math.Abs(numeric[i]))) {
		t.Errorf("the mode of row %d is %v, where the log-density is %v: at %v it is %v", i, got, there[i], want, numeric[i])
	}
}

// cumulative compares probabilities at y.
func (s *subject) cumulative(t *testing.T, q distributions.Posterior, y param) {
	want := q.CDF(y.data)
	for _, a := range ofPoints {
		got, ok := s.ask(t, a, y)
		if !ok {
			continue
		}
		for i, v := range got {
			switch a.name {
			case "log-cdf":
				v = math.Exp(v)
			case "log-survival":
				v = -math.Expm1(v)
			}
			within(t, at("by the "+a.name+" the cdf", i), v, want[i], 1e-9)
		}
	}
}
