package ops_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// mapAnswers are the images of points, the log-slopes there, and the inverses of other points.
type mapAnswers struct{ Y, Slope, Inverse []float64 }

type mapGolden struct {
	Kind, Name    string
	Bound         float64
	Params, X, Of []float64
	Truth         mapAnswers
	DerivativesAt []float64      `json:"derivatives_at"`
	Derivatives   [][2][]float64 // at each, of y and of the log-slope, for x and each parameter
	Others        map[string]mapAnswers
}

// at makes the map of the golden case, or its inverse, of parameters that are a node.
func (g mapGolden) at(x, p *G.Node, inverse bool) (y, slope *G.Node) {
	if g.Kind == "polynomial" {
		if inverse {
			return ops.BernsteinInverse(x, p, g.Bound)
		}
		return ops.Bernstein(x, p, g.Bound)
	}
	k := (len(g.Params) + 1) / 3
	s := ops.Split(p, -1, k, k, k-1)
	if inverse {
		return ops.RationalQuadraticInverse(x, s[0], s[1], s[2], g.Bound)
	}
	return ops.RationalQuadratic(x, s[0], s[1], s[2], g.Bound)
}

func mapGoldens(t *testing.T) (all []mapGolden) {
	filetest.ReadJSON(t, "../testdata/univariate.json", &all)
	return all
}

// Values are those of mpmath. A knot is rounded to an ulp of the bound, of which the narrowest bin has 2e-3: so a place in a bin may
// be wrong by 500 ulps, and the logarithm of a slope by a few times as many. In float32 that is 1e-4, beside what x is rounded by.
func TestUnivariateGoldens(t *testing.T) {
	for _, g := range mapGoldens(t) {
		for _, dt := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
			eps := map[tensor.Dtype]float64{tensor.Float32: 0x1p-23, tensor.Float64: 0x1p-52}[dt]
			t.Run(fmt.Sprint(g.Kind, " ", g.Name, " ", dt), func(t *testing.T) {
				f := newFixture(dt)
				p := f.vector(g.Params...)
				y, slope := g.at(f.vector(g.X...), p, false)
				x, steep := g.at(f.vector(g.Of...), p, true)
				gy, gs, gx, gi := f.eval(y), f.eval(slope), f.eval(x), f.eval(steep)
				for i, want := range g.Truth.Y {
					checkNear(t, fmt.Sprintf("f(%v)", g.X[i]), gy[i], want, 16*eps*(math.Abs(want)+g.Bound+math.Abs(g.X[i]))*(1+math.Exp(g.Truth.Slope[i])))
					checkNear(t, fmt.Sprintf("log-slope at %v", g.X[i]), gs[i], g.Truth.Slope[i], 4500*eps)
				}
				for i, want := range g.Truth.Inverse {
					checkNear(t, fmt.Sprintf("inverse of %v", g.Of[i]), gx[i], want, 16*eps*(math.Abs(want)+g.Bound+math.Abs(g.Of[i]))*(1+math.Exp(gi[i])))
				}
			})
		}
	}
}

// Gradients for x and all parameters are mpmath's derivatives.
func TestUnivariateGoldenGradients(t *testing.T) {
	for _, g := range mapGoldens(t) {
		t.Run(g.Kind+" "+g.Name, func(t *testing.T) {
			for i, at := range g.DerivativesAt {
				f := newFixture(tensor.Float64)
				x, p := f.vector(at), f.vector(g.Params...)
				y, slope := g.at(x, p, false)
				for part, out := range []*G.Node{y, slope} {
					grads := gradients(t, ops.Sum(out), x, p)
					got := append(f.eval(grads[0]), f.eval(grads[1])...)
					for k, want := range g.Derivatives[i][part] {
						checkNear(t, fmt.Sprintf("part %d at %v, derivative %d", part, at, k), got[k], want, 1e-12*(1+math.Abs(want)))
					}
				}
			}
		})
	}
}

// zuko, nflows and TFP give the same of parameters moved over to theirs. What they lose in narrow bins, where they subtract what we
// do not, and what zuko's polynomial leaves out at its ends, is the tolerance; its inverse stops at 1e-6 of the interval.
func TestUnivariateOtherLibraries(t *testing.T) {
	for _, g := range mapGoldens(t) {
		for name, other := range g.Others {
			t.Run(fmt.Sprint(g.Kind, " ", g.Name, " of ", name), func(t *testing.T) {
				value, inverse := 1e-9, 1e-9
				if g.Kind == "polynomial" {
					value, inverse = 1e-7, 2e-6*g.Bound
				}
				for i, y := range other.Y {
					checkNear(t, fmt.Sprintf("f(%v)", g.X[i]), y, g.Truth.Y[i], value*(1+math.Abs(y)))
					checkNear(t, fmt.Sprintf("log-slope at %v", g.X[i]), other.Slope[i], g.Truth.Slope[i], value)
				}
				for i, x := range other.Inverse {
					checkNear(t, fmt.Sprintf("inverse of %v", g.Of[i]), x, g.Truth.Inverse[i], inverse*(1+math.Abs(x)))
				}
			})
		}
	}
}

func checkNear(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %.17g, not %.17g: off by %.2g, %.2g are allowed", what, got, want, got-want, tolerance)
	}
}
