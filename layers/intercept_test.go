package layers_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// scaled multiplies every weight by a learned number and reports the sum of its squares.
type scaled struct{ by float64 }

func (w scaled) Param(s *layers.Scope, name string, init layers.Initializer, shape ...int) *G.Node {
	v := s.Sub(name).Param("v", init, shape...)
	s.Penalty(layers.Penalty{Path: s.Sub(name).Path(), CrossEntropy: ops.Sum(ops.Square(v))})
	return ops.Mul(v, s.Sub(name).Param("g", layers.Constant(w.by), 1))
}

// doubled sees the rows of linear maps and leaves the rest alone.
type doubled struct{}

func (doubled) Param(s *layers.Scope, name string, init layers.Initializer, shape ...int) *G.Node {
	return s.Param(name, init, shape...)
}

func (doubled) Linear(s *layers.Scope, l layers.Linear, x *G.Node) *G.Node {
	if l.Out() != 2 {
		return nil
	}
	return ops.MulConst(s.Linear(l, x), 2)
}

func wrap(l layers.Layer, by ...layers.Interceptor) layers.Layer {
	return layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node {
		for _, i := range by {
			s = s.Intercept(i)
		}
		return l.Forward(s, x)
	})
}

// The parameters of wrappers lie below the names asked for, whichever wrapper is outside.
func TestInterceptedPaths(t *testing.T) {
	net := layers.MLP{Widths: []int{3, 2}}
	want := []string{"dense_0/kernel/v", "dense_0/kernel/g", "dense_0/bias/v", "dense_0/bias/g",
		"dense_1/kernel/v", "dense_1/kernel/g", "dense_1/bias/v", "dense_1/bias/g"}
	for _, l := range []layers.Layer{wrap(net, scaled{3}), wrap(net, scaled{3}, doubled{}), wrap(net, doubled{}, scaled{3})} {
		p, err := of(l).Init(1, matrix(2, 4))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, p.Names()); d != "" {
			t.Error(d)
		}
	}
	two, err := of(wrap(layers.Dense{Units: 1, NoBias: true}, scaled{2}, scaled{5})).Init(1, matrix(2, 4))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"kernel/v/v", "kernel/v/g", "kernel/g/v", "kernel/g/g"}, two.Names()); d != "" {
		t.Error(d)
	}
}

// What an interceptor returns is what the layer computes with, and a nil from Linear leaves it to Param.
func TestInterceptedValues(t *testing.T) {
	x := matrix(3, 4)
	plain := layers.MLP{Widths: []int{3, 2}}
	p, err := of(plain).Init(1, x)
	if err != nil {
		t.Fatal(err)
	}
	want := apply(t, plain, p, x)
	for i, got := range apply(t, wrap(plain, doubled{}), p, x) {
		if got != 2*want[i] {
			t.Errorf("output %d: %v, want twice %v: only the layer of 2 units is doubled", i, got, want[i])
		}
	}
	q, err := of(wrap(plain, scaled{3})).Init(1, x)
	if err != nil {
		t.Fatal(err)
	}
	for path, v := range q.All() {
		if base, ok := strings.CutSuffix(path, "/v"); ok {
			copy(v.Raw, p.Get(base).Raw)
		}
	}
	// Biases are 0, so two linear layers scaled by 3 each scale the output by 9.
	for i, got := range apply(t, wrap(plain, scaled{3}), q, x) {
		if math.Abs(got-9*want[i]) > 1e-14*math.Abs(got) {
			t.Errorf("output %d: %v, want 9 times %v", i, got, want[i])
		}
	}
}

// A pass collects penalties, and marks what is not trained.
func TestPenaltiesAndStates(t *testing.T) {
	var p layers.Pass
	f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		mean := s.State("mean", layers.Zeros, 4)
		s.Update(mean, ops.Mean(in[0], 0))
		y := layers.Dense{Units: 2}.Forward(s.Intercept(scaled{1}), ops.Sub(in[0], ops.Reshape(mean, 1, 4)))
		return ops.Mean(ops.Square(y))
	})
	params, err := f.Init(1, matrix(3, 4))
	if err != nil {
		t.Fatal(err)
	}
	if !params.IsState("mean") || params.IsState("kernel/v") || !params.Clone().IsState("mean") {
		t.Error("mean, and only that, is a state")
	}
	_, grads, err := f.ValueAndGrad(params, matrix(3, 4))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"kernel/v", "kernel/g", "bias/v", "bias/g"}, grads.Names()); d != "" {
		t.Error("gradients:", d)
	}
	p = layers.Pass{Graph: G.NewGraph(), Dtype: tensor.Float64, Params: params}
	s := p.Scope()
	state := s.State("mean", layers.Zeros, 4)
	s.Update(state, ops.MulConst(state, 2))
	layers.Dense{Units: 2}.Forward(s.Intercept(scaled{1}), ops.Full(p.Graph, tensor.Float64, 1, 3, 4))
	if len(p.Penalties) != 2 || p.Penalties[1].Path != "bias" || len(p.Updates) != 1 || !p.Whole {
		t.Errorf("penalties %v, updates %v, whole %v", p.Penalties, p.Updates, p.Whole)
	}
	if d := cmp.Diff([]string{"mean"}, p.States()); d != "" {
		t.Error(d)
	}
}

// Misuse is an error that says what to do.
func TestInterceptErrors(t *testing.T) {
	for _, c := range []struct {
		want string
		f    func(s *layers.Scope, x *G.Node) *G.Node
	}{
		{"ops.Sum", func(s *layers.Scope, x *G.Node) *G.Node { s.Penalty(layers.Penalty{CrossEntropy: x}); return x }},
		{"scalar CrossEntropy", func(s *layers.Scope, x *G.Node) *G.Node { s.Penalty(layers.Penalty{}); return x }},
		{"Scope.State", func(s *layers.Scope, x *G.Node) *G.Node { s.Update(x, x); return x }},
		{"another shape", func(s *layers.Scope, x *G.Node) *G.Node { s.Update(s.State("m", layers.Zeros, 3), x); return x }},
		{"is nil", func(s *layers.Scope, x *G.Node) *G.Node { s.Intercept(nil); return x }},
		{"the penalty of \"w\" is float32", func(s *layers.Scope, x *G.Node) *G.Node {
			s.Penalty(layers.Penalty{Path: "w", CrossEntropy: ops.Sum(ops.Full(s.Graph(), tensor.Float32, 1, 2))})
			return x
		}},
		{"(3,): what layers_test.wrong returns for kernel", func(s *layers.Scope, x *G.Node) *G.Node {
			return s.Intercept(wrong{}).Param("kernel", layers.Zeros, 3)
		}},
		{"(2,) and (3,): what", func(s *layers.Scope, x *G.Node) *G.Node {
			return s.Intercept(wrong{2}).Param("kernel", layers.Zeros, 3)
		}},
		{"(..., in, out)", func(s *layers.Scope, x *G.Node) *G.Node { return s.Linear(layers.Linear{Shape: []int{3}}, x) }},
	} {
		if _, err := of(layers.LayerFunc(c.f)).Init(1, matrix(2, 4)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}

// wrong is an Interceptor that returns something else than what is asked for: nil, or another shape.
type wrong []int

func (w wrong) Param(s *layers.Scope, name string, init layers.Initializer, _ ...int) *G.Node {
	if len(w) == 0 {
		return nil
	}
	return s.Param(name, init, w...)
}
