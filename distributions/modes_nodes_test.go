package distributions_test

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func mixedOf(logits *G.Node, components distributions.Distribution) distributions.Distribution {
	return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: logits}, Components: components}
}

// restingModes are modes that lie on something, which takes them along.
var restingModes = []struct {
	name string
	of   func(p G.Nodes) distributions.Distribution
	in   []array
	mode float64
	grad [][]float64
}{
	{"at an end of the window", func(p G.Nodes) distributions.Distribution {
		return distributions.Truncated{Base: normalOf(p), Low: p[2], High: p[3]}
	}, []array{vec(0), vec(1), vec(.5), vec(2)}, .5, [][]float64{{0}, {0}, {1}, {0}}},
	{"inside of it", func(p G.Nodes) distributions.Distribution {
		return distributions.Truncated{Base: normalOf(p), Low: p[2]}
	}, []array{vec(.7), vec(1), vec(.5)}, .7, [][]float64{{1}, {0}, {0}}},
	{"where a uniform begins", func(p G.Nodes) distributions.Distribution {
		return distributions.Mixture{Mixing: distributions.Categorical{Logits: p[0]}, Components: []distributions.Distribution{
			distributions.Uniform{Low: p[1], High: p[2]}, distributions.Exponential{Rate: p[3]}}}
	}, []array{arr([]float64{0, 0}, 1, 2), vec(1), vec(2), vec(1)}, 1, [][]float64{{0, 0}, {1}, {0}, {0}}},
	{"where an exponential begins", func(p G.Nodes) distributions.Distribution {
		return distributions.Mixture{Mixing: distributions.Categorical{Logits: p[0]}, Components: []distributions.Distribution{
			normalOf(p[1:]), distributions.Exponential{Rate: p[3]}}}
	}, []array{arr([]float64{0, 0}, 1, 2), vec(.3), vec(1), vec(5)}, 0, [][]float64{{0, 0}, {0}, {0}, {0}}},
	{"on a plateau", func(p G.Nodes) distributions.Distribution {
		return distributions.Truncated{Base: distributions.Uniform{Low: p[0], High: p[1]}, High: p[2]}
	}, []array{vec(1), vec(5), vec(2)}, 1.5, [][]float64{{.5}, {0}, {.5}}},
	{"on a plateau of a window on numbers", func(p G.Nodes) distributions.Distribution {
		return distributions.Truncated{Base: distributions.Beta{Alpha: p[0], Beta: p[0]}, High: p[1]}
	}, []array{vec(1), vec(.5)}, .25, [][]float64{{0}, {.5}}},
	{"where it is infinite", func(p G.Nodes) distributions.Distribution {
		return mixedOf(p[0], distributions.Gamma{Concentration: p[1], Rate: p[2]})
	}, []array{arr([]float64{0, 0}, 1, 2), arr([]float64{.5, 9}, 1, 2), arr([]float64{1, 1}, 1, 2)}, 0, [][]float64{{0, 0}, {0, 0}, {0, 0}}},
	{"at a kink after a map", func(p G.Nodes) distributions.Distribution {
		return distributions.Transformed{Base: distributions.Laplace{Loc: p[0], Scale: p[1]}, Bijector: distributions.Exp{}}
	}, []array{vec(1), vec(.5)}, math.E, [][]float64{{math.E}, {0}}},
	{"where a map of two ends without end begins", func(p G.Nodes) distributions.Distribution {
		return distributions.Transformed{Base: distributions.Exponential{Rate: p[0]}, Bijector: distributions.Chain{
			distributions.Affine{Shift: p[1]}, distributions.Exp{}, distributions.Affine{Scale: p[2]}, distributions.Affine{Shift: p[1], Scale: p[2]}}}
	}, []array{vec(2), vec(.5), vec(3)}, .5 + 9*math.Exp(.5), [][]float64{{0}, {1 + 9*math.Exp(.5)}, {6 * math.Exp(.5)}}},
	{"on a count", func(p G.Nodes) distributions.Distribution {
		return mixedOf(p[0], distributions.Poisson{Rate: p[1]})
	}, []array{arr([]float64{0, 1}, 1, 2), arr([]float64{2.5, 7.5}, 1, 2)}, 7, [][]float64{{0, 0}, {0, 0}}},
	{"on a count in a window", func(p G.Nodes) distributions.Distribution {
		return distributions.Truncated{Base: distributions.Poisson{Rate: p[0]}, High: p[1]}
	}, []array{vec(7.5), vec(4.5)}, 4, [][]float64{{0}, {0}}},
	{"on a count behind a hurdle", func(p G.Nodes) distributions.Distribution {
		return distributions.Hurdle{Logits: p[2], Base: mixedOf(p[0], distributions.Poisson{Rate: p[1]})}
	}, []array{arr([]float64{3, 1}, 1, 2), arr([]float64{.1, 7.5}, 1, 2), vec(-3)}, 1, [][]float64{{0, 0}, {0, 0}, {0}}},
	{"on one of two points", func(p G.Nodes) distributions.Distribution {
		return mixedOf(p[0], distributions.Deterministic{Loc: p[1]})
	}, []array{arr([]float64{0, 1}, 1, 2), arr([]float64{3, -2}, 1, 2)}, -2, [][]float64{{0, 0}, {0, 1}}},
	{"on a mass at 0, which is an end too", func(p G.Nodes) distributions.Distribution {
		return distributions.Truncated{Base: distributions.Hurdle{Logits: p[0], Base: distributions.Exponential{Rate: p[1]}}, Low: p[2]}
	}, []array{vec(-3), vec(1), vec(0)}, 0, [][]float64{{0}, {0}, {0}}},
	{"above a mass that is outside of the window", func(p G.Nodes) distributions.Distribution {
		return distributions.Truncated{Base: distributions.Hurdle{Logits: p[0], Base: distributions.Exponential{Rate: p[1]}}, Low: p[2]}
	}, []array{vec(-3), vec(1), vec(.5)}, .5, [][]float64{{0}, {0}, {1}}},
}

// A mode that is an end, a jump, the centre of a plateau, a count, a point or a mass at 0 moves with what it rests on, and only with that.
func TestModesThatRest(t *testing.T) {
	for _, c := range restingModes {
		for _, dt := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
			tol := map[tensor.Dtype]float64{tensor.Float64: 1e-13, tensor.Float32: 1e-6}[dt]
			out := mustEval(t, dt, c.in, modeAndGradients(t, c.of))
			within(t, fmt.Sprint(c.name, " in ", dt), out[0][0], c.mode, tol*max(1, c.mode))
			for k, g := range c.grad {
				for j, want := range g {
					within(t, fmt.Sprintf("%s in %v: the derivative by number %d of parameter %d", c.name, dt, j, k), out[k+1][j], want, tol*max(1, math.Abs(want)))
				}
			}
		}
	}
}

// A batch of any shape has its modes, of parameters that rows share too; rows of NaN and of parameters out of their domain are NaN, and the
// others are what they are alone.
func TestModeShapes(t *testing.T) {
	in := []array{arr([]float64{.2, -.3, 1}, 3), arr([]float64{-1, 0, 2, 5, 1, 0, 3, 3, 8, 0, 1, 2, -1, 1, 4, 4, 1, 9}, 2, 3, 3), arr([]float64{1}, 1)}
	of := func(p G.Nodes) distributions.Distribution {
		return mixedOf(p[0], distributions.Normal{Loc: p[1], Scale: p[2]})
	}
	whole := mustEval(t, tensor.Float64, in, modeAndGradients(t, of))
	for i := range 6 {
		alone := mustEval(t, tensor.Float64, []array{in[0], arr(in[1].data[3*i:3*i+3], 3), in[2]}, modeAndGradients(t, of))
		if alone[0][0] != whole[0][i] || !slices.Equal(alone[2], whole[2][3*i:3*i+3]) {
			t.Errorf("row %d: %v with derivatives %v, alone %v with %v", i, whole[0][i], whole[2][3*i:3*i+3], alone[0], alone[2])
		}
	}
	nan := math.NaN()
	bad := mustEval(t, tensor.Float64, []array{arr([]float64{0, 1}, 2), arr([]float64{0, 1, nan, 1, 0, 1, 0, 1}, 4, 2), arr([]float64{1, 1, 1, 1, -1, 1, 1, 0}, 4, 2)}, modeAndGradients(t, of))
	for i, m := range bad[0] {
		if math.IsNaN(m) != (i > 0) {
			t.Errorf("row %d of good and bad parameters is %v", i, m)
		}
	}
	window := mustEval(t, tensor.Float64, []array{vec(0, 0), vec(1, 1), vec(-1, 2), vec(1, 1)}, modeAndGradients(t, func(p G.Nodes) distributions.Distribution {
		return distributions.Truncated{Base: normalOf(p), Low: p[2], High: p[3]}
	}))
	if m := window[0]; m[0] != 0 || !math.IsNaN(m[1]) {
		t.Errorf("modes %v of a window and of one without mass", m)
	}
}

// Vectors have no such mode, and the error says who searches for one.
func TestNoModeOfVectors(t *testing.T) {
	_, err := evalNodes(tensor.Float64, []array{zeros(2, 3), zeros(2, 3, 4)}, one(func(in G.Nodes) *G.Node {
		return distributions.Mode(mixedOf(in[0], distributions.MultivariateNormalDiag{Loc: in[1], Scale: ops.AddConst(in[1], 1)}))
	}))
	if err == nil || !strings.Contains(err.Error(), "has no mode in closed form; distributions.Joint") {
		t.Errorf("the error is %v", err)
	}
}

// The kink of a density that does not tell of it has a mode, which stays where it is.
func TestModeOfAnUntoldKink(t *testing.T) {
	out := mustEval(t, tensor.Float64, []array{arr([]float64{0, 0}, 1, 2), arr([]float64{1, 9}, 1, 2), arr([]float64{1, 2}, 1, 2)}, modeAndGradients(t, func(p G.Nodes) distributions.Distribution {
		return mixedOf(p[0], untold{distributions.Laplace{Loc: p[1], Scale: p[2]}})
	}))
	within(t, "the mode", out[0][0], 1, 1e-7)
	for k, g := range out[1:] {
		for _, v := range g {
			if v != 0 {
				t.Errorf("the derivative by parameter %d is %v", k, g)
			}
		}
	}
}

// untold hides what else its distribution has.
type untold struct {
	Of distributions.Distribution
}

func (d untold) BatchShape() tensor.Shape  { return d.Of.BatchShape() }
func (d untold) EventShape() tensor.Shape  { return d.Of.EventShape() }
func (d untold) LogProb(y *G.Node) *G.Node { return d.Of.LogProb(y) }
func (d untold) Mean() *G.Node             { return distributions.Mean(d.Of) }
func (d untold) Variance() *G.Node         { return distributions.Variance(d.Of) }

// The bits are those of any number of cores, and of several runs at once.
func TestModesOnCores(t *testing.T) {
	const n = 70
	f := graph.NewFunc(modeAndGradients(t, func(p G.Nodes) distributions.Distribution {
		return mixedOf(p[0], distributions.Gamma{Concentration: p[1], Rate: p[2]})
	}))
	var in []G.Value
	for k := range 3 {
		data := make([]float64, 2*n)
		for i := range data {
			data[i] = 1.5 + math.Sin(float64(i*(k+1)))
		}
		in = append(in, arr(data, n, 2).value(tensor.Float64))
	}
	run := func() (all []float64) {
		out, err := f.Call(in...)
		if err != nil {
			t.Error(err)
		}
		for _, v := range out {
			all = append(all, floats(v)...)
		}
		return all
	}
	want := run()
	for _, cores := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(cores)
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				if got := run(); !slices.Equal(got, want) {
					t.Errorf("on %d cores other bits", cores)
				}
			})
		}
		group.Wait()
		runtime.GOMAXPROCS(before)
	}
}
