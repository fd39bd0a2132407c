package flows_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// golden is a flow of another library with its weights; testdata/flows.py and flows_more.py write it.
type golden struct {
	Y, Z, C, Drawn array // points, noise, contexts; the points that the noise becomes
	LogProb        []float64
	Params         map[string]array
	Order          [][]int
}

type array struct {
	Shape []int
	Data  []float64
}

// goldenFlows are the same flows, by the names of the cases.
var goldenFlows = map[string]func(g golden) flows.Flow{
	"zuko MAF": func(g golden) flows.Flow { return flows.Flow{Dim: 3, Transforms: ordered(g, flows.Affine{}, 9, 8)} },
	"zuko MAF without context": func(g golden) flows.Flow {
		return flows.Flow{Dim: 4, Unconditional: true, Transforms: ordered(g, flows.Affine{}, 9, 8)}
	},
	"zuko NSF": func(g golden) flows.Flow { return flows.Flow{Dim: 3, Transforms: ordered(g, zukoSpline{4}, 8)} },
	"zuko coupling": func(golden) flows.Flow {
		return flows.Flow{Dim: 3, Transforms: []flows.Transform{
			flows.Coupling{Hidden: []int{7, 6}, Keep: []bool{false, true, false}}, flows.Coupling{Hidden: []int{7, 6}, Keep: []bool{true, false, true}},
		}}
	},
	"nflows NSF": func(golden) flows.Flow {
		of := flows.Spline{Bins: 4, Bound: 3}
		return flows.Flow{Dim: 3, Transforms: []flows.Transform{
			flows.Coupling{Of: of, Hidden: []int{7}, Keep: []bool{false, false, true}}, flows.LU{},
			flows.Coupling{Of: of, Hidden: []int{7}, Keep: []bool{true, false, false}}, flows.LU{},
		}}
	},
}

// moreFlows are those of flows_more.json, whose TFP maps noise to data.
var moreFlows = map[string]func(g golden) flows.Flow{
	"zuko BPF": func(g golden) flows.Flow {
		return flows.Flow{Dim: 3, Transforms: ordered(g, flows.Bernstein{Degree: 7}, 9, 8)}
	},
	"TFP RealNVP": func(golden) flows.Flow {
		return around(flows.Permute{Order: []int{2, 0, 1}}, flows.Coupling{Of: tfpAffine{}, Hidden: []int{7, 6}})
	},
	"TFP RealNVP of splines": func(golden) flows.Flow {
		return around(flows.Permute{Order: []int{2, 0, 1}}, flows.Coupling{Of: flows.Spline{Bins: 4}, Hidden: []int{7, 6}})
	},
	"TFP MAF": func(golden) flows.Flow {
		return around(flows.Reverse{}, flows.Autoregressive{Of: tfpAffine{}, Hidden: []int{9, 8}})
	},
}

// around is a transform twice, with another one between.
func around(middle, twice flows.Transform) flows.Flow {
	return flows.Flow{Dim: 3, Transforms: []flows.Transform{twice, middle, twice}}
}

// tfpAffine is the inverse of y = shift + e^s z, the parameters being shift and s.
type tfpAffine struct{}

func (tfpAffine) Parameters() int { return 2 }

func (tfpAffine) Map(params *G.Node) distributions.Bijector {
	parts := ops.Split(params, -1, 1, 1)
	lead := params.Shape()[:params.Dims()-1]
	scale := ops.Reshape(ops.Exp(ops.Neg(parts[1])), lead...)
	return distributions.Affine{Shift: ops.Neg(ops.Mul(ops.Reshape(parts[0], lead...), scale)), Scale: scale}
}

// ordered is a masked network for each order.
func ordered(g golden, of flows.Univariate, hidden ...int) (steps []flows.Transform) {
	for _, order := range g.Order {
		steps = append(steps, flows.Autoregressive{Of: of, Hidden: hidden, Order: order})
	}
	return steps
}

// zukoSpline is a Spline whose parameters zuko's network makes, bounded as zuko bounds them.
type zukoSpline struct{ bins int }

func (u zukoSpline) Parameters() int { return 3*u.bins - 1 }

func (u zukoSpline) Map(params *G.Node) distributions.Bijector {
	bounded := func(x *G.Node, by float64) *G.Node {
		return ops.Div(x, ops.AddConst(ops.MulConst(ops.Abs(x), by/math.Log(1000)), 1))
	}
	widths := func(x *G.Node) *G.Node { return ops.Log(ops.AddConst(ops.Softmax(bounded(x, 2)), -1e-3)) }
	parts := ops.Split(params, -1, u.bins, u.bins, u.bins-1)
	slope := ops.AddConst(ops.Exp(bounded(parts[2], 1)), -1e-3)
	return distributions.RationalQuadratic{
		Widths: widths(parts[0]), Heights: widths(parts[1]), Slopes: ops.AddConst(ops.Log(ops.Expm1(slope)), -math.Log(math.Expm1(1-1e-3))),
	}
}

// Log-densities and draws are those of zuko, nflows and TFP with the same weights, to the rounding of either, and of Bernstein polynomials
// those of mpmath.
func TestGoldenFlows(t *testing.T) {
	for file, made := range map[string]map[string]func(g golden) flows.Flow{"flows": goldenFlows, "flows_more": moreFlows} {
		var cases map[string]golden
		filetest.ReadJSON(t, "../testdata/"+file+".json", &cases)
		if len(cases) != len(made) {
			t.Errorf("%s has %d cases, and %d are known", file, len(cases), len(made))
		}
		for name, g := range cases {
			if made[name] == nil {
				t.Errorf("%s is in no line of this test", name)
				continue
			}
			g.check(t, name, made[name](g))
		}
	}
}

func (g golden) check(t *testing.T, name string, flow flows.Flow) {
	logs := g.run(t, flow, g.Y, func(d distributions.Distribution, y *G.Node) *G.Node { return d.LogProb(y) })
	drawn := g.run(t, flow, g.Z, distributions.Sample)
	for i, want := range g.LogProb {
		if math.Abs(logs[i]-want) > 1e-11*(1+math.Abs(want)) {
			t.Errorf("%s: log-density %v of row %d, want %v", name, logs[i], i, want)
		}
	}
	for i, want := range g.Drawn.Data {
		if math.Abs(drawn[i]-want) > 1e-11*(1+math.Abs(want)) {
			t.Errorf("%s: number %d of the draws is %v, want %v", name, i, drawn[i], want)
		}
	}
}

// run is f of the flow with the golden weights and x.
func (g golden) run(t *testing.T, flow flows.Flow, x array, f func(d distributions.Distribution, x *G.Node) *G.Node) []float64 {
	t.Helper()
	fn := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return f(flow.Forward(s, in[0]), in[1]) })
	in := []G.Value{g.C.value(), x.value()}
	p, err := fn.Init(1, in...)
	if err != nil {
		t.Fatal(err)
	}
	for path, v := range p.All() {
		if want, ok := g.Params[path]; ok {
			copy(ops.Data[float64](v), want.Data)
			delete(g.Params, path)
			defer func() { g.Params[path] = want }()
		} else if !p.IsState(path) {
			t.Errorf("%s has no value", path)
		}
	}
	if len(g.Params) > 0 {
		t.Errorf("%v are no weights", g.Params)
	}
	out, err := fn.Apply(p, in...)
	if err != nil {
		t.Fatal(err)
	}
	return numbers(out)
}

func (a array) value() G.Value { return value(tensor.Float64, a.Data, a.Shape...) }
