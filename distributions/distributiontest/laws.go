package distributiontest

import (
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// answer is something that a distribution may have in closed form.
type answer struct {
	name string
	has  func(d distributions.Distribution) bool
	node func(d distributions.Distribution, y *G.Node) *G.Node
}

func has[H any](d distributions.Distribution) bool { _, ok := d.(H); return ok }

var (
	ofPoints = []answer{
		{"cdf", has[distributions.HasCDF], distributions.CDF},
		{"log-cdf", has[distributions.HasLogCDF], distributions.LogCDF},
		{"log-survival", has[distributions.HasLogSurvival], distributions.LogSurvival},
	}
	ofRows = []answer{
		{"mean", has[distributions.HasMean], func(d distributions.Distribution, _ *G.Node) *G.Node { return distributions.Mean(d) }},
		{"variance", has[distributions.HasVariance], func(d distributions.Distribution, _ *G.Node) *G.Node { return distributions.Variance(d) }},
		{"mode", has[distributions.HasMode], func(d distributions.Distribution, _ *G.Node) *G.Node { return distributions.Mode(d) }},
		{"entropy", has[distributions.HasEntropy], func(d distributions.Distribution, _ *G.Node) *G.Node { return distributions.Entropy(d) }},
	}
)

// ask evaluates a at y for the subject's own parameters; ok is false if the distribution has no such answer: a method of a
// combinator may find that its part lacks it.
func (s *subject) ask(t *testing.T, a answer, y param) (out []float64, ok bool) {
	t.Helper()
	if !a.has(s.d) {
		return nil, false
	}
	out, err := s.answer(a, s.params, y)
	if err != nil && !lacks(err) {
		t.Fatalf("the %s: %v", a.name, err)
	}
	return out, err == nil
}

func (s *subject) answer(a answer, params []param, y param) ([]float64, error) {
	v, err := s.run(a.name, tensor.Float64, params, y, func(d distributions.Distribution, _ G.Nodes, y *G.Node) G.Nodes {
		return G.Nodes{a.node(d, y)}
	})
	if err != nil {
		return nil, err
	}
	return v[0], nil
}

func (s *subject) logProb(dt tensor.Dtype, params []param, y param) ([]float64, error) {
	v, err := s.run("log-density", dt, params, y, func(d distributions.Distribution, _ G.Nodes, y *G.Node) G.Nodes {
		return G.Nodes{distributions.LogProb(d, y)}
	})
	if err != nil {
		return nil, err
	}
	return v[0], nil
}

func shapes(t *testing.T, s *subject) {
	want := map[string]tensor.Shape{"mean": append(tensor.Shape{s.n}, s.event...), "entropy": {s.n}}
	want["variance"], want["mode"] = want["mean"], want["mean"]
	_, err := s.eval(tensor.Float64, s.params, s.targets(), func(d distributions.Distribution, _ G.Nodes, y *G.Node) G.Nodes {
		if got := d.LogProb(y).Shape(); !slices.Equal(got, tensor.Shape{s.n}) {
			t.Errorf("LogProb of %d events has shape %v, not (%d)", s.n, got, s.n)
		}
		return G.Nodes{ops.Sum(y)}
	})
	if err != nil {
		t.Error(err)
	}
	for _, a := range ofRows {
		if out, ok := s.ask(t, a, s.targets()); ok && len(out) != want[a.name].TotalSize() {
			t.Errorf("the %s has %d numbers, not those of shape %v", a.name, len(out), want[a.name])
		}
	}
	column := s.targets()
	column.shape = append([]int{s.n, 1}, s.event...)
	if _, err := s.logProb(tensor.Float64, s.params, column); err == nil {
		t.Errorf("LogProb takes a target of shape %v", column.shape)
	}
}

// grid is m events a row: those of the rows from its own on.
func (s *subject) grid(m int) param {
	w := s.event.TotalSize()
	out := param{shape: append([]int{s.n, m}, s.event...)}
	for i := range s.n {
		for j := range m {
			k := (i + j) % s.n
			out.data = append(out.data, s.y[k*w:(k+1)*w]...)
		}
	}
	return out
}

func points(t *testing.T, s *subject) {
	const m = 2
	onGrid, err := s.logProb(tensor.Float64, s.params, s.grid(m))
	if err != nil {
		t.Fatal(err)
	}
	w := s.event.TotalSize()
	for j := range m {
		shifted := param{shape: s.targets().shape, data: append(slices.Clone(s.y[j*w:]), s.y[:j*w]...)}
		single, err := s.logProb(tensor.Float64, s.params, shifted)
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.n {
			within(t, at("on a grid, the log-density", i), onGrid[i*m+j], single[i], 1e-13*max(1, math.Abs(single[i])))
			if j > 0 && i > 0 {
				continue
			}
			moved := param{shape: shifted.shape, data: slices.Clone(s.y)}
			copy(moved.data[i*w:(i+1)*w], shifted.data[i*w:(i+1)*w])
			alone, err := s.logProb(tensor.Float64, s.params, moved)
			if err != nil {
				t.Fatal(err)
			}
			for k := range s.n {
				if k != i {
					within(t, at("with another row's target changed, the log-density", k), alone[k], onGrid[k*m], 1e-13*max(1, math.Abs(onGrid[k*m])))
				}
			}
		}
	}
}

// parts makes a mixture whose components, shared by all rows, are the rows of the distribution.
func parts(t *testing.T, s *subject) {
	logits := param{shape: []int{s.n, s.n}, data: make([]float64, s.n*s.n)}
	got, err := s.eval(tensor.Float64, append(slices.Clone(s.params), logits), s.targets(), func(d distributions.Distribution, in G.Nodes, y *G.Node) G.Nodes {
		mixed := distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: in[len(in)-1]}, Components: d}
		return G.Nodes{mixed.LogProb(y)}
	})
	if err != nil {
		t.Fatalf("in a mixture: %v", err)
	}
	each, err := s.logProb(tensor.Float64, s.params, s.grid(s.n))
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.n { // target i under component k stands at point i-k of row k
		sum := 0.
		for k := range s.n {
			sum += math.Exp(each[k*s.n+(i-k+s.n)%s.n])
		}
		want := math.Log(sum / float64(s.n))
		within(t, at("in a mixture, the log-density", i), got[0][i], want, 1e-12*max(1, math.Abs(want)))
	}
	s.narrow(t)
}

// narrow compares float32 with float64: the rounding of parameters and target to 2^-24 of themselves moves the log-density by
// its derivatives, and the formula may lose a few ulps of it besides.
func (s *subject) narrow(t *testing.T) {
	wide, err := s.eval(tensor.Float64, s.params, s.targets(), func(d distributions.Distribution, in G.Nodes, y *G.Node) G.Nodes {
		logp := distributions.LogProb(d, y)
		if !s.dense() {
			return G.Nodes{logp}
		}
		grads, err := graph.Gradient(ops.Sum(logp), append(slices.Clone(in), y)...)
		if err != nil {
			t.Fatal(err)
		}
		return append(G.Nodes{logp}, grads...)
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.logProb(tensor.Float32, s.params, s.targets())
	if err != nil {
		t.Fatalf("in float32: %v", err)
	}
	bend := 0.
	for k, grad := range wide[1:] {
		values := s.y
		if k < len(s.params) {
			values = s.params[k].data
		}
		for e, g := range grad {
			bend += math.Abs(g * values[e])
		}
	}
	for i, want := range wide[0] {
		if math.Abs(want) < math.MaxFloat32 {
			within(t, at("in float32, the log-density", i), got[i], want, 0x1p-20*(bend+max(1, math.Abs(want))))
		}
	}
}
