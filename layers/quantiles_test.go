package layers

import (
	"math"
	"math/rand/v2"
	"testing"

	G "gorgonia.org/gorgonia"
)

// starting is a scope at the start of a pass; the targets have the quantiles (k+1/2)/4000 of target, none if it is nil.
func starting(target func(p float64) float64) *Scope {
	const n = 4000
	p := &Pass{Graph: G.NewGraph(), Params: &Params{}, Init: true}
	if target != nil {
		p.Targets = NewTargets(1, func() (y, weights []float64) {
			for k := range n + 1 {
				y = append(y, target(float64(k)/n))
			}
			return y, nil
		})
	}
	return p.Scope()
}

// By hand, of a target that is uniform on [2, 6]: cells of width 1, locations in their middles.
func TestQuantilesByHand(t *testing.T) {
	s := starting(func(p float64) float64 { return 2 + 4*p })
	for k, want := range []float64{2.5, 3.5, 4.5, 5.5} {
		if got := s.Quantiles().Draw(nil, 4)[k]; got != want {
			t.Errorf("location %d is %v, want %v", k, got, want)
		}
		if got := s.Spacings().Draw(nil, 4)[k]; got != .5 {
			t.Errorf("scale %d is %v, want .5", k, got)
		}
	}
	if got := s.Quantiles().Draw(nil, 2, 3); len(got) != 6 || math.Abs(got[0]-7./3) > 1e-3 || math.Abs(got[5]-17./3) > 1e-3 {
		t.Errorf("locations (2, 3) are %v", got)
	}
}

// Ties leave every scale above 0, a constant target too; without a target it is the standard normal, symmetric and ordered.
func TestQuantilesEdges(t *testing.T) {
	tied := starting(func(p float64) float64 { return math.Round(p) })
	if got := tied.Spacings().Draw(nil, 4); got[0] != 1./80 || got[1] < .4 {
		t.Errorf("scales of two values are %v", got)
	}
	constant := starting(func(float64) float64 { return 3 })
	if got := constant.Spacings().Draw(nil, 4); got[0] != .5 || constant.Quantiles().Draw(nil, 4)[3] != 3 {
		t.Errorf("scales of a constant are %v", got)
	}
	q, w := starting(nil).Quantiles().Draw(nil, 5), starting(nil).Spacings().Draw(nil, 5)
	for k := range q {
		if math.Abs(q[k]+q[4-k]) > 1e-14 || math.Abs(w[k]-w[4-k]) > 1e-14 || !(w[k] > 0) || math.IsInf(w[k], 0) {
			t.Errorf("standard normal: %v and %v are not symmetric", q, w)
		}
	}
	if math.Abs(q[4]-1.2815515655446004) > 1e-14 { // its quantile .9
		t.Errorf("location %v, want 1.28155", q[4])
	}
}

// Positive starts where it is told to, and as near above Floor as softplus allows where that is not above it.
func TestPositiveStart(t *testing.T) {
	start := func(values ...float64) []float64 {
		p := Positive{Units: len(values), Floor: 1, Kernel: Zeros, Start: InitializerFunc(func(*rand.Rand, ...int) []float64 { return values })}
		bias := p.bias().Draw(nil, len(values))
		for i, b := range bias {
			bias[i] = p.Floor + math.Log1p(math.Exp(b))
		}
		return bias
	}
	for i, got := range start(1.001, 1.7, 3, 50, 600, 1, -4) {
		if want := []float64{1.001, 1.7, 3, 50, 600, 1.0001, 1.0001}[i]; math.Abs(got-want) > 1e-13*want {
			t.Errorf("value %d starts at %v, want %v", i, got, want)
		}
	}
	if (Positive{Units: 2}).bias() != nil {
		t.Error("without Start there is a bias to start with")
	}
}

// Betas have their modes at the quantiles, those of a target that reaches the ends a hundredth inside.
func TestBetaQuantiles(t *testing.T) {
	s := starting(func(p float64) float64 { return p * p })
	first, second := s.BetaQuantiles()
	a, b := first.Draw(nil, 8), second.Draw(nil, 8)
	for k := range a {
		want := max(math.Pow((float64(k)+.5)/8, 2), .01)
		mode := (a[k] - 1) / (a[k] + b[k] - 2)
		sd := math.Sqrt(a[k]*b[k]/(a[k]+b[k]+1)) / (a[k] + b[k])
		if math.Abs(mode-want) > 1e-12 || !(a[k] > 1 && b[k] > 1) {
			t.Errorf("component %d: mode %v, want %v", k, mode, want)
		}
		if spacing := s.Spacings().Draw(nil, 8)[k]; k > 2 && math.Abs(sd/spacing-1) > .35 {
			t.Errorf("component %d: standard deviation %v beside a spacing of %v", k, sd, spacing)
		}
	}
}
