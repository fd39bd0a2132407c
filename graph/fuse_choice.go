package graph

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// passes reports whether an op's value is its first operand.
func passes(op G.Op) bool {
	_, ok := op.(interface{ Passes() })
	return ok || op.String() == "stop_gradient"
}

// through lets a step read what a stop_gradient, or the like, passes on, rather than a copy of it.
func (f *fusion) through(s *step) {
	for j := range s.in {
		for p := f.producer(s.in[j]); p != nil && passes(p.op); p = f.producer(s.in[j]) {
			f.uses[s.in[j]]--
			s.in = slices.Clone(s.in)
			s.in[j] = p.in[0]
			f.uses[s.in[j]]++
			f.took["passed"]++
		}
	}
}

// choice makes a Where compare for itself if its mask compares with numbers: densities are full of such edges and domains, and
// the mask is neither written nor read.
func (f *fusion) choice(s *step) {
	if s.compute == nil || s.form.kind != elementwise || s.form.name != "where" {
		return
	}
	m := f.producer(s.in[0])
	if m == nil || f.hold[m.out] || f.keep[m.out] || m.form.kind != elementwise {
		return
	}
	x, lo, hi, ok := f.interval(m)
	if !ok || !slices.Equal(m.form.shapes[x], s.form.shapes[0]) || len(f.shapes[s.out]) > maxRank || !inBlock(f.dtypes[s.out], f.shapes[s.out]) {
		return
	}
	in, form := slices.Clone(s.in), s.form
	in[0] = m.in[x]
	form.name = "where " + m.form.name
	if form.loop = kernel.SelectBetween[float64](lo, hi); f.dtypes[s.out] == tensor.Float32 {
		form.loop = kernel.SelectBetween[float32](lo, hi)
	}
	f.replace("choice", s, in, computeLoop(form, f.dtypes[s.out], f.shapes[s.out]), form)
}

// interval is the operand of a comparison and the closed interval in which it must be for the comparison to hold, if the other
// operand is a number.
func (f *fusion) interval(s *step) (operand int, lo, hi float64, ok bool) {
	switch name, limits, _ := strings.Cut(s.form.name, "("); name {
	case "between":
		a, b, _ := strings.Cut(strings.TrimSuffix(limits, ")"), ",")
		lo, e := strconv.ParseFloat(a, 64)
		hi, g := strconv.ParseFloat(b, 64)
		return 0, lo, hi, e == nil && g == nil
	case "equal", "less":
		for j, slot := range s.in {
			v := f.fixed[slot]
			if v == nil || product(s.form.shapes[j]) != 1 || len(s.in) != 2 {
				continue
			}
			c := Float(v)
			switch {
			case c-c != 0:
				return 0, 0, 0, false
			case name == "equal":
				return 1 - j, c, c, true
			case j == 0:
				return 1, beside(c, math.Inf(1), f.dtypes[slot]), math.Inf(1), true
			}
			return 0, math.Inf(-1), beside(c, math.Inf(-1), f.dtypes[slot]), true
		}
	}
	return 0, 0, 0, false
}

// beside is the number of a type next to c on the way to another.
func beside(c, to float64, dt tensor.Dtype) float64 {
	if dt == tensor.Float32 {
		return float64(math.Nextafter32(float32(c), float32(to)))
	}
	return math.Nextafter(c, to)
}
