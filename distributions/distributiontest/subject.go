package distributiontest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A subject is a distribution with the values of its parameters taken out of their nodes.
type subject struct {
	d            distributions.Distribution
	n            int // rows
	event        tensor.Shape
	kind         distributions.Kind
	atZero       bool    // a mass at 0 amid a density
	params       []param // distinct nodes, in Map's order
	use          []int   // the k-th node that Map visits is params[use[k]]
	y            []float64
	names, words []string // of params: name and domain

	programs map[string]*graph.Func // that are run often, by name
}

type param struct {
	shape []int
	data  []float64
}

func newSubject(d distributions.Distribution, y []float64) (s *subject, err error) {
	if d == nil {
		return nil, fmt.Errorf("distributiontest: the distribution is nil")
	}
	defer build.Recover(&err) // such as a parameter that is nil
	s = &subject{d: d, event: d.EventShape(), y: y, programs: map[string]*graph.Func{}}
	batch := d.BatchShape()
	if len(batch) != 1 || batch[0] < 2 {
		return nil, fmt.Errorf("distributiontest: the batch of %T is %v, and must be (n) with n >= 2", d, batch)
	}
	if s.n = batch[0]; len(y) != s.n*s.event.TotalSize() {
		return nil, fmt.Errorf("distributiontest: %d numbers of targets, not %d: one event for each row", len(y), s.n*s.event.TotalSize())
	}
	seen := map[*G.Node]int{}
	for _, p := range distributions.Parameters(d) {
		k, ok := seen[p.Node]
		if !ok {
			k = len(s.params)
			seen[p.Node] = k
			if p.Node.Value() == nil {
				return nil, fmt.Errorf("distributiontest: %s has no value: make it with Vec or Array", p.Name)
			}
			s.params = append(s.params, param{p.Node.Shape().Clone(), numbers(p.Node.Value())})
			s.names, s.words = append(s.names, p.Name), append(s.words, p.Domain)
		}
		s.use = append(s.use, k)
	}
	support := distributions.SupportOf(s.on(s.declared()))
	s.kind, s.atZero = support.Kind, support.AtZero
	return s, nil
}

// declared are nodes of one graph for the parameters: a support may be computed from several.
func (s *subject) declared() (in G.Nodes) {
	g := G.NewGraph()
	for k, p := range s.params {
		in = append(in, G.NewTensor(g, tensor.Float64, len(p.shape), G.WithShape(p.shape...), G.WithName(fmt.Sprint("parameter", k))))
	}
	return in
}

// dense tells that there is a density, or a mass function, to differentiate.
func (s *subject) dense() bool { return s.kind != distributions.Points }

func (s *subject) scalar() bool { return s.dense() && len(s.event) == 0 }

// normalized tells that the numbers of the density are the distribution's: an observation model, such as one that counts a row twice,
// need not integrate to 1, and a prediction is about another.
func (s *subject) normalized() bool {
	return s.scalar() && !has[distributions.HasPredicted](s.d)
}

// sampled tells that there may be draws; a method of a combinator may yet find that its part has none.
func (s *subject) sampled() bool { return s.dense() && has[distributions.HasSample](s.d) }

// lacks tells that err says, in the package's words, that a distribution or a part of it has no such answer: any other is a fault.
func lacks(err error) bool {
	var b *graph.BuildError
	return errors.As(err, &b) && strings.Contains(b.Error(), "in closed form")
}

// on is the distribution on other nodes.
func (s *subject) on(in G.Nodes) distributions.Distribution {
	k := 0
	return distributions.Map(s.d, func(*G.Node) *G.Node { k++; return in[s.use[k-1]] })
}

// A recipe makes nodes of the distribution, of its parameters and of y.
type recipe = func(d distributions.Distribution, in G.Nodes, y *G.Node) G.Nodes

func draw(d distributions.Distribution, _ G.Nodes, e *G.Node) G.Nodes {
	return G.Nodes{distributions.Sample(d, e)}
}

// run is eval of a recipe that has this name at each call: it is compiled once for each shape.
func (s *subject) run(name string, dt tensor.Dtype, params []param, y param, f recipe) ([][]float64, error) {
	fn := s.programs[name]
	if fn == nil {
		fn = s.function(f)
		s.programs[name] = fn
	}
	return call(fn, dt, params, y)
}

// eval runs f of the distribution with the given parameters, and of y of the given shape.
func (s *subject) eval(dt tensor.Dtype, params []param, y param, f recipe) ([][]float64, error) {
	return call(s.function(f), dt, params, y)
}

func (s *subject) function(f recipe) *graph.Func {
	fn := graph.NewFunc(func(in G.Nodes) G.Nodes {
		last := len(in) - 1
		return f(s.on(in[:last]), in[:last], in[last])
	})
	for i := range len(s.params) + 2 {
		fn.InputNames = append(fn.InputNames, fmt.Sprint("input", i)) // a mean does not need y
	}
	return fn
}

func call(fn *graph.Func, dt tensor.Dtype, params []param, y param) ([][]float64, error) {
	var values []G.Value
	for _, p := range append(slices.Clone(params), y) {
		values = append(values, value(dt, p))
	}
	out, err := fn.Call(values...)
	if err != nil {
		return nil, err
	}
	all := make([][]float64, len(out))
	for i, v := range out {
		all[i] = numbers(v)
	}
	return all, nil
}

// targets is y as a tensor: one event a row.
func (s *subject) targets() param { return param{append([]int{s.n}, s.event...), s.y} }

func value(dt tensor.Dtype, p param) G.Value {
	if dt == tensor.Float64 {
		if len(p.shape) == 0 {
			return G.NewF64(p.data[0])
		}
		return tensor.New(tensor.WithShape(p.shape...), tensor.WithBacking(slices.Clone(p.data)))
	}
	narrow := make([]float32, len(p.data))
	for i, v := range p.data {
		narrow[i] = float32(v)
	}
	if len(p.shape) == 0 {
		return G.NewF32(narrow[0])
	}
	return tensor.New(tensor.WithShape(p.shape...), tensor.WithBacking(narrow))
}

func numbers(v G.Value) []float64 {
	switch d := v.Data().(type) {
	case []float64:
		return slices.Clone(d)
	case []float32:
		out := make([]float64, len(d))
		for i, x := range d {
			out[i] = float64(x)
		}
		return out
	case float64:
		return []float64{d}
	case float32:
		return []float64{float64(d)}
	}
	return nil
}
