package plan

import (
	"fmt"
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
func (f *fusion) through(s *Step) {
	for j := range s.In {
		for p := f.producer(s.In[j]); p != nil && passes(p.op); p = f.producer(s.In[j]) {
			f.uses[s.In[j]]--
			s.In = slices.Clone(s.In)
			s.In[j] = p.In[0]
			f.uses[s.In[j]]++
			f.Took["passed"]++
		}
	}
}

// choice makes a Where compare for itself if its mask compares with numbers: densities are full of such edges and domains, and
// the mask is neither written nor read.
func (f *fusion) choice(s *Step) {
	if s.compute == nil || s.form.Kind != Elementwise || s.form.Name != "where" {
		return
	}
	m := f.producer(s.In[0])
	if m == nil || f.hold[m.Out] || f.keep[m.Out] || m.form.Kind != Elementwise {
		return
	}
	x, lo, hi, ok := f.interval(m)
	if !ok || !slices.Equal(m.form.Shapes[x], s.form.Shapes[0]) || len(f.Shapes[s.Out]) > maxRank || !InBlock(f.Dtypes[s.Out], f.Shapes[s.Out]) {
		return
	}
	in, form := slices.Clone(s.In), s.form
	in[0] = m.In[x]
	form.Name = fmt.Sprintf("where between(%v,%v)", lo, hi)
	if form.Loop = kernel.SelectBetween[float64](lo, hi); f.Dtypes[s.Out] == tensor.Float32 {
		form.Loop = kernel.SelectBetween[float32](lo, hi)
	}
	f.replace("choice", s, in, computeLoop(form, f.Dtypes[s.Out], f.Shapes[s.Out]), form)
}

// interval is the operand of a comparison and the closed interval in which it must be for the comparison to hold, if the other
// operand is a number.
func (f *fusion) interval(s *Step) (operand int, lo, hi float64, ok bool) {
	switch name, limits, _ := strings.Cut(s.form.Name, "("); name {
	case "between":
		a, b, _ := strings.Cut(strings.TrimSuffix(limits, ")"), ",")
		lo, e := strconv.ParseFloat(a, 64)
		hi, g := strconv.ParseFloat(b, 64)
		return 0, lo, hi, e == nil && g == nil
	case "equal", "less":
		if len(s.In) == 2 && s.In[0] == s.In[1] && name == "equal" { // all but NaN
			return 0, math.Inf(-1), math.Inf(1), true
		}
		for j, slot := range s.In {
			v := f.Fixed[slot]
			if v == nil || tensor.ProdInts(s.form.Shapes[j]) != 1 || len(s.In) != 2 {
				continue
			}
			c := Number(v)
			switch {
			case c-c != 0:
				return 0, 0, 0, false
			case name == "equal":
				return 1 - j, c, c, true
			case j == 0:
				return 1, beside(c, math.Inf(1), f.Dtypes[slot]), math.Inf(1), true
			}
			return 0, math.Inf(-1), beside(c, math.Inf(-1), f.Dtypes[slot]), true
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
